package mediaworker.media.keying.analysis.zones;

import java.util.List;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;

/**
 * What the cells of a clip show in time: which ever show the screen, which of them change, and how
 * they look in its middle. Immutable.
 */
final class CellHistory {

  /** A cell whose level changes more than this in time, in levels of luma, may be a subject. */
  static final int STILL = 14;

  /** By how much a wall's chroma may differ from cell to cell. */
  private static final int STILL_CHROMA = 5;

  /** Levels of luma and chroma by which one surface differs from cell to cell. */
  private static final int ALIKE = 6;

  private static final int ALIKE_CHROMA = 3;

  /** Rows or columns that show less screen than this, ever, lie beyond it. */
  private static final double LEAST_SCREEN = 0.03;

  private final AnalysisGrid grid;
  private final ScreenTest test;
  private final byte[] middle;
  private final boolean[] screen;
  private final boolean[] moves;
  private final boolean[] changes;
  private final List<byte[]> uncovered;

  /**
   * Looks through a clip.
   *
   * @param frames pictures from all over it, yuv444p levels; at least one
   */
  CellHistory(AnalysisGrid grid, List<byte[]> frames, ScreenTest test) {
    this.grid = grid;
    this.test = test;
    int cells = grid.cells();
    middle = frames.get(frames.size() / 2);
    screen = new boolean[cells];
    moves = new boolean[cells];
    changes = new boolean[cells];
    int[] shown = noteScreen(frames);
    uncovered = showing(frames, shown, LEAST_SCREEN * cells);
    // What covers all of the screen for a while, tells nothing of its sides.
    List<byte[]> open = showing(frames, shown, IntStream.of(shown).max().orElse(0) / 2.0);
    for (int cell = 0; cell < cells; cell++) {
      moves[cell] = swing(frames, cell) > STILL;
      changes[cell] =
          swing(open, cell) > STILL
              || swing(open, cells + cell) > STILL
              || swing(open, 2 * cells + cell) > STILL;
    }
  }

  /**
   * Notes which cells ever show the screen.
   *
   * @return how many do so in each frame
   */
  private int[] noteScreen(List<byte[]> frames) {
    int cells = grid.cells();
    int[] shown = new int[frames.size()];
    for (int frame = 0; frame < shown.length; frame++) {
      byte[] levels = frames.get(frame);
      for (int cell = 0; cell < cells; cell++) {
        boolean is = showsScreen(levels, cell);
        screen[cell] |= is;
        shown[frame] += is ? 1 : 0;
      }
    }
    return shown;
  }

  /** The frames that show so many cells of the screen or more. */
  private static List<byte[]> showing(List<byte[]> frames, int[] shown, double least) {
    return IntStream.range(0, shown.length)
        .filter(frame -> shown[frame] >= least)
        .mapToObj(frames::get)
        .toList();
  }

  /** By how many levels one place of a plane changes in time. */
  private static int swing(List<byte[]> frames, int at) {
    int least = 255;
    int most = 0;
    for (byte[] frame : frames) {
      least = Math.min(least, frame[at] & 0xff);
      most = Math.max(most, frame[at] & 0xff);
    }
    return most - least;
  }

  AnalysisGrid grid() {
    return grid;
  }

  /** Whether a cell ever shows the screen. */
  boolean isScreen(int cell) {
    return screen[cell];
  }

  /** Whether a row ever shows some of the screen. */
  boolean hasScreen(int row) {
    boolean any = false;
    for (int cell = row * grid.width(); cell < (row + 1) * grid.width() && !any; cell++) {
      any = screen[cell];
    }
    return any;
  }

  /** Whether a cell's light changes. */
  boolean moves(int cell) {
    return moves[cell];
  }

  /** Whether a cell's colour changes while most of the screen is seen. */
  boolean changes(int cell) {
    return changes[cell];
  }

  /** Whether a column lies beyond the screen: it never shows it and does not move. */
  boolean isColumnBeyond(int column) {
    return isBeyond(column, grid.width(), grid.height());
  }

  /** The same of a row. */
  boolean isRowBeyond(int row) {
    return isBeyond(row * grid.width(), 1, grid.width());
  }

  private boolean isBeyond(int first, int step, int length) {
    int shown = 0;
    int moving = 0;
    for (int i = 0; i < length; i++) {
      shown += screen[first + i * step] ? 1 : 0;
      moving += moves[first + i * step] ? 1 : 0;
    }
    return shown <= LEAST_SCREEN * length && moving <= LEAST_SCREEN * length;
  }

  /** A cell's luma in the middle of the clip. */
  int luma(int cell) {
    return middle[cell] & 0xff;
  }

  /** Whether luma or chroma steps from one cell to another in the middle of the clip. */
  boolean steps(int from, int to) {
    boolean steps = false;
    for (int plane = 0; plane < 3; plane++) {
      int at = plane * grid.cells();
      int difference = Math.abs((middle[at + from] & 0xff) - (middle[at + to] & 0xff));
      steps |= difference > (plane == 0 ? STILL : STILL_CHROMA);
    }
    return steps;
  }

  /**
   * Share of a rectangle's cells that step to a next one, 0…1.
   *
   * @param step 1 for that of the next column, the grid's width for that of the next row
   */
  double stepping(int step, int left, int right, int top, int bottom) {
    int lastRight = step == 1 ? right - 1 : right;
    int lastBottom = step == 1 ? bottom : bottom - 1;
    int steps = 0;
    for (int row = top; row < lastBottom; row++) {
      for (int column = left; column < lastRight; column++) {
        int cell = row * grid.width() + column;
        steps += steps(cell, cell + step) ? 1 : 0;
      }
    }
    return (double) steps / Math.max(1, (lastRight - left) * (lastBottom - top));
  }

  /** A plane's mean level within a rectangle, in the middle of the clip. */
  double mean(int plane, int left, int right, int top, int bottom) {
    long sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        sum += middle[plane * grid.cells() + row * grid.width() + column] & 0xff;
      }
    }
    return (double) sum / Math.max(1, (right - left) * (bottom - top));
  }

  /** Whether a step lies between the mean colours of two ranges of columns. */
  boolean differ(int left, int right, int otherLeft, int otherRight) {
    boolean differ = false;
    for (int plane = 0; plane < 3; plane++) {
      double apart =
          mean(plane, left, right, 0, grid.height())
              - mean(plane, otherLeft, otherRight, 0, grid.height());
      differ |= Math.abs(apart) > (plane == 0 ? STILL : STILL_CHROMA);
    }
    return differ;
  }

  /**
   * Whether there is a picture that shows some of the screen in which something covers it beyond a
   * column, and is one surface with that one: most of their rows are alike. Where the edge of a
   * wall is only a cell further in, or slants, what is beyond shows the screen in that picture too.
   *
   * @param next the column beyond, of which rows are to be alike
   * @param far one further in: of its rows that ever show the screen, or move, few show it then
   * @param share of the rows that are most
   */
  boolean isOnceCovered(int column, int next, int far, double share) {
    return uncovered.stream()
        .anyMatch(frame -> isOne(frame, column, next, share) && isHidden(frame, far, share));
  }

  private boolean isOne(byte[] frame, int column, int other, double share) {
    int alike = 0;
    for (int row = 0; row < grid.height(); row++) {
      int start = row * grid.width();
      alike += isAlike(frame, start + column, start + other) ? 1 : 0;
    }
    return alike >= share * grid.height();
  }

  /** Whether a column that shows the screen at some time does so in few of its rows now. */
  private boolean isHidden(byte[] frame, int column, double share) {
    int ever = 0;
    int hidden = 0;
    for (int row = 0; row < grid.height(); row++) {
      int cell = row * grid.width() + column;
      boolean opens = screen[cell] || moves[cell];
      ever += opens ? 1 : 0;
      hidden += opens && !showsScreen(frame, cell) ? 1 : 0;
    }
    return ever > LEAST_SCREEN * grid.height() && hidden >= share * ever;
  }

  private boolean showsScreen(byte[] frame, int cell) {
    int cells = grid.cells();
    return test.isScreen(
        frame[cell] & 0xff, frame[cells + cell] & 0xff, frame[2 * cells + cell] & 0xff);
  }

  private boolean isAlike(byte[] frame, int cell, int other) {
    boolean alike = true;
    for (int plane = 0; plane < 3; plane++) {
      int at = plane * grid.cells();
      int difference = Math.abs((frame[at + cell] & 0xff) - (frame[at + other] & 0xff));
      alike &= difference <= (plane == 0 ? ALIKE : ALIKE_CHROMA);
    }
    return alike;
  }

  /**
   * By how many levels luma differs within a rectangle in the middle of the clip; negative for an
   * empty one.
   */
  int range(int left, int right, int top, int bottom) {
    int least = 255;
    int most = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int y = luma(row * grid.width() + column);
        least = Math.min(least, y);
        most = Math.max(most, y);
      }
    }
    return most - least;
  }
}
