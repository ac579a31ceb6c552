package mediaworker.media.keying.analysis.coverage;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;
import mediaworker.media.keying.analysis.plate.ColorDifference;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Coverage by each cell's own colour alone: by the colour difference, and the least that it can be
 * if no colour is brighter than white. Also tells the colours, to what else works on them.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class PlainCoverage {

  private static final int LEVELS = 256;

  private final AnalysisGrid grid;
  private final boolean onGreen;
  private final ColorDifference difference;
  private final CellColors colors;
  private final double[] coverage;
  private final double[] least;
  private final double[] generous;
  private final double[] plateDifference;
  private final double[] plateLeast;
  private byte[] measuredPlate = {};

  /** By level of Y; and what chroma adds to it, green's parts in units of 1/224. */
  private final double[] lumas = new double[LEVELS];

  private final double[] redOfV = new double[LEVELS];
  private final double[] blueOfU = new double[LEVELS];
  private final double[] greenOfU = new double[LEVELS];
  private final double[] greenOfV = new double[LEVELS];

  /**
   * For one clip.
   *
   * @param colors gets the colours of each frame
   */
  PlainCoverage(AnalysisGrid grid, MeasuredKey key, CellColors colors) {
    this.grid = grid;
    this.colors = colors;
    onGreen = key.screen() == Screen.GREEN;
    difference = new ColorDifference(key);
    int cells = grid.cells();
    coverage = new double[cells];
    least = new double[cells];
    generous = new double[cells];
    plateDifference = new double[cells];
    plateLeast = new double[cells];
    ColorMatrix matrix = key.matrix();
    for (int level = 0; level < LEVELS; level++) {
      lumas[level] = (level - 16) / 219.0;
      redOfV[level] = matrix.redOfCr() * (level - 128) / 224;
      blueOfU[level] = matrix.blueOfCb() * (level - 128) / 224;
      greenOfU[level] = matrix.greenOfCb() * (level - 128);
      greenOfV[level] = matrix.greenOfCr() * (level - 128);
    }
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
    separate(frame, colors.red(), colors.other(), colors.screen());
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      int u = frame[cells + cell] & 0xff;
      int v = frame[2 * cells + cell] & 0xff;
      double mean = difference.mean(u, v);
      double apart = difference.apart(u, v);
      coverage[cell] = 1 - ColorDifference.ofEnds(mean, apart) / plateDifference[cell];
      generous[cell] = 1 - (mean - apart) / plateLeast[cell];
      double byRed = bound(colors.red()[cell], colors.emptyRed()[cell]);
      double byOther = bound(colors.other()[cell], colors.emptyOther()[cell]);
      least[cell] = byRed > byOther ? byRed : byOther;
    }
  }

  /** The same of a plate, which mostly serves for the whole clip. */
  private void measurePlate(byte[] plate) {
    separate(plate, colors.emptyRed(), colors.emptyOther(), colors.emptyScreen());
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      int u = plate[cells + cell] & 0xff;
      int v = plate[2 * cells + cell] & 0xff;
      plateDifference[cell] = Math.max(difference.of(u, v), 0.1);
      plateLeast[cell] = Math.max(difference.least(u, v), 0.1);
    }
  }

  private void separate(byte[] picture, double[] reds, double[] others, double[] screens) {
    double[] greens = onGreen ? screens : others;
    double[] blues = onGreen ? others : screens;
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      double luma = lumas[picture[cell] & 0xff];
      int u = picture[cells + cell] & 0xff;
      int v = picture[2 * cells + cell] & 0xff;
      reds[cell] = luma + redOfV[v];
      greens[cell] = luma + (greenOfU[u] + greenOfV[v]) / 224;
      blues[cell] = luma + blueOfU[u];
    }
  }

  private static double bound(double value, double plate) {
    double dark = plate < 0 ? 0 : plate > 0.9 ? 0.9 : plate;
    return (value - dark) / (1 - dark);
  }
}
