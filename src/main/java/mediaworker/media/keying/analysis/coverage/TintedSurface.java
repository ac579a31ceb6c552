package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Follows a surface that the screen's light tints all over, from where it is known to be solid as
 * far as it goes.
 *
 * <p>A grey shirt in much of a blue screen's light shows the same as a veil. But where a part of it
 * is solid for sure, since it is bright or turned away from the screen, what goes on from there
 * smoothly is the same shirt: of a veil before the screen the two channels that are not the
 * screen's and the colour difference fall together. A surface in shade gets darker in those
 * channels, but not less covered; one that is tinted more covers less by its colour, but does not
 * come nearer to the plate in those channels.
 *
 * <p>Hair is no surface: its coverage changes from cell to cell. Skin is one though its colour may
 * be that of a mixture of the lips' red and the screen. Used by one thread.
 */
final class TintedSurface {

  /** What covers less by its colour is no surface. */
  private static final double LEAST_COVERAGE = 0.18;

  /** By how much coverage may differ among the cells around one. */
  private static final double EVEN = 0.12;

  /** By how much two neighbours may differ in a channel: at least, and as a share of it. */
  private static final double STEP = 0.035;

  private static final double STEP_SHARE = 0.1;

  /** How much less may be covered, by what is in shade. */
  private static final double SHADE = 0.04;

  private static final double LEAST_DISTANCE = 0.15;
  private static final double FULL = 0.9;
  private static final double SAME = 1.2;
  private static final double MOST_ASIDE = 0.2;

  private final AnalysisGrid grid;
  private final double[] red;
  private final double[] other;
  private final double[] emptyRed;
  private final double[] emptyOther;
  private final double[] originRed;
  private final double[] originOther;
  private final double[] shown;
  private final int[] queue;

  TintedSurface(AnalysisGrid grid, CellColors colors) {
    this.grid = grid;
    red = colors.red();
    other = colors.other();
    emptyRed = colors.emptyRed();
    emptyOther = colors.emptyOther();
    int cells = grid.cells();
    originRed = new double[cells];
    originOther = new double[cells];
    shown = new double[cells];
    queue = new int[cells];
  }

  /**
   * Grows what is solid.
   *
   * @param coverage by the colour difference
   * @param solid gets the cells of such surfaces
   * @param strong gets the same
   */
  void grow(double[] coverage, boolean[] solid, boolean[] strong) {
    int end = 0;
    int width = grid.width();
    for (int cell = 0; cell < solid.length; cell++) {
      if (solid[cell]) {
        rebase(cell, Math.min(1, coverage[cell]));
        queue[end++] = cell;
      }
    }
    for (int next = 0; next < end; next++) {
      int from = queue[next];
      int column = from % width;
      end = column > 0 ? tried(from - 1, from, coverage, solid, strong, end) : end;
      end = column < width - 1 ? tried(from + 1, from, coverage, solid, strong, end) : end;
      end = from >= width ? tried(from - width, from, coverage, solid, strong, end) : end;
      end =
          from < solid.length - width
              ? tried(from + width, from, coverage, solid, strong, end)
              : end;
    }
  }

  private void rebase(int cell, double cover) {
    originRed[cell] = red[cell];
    originOther[cell] = other[cell];
    shown[cell] = cover;
  }

  /** Takes a cell in, if it goes on with what is beside it; returns the end of the queue. */
  private int tried(
      int cell, int from, double[] coverage, boolean[] solid, boolean[] strong, int end) {
    if (solid[cell]
        || coverage[cell] < LEAST_COVERAGE
        || !isNear(red, cell, from)
        || !isNear(other, cell, from)
        || !isEven(cell, coverage)) {
      return end;
    }
    if (coverage[cell] >= shown[from] - SHADE) {
      rebase(cell, shown[from]);
    } else if (isAsFar(cell, from)) {
      originRed[cell] = originRed[from];
      originOther[cell] = originOther[from];
      shown[cell] = shown[from];
    } else {
      return end;
    }
    solid[cell] = true;
    strong[cell] = true;
    queue[end] = cell;
    return end + 1;
  }

  private static boolean isNear(double[] channel, int cell, int from) {
    double level = channel[from];
    return Math.abs(channel[cell] - level) <= Math.max(STEP, STEP_SHARE * level);
  }

  /** Whether a cell is no nearer to the plate than what it is to be a part of. */
  private boolean isAsFar(int cell, int from) {
    double wayRed = originRed[from] - emptyRed[cell];
    double wayOther = originOther[from] - emptyOther[cell];
    double length = wayRed * wayRed + wayOther * wayOther;
    if (length < LEAST_DISTANCE * LEAST_DISTANCE) {
      return false;
    }
    double ownRed = red[cell] - emptyRed[cell];
    double ownOther = other[cell] - emptyOther[cell];
    double along = (ownRed * wayRed + ownOther * wayOther) / length;
    double aside = Math.abs(ownRed * wayOther - ownOther * wayRed) / length;
    return along >= FULL && along <= SAME && aside <= MOST_ASIDE;
  }

  private boolean isEven(int cell, double[] coverage) {
    double least = coverage[cell];
    double most = least;
    int row = cell / grid.width();
    int column = cell % grid.width();
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        double at = coverage[r * grid.width() + c];
        least = Math.min(least, at);
        most = Math.max(most, at);
      }
    }
    return most - least <= EVEN;
  }
}
