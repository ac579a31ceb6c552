package mediaworker.demo;

/**
 * A paper kite in the wind: straight edges, a star cut out to look through, fringes and a string as
 * fine as hair, ribbons and bows.
 */
final class Kite implements Subject {

  private static final int RED = 0xe9452f;
  private static final int YELLOW = 0xffc233;
  private static final int CREAM = 0xfff1d8;
  private static final int BLUE = 0x2f5fd0;
  private static final int INK = 0x35203a;

  @Override
  public void draw(Canvas canvas, double t) {
    new Pose(canvas, t).draw();
  }

  /** The kite at one moment; u and v are the kite's own axes from where its spars cross. */
  private static final class Pose {
    private final Canvas canvas;
    private final double t;
    private final double unit;
    private final double cx;
    private final double cy;
    private final double cos;
    private final double sin;
    private final double half;
    private final double top;
    private final double bottom;

    Pose(Canvas canvas, double t) {
      this.canvas = canvas;
      this.t = t;
      this.unit = canvas.height / 360.0;
      this.cx = canvas.width * (0.66 - 0.3 * t);
      this.cy = canvas.height * (0.38 + 0.06 * Math.sin(t * Math.PI * 4));
      double turn = 0.12 + 0.2 * Math.sin(t * Math.PI * 4 + 1);
      this.cos = Math.cos(turn);
      this.sin = Math.sin(turn);
      this.half = unit * 82;
      this.top = unit * 98;
      this.bottom = unit * 128;
    }

    void draw() {
      string();
      tail();
      fringe(-1, RED);
      fringe(1, BLUE);
      paper();
      face();
    }

    private double x(double u, double v) {
      return cx + u * cos - v * sin;
    }

    private double y(double u, double v) {
      return cy + u * sin + v * cos;
    }

    private double u(double x, double y) {
      return (x - cx) * cos + (y - cy) * sin;
    }

    private double v(double x, double y) {
      return (y - cy) * cos - (x - cx) * sin;
    }

    private void string() {
      double[] points = new double[2 * 25];
      double endX = canvas.width * 0.3;
      for (int k = 0; k < 25; k++) {
        double along = k / 24.0;
        double sag = unit * (20 + 4 * Math.sin(t * Math.PI * 4)) * Math.sin(along * Math.PI);
        points[2 * k] = cx + (endX - cx) * along + sag;
        points[2 * k + 1] = cy + (canvas.height + 4 - cy) * along + sag * 0.6;
      }
      canvas.stroke(points, unit * 1.1, unit * 1.1, 0.95, 0xfffaf0);
    }

    private void tail() {
      for (int ribbon = 0; ribbon < 3; ribbon++) {
        double[] points = new double[2 * 37];
        for (int k = 0; k < 37; k++) {
          double[] at = tailAt(k / 36.0, ribbon);
          points[2 * k] = at[0];
          points[2 * k + 1] = at[1];
        }
        int color = ribbon == 0 ? BLUE : ribbon == 1 ? YELLOW : RED;
        canvas.stroke(points, unit * (3 + ribbon), unit * 0.9, 1, color);
      }
      for (int bow = 0; bow < 3; bow++) {
        bow(0.24 + 0.25 * bow, bow == 0 ? YELLOW : bow == 1 ? CREAM : BLUE);
      }
    }

    /** A point of a ribbon, 0 at the kite, 1 at its loose end. */
    private double[] tailAt(double along, int ribbon) {
      double wave = Math.sin(along * 8 - t * Math.PI * 8 + ribbon * 1.9) * (2 + 17 * along);
      return new double[] {
        x(0, bottom) + unit * (178 * along + 5 * ribbon * along),
        y(0, bottom) + unit * (30 * along + wave * (ribbon == 2 ? 1 : 1.25))
      };
    }

    /** A bow of two paper triangles on the red ribbon, turned along it. */
    private void bow(double along, int color) {
      double[] at = tailAt(along, 2);
      double[] ahead = tailAt(along + 0.02, 2);
      double length = Canvas.length(ahead[0] - at[0], ahead[1] - at[1]);
      double bx = (ahead[0] - at[0]) / length;
      double by = (ahead[1] - at[1]) / length;
      double r = unit * 13;
      canvas.paint(
          at[0] - r - 2,
          at[1] - r - 2,
          at[0] + r + 2,
          at[1] + r + 2,
          (x, y) -> {
            double across = Math.abs((x - at[0]) * by - (y - at[1]) * bx);
            double lengthwise = Math.abs((x - at[0]) * bx + (y - at[1]) * by);
            return Canvas.clamp(
                Math.min(r - across, 1.2 * unit + across * 0.55 - lengthwise) + 0.5);
          },
          (x, y) -> {
            double light = ((x - at[0]) * by - (y - at[1]) * bx) / r;
            return Canvas.mix(color, light > 0 ? 0xffffff : INK, 0.22 * Math.abs(light) + 0.04);
          });
      canvas.ellipse(at[0], at[1], unit * 3, unit * 3, RED);
    }

    /** Hairs that hang from a side corner. */
    private void fringe(int side, int color) {
      for (int i = 0; i < 9; i++) {
        double[] points = new double[2 * 15];
        double spread = i / 8.0 - 0.5;
        for (int k = 0; k < 15; k++) {
          double down = k / 14.0;
          double sway = Math.sin(down * 3 - t * Math.PI * 8 + i * 0.5 + side) * 7 * down;
          points[2 * k] =
              x(side * (half - 4 * unit), 0) + unit * (spread * 22 * down + 9 * down + sway);
          points[2 * k + 1] =
              y(side * (half - 4 * unit), 0) + unit * (40 - 9 * Math.abs(spread)) * down;
        }
        canvas.stroke(points, unit * 1.6, unit * 0.8, 1, i % 2 == 0 ? color : YELLOW);
      }
    }

    private void paper() {
      double reach = bottom + 2;
      canvas.paint(
          cx - reach,
          cy - reach,
          cx + reach,
          cy + reach,
          (x, y) -> {
            double u = u(x, y);
            double v = v(x, y);
            double length = v < 0 ? top : bottom;
            double slope = half * length / Canvas.length(half, length);
            double inside = (1 - Math.abs(u) / half - Math.abs(v) / length) * slope;
            return Canvas.clamp(Math.min(inside, -insideStar(u, v + top * 0.4)) + 0.5);
          },
          (x, y) -> paperColor(u(x, y), v(x, y)));
    }

    /** Distance from the outline of a five-pointed star around the origin, positive inside. */
    private double insideStar(double u, double v) {
      double outer = unit * 21;
      double inner = outer * 0.5;
      // Folded into the tenth of a turn between a point and the notch beside it.
      double tenth = Math.PI / 5;
      double angle = Math.abs(Math.IEEEremainder(Math.atan2(u, -v), 2 * tenth));
      double r = Canvas.length(u, v);
      double px = r * Math.cos(angle);
      double py = r * Math.sin(angle);
      double ex = inner * Math.cos(tenth) - outer;
      double ey = inner * Math.sin(tenth);
      return ((px - outer) * ey - py * ex) / -Canvas.length(ex, ey);
    }

    private int paperColor(double u, double v) {
      int color =
          Canvas.mix(Canvas.mix(RED, YELLOW, u + 0.5), Canvas.mix(CREAM, BLUE, u + 0.5), v + 0.5);
      // Each quarter bulges in the wind: light along its left, dark along its right.
      double bulge = Math.sin((u < 0 ? u + half : u) / half * Math.PI * 0.9 + 0.3);
      int lit = Canvas.mix(color, 0xffffff, 0.2 * Canvas.clamp(bulge - 0.25));
      int shaded =
          Canvas.mix(lit, 0x6a2440, 0.26 * Canvas.clamp((u < 0 ? u + half : u) / half - 0.3));
      int low = Canvas.mix(shaded, 0x6a2440, 0.2 * Canvas.clamp(v / bottom));
      double spar = Math.min(Math.abs(u), Math.abs(v));
      int sparred = Canvas.mix(low, 0x8a5a34, Canvas.clamp(2.1 * unit - spar));
      double star = insideStar(u, v + top * 0.4);
      return Canvas.mix(sparred, CREAM, Canvas.clamp(star + 3.5 * unit));
    }

    private void face() {
      for (int side = -1; side <= 1; side += 2) {
        double u = side * unit * 22;
        double v = unit * 22;
        canvas.glow(
            x(u * 1.5, v + 17 * unit),
            y(u * 1.5, v + 17 * unit),
            unit * 11,
            unit * 8,
            0.85,
            0xff6a6a);
        canvas.ellipse(x(u, v), y(u, v), unit * 10, unit * 11, 0xfffdf8);
        canvas.ellipse(x(u - 2 * unit, v), y(u - 2 * unit, v), unit * 6.4, unit * 7.2, INK);
        canvas.ellipse(
            x(u - 4 * unit, v - 3 * unit),
            y(u - 4 * unit, v - 3 * unit),
            unit * 2.4,
            unit * 2.6,
            0xffffff);
      }
      double[] smile = new double[2 * 13];
      for (int k = 0; k < 13; k++) {
        double along = k / 6.0 - 1;
        double u = unit * 11 * along;
        double v = unit * (43 + 8 * (1 - along * along));
        smile[2 * k] = x(u, v);
        smile[2 * k + 1] = y(u, v);
      }
      canvas.stroke(smile, unit * 5, unit * 5, 1, 0xfffdf8);
      canvas.stroke(smile, unit * 2.6, unit * 2.6, 1, INK);
    }
  }
}
