package mediaworker.media.keying.analysis.zones;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import mediaworker.media.keying.request.Region;

/**
 * How much of each pixel lies within some polygons, each by the even-odd rule: across exactly, down
 * by sixteenths. What polygons share counts once, so two that meet within a pixel leave no seam.
 * Used by one thread.
 */
final class PolygonCoverage {

  /** Lines on which a row of pixels is looked at. */
  private static final int LINES = 16;

  private final List<Region> regions;
  private final int width;
  private final int height;

  /** What begins within a pixel, and from there on, less what ends. */
  private final double[] begins;

  /**
   * For one picture.
   *
   * @param width of it in pixels
   * @param height of it in pixels
   */
  PolygonCoverage(List<Region> regions, int width, int height) {
    this.regions = List.copyOf(regions);
    this.width = width;
    this.height = height;
    begins = new double[width + 2];
  }

  /** A row's shares, 0…1, counted from 0; the array is used again for the next one. */
  double[] row(int y) {
    Arrays.fill(begins, 0);
    for (int line = 0; line < LINES; line++) {
      addLine((y + (line + 0.5) / LINES) / height);
    }
    double share = 0;
    for (int x = 0; x < width; x++) {
      share += begins[x];
      begins[x] = share;
    }
    return begins;
  }

  private void addLine(double y) {
    List<double[]> spans = new ArrayList<>();
    for (Region region : regions) {
      double[] crossings = crossings(region.corners(), y);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        spans.add(new double[] {crossings[i], crossings[i + 1]});
      }
    }
    spans.sort(Comparator.comparingDouble(span -> span[0]));
    double reached = 0;
    for (double[] span : spans) {
      double from = Math.max(reached, span[0]);
      if (span[1] > from) {
        begin(from * width, 1.0 / LINES);
        begin(span[1] * width, -1.0 / LINES);
        reached = span[1];
      }
    }
  }

  /** Where a polygon's sides cross a line, from the left. */
  private static double[] crossings(List<Double> corners, double y) {
    int n = corners.size() / 2;
    double[] found = new double[n];
    int count = 0;
    for (int i = 0, j = n - 1; i < n; j = i++) {
      double ax = corners.get(2 * i);
      double ay = corners.get(2 * i + 1);
      double bx = corners.get(2 * j);
      double by = corners.get(2 * j + 1);
      if ((ay > y) != (by > y)) {
        found[count++] = (bx - ax) * (y - ay) / (by - ay) + ax;
      }
    }
    Arrays.sort(found, 0, count);
    return Arrays.copyOf(found, count);
  }

  private void begin(double x, double weight) {
    int pixel = (int) x;
    double within = x - pixel;
    begins[pixel] += weight * (1 - within);
    begins[pixel + 1] += weight * within;
  }
}
