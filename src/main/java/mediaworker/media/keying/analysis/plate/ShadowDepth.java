package mediaworker.media.keying.analysis.plate;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.Infill;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * How deep a shadow lies on the screen at each cell: the share of light that is missing against the
 * screen at large. Under the subject it is carried over from around it. Used by one thread.
 */
public final class ShadowDepth {

  /** What the light's own unevenness may be, in shares. */
  private static final double UNEVEN = 0.06;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final double tolerance;
  private final double[] lit;

  /** Over one clip, from its own plate. */
  public ShadowDepth(CleanPlate plate, MeasuredKey key, double tolerance) {
    this.grid = plate.grid();
    this.key = key;
    this.tolerance = tolerance;
    byte[] pixels = plate.pixels();
    // A shadow that never moves is in the plate too, so light is taken from a wide stretch of it.
    int radius = Math.max(2, grid.width() / 5);
    BoxSums sums = new BoxSums(grid, cell -> (pixels[cell] & 0xff) - 16);
    BoxSums counts = new BoxSums(grid, cell -> 1);
    lit = new double[grid.cells()];
    for (int cell = 0; cell < lit.length; cell++) {
      double wide = sums.around(cell, radius) / counts.around(cell, radius);
      lit[cell] = Math.max(wide, (pixels[cell] & 0xff) - 16);
    }
  }

  /** The depths in one frame, 0…255. */
  public byte[] of(byte[] frame) {
    boolean[] screen = ScreenMask.of(grid, frame, key, tolerance);
    double[] depth = new double[grid.cells()];
    boolean any = false;
    for (int cell = 0; cell < depth.length; cell++) {
      if (screen[cell]) {
        double missing = 1 - ((frame[cell] & 0xff) - 16) / Math.max(1, lit[cell]);
        depth[cell] = Math.max(0, (missing - UNEVEN) / (1 - UNEVEN));
        any = true;
      }
    }
    byte[] levels = new byte[depth.length];
    if (any) {
      double[] whole = CleanPlate.smoothed(grid, new Infill(grid, screen).of(depth));
      for (int cell = 0; cell < levels.length; cell++) {
        levels[cell] = CleanPlate.level(255 * whole[cell]);
      }
    }
    return levels;
  }
}
