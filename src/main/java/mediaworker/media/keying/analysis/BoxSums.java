package mediaworker.media.keying.analysis;

import java.util.function.IntToDoubleFunction;

/** Sums over boxes of a grid in constant time each, from a summed-area table. */
final class BoxSums {

  private final AnalysisGrid grid;
  private final double[] table;
  private final double rowsPerCell;

  BoxSums(AnalysisGrid grid, IntToDoubleFunction valueOfCell) {
    this(grid, listed(grid, valueOfCell));
  }

  /** From a value for each cell, which are not kept. */
  BoxSums(AnalysisGrid grid, double[] values) {
    this(grid);
    int width = grid.width();
    int stride = width + 1;
    for (int row = 0; row < grid.height(); row++) {
      double rowSum = 0;
      int at = (row + 1) * stride + 1;
      for (int column = 0; column < width; column++) {
        rowSum += values[row * width + column];
        table[at + column] = table[at + column - stride] + rowSum;
      }
    }
  }

  /** From the values of some cells; those of others count as 0. */
  BoxSums(AnalysisGrid grid, double[] values, boolean[] members) {
    this(grid);
    int width = grid.width();
    int stride = width + 1;
    for (int row = 0; row < grid.height(); row++) {
      double rowSum = 0;
      int at = (row + 1) * stride + 1;
      for (int column = 0; column < width; column++) {
        if (members[row * width + column]) {
          rowSum += values[row * width + column];
        }
        table[at + column] = table[at + column - stride] + rowSum;
      }
    }
  }

  /** How many of some cells there are. */
  BoxSums(AnalysisGrid grid, boolean[] members) {
    this(grid);
    int width = grid.width();
    int stride = width + 1;
    for (int row = 0; row < grid.height(); row++) {
      int rowSum = 0;
      int at = (row + 1) * stride + 1;
      for (int column = 0; column < width; column++) {
        rowSum += members[row * width + column] ? 1 : 0;
        table[at + column] = table[at + column - stride] + rowSum;
      }
    }
  }

  private BoxSums(AnalysisGrid grid) {
    this.grid = grid;
    rowsPerCell = 1.0 / grid.width();
    table = new double[(grid.width() + 1) * (grid.height() + 1)];
  }

  private static double[] listed(AnalysisGrid grid, IntToDoubleFunction valueOfCell) {
    double[] values = new double[grid.cells()];
    for (int cell = 0; cell < values.length; cell++) {
      values[cell] = valueOfCell.applyAsDouble(cell);
    }
    return values;
  }

  /** Sum of the square around a cell, cut off at the grid's edges. */
  double around(int cell, int radius) {
    // Called many times a frame: a product is much faster than a division.
    int row = (int) ((cell + 0.5) * rowsPerCell);
    int column = cell - row * grid.width();
    int stride = grid.width() + 1;
    int top = Math.max(0, row - radius) * stride;
    int bottom = Math.min(grid.height(), row + radius + 1) * stride;
    int left = Math.max(0, column - radius);
    int right = Math.min(grid.width(), column + radius + 1);
    return table[bottom + right] - table[bottom + left] - table[top + right] + table[top + left];
  }

  /** Sum of the whole grid. */
  double all() {
    return table[table.length - 1];
  }
}
