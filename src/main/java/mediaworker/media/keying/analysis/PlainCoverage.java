package mediaworker.media.keying.analysis;

import java.util.Arrays;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Coverage by each cell's own colour alone: by the colour difference, and the least that it can be
 * if no colour is brighter than white. What else works on a frame's colours is handed them.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class PlainCoverage {

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final ColorDifference difference;
  private final TintedRim rim;
  private final TintedSurface surface;
  private final ThinCover thin;
  private final StrongColors colors;
  private final double[] coverage;
  private final double[] least;
  private final double[] generous;
  private final double[] plateDifference;
  private final double[] plateLeast;
  private final double[] plateRed;
  private final double[] plateOther;
  private final double[] plateScreen;
  private byte[] measuredPlate = {};

  /**
   * For one clip.
   *
   * @param rim is handed the colours of each frame, as the next three are
   */
  PlainCoverage(
      AnalysisGrid grid,
      MeasuredKey key,
      TintedRim rim,
      TintedSurface surface,
      ThinCover thin,
      StrongColors colors) {
    this.grid = grid;
    this.key = key;
    this.rim = rim;
    this.surface = surface;
    this.thin = thin;
    this.colors = colors;
    difference = new ColorDifference(key);
    int cells = grid.cells();
    coverage = new double[cells];
    least = new double[cells];
    generous = new double[cells];
    plateDifference = new double[cells];
    plateLeast = new double[cells];
    plateRed = new double[cells];
    plateOther = new double[cells];
    plateScreen = new double[cells];
  }

  /** What the colour difference finds covered, 0…1 and beyond; of the last frame. */
  double[] coverage() {
    return coverage;
  }

  /** The least that can be covered; of the last frame. */
  double[] least() {
    return least;
  }

  /** Coverage by the lesser end of the colour difference; of the last frame. */
  double[] generous() {
    return generous;
  }

  /**
   * Looks at a frame.
   *
   * @param frame yuv444p levels
   * @param plate the empty screen at the time, yuv444p levels
   */
  void measure(byte[] frame, byte[] plate) {
    if (!Arrays.equals(plate, measuredPlate)) {
      measurePlate(plate);
      measuredPlate = plate.clone();
    }
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      int u = frame[cells + cell] & 0xff;
      int v = frame[2 * cells + cell] & 0xff;
      coverage[cell] = 1 - difference.of(u, v) / plateDifference[cell];
      generous[cell] = 1 - difference.least(u, v) / plateLeast[cell];
      double luma = ((frame[cell] & 0xff) - 16) / 219.0;
      double red = luma + reds(v);
      double other = luma + others(u, v);
      double empty = plateRed[cell];
      double emptyOther = plateOther[cell];
      least[cell] = Math.max(bound(red, empty), bound(other, emptyOther));
      rim.see(cell, red, other, empty, emptyOther);
      thin.see(0, cell, red, empty);
      thin.see(1, cell, other, emptyOther);
      surface.see(0, cell, red, empty);
      surface.see(1, cell, other, emptyOther);
      colors.see(0, cell, red, empty);
      colors.see(1, cell, other, emptyOther);
      thin.see(2, cell, luma + screens(u, v), plateScreen[cell]);
    }
  }

  /** The same of a plate, which mostly serves for the whole clip. */
  private void measurePlate(byte[] plate) {
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      int u = plate[cells + cell] & 0xff;
      int v = plate[2 * cells + cell] & 0xff;
      plateDifference[cell] = Math.max(difference.of(u, v), 0.1);
      plateLeast[cell] = Math.max(difference.least(u, v), 0.1);
      double luma = ((plate[cell] & 0xff) - 16) / 219.0;
      plateRed[cell] = luma + reds(v);
      plateOther[cell] = luma + others(u, v);
      plateScreen[cell] = luma + screens(u, v);
    }
  }

  /** What chroma adds to luma in red. */
  private double reds(int v) {
    return key.matrix().redOfCr() * (v - 128) / 224;
  }

  /** The same in the channel that is neither red nor the screen's. */
  private double others(int u, int v) {
    ColorMatrix matrix = key.matrix();
    return key.screen() == Screen.GREEN
        ? matrix.blueOfCb() * (u - 128) / 224
        : (matrix.greenOfCb() * (u - 128) + matrix.greenOfCr() * (v - 128)) / 224;
  }

  /** What chroma adds to luma in the screen's channel. */
  private double screens(int u, int v) {
    ColorMatrix matrix = key.matrix();
    return key.screen() == Screen.GREEN
        ? (matrix.greenOfCb() * (u - 128) + matrix.greenOfCr() * (v - 128)) / 224
        : matrix.blueOfCb() * (u - 128) / 224;
  }

  private static double bound(double value, double plate) {
    double dark = Math.max(0, Math.min(0.9, plate));
    return (value - dark) / (1 - dark);
  }
}
