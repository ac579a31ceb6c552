package mediaworker.media.keying.analysis;

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
  static final int PLANES = 3;

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

  private final AnalysisGrid grid;
  private final double[][] color;
  private final double[] values;
  private final double[] count;
  private final boolean[] core;
  private final int[] distance;
  private final BoxSums counts;
  private final BoxSums sums;

  SubjectColor(AnalysisGrid grid) {
    this.grid = grid;
    counts = new BoxSums(grid);
    sums = new BoxSums(grid);
    color = new double[PLANES][grid.cells()];
    values = new double[grid.cells()];
    count = new double[grid.cells()];
    core = new boolean[grid.cells()];
    distance = new int[grid.cells()];
  }

  /**
   * Luma against the plate's, halved, around {@link #LUMA_ZERO}; U; V; each a plane of levels.
   *
   * @param frame yuv444p levels
   * @param plate the empty screen at the time, yuv444p levels
   * @param subject what was found in the same frame
   */
  byte[] of(byte[] frame, byte[] plate, ReferenceCoverage subject) {
    int cells = grid.cells();
    findNearest(subject);
    for (int plane = 0; plane < PLANES; plane++) {
      fill(color[plane], frame, plate, subject, plane);
    }
    byte[] levels = new byte[PLANES * cells];
    for (int cell = 0; cell < cells; cell++) {
      levels[cell] = CleanPlate.level(LUMA_ZERO + luma(cell, plate[cell] & 0xff) / 2);
      levels[cells + cell] = CleanPlate.level(color[1][cell]);
      levels[2 * cells + cell] = CleanPlate.level(color[2][cell]);
    }
    return levels;
  }

  /** How far a subject's luma is likely to be from the plate's, at least. */
  private double luma(int cell, int empty) {
    double difference = color[0][cell] - empty;
    double most = difference < 0 ? DARK * (empty - 16) : BRIGHT * (235 - empty);
    double least = distance[cell] <= FARTHEST ? LEAST_LUMA : most;
    return Math.copySign(Math.max(Math.max(least, LEAST_LUMA), Math.abs(difference)), difference);
  }

  /** How far the nearest solid cells are, and how many there are as near. */
  private void findNearest(ReferenceCoverage subject) {
    for (int cell = 0; cell < core.length; cell++) {
      core[cell] = subject.isCore(cell);
    }
    counts.of(core);
    int[] nearest = ChessboardDistance.of(grid, core);
    for (int cell = 0; cell < distance.length; cell++) {
      int radius = nearest[cell] == 0 ? 0 : ChessboardDistance.doubled(nearest[cell]);
      boolean near = radius <= FARTHEST;
      distance[cell] = near ? radius : FARTHEST + 1;
      count[cell] = near ? counts.around(cell, radius) : 0;
    }
  }

  private void fill(
      double[] whole, byte[] frame, byte[] plate, ReferenceCoverage subject, int plane) {
    int from = plane * grid.cells();
    for (int cell = 0; cell < values.length; cell++) {
      values[cell] = core[cell] ? frame[from + cell] & 0xff : 0;
    }
    sums.of(values);
    for (int cell = 0; cell < values.length; cell++) {
      int own = frame[from + cell] & 0xff;
      if (distance[cell] == 0) {
        whole[cell] = own;
      } else {
        double likely = plane == 0 ? GREY : 128;
        if (count[cell] > 0) {
          double near = sums.around(cell, distance[cell]) / count[cell];
          likely += (near - likely) * Math.min(1, 4.0 / distance[cell]);
        }
        whole[cell] = left(own, plate[from + cell] & 0xff, subject.share(cell), likely);
      }
    }
  }

  /** What is left of a level without the screen's share; what is likely, where little is left. */
  private static double left(int own, int empty, double coverage, double likely) {
    double a = Math.max(0, Math.min(1, coverage));
    double rest = own - (1 - a) * empty;
    return Math.max(16, Math.min(240, (rest * a + NOISE * likely) / (a * a + NOISE)));
  }
}
