package mediaworker.demo;

import java.util.Arrays;

/**
 * An RGB picture to draw on with soft edges. Shapes are given by their coverage of a pixel, 0…1, so
 * that edges are as fine as the eye wants them; colours are sRGB, 0…1. Used by one thread.
 */
final class Canvas {

  /** How much of the pixel at (x, y) a shape covers, 0…1. */
  @FunctionalInterface
  interface Shape {
    double coverage(double x, double y);
  }

  /** The colour at (x, y) as 0xRRGGBB. */
  @FunctionalInterface
  interface Paint {
    int color(double x, double y);
  }

  final int width;
  final int height;
  private final float[] pixels;
  private final float[] mask;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new float[width * height * 3];
    this.mask = new float[width * height];
  }

  /** Fills every pixel. */
  void fill(Paint paint) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        blend(x, y, 1, paint.color(x + 0.5, y + 0.5));
      }
    }
  }

  /** Paints a shape that lies within a box. */
  void paint(double x0, double y0, double x1, double y1, Shape shape, Paint paint) {
    for (int y = Math.max(0, (int) y0); y < Math.min(height, Math.ceil(y1)); y++) {
      for (int x = Math.max(0, (int) x0); x < Math.min(width, Math.ceil(x1)); x++) {
        double coverage = shape.coverage(x + 0.5, y + 0.5);
        if (coverage > 0) {
          blend(x, y, Math.min(1, coverage), paint.color(x + 0.5, y + 0.5));
        }
      }
    }
  }

  /**
   * Paints a line through points.
   *
   * @param points x0, y0, x1, y1, …
   * @param fromWidth its width at the first point, in pixels
   * @param toWidth its width at the last one
   */
  void stroke(double[] points, double fromWidth, double toWidth, double opacity, int color) {
    // Through a mask, so that the joints of the pieces are not painted twice.
    int segments = points.length / 2 - 1;
    double thick = Math.max(fromWidth, toWidth) + 1;
    Arrays.fill(mask, 0);
    for (int i = 0; i < segments; i++) {
      double ax = points[2 * i];
      double ay = points[2 * i + 1];
      double bx = points[2 * i + 2];
      double by = points[2 * i + 3];
      double half = (fromWidth + (toWidth - fromWidth) * i / segments) / 2;
      int x1 = (int) Math.min(width, Math.max(ax, bx) + thick);
      int y1 = (int) Math.min(height, Math.max(ay, by) + thick);
      for (int y = (int) Math.max(0, Math.min(ay, by) - thick); y < y1; y++) {
        for (int x = (int) Math.max(0, Math.min(ax, bx) - thick); x < x1; x++) {
          double coverage = thin(half - distance(x + 0.5, y + 0.5, ax, ay, bx, by), half);
          int at = y * width + x;
          mask[at] = Math.max(mask[at], (float) coverage);
        }
      }
    }
    for (int at = 0; at < mask.length; at++) {
      if (mask[at] > 0) {
        blend(at % width, at / width, mask[at] * opacity, color);
      }
    }
  }

  /** Coverage by a line thinner than a pixel never exceeds its width. */
  private static double thin(double inside, double half) {
    return Math.max(0, Math.min(Math.min(1, 2 * half), inside + 0.5));
  }

  private static double distance(double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double length = dx * dx + dy * dy;
    double t = length == 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
    double clamped = Math.max(0, Math.min(1, t));
    return Math.hypot(x - ax - clamped * dx, y - ay - clamped * dy);
  }

  private void blend(int x, int y, double alpha, int color) {
    int at = (y * width + x) * 3;
    for (int c = 0; c < 3; c++) {
      double value = (color >> (16 - 8 * c) & 0xff) / 255.0;
      pixels[at + c] += (float) (alpha * (value - pixels[at + c]));
    }
  }

  /**
   * The picture as rgb24 bytes.
   *
   * @param noise standard deviation of the noise added, in 8-bit levels
   * @param seed of the noise
   */
  byte[] bytes(double noise, long seed) {
    java.util.Random random = new java.util.Random(seed);
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      double value = pixels[i] * 255 + random.nextGaussian() * noise;
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return bytes;
  }

  /** Coverage by a disc or ellipse. */
  static Shape ellipse(double cx, double cy, double rx, double ry) {
    double small = Math.min(rx, ry);
    return (x, y) -> {
      double r = Math.hypot((x - cx) / rx, (y - cy) / ry);
      return Math.max(0, Math.min(1, (1 - r) * small + 0.5));
    };
  }

  /** A colour between two others. */
  static int mix(int from, int to, double share) {
    double t = Math.max(0, Math.min(1, share));
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = from >> shift & 0xff;
      int b = to >> shift & 0xff;
      mixed |= (int) Math.round(a + (b - a) * t) << shift;
    }
    return mixed;
  }
}
