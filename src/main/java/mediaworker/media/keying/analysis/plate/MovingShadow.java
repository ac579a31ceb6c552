package mediaworker.media.keying.analysis.plate;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * Tells whether part of the screen is darker in a picture than the plate for the whole clip has it,
 * as where the shadow of a subject moves along with it: it would stay in the matte as a dark veil.
 *
 * <p>A shadow takes from chroma and luma alike. What hides a little of the screen takes less from
 * luma, unless it is black. Immutable.
 */
public final class MovingShadow {

  /** Share of the screen's colour difference from which on its lack is no noise. */
  private static final double DARKER = 0.08;

  /** Share of the picture's cells that a shadow has. */
  private static final double LEAST_CELLS = 0.004;

  /** What luma has left as a multiple of what the colour difference has, at least and at most. */
  private static final double LEAST_LUMA = 0.85;

  private static final double MOST_LUMA = 1.015;

  private final AnalysisGrid grid;
  private final ColorDifference difference;
  private final byte[] still;

  /** Against a clip's own plate. */
  public MovingShadow(CleanPlate plate, MeasuredKey key) {
    grid = plate.grid();
    difference = new ColorDifference(key);
    still = plate.pixels();
  }

  /**
   * Whether a picture has one.
   *
   * @param frame yuv444p levels
   * @param screen its empty cells, as {@link ScreenMask} has them
   */
  public boolean isIn(byte[] frame, boolean[] screen) {
    int count = 0;
    double left = 0;
    double luma = 0;
    for (int cell = 0; cell < screen.length; cell++) {
      double share = screen[cell] ? of(frame, cell) / Math.max(0.1, of(still, cell)) : 1;
      if (share < 1 - DARKER) {
        count++;
        left += share;
        luma += Math.max(0, (frame[cell] & 0xff) - 16.0) / Math.max(1, (still[cell] & 0xff) - 16);
      }
    }
    return count >= LEAST_CELLS * grid.cells()
        && luma >= LEAST_LUMA * left
        && luma <= MOST_LUMA * left;
  }

  private double of(byte[] picture, int cell) {
    int cells = grid.cells();
    return difference.of(picture[cells + cell] & 0xff, picture[2 * cells + cell] & 0xff);
  }
}
