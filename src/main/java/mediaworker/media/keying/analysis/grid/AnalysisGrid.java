package mediaworker.media.keying.analysis.grid;

/**
 * The small picture in which a screen is measured: about 14400 cells in the clip's own shape.
 *
 * @param width cells across
 * @param height cells down
 */
public record AnalysisGrid(int width, int height) {

  private static final double CELLS = 160 * 90;
  private static final int LEAST = 16;

  /** The grid for a picture as shown, never finer than the picture. */
  public static AnalysisGrid of(int shownWidth, int shownHeight) {
    double across = Math.sqrt(CELLS * shownWidth / shownHeight);
    return new AnalysisGrid(
        side(across, shownWidth, CELLS / LEAST), side(CELLS / across, shownHeight, CELLS / LEAST));
  }

  /** How many cells there are. */
  public int cells() {
    return width * height;
  }

  /** Bytes of one picture as yuv444p. */
  public int frameBytes() {
    return 3 * cells();
  }

  /**
   * The cell beside one.
   *
   * @param way how much further on it stands: 1 or the width, or less than 0 for the other way
   * @return -1 beyond the picture
   */
  public int beside(int cell, int way) {
    int to = cell + way;
    boolean inside = to >= 0 && to < cells() && (Math.abs(way) != 1 || to / width == cell / width);
    return inside ? to : -1;
  }

  private static int side(double wanted, int shown, double most) {
    return Math.max(1, Math.min(shown, (int) Math.round(Math.max(LEAST, Math.min(most, wanted)))));
  }
}
