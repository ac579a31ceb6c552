package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.plate.CleanPlate;

/**
 * Works out, for each cell of a frame, how much coverage a level of luma tells there: the slope of
 * the line along which coverage and luma's distance from the plate lie in the cell and those around
 * it.
 *
 * <p>Of n cells that cover a_i and are d_i levels brighter than the plate, w = ρ² · Σ a·d / (Σ d² +
 * e · Σ a²): the slope by least squares where d has noise of the variance e for whatever is wholly
 * covered. Where one colour is before the screen, l levels brighter than that, it comes to l / (l²
 * + e). ρ² = (Σ a·d)² / (Σ a² · Σ d²) is how well the line fits: where light and dark hair lie side
 * by side, or a hair before a veil, luma tells little. Where hardly anything is covered, the
 * subject's likely luma counts.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class DetailWeight {

  /** Level of a plane for no weight. */
  public static final int ZERO = 128;

  /** Levels of a plane from there to the most. */
  public static final int SPAN = 127;

  /** Variance of what luma has of noise, folds and shades of the subject, in squares of levels. */
  private static final double NOISE = 250;

  /** The most that a weight can be: coverage for a level of luma; half of 1 / √e. */
  public static final double MOST = 0.5 / Math.sqrt(NOISE);

  /** What covers less is no subject. */
  private static final double LEAST_COVERAGE = 0.04;

  /** Of cells that are wholly covered, how much the likely luma counts for. */
  private static final double LIKELY = 0.02;

  /** The same of an empty place, in squares of levels, so that nothing is divided by 0. */
  private static final double EMPTY = 5;

  private final AnalysisGrid grid;
  private final double[] both;
  private final double[] lumas;
  private final double[] covers;
  private final BoxSums boths;
  private final BoxSums squares;
  private final BoxSums covered;

  /** For one thread, one frame after the other. */
  public DetailWeight(AnalysisGrid grid) {
    this.grid = grid;
    boths = new BoxSums(grid);
    squares = new BoxSums(grid);
    covered = new BoxSums(grid);
    both = new double[grid.cells()];
    lumas = new double[grid.cells()];
    covers = new double[grid.cells()];
  }

  /**
   * The weights of a frame as a plane of levels, {@link #SPAN} of them for {@link #MOST} around
   * {@link #ZERO}.
   *
   * @param frame yuv444p levels
   * @param plate the empty screen at the time, yuv444p levels
   * @param subject what was found in the same frame
   * @param likely the subject's likely luma, as {@link SubjectColor#of} has it
   */
  public byte[] of(byte[] frame, byte[] plate, ReferenceCoverage subject, byte[] likely) {
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      double cover = Math.max(0, Math.min(1, subject.share(cell)));
      double luma = (frame[cell] & 0xff) - (plate[cell] & 0xff);
      boolean tells = cover > LEAST_COVERAGE;
      both[cell] = tells ? cover * luma : 0;
      lumas[cell] = tells ? luma * luma : 0;
      covers[cell] = tells ? cover * cover : 0;
    }
    boths.of(both);
    squares.of(lumas);
    covered.of(covers);
    byte[] levels = new byte[cells];
    for (int cell = 0; cell < cells; cell++) {
      double known = 2.0 * ((likely[cell] & 0xff) - SubjectColor.LUMA_ZERO);
      double xy = boths.around(cell, 1) + LIKELY * known;
      double xx = squares.around(cell, 1) + LIKELY * known * known;
      double aa = covered.around(cell, 1) + LIKELY;
      double fits = Math.min(1, xy * xy / Math.max(xx * aa, 1e-6));
      double weight = fits * xy / (xx + NOISE * aa + EMPTY);
      levels[cell] = CleanPlate.level(ZERO + SPAN / MOST * weight);
    }
    return levels;
  }
}
