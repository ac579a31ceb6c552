package mediaworker.media.keying.analysis.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Parts a frame of a drawing into the screen, lines, what is solid for sure, and the fills between
 * them. Used by one thread; one object serves for the frames of one clip.
 */
final class DrawnAreas {

  /** What covers so much is no question. */
  static final double SOLID = 0.85;

  /** What covers less, and differs in no channel by so much, is the screen. */
  private static final double LEAST = 0.2;

  private static final double DIFFERS = 0.1;

  /** Of an outline, what may lie beside the screen with no sign of a line: of dark fills, some. */
  private static final double OPEN = 0.35;

  /** How far from all mixtures of a fill and the screen a cell with a line in it is. */
  private static final double ASIDE = 0.06;

  /** Share of the light on both sides that a line takes in its cell. */
  private static final double LINE = 0.1;

  private static final int BLACK = 16;

  enum Kind {
    SCREEN,
    LINE,
    SOLID,
    FILL
  }

  /** Cells of a fill in the queue, and its number. */
  record Fill(int number, int from, int to) {

    int size() {
      return to - from;
    }
  }

  private final AnalysisGrid grid;
  private final CellColors colors;
  private final Kind[] kinds;
  private final int[] queue;
  private final int[] numbers;
  private final int[] ways;
  private final List<Fill> fills = new ArrayList<>();

  DrawnAreas(AnalysisGrid grid, CellColors colors) {
    this.grid = grid;
    this.colors = colors;
    kinds = new Kind[grid.cells()];
    numbers = new int[grid.cells()];
    queue = new int[grid.cells()];
    ways = new int[] {-1, 1, -grid.width(), grid.width()};
  }

  /**
   * Looks at a frame.
   *
   * @param frame yuv444p levels
   * @param coverage by the colour difference
   */
  void find(byte[] frame, double[] coverage) {
    sort(frame, coverage);
    Arrays.fill(numbers, 0);
    fills.clear();
    int from = 0;
    for (int cell = 0; cell < kinds.length; cell++) {
      if (kinds[cell] == Kind.FILL && numbers[cell] == 0) {
        int number = fills.size() + 1;
        int to = follow(cell, number, from);
        fills.add(new Fill(number, from, to));
        from = to;
      }
    }
  }

  private void sort(byte[] frame, double[] coverage) {
    int width = grid.width();
    for (int cell = 0; cell < kinds.length; cell++) {
      int row = cell / width;
      int column = cell - row * width;
      boolean inside = row > 1 && row < grid.height() - 2 && column > 1 && column < width - 2;
      if (coverage[cell] >= SOLID) {
        kinds[cell] = Kind.SOLID;
      } else if (inside && isLine(frame, cell)) {
        kinds[cell] = Kind.LINE;
      } else {
        kinds[cell] = coverage[cell] < LEAST && !differs(cell) ? Kind.SCREEN : Kind.FILL;
      }
    }
  }

  private boolean differs(int cell) {
    return Math.abs(colors.red()[cell] - colors.emptyRed()[cell]) > DIFFERS
        || Math.abs(colors.other()[cell] - colors.emptyOther()[cell]) > DIFFERS
        || Math.abs(colors.screen()[cell] - colors.emptyScreen()[cell]) > DIFFERS;
  }

  /** Whether luma is below that of both sides, two cells off, across one of four ways. */
  private boolean isLine(byte[] frame, int cell) {
    int width = grid.width();
    int own = luma(frame, cell);
    return isBelow(frame, own, cell, 2)
        || isBelow(frame, own, cell, 2 * width)
        || isBelow(frame, own, cell, 2 * width + 2)
        || isBelow(frame, own, cell, 2 * width - 2);
  }

  private static boolean isBelow(byte[] frame, int own, int cell, int way) {
    int sides = Math.min(luma(frame, cell - way), luma(frame, cell + way));
    return own < (1 - LINE) * sides;
  }

  /** Puts a fill in the queue; returns its end. */
  private int follow(int first, int number, int from) {
    int end = from;
    queue[end++] = first;
    numbers[first] = number;
    for (int at = from; at < end; at++) {
      for (int way : ways) {
        int cell = grid.beside(queue[at], way);
        if (cell >= 0 && kinds[cell] == Kind.FILL && numbers[cell] == 0) {
          numbers[cell] = number;
          queue[end++] = cell;
        }
      }
    }
    return end;
  }

  /** Whether lines and what is solid enclose a fill, but for little. */
  boolean isClosed(Fill fill) {
    int open = 0;
    int outline = 0;
    for (int i = fill.from; i < fill.to; i++) {
      for (int way : ways) {
        int cell = grid.beside(queue[i], way);
        if (cell >= 0 && kinds[cell] != Kind.FILL) {
          open += kinds[cell] == Kind.SCREEN && isMixture(queue[i], way) ? 1 : 0;
          outline++;
        }
      }
    }
    return open <= OPEN * outline;
  }

  /** Whether a cell beside the screen is a mixture of that and of what lies behind it. */
  private boolean isMixture(int cell, int way) {
    int behind = grid.beside(cell, -way);
    int inside = behind < 0 ? -1 : grid.beside(behind, -way);
    if (inside < 0) {
      return true;
    }
    double red = colors.red()[inside] - colors.emptyRed()[cell];
    double other = colors.other()[inside] - colors.emptyOther()[cell];
    double screen = colors.screen()[inside] - colors.emptyScreen()[cell];
    double ownRed = colors.red()[cell] - colors.emptyRed()[cell];
    double ownOther = colors.other()[cell] - colors.emptyOther()[cell];
    double ownScreen = colors.screen()[cell] - colors.emptyScreen()[cell];
    double length = red * red + other * other + screen * screen;
    double along = red * ownRed + other * ownOther + screen * ownScreen;
    double share = Math.max(0, Math.min(1, along / Math.max(1e-6, length)));
    double aside =
        Math.hypot(
            Math.hypot(ownRed - share * red, ownOther - share * other), ownScreen - share * screen);
    return aside < ASIDE;
  }

  /** Whether the screen is beside a cell, or it is the screen. */
  boolean isBesideScreen(int cell) {
    for (int at : around(cell)) {
      if (at >= 0 && kinds[at] == Kind.SCREEN) {
        return true;
      }
    }
    return kinds[cell] == Kind.SCREEN;
  }

  /** The cells around one; −1 beyond the picture. */
  int[] around(int cell) {
    int width = grid.width();
    int left = grid.beside(cell, -1);
    int right = grid.beside(cell, 1);
    int above = grid.beside(cell, -width);
    int below = grid.beside(cell, width);
    boolean inside = left >= 0 && right >= 0 && above >= 0 && below >= 0;
    return inside
        ? new int[] {left, right, above - 1, above, above + 1, below - 1, below, below + 1}
        : new int[] {-1};
  }

  /** Levels of luma above black. */
  static int luma(byte[] frame, int cell) {
    return Math.max(0, (frame[cell] & 0xff) - BLACK);
  }

  /** The fills of the last frame. */
  List<Fill> fills() {
    return fills;
  }

  /** What a cell of the last frame is. */
  Kind kind(int cell) {
    return kinds[cell];
  }

  /** A cell of a fill, {@code from} to before {@code to}. */
  int cell(int at) {
    return queue[at];
  }

  /** Number of the fill that a cell is of; 0 for none. */
  int number(int cell) {
    return numbers[cell];
  }
}
