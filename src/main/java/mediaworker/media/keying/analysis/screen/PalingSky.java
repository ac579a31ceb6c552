package mediaworker.media.keying.analysis.screen;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.MeasuredKey;

/** How much of what has a screen's chroma gets paler as the sky does. Immutable. */
final class PalingSky {

  /** Levels of luma from cell to cell of what gets paler by and by. */
  private static final int SMOOTH = 5;

  private final AnalysisGrid grid;
  private final List<byte[]> frames;
  private final IntPredicate border;

  /**
   * In pictures from all over a clip.
   *
   * @param border whether a cell lies where a sky is seen in any case
   */
  PalingSky(AnalysisGrid grid, List<byte[]> frames, IntPredicate border) {
    this.grid = grid;
    this.frames = frames;
    this.border = border;
  }

  /**
   * Of the cells of a chroma that lead smoothly to the border, the share whose luma is not what a
   * screen has with it: a sky pales by and by, a paler subject has an edge.
   */
  double paling(MeasuredKey key) {
    ScreenTest test = new ScreenTest(key, 1);
    double radius = ColorPeaks.radius(key.u(), key.v(), 1);
    int cells = grid.cells();
    int alike = 0;
    int screen = 0;
    for (byte[] frame : frames) {
      for (int cell : smoothToBorder(frame)) {
        int u = frame[cells + cell] & 0xff;
        int v = frame[2 * cells + cell] & 0xff;
        boolean shown = test.isScreen(frame[cell] & 0xff, u, v);
        screen += shown ? 1 : 0;
        alike += shown || Math.hypot(u - key.u(), v - key.v()) <= radius ? 1 : 0;
      }
    }
    return 1 - (double) screen / Math.max(1, alike);
  }

  /** The cells from which luma goes to the border in small steps. */
  private int[] smoothToBorder(byte[] frame) {
    int width = grid.width();
    int cells = grid.cells();
    boolean[] reached = new boolean[cells];
    int[] queue = new int[cells];
    int end = 0;
    for (int cell = 0; cell < cells; cell++) {
      if (border.test(cell)) {
        reached[cell] = true;
        queue[end++] = cell;
      }
    }
    for (int next = 0; next < end; next++) {
      int from = queue[next];
      int column = from % width;
      int[] beside = {
        column > 0 ? from - 1 : from,
        column < width - 1 ? from + 1 : from,
        from >= width ? from - width : from,
        from < cells - width ? from + width : from
      };
      for (int cell : beside) {
        int step = Math.abs((frame[cell] & 0xff) - (frame[from] & 0xff));
        if (!reached[cell] && step <= SMOOTH) {
          reached[cell] = true;
          queue[end++] = cell;
        }
      }
    }
    return Arrays.copyOf(queue, end);
  }
}
