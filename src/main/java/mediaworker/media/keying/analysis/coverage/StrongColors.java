package mediaworker.media.keying.analysis.coverage;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;

/**
 * Finds what is a mixture of the plate and of a solid colour nearby that counts for more than it
 * covers, and what it would show if it were solid.
 *
 * <p>The colour difference finds more than full coverage in what has less of the screen's channel
 * than grey: blond hair and skin on a blue screen, magenta on a green one. A hair of it that covers
 * a half then shows three quarters and passes for nearly solid. Its colour lies on the line between
 * the plate's and that of the hair where it is dense; how far along is told by the two channels
 * that the screen's light hardly touches, and the colour difference must say the same. Of several
 * colours on that line the one farthest from the plate is the solid one.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class StrongColors {

  /** Side of the blocks of cells whose strongest and weakest solid colour are tried. */
  private static final int BLOCK = 4;

  /** How many blocks away a colour may be. */
  private static final int FARTHEST = 4;

  /** What counts for less than this when it is solid is no strong colour. */
  private static final double OVER = 1.06;

  /** What counts for less than this is tinted so much that it tells nothing. */
  private static final double LEAST_FULL = 0.7;

  private static final double LEAST_COVERAGE = 0.08;
  private static final double LEAST_DISTANCE = 0.15;
  private static final double LEAST_SHARE = 0.05;
  private static final double MOST_SHARE = 1.15;

  /** How far off the line a colour may be, as a share of the way along it. */
  private static final double ASIDE = 0.22;

  /**
   * How far the colour difference may be below what the channels tell, as a share, since the
   * screen's light lowers it; and above: what is the solid colour in shade has more of it.
   */
  private static final double BELOW = 0.18;

  private static final double ABOVE = 0.03;

  /** From this share on a cell is solid. */
  private static final double SOLID = 0.9;

  /** Of the eight cells around one, those that must be open for it to be. */
  private static final int OPEN = 3;

  private static final int ROUNDS = 8;

  /** How many cells a surface's edge is wide. */
  private static final int EDGE = 2;

  private final AnalysisGrid grid;
  private final int across;
  private final int down;
  private final double[] red;
  private final double[] other;
  private final double[] emptyRed;
  private final double[] emptyOther;
  private final int[] candidates;
  private final StrongestNearby nearby;
  private final double[] found;
  private final double[] share;
  private final boolean[] strong;

  StrongColors(AnalysisGrid grid, CellColors colors) {
    this.grid = grid;
    red = colors.red();
    other = colors.other();
    emptyRed = colors.emptyRed();
    emptyOther = colors.emptyOther();
    across = (grid.width() + BLOCK - 1) / BLOCK;
    down = (grid.height() + BLOCK - 1) / BLOCK;
    candidates = new int[StrongestNearby.EACH * across * down];
    nearby = new StrongestNearby(across, down, FARTHEST);
    found = new double[grid.cells()];
    share = new double[grid.cells()];
    strong = new boolean[grid.cells()];
  }

  /**
   * Looks at a frame.
   *
   * @param coverage by the colour difference
   * @param inner what may be a solid colour
   */
  void find(double[] coverage, boolean[] inner) {
    collect(coverage, inner);
    Arrays.fill(found, Double.NaN);
    Arrays.fill(share, 1);
    Arrays.fill(strong, false);
    for (int row = 0; row < down; row++) {
      nearby.goToRow(row, candidates, coverage);
      for (int column = 0; column < across; column++) {
        tryBlock(row, column, coverage);
      }
    }
  }

  /**
   * Takes such mixtures away from what passed for solid, from outside inwards: between a face and
   * dark hair there are mixtures too, which look the same on a dark screen, but they are enclosed.
   *
   * @param solid loses them
   */
  void peel(boolean[] solid) {
    boolean more = true;
    for (int round = 0; round < ROUNDS && more; round++) {
      more = false;
      for (int i = 0; i < solid.length; i++) {
        int cell = round % 2 == 0 ? i : solid.length - 1 - i;
        if (solid[cell] && strong[cell] && share[cell] < SOLID && open(solid, cell) >= OPEN) {
          solid[cell] = false;
          more = true;
        }
      }
    }
  }

  /**
   * Forgets what cells were taken for that have turned out to be a surface of their own, and what
   * their edges were.
   */
  void forget(boolean[] surface) {
    int[] distance = ChessboardDistance.of(grid, surface);
    for (int cell = 0; cell < surface.length; cell++) {
      if (distance[cell] <= EDGE && share[cell] < SOLID) {
        strong[cell] = false;
        found[cell] = Double.NaN;
      }
    }
  }

  /** How many of the cells around one are not solid. */
  private int open(boolean[] solid, int cell) {
    int count = 0;
    int row = cell / grid.width();
    int column = cell % grid.width();
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        count += solid[r * grid.width() + c] ? 0 : 1;
      }
    }
    return count;
  }

  /** Whether what a cell is a mixture of counts for more than it covers. */
  boolean isStrong(int cell) {
    return strong[cell];
  }

  /** What full coverage would show, as a mean of the cell and those around; NaN where unknown. */
  double full(int cell) {
    if (Double.isNaN(found[cell])) {
      return Double.NaN;
    }
    double sum = 0;
    int count = 0;
    int row = cell / grid.width();
    int column = cell % grid.width();
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        double at = found[r * grid.width() + c];
        if (!Double.isNaN(at)) {
          sum += at;
          count++;
        }
      }
    }
    return sum / count;
  }

  private void collect(double[] coverage, boolean[] inner) {
    Arrays.fill(candidates, -1);
    for (int cell = 0; cell < inner.length; cell++) {
      if (inner[cell] && coverage[cell] > LEAST_FULL) {
        int at =
            StrongestNearby.EACH
                * (cell / grid.width() / BLOCK * across + cell % grid.width() / BLOCK);
        if (candidates[at] < 0 || coverage[cell] > coverage[candidates[at]]) {
          candidates[at] = cell;
        }
        if (candidates[at + 1] < 0 || coverage[cell] < coverage[candidates[at + 1]]) {
          candidates[at + 1] = cell;
        }
      }
    }
  }

  private void tryBlock(int row, int column, double[] coverage) {
    int bottom = Math.min(grid.height(), (row + 1) * BLOCK);
    int right = Math.min(grid.width(), (column + 1) * BLOCK);
    nearby.goToColumn(column);
    for (int r = row * BLOCK; r < bottom; r++) {
      for (int c = column * BLOCK; c < right; c++) {
        int cell = r * grid.width() + c;
        if (coverage[cell] >= LEAST_COVERAGE) {
          tryAll(cell, coverage);
        }
      }
    }
  }

  /** The first that fits is the strongest that does. */
  private void tryAll(int cell, double[] coverage) {
    double[] reds = red;
    double[] others = other;
    double covered = coverage[cell];
    double plateRed = emptyRed[cell];
    double plateOther = emptyOther[cell];
    double ownRed = reds[cell] - plateRed;
    double ownOther = others[cell] - plateOther;
    // No cell is farther along the way than MOST_SHARE; with something to spare for rounding.
    double least = 0.999 * covered / (MOST_SHARE * (1 + ABOVE));
    int place = 0;
    for (int candidate = nearby.at(place); candidate >= 0; candidate = nearby.at(++place)) {
      double known = coverage[candidate];
      if (known < least) {
        return; // nor does one that is weaker still
      }
      double wayRed = reds[candidate] - plateRed;
      double wayOther = others[candidate] - plateOther;
      double length = wayRed * wayRed + wayOther * wayOther;
      double along = ownRed * wayRed + ownOther * wayOther;
      // All as products with the square of the whole way: most fail, and a division is slow.
      if (Math.abs(ownRed * wayOther - ownOther * wayRed) <= ASIDE * along
          && along >= LEAST_SHARE * length
          && along <= MOST_SHARE * length
          && length >= LEAST_DISTANCE * LEAST_DISTANCE) {
        double full = covered / (along / length);
        if (full >= (1 - BELOW) * known && full <= (1 + ABOVE) * known) {
          share[cell] = along / length;
          strong[cell] = known > OVER;
          found[cell] = Math.min(full, known);
          return;
        }
      }
    }
  }
}
