package mediaworker.demo;

/** Something that moves in front of the screen. */
@FunctionalInterface
interface Subject {
  /**
   * Draws it.
   *
   * @param t the moment, 0 at the clip's beginning, 1 at its end
   */
  void draw(Canvas canvas, double t);

  /** A jellyfish: a soft bell, a translucent skirt, tentacles as fine as hair. */
  Subject JELLYFISH = Subject::drawJellyfish;

  /** A paper kite: hard edges, a hole to look through, ribbons and a string. */
  Subject KITE = Subject::drawKite;

  private static void drawJellyfish(Canvas canvas, double t) {
    double w = canvas.width;
    double h = canvas.height;
    double beat = Math.sin(t * Math.PI * 6);
    double cx = w * (0.3 + 0.4 * t);
    double cy = h * (0.36 + 0.06 * Math.sin(t * Math.PI * 2)) - 4 * beat;
    double rx = h * (0.24 + 0.015 * beat);
    double ry = h * (0.2 - 0.02 * beat);
    for (int i = 0; i < 22; i++) {
      double side = (i - 10.5) / 10.5;
      double[] points = new double[2 * 25];
      for (int k = 0; k < 25; k++) {
        double down = k / 24.0;
        double sway = Math.sin(down * 5 - t * Math.PI * 6 + i * 0.9) * (4 + 22 * down);
        points[2 * k] = cx + side * rx * 0.86 + sway - down * 34 * (0.4 + t);
        points[2 * k + 1] = cy + ry * 0.25 + down * h * (0.3 + 0.18 * Math.abs(Math.sin(i * 2.3)));
      }
      int color = i % 3 == 0 ? 0xffd9e8 : i % 3 == 1 ? 0x7a3b8f : 0xf08ab5;
      canvas.stroke(points, i % 4 == 0 ? 3.2 : 1.6, 0.6, 0.95, color);
    }
    double skirt = ry * 1.25;
    canvas.paint(
        cx - rx * 1.2,
        cy,
        cx + rx * 1.2,
        cy + skirt,
        (x, y) -> {
          double across = (x - cx) / (rx * 0.96);
          double wave = skirt * (0.62 + 0.12 * Math.sin(across * 11 + t * Math.PI * 6));
          double edge = Math.min(wave - (y - cy), (1 - Math.abs(across)) * rx);
          return 0.45 * Math.max(0, Math.min(1, edge / 5));
        },
        (x, y) -> Canvas.mix(0xffc4dd, 0xb69cf0, (y - cy) / skirt));
    Canvas.Shape bell = Canvas.ellipse(cx, cy, rx, ry);
    canvas.paint(
        cx - rx - 1,
        cy - ry - 1,
        cx + rx + 1,
        cy + ry + 1,
        (x, y) ->
            y > cy + ry * 0.45
                ? bell.coverage(x, y) * Math.max(0, 1 - (y - cy - ry * 0.45) / 4)
                : bell.coverage(x, y),
        (x, y) -> {
          int body = Canvas.mix(0xff9ec4, 0x8e4fb5, (y - cy + ry) / (1.5 * ry));
          double stripe = Math.sin((x - cx) / rx * 14) * 0.5 + 0.5;
          int striped = Canvas.mix(body, 0xffe0ee, 0.25 * stripe);
          double shine = Math.hypot((x - cx + rx * 0.4) / rx, (y - cy + ry * 0.5) / ry);
          return Canvas.mix(0xffffff, striped, 0.35 + shine * 1.3);
        });
    for (int side = -1; side <= 1; side += 2) {
      double ex = cx + side * rx * 0.3 + 3;
      double ey = cy + ry * 0.02;
      disc(canvas, ex, ey, 8.5, 0xfffafa);
      disc(canvas, ex + 2, ey + 0.5, 4.8, 0x2b1440);
      disc(canvas, ex + 3.6, ey - 1.6, 1.6, 0xffffff);
    }
  }

  private static void drawKite(Canvas canvas, double t) {
    double w = canvas.width;
    double h = canvas.height;
    double cx = w * (0.68 - 0.32 * t);
    double cy = h * (0.38 + 0.08 * Math.sin(t * Math.PI * 4));
    double turn = 0.25 * Math.sin(t * Math.PI * 4 + 1);
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    double halfWidth = h * 0.2;
    double top = h * 0.27;
    double bottom = h * 0.36;
    canvas.stroke(
        curve(cx - sin * bottom * 0.1, cy, w * 0.46, h + 4, t, 14), 0.9, 0.9, 0.9, 0xf6efe0);
    double tailX = cx - sin * bottom;
    double tailY = cy + cos * bottom;
    for (int ribbon = 0; ribbon < 3; ribbon++) {
      double[] points = new double[2 * 31];
      for (int k = 0; k < 31; k++) {
        double along = k / 30.0;
        double wave = Math.sin(along * 9 - t * Math.PI * 8 + ribbon * 2.1) * (3 + 20 * along);
        points[2 * k] = tailX + along * w * 0.26 + ribbon * 5 * along;
        points[2 * k + 1] = tailY + along * h * 0.16 + wave + ribbon * 6 * along;
      }
      int color = ribbon == 0 ? 0xe8432e : ribbon == 1 ? 0xffc12e : 0x2f62c9;
      canvas.stroke(points, 5 - ribbon, 0.8, 1, color);
    }
    double hole = halfWidth * 0.24;
    canvas.paint(
        cx - h * 0.5,
        cy - h * 0.5,
        cx + h * 0.5,
        cy + h * 0.5,
        (x, y) -> {
          double u = (x - cx) * cos + (y - cy) * sin;
          double v = -(x - cx) * sin + (y - cy) * cos;
          double reach = v < 0 ? top : bottom;
          double inside = (1 - Math.abs(u) / halfWidth - Math.abs(v) / reach) * halfWidth * 0.75;
          double around = Math.hypot(u, v + top * 0.3) - hole;
          return Math.max(0, Math.min(1, Math.min(inside, around) + 0.5));
        },
        (x, y) -> {
          double u = (x - cx) * cos + (y - cy) * sin;
          double v = -(x - cx) * sin + (y - cy) * cos;
          int quarter = v < 0 ? (u < 0 ? 0xe8432e : 0xffc12e) : (u < 0 ? 0xfff3dd : 0x2f62c9);
          boolean cross = Math.abs(u) < 1.6 || Math.abs(v) < 1.6;
          double light = 0.1 + 0.25 * (u / halfWidth + v / bottom);
          return cross ? 0x6b3f22 : Canvas.mix(quarter, v < 0 ? 0xffffff : 0x1a1030, light);
        });
  }

  private static double[] curve(double x0, double y0, double x1, double y1, double t, double bend) {
    double[] points = new double[2 * 25];
    for (int k = 0; k < 25; k++) {
      double along = k / 24.0;
      points[2 * k] =
          x0 + (x1 - x0) * along + Math.sin(along * Math.PI) * bend * Math.sin(t * 9 + 1);
      points[2 * k + 1] = y0 + (y1 - y0) * along;
    }
    return points;
  }

  private static void disc(Canvas canvas, double x, double y, double r, int color) {
    canvas.paint(
        x - r - 1, y - r - 1, x + r + 1, y + r + 1, Canvas.ellipse(x, y, r, r), (a, b) -> color);
  }
}
