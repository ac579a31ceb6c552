package mediaworker.keyinglab;

/**
 * A picture of a subject with exact transparency, drawn twice at once: as it is, and as a camera
 * sees it in the light that the screen throws back. Colours are kept multiplied with alpha. Used by
 * one thread.
 */
final class Layer {

  /** Colour at a place. */
  @FunctionalInterface
  interface Paint {
    Rgb at(double x, double y);
  }

  /** A share, 0…1, at a place whose distance to the shape's edge is known. */
  @FunctionalInterface
  interface Share {
    double at(double x, double y, double depth);
  }

  final int width;
  final int height;
  final float[] alpha;

  /** Without the screen's light: r, g, b planes. */
  final float[][] truth;

  /** With it. */
  final float[][] seen;

  private final Rgb screen;
  private Placing placing = Placing.AS_DRAWN;

  Layer(int width, int height, Rgb screen) {
    this.width = width;
    this.height = height;
    this.screen = screen;
    alpha = new float[width * height];
    truth = new float[3][width * height];
    seen = new float[3][width * height];
  }

  /**
   * Where what is drawn next comes to lie.
   *
   * @param scale about the upper left corner
   * @param x pixels to the right after scaling
   * @param y pixels down after scaling
   * @param blurX pixels that it moves while the shutter is open
   * @param blurY pixels that it moves while the shutter is open
   */
  record Placing(double scale, double x, double y, double blurX, double blurY) {
    static final Placing AS_DRAWN = new Placing(1, 0, 0, 0, 0);
  }

  /** Places what is drawn next. */
  void place(Placing next) {
    placing = next;
  }

  /** What is drawn next: a shape, its colour, how soft, how opaque, how much it is tinted. */
  final class Stroke {
    private final Shape shape;
    private final Paint paint;
    private double soft = 1;
    private Share opacity = (x, y, depth) -> 1;
    private Share tint = (x, y, depth) -> 0;
    private double blurX = placing.blurX;
    private double blurY = placing.blurY;

    private Stroke(Shape shape, Paint paint) {
      this.shape = shape;
      this.paint = paint;
    }

    /** Width of the edge in pixels, at least 1. */
    Stroke soft(double pixels) {
      soft = pixels;
      return this;
    }

    Stroke opacity(Share share) {
      opacity = share;
      return this;
    }

    Stroke opacity(double share) {
      return opacity((x, y, depth) -> share);
    }

    /** Share of the screen's light. */
    Stroke tint(Share share) {
      tint = share;
      return this;
    }

    /** Moves by so many pixels while the shutter is open. */
    Stroke blur(double x, double y) {
      blurX = x;
      blurY = y;
      return this;
    }

    /** Draws within a box. */
    void in(double left, double top, double right, double bottom) {
      double marginX = soft + Math.abs(blurX);
      double marginY = soft + Math.abs(blurY);
      double k = placing.scale;
      int x0 = (int) Math.max(0, k * left + placing.x - marginX);
      int y0 = (int) Math.max(0, k * top + placing.y - marginY);
      int x1 = (int) Math.min(width, Math.ceil(k * right + placing.x + marginX));
      int y1 = (int) Math.min(height, Math.ceil(k * bottom + placing.y + marginY));
      for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
          point(x, y);
        }
      }
    }

    private void point(int x, int y) {
      int steps = blurX == 0 && blurY == 0 ? 1 : 1 + (int) Math.hypot(blurX, blurY);
      double k = placing.scale;
      double drawnX = (x + 0.5 - placing.x) / k;
      double drawnY = (y + 0.5 - placing.y) / k;
      double coverage = 0;
      double depth = 0;
      for (int i = 0; i < steps; i++) {
        double at = steps == 1 ? 0 : (double) i / (steps - 1) - 0.5;
        double d = shape.distance(drawnX - at * blurX / k, drawnY - at * blurY / k);
        coverage += Rgb.clip(0.5 - k * d / soft);
        depth = Math.max(depth, -d);
      }
      coverage *= opacity.at(drawnX, drawnY, depth) / steps;
      if (coverage > 0) {
        Rgb color = paint.at(drawnX, drawnY);
        double share = tint.at(drawnX, drawnY, depth);
        over(y * width + x, coverage, color, share > 0 ? color.litBy(screen, share) : color);
      }
    }
  }

  Stroke draw(Shape shape, Rgb color) {
    return new Stroke(shape, (x, y) -> color);
  }

  Stroke draw(Shape shape, Paint paint) {
    return new Stroke(shape, paint);
  }

  /** A hair, wire or the like: a line that is thinner than a pixel covers that much less. */
  void thread(
      double ax, double ay, double bx, double by, double from, double to, Rgb color, double tint) {
    double wide = Math.max(1, Math.max(from, to));
    double thin = Math.min(1, (from + to) / 2);
    draw(Shape.line(ax, ay, bx, by, Math.max(1, from), Math.max(1, to)), color)
        .opacity(thin)
        .tint((x, y, depth) -> tint)
        .in(
            Math.min(ax, bx) - wide,
            Math.min(ay, by) - wide,
            Math.max(ax, bx) + wide,
            Math.max(ay, by) + wide);
  }

  private void over(int at, double share, Rgb plain, Rgb tinted) {
    float a = (float) share;
    float rest = 1 - a;
    alpha[at] = a + rest * alpha[at];
    truth[0][at] = a * (float) plain.r() + rest * truth[0][at];
    truth[1][at] = a * (float) plain.g() + rest * truth[1][at];
    truth[2][at] = a * (float) plain.b() + rest * truth[2][at];
    seen[0][at] = a * (float) tinted.r() + rest * seen[0][at];
    seen[1][at] = a * (float) tinted.g() + rest * seen[1][at];
    seen[2][at] = a * (float) tinted.b() + rest * seen[2][at];
  }
}
