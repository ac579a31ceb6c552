package mediaworker.media.keying.analysis.plate;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.Infill;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * The empty screen at each moment, where its light or the camera moves: the clip's own plate times
 * how the screen of this frame differs from it, carried over to where the subject hides it.
 * Immutable; one object serves for the frames of one clip.
 */
public final class MovingPlate {

  private static final int[] NEUTRAL = {16, 128, 128};

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final double tolerance;
  private final ColorDifference difference;
  private final byte[] still;

  /** Over one clip, from its own plate. */
  public MovingPlate(CleanPlate plate, MeasuredKey key, double tolerance) {
    this.grid = plate.grid();
    this.key = key;
    this.tolerance = tolerance;
    difference = new ColorDifference(key);
    this.still = plate.pixels();
  }

  /** The plate of one frame, as yuv444p levels. */
  public byte[] of(byte[] frame) {
    return of(frame, ScreenMask.of(grid, frame, key, tolerance));
  }

  /**
   * The same where it is known which cells show the screen.
   *
   * @param screen as {@link ScreenMask} has them
   */
  public byte[] of(byte[] frame, boolean[] screen) {
    int cells = grid.cells();
    byte[] plate = still.clone();
    boolean any = false;
    for (boolean shown : screen) {
      any |= shown;
    }
    if (!any) {
      return plate;
    }
    Infill infill = new Infill(grid, screen);
    for (int plane = 0; plane < 3; plane++) {
      double[] ratio = new double[cells];
      for (int cell = 0; cell < cells; cell++) {
        int at = plane * cells + cell;
        double empty = (still[at] & 0xff) - NEUTRAL[plane];
        double now = (frame[at] & 0xff) - NEUTRAL[plane];
        // A component near its neutral level says nothing of the light.
        ratio[cell] = Math.abs(empty) < 6 ? 1 : Math.max(0.25, Math.min(2.5, now / empty));
      }
      double[] whole = CleanPlate.smoothed(grid, infill.of(ratio));
      for (int cell = 0; cell < cells; cell++) {
        int at = plane * cells + cell;
        double level = NEUTRAL[plane] + ((still[at] & 0xff) - NEUTRAL[plane]) * whole[cell];
        plate[at] = CleanPlate.level(level);
      }
    }
    return plate;
  }

  /**
   * The coverage that empty cells of a frame seem to have against a plate, which should be none:
   * the value that a share of them stays below.
   *
   * @param screen the empty cells, as {@link ScreenMask} has them
   */
  public double residue(byte[] frame, boolean[] screen, byte[] plate, double share) {
    int cells = grid.cells();
    double[] found = new double[cells];
    int count = 0;
    for (int cell = 0; cell < cells; cell++) {
      if (screen[cell]) {
        double own = difference(frame, cell);
        found[count++] = Math.abs(1 - own / Math.max(0.1, difference(plate, cell)));
      }
    }
    if (count == 0) {
      return 0;
    }
    java.util.Arrays.sort(found, 0, count);
    return found[(int) (share * (count - 1))];
  }

  private double difference(byte[] picture, int cell) {
    int cells = grid.cells();
    return difference.of(picture[cells + cell] & 0xff, picture[2 * cells + cell] & 0xff);
  }
}
