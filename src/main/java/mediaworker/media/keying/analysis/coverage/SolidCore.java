package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;

/**
 * Which cells of a frame are solid and show none of the screen, how far the nearest of them is from
 * each cell, and how many there are around. Used by one thread; one object serves for the frames of
 * one clip.
 */
final class SolidCore {

  private final AnalysisGrid grid;
  private final boolean[] cells;
  private final BoxSums counts;
  private int[] distance;

  SolidCore(AnalysisGrid grid) {
    this.grid = grid;
    cells = new boolean[grid.cells()];
    counts = new BoxSums(grid);
    distance = new int[grid.cells()];
  }

  /** Takes those of a frame. */
  void take(boolean[] solid) {
    System.arraycopy(solid, 0, cells, 0, cells.length);
    counts.of(cells);
    distance = ChessboardDistance.of(grid, cells);
  }

  /** The cells; not to be changed. */
  boolean[] cells() {
    return cells;
  }

  /** Radius of a square around a cell, of those by which is looked, that has some of them in it. */
  int radius(int cell) {
    return ChessboardDistance.doubled(distance[cell]);
  }

  /** Whether a cell is one of them. */
  boolean has(int cell) {
    return cells[cell];
  }

  /** How many there are in a square around a cell. */
  double count(int cell, int radius) {
    return counts.around(cell, radius);
  }
}
