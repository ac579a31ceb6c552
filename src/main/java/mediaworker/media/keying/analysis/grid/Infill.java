package mediaworker.media.keying.analysis.grid;

/**
 * Fills cells of which something is not known with the mean of the known ones around, nearest
 * first. Where these are and how many there are is worked out once for all planes. Used by one
 * thread.
 */
public final class Infill {

  /** Farther away than this the mean of all that is known serves. */
  private static final int FARTHEST = 64;

  private final boolean[] known;
  private final int[] distance;
  private final BoxSums counts;
  private final BoxSums values;

  /**
   * For planes of which the same cells are known.
   *
   * @param known at least one cell; not to be changed while this is used
   */
  public Infill(AnalysisGrid grid, boolean[] known) {
    this.known = known;
    distance = ChessboardDistance.of(grid, known);
    counts = new BoxSums(grid, known);
    values = new BoxSums(grid);
  }

  /** A plane with all cells filled. */
  public double[] of(double[] plane) {
    return of(plane, known, false);
  }

  /**
   * A plane with some cells filled.
   *
   * @param wanted cells to be filled, none of them known; others stay as they are
   */
  public double[] of(double[] plane, boolean[] wanted) {
    return of(plane, wanted, true);
  }

  private double[] of(double[] plane, boolean[] asked, boolean answer) {
    double[] whole = plane.clone();
    values.of(plane, known);
    double mean = values.all() / counts.all();
    for (int cell = 0; cell < whole.length; cell++) {
      if (asked[cell] == answer) {
        int radius = ChessboardDistance.doubled(distance[cell]);
        whole[cell] =
            radius > FARTHEST ? mean : values.around(cell, radius) / counts.around(cell, radius);
      }
    }
    return whole;
  }
}
