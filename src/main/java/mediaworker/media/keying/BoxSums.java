package mediaworker.media.keying;

import java.util.function.IntToDoubleFunction;

/** Sums over boxes of a grid in constant time each, from a summed-area table. */
final class BoxSums {

  private final AnalysisGrid grid;
  private final double[] table;

  BoxSums(AnalysisGrid grid, IntToDoubleFunction valueOfCell) {
    this.grid = grid;
    int stride = grid.width() + 1;
    table = new double[stride * (grid.height() + 1)];
    for (int row = 0; row < grid.height(); row++) {
      double rowSum = 0;
      for (int column = 0; column < grid.width(); column++) {
        rowSum += valueOfCell.applyAsDouble(row * grid.width() + column);
        table[(row + 1) * stride + column + 1] = table[row * stride + column + 1] + rowSum;
      }
    }
  }

  /** Sum of the square around a cell, cut off at the grid's edges. */
  double around(int cell, int radius) {
    int row = cell / grid.width();
    int column = cell % grid.width();
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
