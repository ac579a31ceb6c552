package mediaworker.media.keying.analysis.coverage;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * Quiets the noise of the empty screen. The mean over a cell tells far better than a single point
 * that nothing covers it: noise averages out, the thinnest wire does not. Where neither a cell nor
 * one beside it shows more coverage than the screen's cells waver by, its points are cleared; so
 * clip black, which is for all of the picture and takes from hair too, need not be raised for them.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class EmptyScreen {

  /** What is covered more than this tells nothing of how much empty cells waver. */
  private static final double MOST_EMPTY = 0.2;

  /** Standard deviations that an empty cell hardly ever strays. */
  private static final double STRAY = 3;

  /**
   * From the median of such differences to the standard deviation of a cell, if it is normal:
   * 1.4826 for that of a median, and √1.5 for the difference from the mean of two.
   */
  private static final double NORMAL = 1.4826 / Math.sqrt(1.5);

  /** Of coverage 1, by which what cells stray is counted. */
  private static final int STEPS = 4000;

  /** Limits of what may pass for the wavering of empty cells. */
  private static final double LEAST = 0.004;

  private static final double MOST = 0.09;

  /** From empty to what counts in full. */
  private static final double RAMP = 0.015;

  private final AnalysisGrid grid;
  private final double[] across;
  private final double[] most;
  private final int[] strays = new int[(int) (2 * MOST_EMPTY * STEPS) + 1];

  /** For one thread, one frame after the other. */
  public EmptyScreen(AnalysisGrid grid) {
    this.grid = grid;
    across = new double[grid.cells()];
    most = new double[grid.cells()];
  }

  /**
   * Raises the references of empty cells that are not held.
   *
   * @param coverage of each cell as measured, 0…1 and beyond
   * @param references levels as of {@link ReferenceCoverage}; never lowered
   */
  public void quiet(double[] coverage, byte[] references) {
    double empty = wavering(coverage);
    if (Double.isNaN(empty)) {
      return;
    }
    findMost(coverage);
    for (int cell = 0; cell < references.length; cell++) {
      double share = (empty + RAMP - most[cell]) / RAMP;
      boolean held = references[cell] == ReferenceCoverage.HOLD;
      if (share > 0 && !held) {
        // Enough to come out empty; the last level is for what is cleared whatever it shows.
        int span = ReferenceCoverage.GARBAGE - 1 - ReferenceCoverage.UNIT;
        int raised = share >= 1 ? span : (int) Math.round(span * share);
        int level = ReferenceCoverage.UNIT + raised;
        references[cell] = (byte) Math.max(references[cell] & 0xff, level);
      }
    }
  }

  /**
   * How much an empty cell may seem to be covered; not a number where none is. Told from how much
   * each strays from those on both sides of it, since a shadow or a fold strays along with them.
   */
  private double wavering(double[] coverage) {
    Arrays.fill(strays, 0);
    int count = 0;
    for (int cell = 1; cell < coverage.length - 1; cell++) {
      double here = coverage[cell];
      double before = coverage[cell - 1];
      double after = coverage[cell + 1];
      if (isEmpty(here) && isEmpty(before) && isEmpty(after)) {
        strays[(int) (Math.abs(here - (before + after) / 2) * STEPS)]++;
        count++;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    int median = 0;
    for (int seen = strays[0]; 2 * seen <= count; seen += strays[median]) {
      median++;
    }
    return Math.max(LEAST, Math.min(MOST, STRAY * NORMAL * (median + 0.5) / STEPS));
  }

  private static boolean isEmpty(double coverage) {
    return Math.abs(coverage) < MOST_EMPTY;
  }

  /** The most that is covered of a cell or of one beside it. */
  private void findMost(double[] coverage) {
    int width = grid.width();
    int cells = coverage.length;
    for (int cell = 0, column = 0; cell < cells; cell++) {
      double here = coverage[cell];
      double left = column > 0 ? coverage[cell - 1] : here;
      double right = column < width - 1 ? coverage[cell + 1] : here;
      double beside = left > right ? left : right;
      across[cell] = here > beside ? here : beside;
      column = column < width - 1 ? column + 1 : 0;
    }
    for (int cell = 0; cell < cells; cell++) {
      double above = cell >= width ? across[cell - width] : across[cell];
      double below = cell < cells - width ? across[cell + width] : across[cell];
      double beside = above > below ? above : below;
      most[cell] = across[cell] > beside ? across[cell] : beside;
    }
  }
}
