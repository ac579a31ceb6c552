package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.plate.CleanPlate;

/**
 * Works out, for each cell of a frame, the colour that the subject is likely to have there: what
 * its solid inside has nearby, carried outwards, and beyond that what is left of the cell when the
 * screen's share is taken out of it.
 *
 * <p>Of a hair before the screen a picture of 4:2:0 hardly has any chroma of its own, and un-mixing
 * divides the little there is, with the encoder's noise, by a small coverage. The hair's colour is
 * known from where it is dense.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class SubjectColor {

  /** Planes of what {@link #of} gives. */
  public static final int PLANES = 3;

  /** The luma that invisible pixels fade to. */
  public static final int GREY = 90;

  /** Level of no difference of luma. */
  static final int LUMA_ZERO = 128;

  /** Less of a difference than this tells nothing. */
  private static final int LEAST_LUMA = 14;

  /** What is farther from anything solid may be a veil of any luma, between these shares. */
  private static final double DARK = 0.8;

  private static final double BRIGHT = 0.85;
  private static final int FARTHEST = 16;
  private static final double NOISE = 0.02;

  /** By the radius of a square, how much its mean counts. */
  private static final double[] COUNTING = new double[FARTHEST + 1];

  static {
    for (int radius = 1; radius <= FARTHEST; radius++) {
      COUNTING[radius] = Math.min(1, 4.0 / radius);
    }
  }

  private final AnalysisGrid grid;
  private final BoxSums[] sums = new BoxSums[PLANES];

  /** For one thread, one frame after the other. */
  public SubjectColor(AnalysisGrid grid) {
    this.grid = grid;
    for (int plane = 0; plane < PLANES; plane++) {
      sums[plane] = new BoxSums(grid);
    }
  }

  /**
   * Luma against the plate's, halved, around {@link #LUMA_ZERO}; U; V; each a plane of levels.
   *
   * @param frame yuv444p levels
   * @param plate the empty screen at the time, yuv444p levels
   * @param subject what was found in the same frame
   */
  public byte[] of(byte[] frame, byte[] plate, ReferenceCoverage subject) {
    int cells = grid.cells();
    SolidCore core = subject.core();
    for (int plane = 0; plane < PLANES; plane++) {
      sums[plane].of(frame, plane * cells, core.cells());
    }
    byte[] levels = new byte[PLANES * cells];
    for (int cell = 0; cell < cells; cell++) {
      int radius = core.has(cell) ? 0 : core.radius(cell);
      double count = radius > 0 && radius <= FARTHEST ? core.count(cell, radius) : 0;
      double cover = Math.max(0, Math.min(1, subject.share(cell)));
      for (int plane = 0; plane < PLANES; plane++) {
        int at = plane * cells + cell;
        double level = frame[at] & 0xff;
        if (radius > 0) {
          double likely = plane == 0 ? GREY : 128;
          if (count > 0) {
            double near = sums[plane].around(cell, radius) / count;
            likely += (near - likely) * COUNTING[radius];
          }
          level = left(level, plate[at] & 0xff, cover, likely);
        }
        levels[at] =
            CleanPlate.level(
                plane == 0 ? LUMA_ZERO + luma(level, plate[at] & 0xff, radius) / 2 : level);
      }
    }
    return levels;
  }

  /**
   * How far a subject's luma is likely to be from the plate's, at least.
   *
   * @param radius within which something is solid
   */
  private static double luma(double level, int empty, int radius) {
    double difference = level - empty;
    double most = difference < 0 ? DARK * (empty - 16) : BRIGHT * (235 - empty);
    double least = radius <= FARTHEST ? LEAST_LUMA : most;
    return Math.copySign(Math.max(Math.max(least, LEAST_LUMA), Math.abs(difference)), difference);
  }

  /**
   * What is left of a level without the screen's share; what is likely, where little is left.
   *
   * @param cover 0…1
   */
  private static double left(double own, int empty, double cover, double likely) {
    double rest = own - (1 - cover) * empty;
    double level = (rest * cover + NOISE * likely) / (cover * cover + NOISE);
    return level < 16 ? 16 : level > 240 ? 240 : level;
  }
}
