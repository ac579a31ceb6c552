package mediaworker.media.keying.analysis.grid;

/**
 * The colours of a frame's cells, and of the empty screen at each, in channels of 0…1; filled by
 * {@code PlainCoverage}, and not to be changed by others.
 *
 * @param red of the frame
 * @param other the channel that is neither red nor the screen's
 * @param screen the screen's own channel
 * @param emptyRed red of the plate
 * @param emptyOther the same channels of it
 * @param emptyScreen the same
 */
public record CellColors(
    double[] red,
    double[] other,
    double[] screen,
    double[] emptyRed,
    double[] emptyOther,
    double[] emptyScreen) {

  /** For the frames of a clip. */
  public CellColors(AnalysisGrid grid) {
    this(
        new double[grid.cells()],
        new double[grid.cells()],
        new double[grid.cells()],
        new double[grid.cells()],
        new double[grid.cells()],
        new double[grid.cells()]);
  }
}
