package mediaworker.media.keying.analysis.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the most frequent colours among many: the fullest place of a histogram of chroma (32 × 32
 * bins), refined by medians of what lies near it; then the same of what is left. Stateless.
 */
public final class ColorPeaks {

  private static final int BINS = 32;
  private static final int BIN_WIDTH = 256 / BINS;
  private static final int ROUNDS = 4;

  /** How far from a peak the same colour may be, in levels and as a share of its chroma. */
  private static final double RADIUS = 14;

  private static final double RADIUS_SHARE = 0.2;

  /** What is within so many times of that belongs to the same peak. */
  private static final double APART = 2;

  private ColorPeaks() {}

  /** How far from a colour the same one may be in chroma, in levels. */
  public static double radius(double u, double v, double tolerance) {
    return tolerance * Math.min(RADIUS, RADIUS_SHARE * Math.hypot(u - 128, v - 128));
  }

  /**
   * The most frequent colours, most frequent first, as {Y, U, V}.
   *
   * @param colors each {Y, U, V}, levels
   * @param most how many peaks at most
   * @param least share of all the colours that one must have, but for the first
   */
  static List<double[]> of(List<int[]> colors, int most, double least, double tolerance) {
    List<double[]> peaks = new ArrayList<>();
    List<int[]> left = colors;
    while (!left.isEmpty()
        && peaks.size() < most
        && (peaks.isEmpty() || left.size() >= least * colors.size())) {
      double[] peak = refined(left, tolerance);
      peaks.add(peak);
      double radius = APART * radius(peak[1], peak[2], tolerance) + BIN_WIDTH;
      left = left.stream().filter(color -> distance(color, peak) > radius).toList();
    }
    return peaks;
  }

  private static double[] refined(List<int[]> colors, double tolerance) {
    double[] centre = fullest(colors);
    for (int round = 0; round < ROUNDS; round++) {
      double[] from = centre;
      double radius = radius(from[1], from[2], tolerance);
      List<int[]> near = colors.stream().filter(color -> distance(color, from) <= radius).toList();
      if (near.isEmpty()) {
        break;
      }
      centre = new double[] {median(near, 0), median(near, 1), median(near, 2)};
    }
    return centre;
  }

  /**
   * The mean of the fullest bin together with its neighbours, so that a colour on a bin's edge is
   * not halved.
   */
  private static double[] fullest(List<int[]> colors) {
    int[] histogram = new int[BINS * BINS];
    for (int[] color : colors) {
      histogram[color[2] / BIN_WIDTH * BINS + color[1] / BIN_WIDTH]++;
    }
    int best = BINS + 1;
    int bestCount = -1;
    for (int v = 1; v < BINS - 1; v++) {
      for (int u = 1; u < BINS - 1; u++) {
        int count = 0;
        for (int dv = -1; dv <= 1; dv++) {
          for (int du = -1; du <= 1; du++) {
            count += histogram[(v + dv) * BINS + u + du];
          }
        }
        if (count > bestCount) {
          bestCount = count;
          best = v * BINS + u;
        }
      }
    }
    double[] mean = new double[3];
    int count = 0;
    for (int[] color : colors) {
      boolean in =
          Math.abs(color[1] / BIN_WIDTH - best % BINS) <= 1
              && Math.abs(color[2] / BIN_WIDTH - best / BINS) <= 1;
      if (in) {
        count++;
        for (int plane = 0; plane < 3; plane++) {
          mean[plane] += color[plane];
        }
      }
    }
    for (int plane = 0; plane < 3; plane++) {
      mean[plane] /= Math.max(1, count);
    }
    return mean;
  }

  private static double distance(int[] color, double[] peak) {
    return Math.hypot(color[1] - peak[1], color[2] - peak[2]);
  }

  private static double median(List<int[]> colors, int plane) {
    int[] values = colors.stream().mapToInt(color -> color[plane]).sorted().toArray();
    return values[values.length / 2];
  }
}
