package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * Finds rims that mirror the screen: of chrome and glossy paint, which show more and more of it the
 * more they turn away, and are solid all the same. So are surfaces that have about the screen's
 * colour themselves, such as a blue shirt before blue.
 *
 * <p>Their colours are mixtures with the screen's, and so are those of an edge that is out of focus
 * or moves. But such an edge goes on down to nothing, and a rim ends in a step. So what falls
 * slowly from something solid is followed down to a least coverage; it is a rim if nearly all of
 * its outline has the empty screen right behind it. Used by one thread.
 */
final class MirroringRim {

  /** What covers less is not followed. */
  private static final double LEAST_COVERAGE = 0.38;

  /** The most that coverage changes from one cell to the next on the way. */
  private static final double SLOW = 0.07;

  /** What covers more than this, so many cells behind a rim, is not the empty screen. */
  private static final double EMPTY = 0.15;

  /** A step that runs at a slant is as many cells wide; what is followed falls less in them. */
  private static final int BEHIND = 3;

  /** Of the outline, what must be a step. */
  private static final double NEARLY_ALL = 0.85;

  /** Cells for each side of the outline: tufts of hair are ragged, and have fewer. */
  private static final int THICK = 2;

  private static final int FREE = 0;
  private static final int MIXED = -1;

  private final AnalysisGrid grid;
  private final int[] queue;

  /** Number of the fill that a cell belongs to; {@link #FREE}, or {@link #MIXED}. */
  private final int[] fill;

  private final int[] ways;

  MirroringRim(AnalysisGrid grid) {
    this.grid = grid;
    queue = new int[grid.cells()];
    fill = new int[grid.cells()];
    ways = new int[] {-1, 1, -grid.width(), grid.width()};
  }

  /**
   * Adds such rims to what is solid.
   *
   * @param coverage by the colour difference
   * @param mixed cells that are known not to be solid
   * @param solid gets their cells
   * @param strong gets the same
   */
  void add(double[] coverage, boolean[] mixed, boolean[] solid, boolean[] strong) {
    for (int cell = 0; cell < fill.length; cell++) {
      fill[cell] = mixed[cell] ? MIXED : FREE;
    }
    int fills = 0;
    for (int cell = 0; cell < solid.length; cell++) {
      if (coverage[cell] >= LEAST_COVERAGE
          && !solid[cell]
          && fill[cell] == FREE
          && besideSolid(cell, coverage, solid)) {
        fills++;
        int end = follow(cell, fills, coverage, solid);
        if (endsInStep(end, fills, coverage, solid)) {
          for (int i = 0; i < end; i++) {
            strong[queue[i]] = true;
            solid[queue[i]] = true;
          }
        }
      }
    }
  }

  private boolean besideSolid(int cell, double[] coverage, boolean[] solid) {
    for (int way : ways) {
      int from = grid.beside(cell, way);
      if (from >= 0 && solid[from] && goesOn(cell, from, coverage)) {
        return true;
      }
    }
    return false;
  }

  /** All that is reached from a cell, numbered and in the queue; returns its end. */
  private int follow(int first, int number, double[] coverage, boolean[] solid) {
    int end = 0;
    queue[end++] = first;
    fill[first] = number;
    for (int at = 0; at < end; at++) {
      for (int way : ways) {
        int cell = grid.beside(queue[at], way);
        if (cell >= 0 && !solid[cell] && fill[cell] == FREE && goesOn(cell, queue[at], coverage)) {
          fill[cell] = number;
          queue[end++] = cell;
        }
      }
    }
    return end;
  }

  private static boolean goesOn(int cell, int from, double[] coverage) {
    return coverage[cell] >= LEAST_COVERAGE && Math.abs(coverage[cell] - coverage[from]) <= SLOW;
  }

  private boolean endsInStep(int end, int number, double[] coverage, boolean[] solid) {
    int outline = 0;
    int steps = 0;
    for (int i = 0; i < end; i++) {
      for (int way : ways) {
        int cell = grid.beside(queue[i], way);
        // What belongs to a fill that was refused is neither solid nor empty: outline, but no step.
        if (cell >= 0 && !solid[cell] && fill[cell] != number) {
          outline++;
          int behind = cell;
          for (int further = 1; further < BEHIND && grid.beside(behind, way) >= 0; further++) {
            behind = grid.beside(behind, way);
          }
          steps += coverage[behind] <= EMPTY ? 1 : 0;
        }
      }
    }
    return steps > 0 && steps >= NEARLY_ALL * outline && end >= THICK * outline;
  }
}
