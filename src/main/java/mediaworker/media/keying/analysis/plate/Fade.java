package mediaworker.media.keying.analysis.plate;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;

/**
 * How much light is left in a picture of a clip that fades from black or to black.
 *
 * <p>A fade takes the same share of luma and of chroma from everything. So the screen keeps its hue
 * and its ratio of colour to light, and nothing is brighter than white in what light is left; where
 * the screen is merely in shadow, or little of it is seen, something mostly is. How much of the
 * clean plate's colour such cells have, most often, is the light of the picture.
 *
 * <p>A picture that has faded is brought back to full light to be looked at. In the last of the
 * light chroma is but a few levels, which tell nothing any more: there the subject fades out too,
 * and is gone before the screen would come through.
 *
 * <p>Only where less than half of the light is left is it taken for a fade; what light flickers
 * less is the plate's to follow. Immutable.
 */
public final class Fade {

  /** A picture with more light than this is looked at as it is. */
  public static final double FADED = 0.5;

  /** Of the cells, how many are brighter than what is taken for the brightest. */
  private static final double BRIGHTER = 0.005;

  /** What the brightest may be above white in the light that is left: noise and ringing. */
  private static final double OVER = 1.1;

  private static final double OVER_LEVELS = 4;

  /** Cells, as a share of all, that must show the screen. */
  private static final double LEAST_SEEN = 0.03;

  /**
   * Least chroma that a cell is asked with, in levels, and how far beside the plate's hue it is.
   */
  private static final double LEAST_CHROMA = 1.5;

  private static final double ASIDE = 0.25;
  private static final double ASIDE_LEVELS = 1;

  /** How far the shares of luma and chroma may be apart, as a share and in levels of luma. */
  private static final double APART = 0.18;

  private static final double APART_LEVELS = 2.5;

  /** Where no cell shows the screen: the brightest in black, in levels and of the plate's light. */
  private static final double BLACK_LEVELS = 16;

  private static final double BLACK_SHARE = 0.2;

  /** Of a light of 1, by which cells are counted. */
  private static final int STEPS = 200;

  private static final int BLACK = 16;
  private static final int GREY = 128;
  private static final int SPAN = 219;

  private final AnalysisGrid grid;
  private final byte[] plate;
  private final double plateLight;

  /** For one clip, with its own plate. */
  public Fade(CleanPlate plate) {
    grid = plate.grid();
    this.plate = plate.pixels();
    double sum = 0;
    for (int cell = 0; cell < grid.cells(); cell++) {
      sum += (this.plate[cell] & 0xff) - BLACK;
    }
    plateLight = sum / grid.cells();
  }

  /** Whether a picture has so little light that it is to be brought back. */
  public boolean isFaded(byte[] frame) {
    return light(frame) < FADED;
  }

  /** The light of a picture against the plate's, 0…{@link #FADED}; 1 where it has not faded. */
  public double light(byte[] frame) {
    double brightest = brightest(frame);
    if (brightest > white(FADED)) {
      return 1;
    }
    int[] counts = new int[STEPS];
    int seen = 0;
    for (int cell = 0; cell < grid.cells(); cell++) {
      double share = share(frame, cell);
      if (share > 0) {
        counts[(int) Math.min(STEPS - 1, share * STEPS)]++;
        seen++;
      }
    }
    if (seen < LEAST_SEEN * grid.cells()) {
      return brightest <= Math.min(BLACK_LEVELS, BLACK_SHARE * plateLight) ? 0 : 1;
    }
    int step = 0;
    for (int below = counts[0]; 2 * below < seen; below += counts[step]) {
      step++;
    }
    double light = (step + 0.5) / STEPS;
    return light < FADED && brightest <= white(light) ? light : 1;
  }

  /** The most luma above black that there is in a light. */
  private static double white(double light) {
    return OVER * SPAN * light + OVER_LEVELS;
  }

  /** Luma above black, but for a few cells. */
  private double brightest(byte[] frame) {
    int[] counts = new int[256];
    for (int cell = 0; cell < grid.cells(); cell++) {
      counts[frame[cell] & 0xff]++;
    }
    int level = 255;
    for (int above = counts[255]; above <= BRIGHTER * grid.cells(); above += counts[level]) {
      level--;
    }
    return level - BLACK;
  }

  /** Of the plate's colour, what a cell has; 0 where it has another. */
  private double share(byte[] frame, int cell) {
    int cells = grid.cells();
    double u = (frame[cells + cell] & 0xff) - GREY;
    double v = (frame[2 * cells + cell] & 0xff) - GREY;
    double plateU = (plate[cells + cell] & 0xff) - GREY;
    double plateV = (plate[2 * cells + cell] & 0xff) - GREY;
    double chroma = ScreenTest.chroma(plate[cells + cell] & 0xff, plate[2 * cells + cell] & 0xff);
    double along = (u * plateU + v * plateV) / Math.max(1, chroma);
    double aside = Math.abs(u * plateV - v * plateU) / Math.max(1, chroma);
    if (along < LEAST_CHROMA || aside > ASIDE * along + ASIDE_LEVELS) {
      return 0;
    }
    double share = along / chroma;
    double luma = (frame[cell] & 0xff) - BLACK;
    double expected = share * ((plate[cell] & 0xff) - BLACK);
    return Math.abs(luma - expected) <= APART * expected + APART_LEVELS ? share : 0;
  }

  /** A faded picture in full light, as far as its levels go. */
  public static byte[] lit(byte[] frame, double light) {
    return scaled(frame, 1 / Math.max(ColorDifference.GONE, light));
  }

  /** A plate in the light of a faded picture. */
  public static byte[] dimmed(byte[] plate, double light) {
    return scaled(plate, light);
  }

  /** How much of the subject's coverage stays, 0…1. */
  public static double stays(double light) {
    return Math.max(
        0,
        Math.min(
            1,
            (light - ColorDifference.GONE) / (ColorDifference.FADES_FROM - ColorDifference.GONE)));
  }

  private static byte[] scaled(byte[] picture, double factor) {
    byte[] scaled = new byte[picture.length];
    int cells = picture.length / 3;
    for (int at = 0; at < picture.length; at++) {
      int neutral = at < cells ? BLACK : GREY;
      scaled[at] = CleanPlate.level(neutral + factor * ((picture[at] & 0xff) - neutral));
    }
    return scaled;
  }
}
