package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Follows a subject outwards from its solid inside to its edge, where the screen's light tints it
 * most and the colour difference tells least.
 *
 * <p>The screen's light hardly touches the two other channels. So what these show, between the
 * plate's colour and that of the subject next to it, is a measure of coverage of its own: a = (C −
 * P)·(F − P) / |F − P|². Where it is about 1 the cell is solid, tinted or not; where it is less,
 * the colour difference divided by it is what the subject would show if it were solid. It says
 * nothing where the subject is of the plate's colour in these channels, or another thing comes
 * next.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class TintedRim {

  /** Cells from the solid inside to the edge of a thin part, at most. */
  private static final int FARTHEST = 8;

  private static final double LEAST_DISTANCE = 0.15;
  private static final double LEAST_COVERAGE = 0.2;
  private static final double FULL = 0.88;
  private static final double TELLING = 0.4;
  private static final double SAME = 1.2;
  private static final double MOST_ASIDE = 0.25;

  private final AnalysisGrid grid;
  private final double[] red;
  private final double[] other;
  private final double[] plateRed;
  private final double[] plateOther;
  private final double[] subjectRed;
  private final double[] subjectOther;
  private final boolean[] inside;
  private final int[] candidates;

  TintedRim(AnalysisGrid grid, CellColors colors) {
    this.grid = grid;
    red = colors.red();
    other = colors.other();
    plateRed = colors.emptyRed();
    plateOther = colors.emptyOther();
    int cells = grid.cells();
    inside = new boolean[cells];
    candidates = new int[cells];
    subjectRed = new double[cells];
    subjectOther = new double[cells];
  }

  /**
   * Grows what is solid, and finds references along its edge.
   *
   * @param coverage by the colour difference
   * @param reference gets what a solid subject would show, where it becomes known
   * @param solid gets the cells that are solid though tinted
   * @param strong gets the same
   * @param known gets all cells whose reference has been found
   */
  void grow(
      double[] coverage, double[] reference, boolean[] solid, boolean[] strong, boolean[] known) {
    System.arraycopy(red, 0, subjectRed, 0, red.length);
    System.arraycopy(other, 0, subjectOther, 0, other.length);
    int count = 0;
    for (int cell = 0; cell < solid.length; cell++) {
      if (!known[cell] && coverage[cell] >= LEAST_COVERAGE) {
        candidates[count++] = cell;
      }
    }
    for (int step = 0; step < FARTHEST; step++) {
      System.arraycopy(solid, 0, inside, 0, solid.length);
      boolean more = false;
      int left = 0;
      for (int i = 0; i < count; i++) {
        int cell = candidates[i];
        double share = nextTo(inside, cell) ? share(cell) : 0;
        if (share >= TELLING && share <= SAME) {
          reference[cell] = coverage[cell] / Math.min(1, share);
          known[cell] = true;
          if (share >= FULL) {
            solid[cell] = true;
            strong[cell] = true;
            more = true;
          }
        } else {
          candidates[left++] = cell;
        }
      }
      if (!more) {
        return;
      }
      count = left;
    }
  }

  /** Coverage by the two channels against the subject's colour nearby; 0 where they do not tell. */
  private double share(int cell) {
    double wayRed = subjectRed[cell] - plateRed[cell];
    double wayOther = subjectOther[cell] - plateOther[cell];
    double length = wayRed * wayRed + wayOther * wayOther;
    if (length < LEAST_DISTANCE * LEAST_DISTANCE) {
      return 0;
    }
    double ownRed = red[cell] - plateRed[cell];
    double ownOther = other[cell] - plateOther[cell];
    double aside = Math.abs(ownRed * wayOther - ownOther * wayRed) / length;
    return aside > MOST_ASIDE ? 0 : (ownRed * wayRed + ownOther * wayOther) / length;
  }

  /** Whether a neighbour is solid; takes over the mean colour of those that are. */
  private boolean nextTo(boolean[] inside, int cell) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double sumRed = 0;
    double sumOther = 0;
    int count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        if (inside[at]) {
          sumRed += subjectRed[at];
          sumOther += subjectOther[at];
          count++;
        }
      }
    }
    if (count > 0) {
      subjectRed[cell] = sumRed / count;
      subjectOther[cell] = sumOther / count;
    }
    return count > 0;
  }
}
