package mediaworker.media.keying.analysis.plate;

import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.MeasuredKey;

/** Which cells of a frame show nothing but the screen. Stateless. */
public final class ScreenMask {

  private ScreenMask() {}

  /** The masks of some frames, worked out on all cores. */
  public static List<boolean[]> all(
      AnalysisGrid grid, List<byte[]> frames, MeasuredKey key, double tolerance) {
    // For some hundredths of a second: nothing else can begin before.
    return frames.parallelStream().map(frame -> of(grid, frame, key, tolerance)).toList();
  }

  /**
   * The screen's cells of one frame, without those next to anything else.
   *
   * @param frame yuv444p levels
   * @param tolerance widens what counts as the screen's colour; 1 is normal
   */
  static boolean[] of(AnalysisGrid grid, byte[] frame, MeasuredKey key, double tolerance) {
    ScreenTest test = new ScreenTest(key, tolerance);
    int cells = grid.cells();
    boolean[] screen = new boolean[cells];
    boolean[] hue = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      int u = frame[cells + cell] & 0xff;
      int v = frame[2 * cells + cell] & 0xff;
      hue[cell] = test.hasHue(u, v);
      screen[cell] = hue[cell] && test.hasRatio(frame[cell] & 0xff, u, v);
    }
    new DarkIslands(grid).remove(screen, hue, frame);
    new OverexposedScreen(grid, key, test).add(frame, screen);
    return inner(grid, screen);
  }

  /** The cells of which all around are of some too. */
  private static boolean[] inner(AnalysisGrid grid, boolean[] members) {
    int width = grid.width();
    int cells = members.length;
    boolean[] across = new boolean[cells];
    for (int row = 0; row < cells; row += width) {
      for (int cell = row, last = row + width - 1; cell <= last; cell++) {
        across[cell] =
            members[cell]
                && (cell == row || members[cell - 1])
                && (cell == last || members[cell + 1]);
      }
    }
    boolean[] inner = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      inner[cell] =
          across[cell]
              && (cell < width || across[cell - width])
              && (cell >= cells - width || across[cell + width]);
    }
    return inner;
  }
}
