package mediaworker.media.keying.analysis.spill;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;

/**
 * Cells of a frame of which something is known, and what follows for those beside them. Used by one
 * thread; one object serves for the frames of one clip.
 */
final class KnownCells {

  private final AnalysisGrid grid;
  private final BoxSums sums;
  private final BoxSums counts;
  private boolean[] known = {};
  private int[] distance = {};

  KnownCells(AnalysisGrid grid) {
    this.grid = grid;
    sums = new BoxSums(grid);
    counts = new BoxSums(grid);
  }

  /** Takes those of a frame, which are not to be changed afterwards. */
  void take(boolean[] cells) {
    known = cells;
    distance = ChessboardDistance.of(grid, cells);
    counts.of(cells);
  }

  /** How far the nearest of them is, in cells; 0 for one of them. */
  int distance(int cell) {
    return distance[cell];
  }

  /** Carries what is known so many cells outwards; NaN where none is near. */
  double[] filled(double[] values, int widest) {
    double[] whole = new double[known.length];
    Arrays.fill(whole, Double.NaN);
    sums.of(values, known);
    for (int cell = 0; cell < whole.length; cell++) {
      if (known[cell]) {
        whole[cell] = values[cell];
      } else if (distance[cell] <= widest) {
        whole[cell] = sums.around(cell, distance[cell]) / counts.around(cell, distance[cell]);
      }
    }
    return whole;
  }
}
