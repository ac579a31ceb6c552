package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * Tells lines, and the strokes of letters, from glows by how they end: across a line there is a way
 * on which a value falls to next to nothing within {@link #REACH} cells at both sides, or to less
 * than the next line has, as in a hatch, while a glow fades over more. Stateless but for the grid.
 */
final class Ridge {

  /** Cells within which a line ends, the first and last of which may be half of each. */
  private static final int REACH = 3;

  /** Share of its height by which a value falls at both sides; from where on, and wholly. */
  private static final double SOME = 0.8;

  private static final double SURELY = 0.93;

  /** Share of what comes behind it that a gap between two lines has at most. */
  private static final double GAP = 0.7;

  /** Ways across, in columns and rows. */
  private static final int[][] ACROSS = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};

  private final AnalysisGrid grid;

  Ridge(AnalysisGrid grid) {
    this.grid = grid;
  }

  /** How surely a cell of some height is one of a line's, 0…1; beyond the picture all is 0. */
  double at(double[] heights, int cell) {
    double least = Double.POSITIVE_INFINITY;
    for (int[] way : ACROSS) {
      double higher =
          Math.max(lowest(heights, cell, way[0], way[1]), lowest(heights, cell, -way[0], -way[1]));
      least = Math.min(least, higher);
    }
    double fall = 1 - least / heights[cell];
    return Math.max(0, Math.min(1, (fall - SOME) / (SURELY - SOME)));
  }

  /** The least on a way; 0 where the next line begins on it. */
  private double lowest(double[] heights, int cell, int columns, int rows) {
    double lowest = heights[cell];
    for (int step = 1; step <= REACH; step++) {
      int column = cell % grid.width() + step * columns;
      int row = cell / grid.width() + step * rows;
      boolean within = column >= 0 && column < grid.width() && row >= 0 && row < grid.height();
      double height = within ? heights[row * grid.width() + column] : 0;
      if (lowest < GAP * Math.min(height, heights[cell])) {
        return 0;
      }
      lowest = Math.min(lowest, height);
    }
    return lowest;
  }
}
