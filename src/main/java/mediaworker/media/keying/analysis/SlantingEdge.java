package mediaworker.media.keying.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * A straight side of a screen that hangs at a slant, or is seen from aside: what lies beyond it and
 * within {@link ScreenBounds}, such as the rim of a fold-out screen and corners of the room.
 *
 * <p>Of each row (or column, for the upper side) the outermost cell counts that ever shows the
 * screen; the side is the line that most of them lie at. Somebody who stands before it only puts
 * them further in, which does not bend it. There, and wherever something moves, nothing is beyond
 * it.
 *
 * <p>Immutable.
 */
final class SlantingEdge {

  /** Cells by which the screen may begin off the line. */
  private static final double NEAR = 1;

  /** Share of the rows where the screen begins at the line. */
  private static final double MOST = 0.7;

  /** Share of them where it may begin beyond it. */
  private static final double FEW = 0.03;

  /** Cells to the side for each one along: some more than ten degrees. */
  private static final double STEEPEST = 0.2;

  /** Cells by which a side leans at least over its length; the bounds do for one that does not. */
  private static final double LEAST_LEAN = 1;

  /** Rows that lines are laid through at most, so that a fit takes little time. */
  private static final int ANCHORS = 48;

  /** Levels of luma within a bar, which tells nothing of what is next to it. */
  private static final int BAR = 3;

  /** Last cells before the bounds that may be half of a bar, and half of what is next to it. */
  private static final int HALVES = 2;

  /** Cells within the line that are the screen where nobody stands before it. */
  private static final int INSIDE = 2;

  private final CellHistory cells;
  private final int origin;
  private final int along;
  private final int across;
  private final int from;
  private final int to;
  private final int bound;
  private final int depth;

  /** From the border inwards, for each row: the first cell within; one more is half of each. */
  private final int[] within;

  /**
   * One side.
   *
   * @param origin the cell at its border from which rows and the way inwards count
   * @param along how far it is to a next row's cell
   * @param across how far to the next one inwards
   * @param from the first row within the bounds
   * @param to the first beyond them
   * @param bound how many cells are beyond the bounds at the side
   */
  private SlantingEdge(
      CellHistory cells, int origin, int along, int across, int from, int to, int bound) {
    this.cells = cells;
    this.origin = origin;
    this.along = along;
    this.across = across;
    this.from = from;
    this.to = to;
    this.bound = bound;
    depth = Math.abs(across) == 1 ? cells.grid().width() : cells.grid().height();
    within = fit();
  }

  /**
   * Tells which cells lie beyond a slanting side.
   *
   * @param bounds of the screen: a side where it fills the picture has no line, nor has one beside
   *     a bar
   */
  static boolean[] beyond(CellHistory cells, ScreenBounds bounds) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int left = bounds.left();
    int right = bounds.right();
    int top = bounds.top();
    int bottom = bounds.bottom();
    List<SlantingEdge> edges = new ArrayList<>();
    if (cells.range(0, left - HALVES, 0, height) > BAR) {
      edges.add(new SlantingEdge(cells, 0, width, 1, top, bottom, left));
    }
    if (cells.range(right + HALVES, width, 0, height) > BAR) {
      edges.add(new SlantingEdge(cells, width - 1, width, -1, top, bottom, width - right));
    }
    if (cells.range(0, width, 0, top - HALVES) > BAR) {
      edges.add(new SlantingEdge(cells, 0, 1, width, left, right, top));
    }
    boolean[] outside = new boolean[cells.grid().cells()];
    edges.forEach(edge -> edge.mark(outside));
    boolean[] beyond = new boolean[outside.length];
    edges.forEach(edge -> edge.clear(outside, beyond));
    return beyond;
  }

  private int cell(int row, int inwards) {
    return origin + row * along + inwards * across;
  }

  /** Lays the line; empty where there is none. */
  private int[] fit() {
    int[] first = new int[Math.max(0, to - from)];
    for (int row = 0; row < first.length; row++) {
      int at = 0;
      while (at < depth && !cells.isScreen(cell(from + row, at))) {
        at++;
      }
      first[row] = at;
    }
    double start = 0;
    double slope = 0;
    int most = 0;
    int step = Math.max(1, first.length / ANCHORS);
    // Rows far apart: those next to each other tell little of a slope.
    for (int one = 0; one < first.length; one += step) {
      for (int other = one + first.length / 3 + 1; other < first.length; other += step) {
        double tilt = (double) (first[other] - first[one]) / (other - one);
        double begin = first[one] - tilt * one;
        int at = Math.abs(tilt) <= STEEPEST ? at(first, begin, tilt) : 0;
        if (at > most) {
          most = at;
          start = begin;
          slope = tilt;
        }
      }
    }
    return most >= MOST * first.length ? refined(first, start, slope) : new int[0];
  }

  /** In how many rows the screen begins at a line; 0 where it begins beyond it in more than few. */
  private static int at(int[] first, double start, double slope) {
    int near = 0;
    int beyond = 0;
    for (int row = 0; row < first.length; row++) {
      double off = first[row] - start - slope * row;
      near += Math.abs(off) <= NEAR ? 1 : 0;
      beyond += off < -NEAR ? 1 : 0;
    }
    return beyond <= FEW * first.length ? near : 0;
  }

  /** The least-squares line through the rows that are near one. */
  private int[] refined(int[] first, double start, double slope) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (int row = 0; row < first.length; row++) {
      if (Math.abs(first[row] - start - slope * row) <= NEAR) {
        n++;
        sumX += row;
        sumY += first[row];
        sumXx += (double) row * row;
        sumXy += (double) row * first[row];
      }
    }
    double tilt = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    double begin = (sumY - tilt * sumX) / n;
    int[] line = new int[first.length];
    int outermost = Integer.MAX_VALUE;
    for (int row = 0; row < first.length; row++) {
      int at = (int) Math.round(begin + tilt * row) + 1;
      line[row] = Math.max(0, Math.min(depth - INSIDE, at));
      outermost = Math.min(outermost, line[row]);
    }
    // Where the line does not come to the bound, something else ends at it.
    boolean slants = Math.abs(tilt) * first.length >= LEAST_LEAN;
    return slants && Math.abs(outermost - bound) <= INSIDE ? line : new int[0];
  }

  /** Marks what is outside the line, whatever it is. */
  private void mark(boolean[] outside) {
    for (int row = 0; row < within.length; row++) {
      for (int at = 0; at < within[row]; at++) {
        outside[cell(from + row, at)] = true;
      }
    }
  }

  /** Notes what is beyond it, but for where somebody is. */
  private void clear(boolean[] outside, boolean[] beyond) {
    boolean[] kept = new boolean[within.length];
    for (int row = 0; row < within.length; row++) {
      // An arm that is held out may go on along the side as far as out.
      int reach = isCrossed(row, outside) ? 1 + Math.max(0, within[row] - bound) : -1;
      for (int i = Math.max(0, row - reach); i <= Math.min(within.length - 1, row + reach); i++) {
        kept[i] = true;
      }
    }
    for (int row = 0; row < within.length; row++) {
      for (int at = 0; at < within[row] && !kept[row]; at++) {
        beyond[cell(from + row, at)] |= !isBusy(row, at);
      }
    }
  }

  /** Whether something other than the screen is ever next to the line, inside all of them. */
  private boolean isCrossed(int row, boolean[] outside) {
    boolean crossed = false;
    for (int at = within[row]; at < within[row] + INSIDE; at++) {
      int cell = cell(from + row, at);
      crossed |= !outside[cell] && (!cells.isScreen(cell) || isMoving(cell));
    }
    return crossed;
  }

  /** Whether a cell or one next to it moves. */
  private boolean isBusy(int row, int at) {
    boolean busy = false;
    for (int i = Math.max(0, row - 1); i <= Math.min(within.length - 1, row + 1); i++) {
      for (int j = Math.max(0, at - 1); j <= at + 1; j++) {
        busy |= isMoving(cell(from + i, j));
      }
    }
    return busy;
  }

  private boolean isMoving(int cell) {
    return cells.moves(cell) || cells.changes(cell);
  }
}
