package mediaworker.demo;

import java.util.Arrays;
import java.util.Random;

/**
 * An RGB picture to draw on with soft edges, without the desktop classes that a headless Java lacks
 * libraries for. Shapes are given by their coverage of a pixel, 0…1, so that edges are as fine as
 * the eye wants them; colours are sRGB as 0xRRGGBB. Used by one thread.
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

  /**
   * Values of a normal distribution, drawn once: a fresh one a pixel costs more than the drawing.
   */
  private static final float[] NORMAL = normal(1 << 16);

  final int width;
  final int height;
  private final float[] pixels;
  private final float[] mask;

  Canvas(int width, int height) {
    this(width, height, new float[width * height * 3]);
  }

  private Canvas(int width, int height, float[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.mask = new float[width * height];
  }

  /** Another canvas with the same picture on it. */
  Canvas copy() {
    return new Canvas(width, height, pixels.clone());
  }

  /** Fills every pixel. */
  void fill(Paint paint) {
    paint(0, 0, width, height, (x, y) -> 1, paint);
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

  /** Paints an ellipse in one colour. */
  void ellipse(double cx, double cy, double rx, double ry, int color) {
    double small = Math.min(rx, ry);
    paint(
        cx - rx - 1,
        cy - ry - 1,
        cx + rx + 1,
        cy + ry + 1,
        (x, y) -> clamp((1 - length((x - cx) / rx, (y - cy) / ry)) * small + 0.5),
        (x, y) -> color);
  }

  /**
   * Paints a spot that fades out from its middle.
   *
   * @param opacity in the middle, 0…1
   */
  void glow(double cx, double cy, double rx, double ry, double opacity, int color) {
    paint(
        cx - rx,
        cy - ry,
        cx + rx,
        cy + ry,
        (x, y) -> opacity * smooth(1 - length((x - cx) / rx, (y - cy) / ry)),
        (x, y) -> color);
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
    int left = width;
    int right = 0;
    int top = height;
    int bottom = 0;
    for (int i = 0; i < segments; i++) {
      double ax = points[2 * i];
      double ay = points[2 * i + 1];
      double bx = points[2 * i + 2];
      double by = points[2 * i + 3];
      double half = (fromWidth + (toWidth - fromWidth) * i / segments) / 2;
      int x0 = (int) Math.max(0, Math.min(ax, bx) - thick);
      int y0 = (int) Math.max(0, Math.min(ay, by) - thick);
      int x1 = (int) Math.min(width, Math.max(ax, bx) + thick);
      int y1 = (int) Math.min(height, Math.max(ay, by) + thick);
      for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
          double coverage = thin(half - distance(x + 0.5, y + 0.5, ax, ay, bx, by), half);
          int at = y * width + x;
          mask[at] = Math.max(mask[at], (float) coverage);
        }
      }
      left = Math.min(left, x0);
      right = Math.max(right, x1);
      top = Math.min(top, y0);
      bottom = Math.max(bottom, y1);
    }
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        blend(x, y, mask[y * width + x] * opacity, color);
      }
      if (left < right) {
        Arrays.fill(mask, y * width + left, y * width + right, 0);
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
    double square = dx * dx + dy * dy;
    double t = square == 0 ? 0 : clamp(((x - ax) * dx + (y - ay) * dy) / square);
    return length(x - ax - t * dx, y - ay - t * dy);
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
   * @param seed of the noise: the same seed gives the same bytes
   */
  byte[] bytes(double noise, long seed) {
    // A linear congruential generator (Knuth's MMIX constants); its high bits choose from the
    // table.
    long state = seed * 0x9e3779b97f4a7c15L + 1;
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      double value = pixels[i] * 255 + NORMAL[(int) (state >>> 48)] * noise;
      bytes[i] = (byte) (int) (Math.max(0, Math.min(255, value)) + 0.5);
    }
    return bytes;
  }

  private static float[] normal(int size) {
    Random random = new Random(1);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Length of a vector; {@link Math#hypot} guards against overflow and is many times slower. */
  static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** The nearest value in 0…1. */
  static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** 0 up to 0, 1 from 1 on, without a corner between (the cubic 3v² − 2v³). */
  static double smooth(double value) {
    double v = clamp(value);
    return v * v * (3 - 2 * v);
  }

  /** A colour between two others. */
  static int mix(int from, int to, double share) {
    double t = clamp(share);
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = from >> shift & 0xff;
      int b = to >> shift & 0xff;
      mixed |= (int) Math.round(a + (b - a) * t) << shift;
    }
    return mixed;
  }
}
