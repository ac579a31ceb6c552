package mediaworker.media.keying.analysis;

/**
 * Finds rims that mirror the screen: of chrome and glossy paint, which show more and more of it the
 * more they turn away, and are solid all the same.
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

  private static final int BEHIND = 2;

  /** Of the outline, what must be a step. */
  private static final double NEARLY_ALL = 0.85;

  /** Cells for each side of the outline: tufts of hair are ragged, and have fewer. */
  private static final int THICK = 2;

  private final AnalysisGrid grid;
  private final int[] queue;
  private final boolean[] followed;
  private final int[] ways;

  MirroringRim(AnalysisGrid grid) {
    this.grid = grid;
    queue = new int[grid.cells()];
    followed = new boolean[grid.cells()];
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
    System.arraycopy(mixed, 0, followed, 0, followed.length);
    for (int cell = 0; cell < solid.length; cell++) {
      if (!solid[cell] && !followed[cell] && besideSolid(cell, coverage, solid)) {
        int end = follow(cell, coverage, solid);
        if (endsInStep(end, coverage, mixed, solid)) {
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
      int from = next(cell, way);
      if (from >= 0 && solid[from] && goesOn(cell, from, coverage)) {
        return true;
      }
    }
    return false;
  }

  /** All that is reached from a cell, in the queue; returns its end. */
  private int follow(int first, double[] coverage, boolean[] solid) {
    int end = 0;
    queue[end++] = first;
    followed[first] = true;
    for (int at = 0; at < end; at++) {
      for (int way : ways) {
        int cell = next(queue[at], way);
        if (cell >= 0 && !solid[cell] && !followed[cell] && goesOn(cell, queue[at], coverage)) {
          followed[cell] = true;
          queue[end++] = cell;
        }
      }
    }
    return end;
  }

  private static boolean goesOn(int cell, int from, double[] coverage) {
    return coverage[cell] >= LEAST_COVERAGE && Math.abs(coverage[cell] - coverage[from]) <= SLOW;
  }

  private boolean endsInStep(int end, double[] coverage, boolean[] mixed, boolean[] solid) {
    int outline = 0;
    int steps = 0;
    for (int i = 0; i < end; i++) {
      for (int way : ways) {
        int cell = next(queue[i], way);
        if (cell >= 0 && !solid[cell] && (!followed[cell] || mixed[cell])) {
          outline++;
          int behind = cell;
          for (int further = 1; further < BEHIND && next(behind, way) >= 0; further++) {
            behind = next(behind, way);
          }
          steps += coverage[behind] <= EMPTY ? 1 : 0;
        }
      }
    }
    return steps > 0 && steps >= NEARLY_ALL * outline && end >= THICK * outline;
  }

  /** The cell beside one; -1 beyond the picture. */
  private int next(int cell, int way) {
    int width = grid.width();
    int to = cell + way;
    boolean inside =
        to >= 0 && to < grid.cells() && (Math.abs(way) != 1 || to / width == cell / width);
    return inside ? to : -1;
  }
}
