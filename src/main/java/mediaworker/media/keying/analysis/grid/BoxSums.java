package mediaworker.media.keying.analysis.grid;

import java.util.function.IntToDoubleFunction;

/** Sums over boxes of a grid in constant time each, from a summed-area table. */
public final class BoxSums {

  private final int width;
  private final int height;
  private final double[] table;
  private final double rowsPerCell;

  /** From a value for each cell, asked for once. */
  public BoxSums(AnalysisGrid grid, IntToDoubleFunction valueOfCell) {
    this(grid, listed(grid, valueOfCell));
  }

  /** From a value for each cell, which are not kept. */
  public BoxSums(AnalysisGrid grid, double[] values) {
    this(grid);
    of(values);
  }

  /** How many of some cells there are. */
  public BoxSums(AnalysisGrid grid, boolean[] members) {
    this(grid);
    of(members);
  }

  /** Of nothing yet: to be used for one frame after the other. */
  public BoxSums(AnalysisGrid grid) {
    width = grid.width();
    height = grid.height();
    rowsPerCell = 1.0 / width;
    table = new double[(width + 1) * (height + 1)];
  }

  /** Sums of a value for each cell, in place of what was summed before. */
  public BoxSums of(double[] values) {
    double[] sums = table;
    int cell = 0;
    for (int row = 0; row < height; row++) {
      double rowSum = 0;
      int above = row * (width + 1) + 1;
      int at = above + width + 1;
      for (int end = cell + width; cell < end; cell++) {
        rowSum += values[cell];
        sums[at++] = sums[above++] + rowSum;
      }
    }
    return this;
  }

  /** The same of the values of some cells; those of others count as 0. */
  public BoxSums of(double[] values, boolean[] members) {
    double[] sums = table;
    int cell = 0;
    for (int row = 0; row < height; row++) {
      double rowSum = 0;
      int above = row * (width + 1) + 1;
      int at = above + width + 1;
      for (int end = cell + width; cell < end; cell++) {
        if (members[cell]) {
          rowSum += values[cell];
        }
        sums[at++] = sums[above++] + rowSum;
      }
    }
    return this;
  }

  /** The same of the levels of some cells in one plane of a picture, which begins at a place. */
  public BoxSums of(byte[] picture, int plane, boolean[] members) {
    double[] sums = table;
    int cell = 0;
    for (int row = 0; row < height; row++) {
      int rowSum = 0;
      int above = row * (width + 1) + 1;
      int at = above + width + 1;
      for (int end = cell + width; cell < end; cell++) {
        rowSum += members[cell] ? picture[plane + cell] & 0xff : 0;
        sums[at++] = sums[above++] + rowSum;
      }
    }
    return this;
  }

  /** The same of how many of some cells there are. */
  public BoxSums of(boolean[] members) {
    double[] sums = table;
    int cell = 0;
    for (int row = 0; row < height; row++) {
      int rowSum = 0;
      int above = row * (width + 1) + 1;
      int at = above + width + 1;
      for (int end = cell + width; cell < end; cell++) {
        rowSum += members[cell] ? 1 : 0;
        sums[at++] = sums[above++] + rowSum;
      }
    }
    return this;
  }

  private static double[] listed(AnalysisGrid grid, IntToDoubleFunction valueOfCell) {
    double[] values = new double[grid.cells()];
    for (int cell = 0; cell < values.length; cell++) {
      values[cell] = valueOfCell.applyAsDouble(cell);
    }
    return values;
  }

  /** Sum of the square around a cell, cut off at the grid's edges. */
  public double around(int cell, int radius) {
    // Called many times a frame: a product is much faster than a division.
    int row = (int) ((cell + 0.5) * rowsPerCell);
    int column = cell - row * width;
    int stride = width + 1;
    int top = Math.max(0, row - radius) * stride;
    int bottom = Math.min(height, row + radius + 1) * stride;
    int left = Math.max(0, column - radius);
    int right = Math.min(width, column + radius + 1);
    double[] sums = table;
    return sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left];
  }

  /** Sum of the whole grid. */
  public double all() {
    return table[table.length - 1];
  }
}
