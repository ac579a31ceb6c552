package mediaworker.demo;

/**
 * A jellyfish that swims to the right: a shaded bell with a scalloped hem, a see-through skirt and
 * arms, tentacles as fine as hair, and bubbles.
 *
 * <p>The see-through parts are pearl white. Over green, a see-through colour with less green than
 * red and blue cannot be told from a more solid one.
 */
final class Jellyfish implements Subject {

  private static final int INK = 0x34164f;
  private static final int PEARL = 0xf6f2fa;

  private static final int TENTACLES = 19;
  private static final int ARMS = 4;

  @Override
  public void draw(Canvas canvas, double t) {
    new Pose(canvas, t).draw();
  }

  /** The jellyfish at one moment; lengths in pixels. */
  private static final class Pose {
    private final Canvas canvas;
    private final double t;
    private final double unit;
    private final double cx;
    private final double cy;
    private final double rx;
    private final double ry;
    private final double hem;
    private final double swim;

    Pose(Canvas canvas, double t) {
      this.canvas = canvas;
      this.t = t;
      this.unit = canvas.height / 360.0;
      this.swim = t * Math.PI * 6;
      double beat = Math.sin(swim);
      this.cx = canvas.width * (0.3 + 0.4 * t);
      this.cy = canvas.height * (0.35 + 0.05 * Math.sin(t * Math.PI * 2)) - 5 * unit * beat;
      this.rx = unit * (90 + 5 * beat);
      this.ry = unit * (84 - 6 * beat);
      this.hem = unit * (44 - 3 * beat);
    }

    void draw() {
      bubbles();
      tentacles();
      arms();
      skirt();
      bell();
      face();
    }

    private void bubbles() {
      for (int i = 0; i < 5; i++) {
        double rise = (t * 0.5 + i * 0.21) % 1;
        double r = unit * (5 + 3 * (i % 3));
        double x = cx + unit * ((i % 2 == 0 ? -1 : 1) * (118 + 13 * i) + 7 * Math.sin(swim + i));
        double y = canvas.height * (0.86 - 0.68 * rise);
        canvas.paint(
            x - r - 1,
            y - r - 1,
            x + r + 1,
            y + r + 1,
            (px, py) -> {
              double d = Canvas.length(px - x, py - y);
              double film = 0.14 + 0.5 * Canvas.smooth((d - r * 0.45) / (r * 0.55));
              return film * Canvas.clamp(r - d + 0.5);
            },
            (px, py) -> PEARL);
        canvas.ellipse(x - r * 0.35, y - r * 0.38, r * 0.24, r * 0.2, 0xffffff);
      }
    }

    private void tentacles() {
      for (int i = 0; i < TENTACLES; i++) {
        double side = 2.0 * i / (TENTACLES - 1) - 1;
        double reach = unit * (112 + 62 * Math.abs(Math.sin(i * 2.3)));
        double[] points = new double[2 * 33];
        for (int k = 0; k < 33; k++) {
          double down = k / 32.0;
          double sway = Math.sin(down * 5.5 - swim + i * 0.9) * (3 + 17 * down);
          points[2 * k] = cx + side * rx * 0.84 + unit * (sway - 46 * down * down);
          points[2 * k + 1] = cy + hem * 0.7 + reach * down;
        }
        int color = i % 3 == 0 ? 0xffd3e4 : i % 3 == 1 ? 0x8a459c : 0xff86b4;
        canvas.stroke(points, unit * (i % 4 == 0 ? 3.4 : 2), unit * 0.7, 0.97, color);
      }
    }

    private void arms() {
      for (int i = 0; i < ARMS; i++) {
        double side = 2.0 * i / (ARMS - 1) - 1;
        double[] points = new double[2 * 33];
        for (int k = 0; k < 33; k++) {
          double down = k / 32.0;
          double sway = Math.sin(down * 7 - swim + i * 1.7) * (2 + 12 * down);
          points[2 * k] = cx + side * rx * 0.42 + unit * (sway - 30 * down * down);
          points[2 * k + 1] = cy + hem * 0.6 + unit * (92 + 16 * (i % 2)) * down;
        }
        canvas.stroke(points, unit * 17, unit * 4, 0.5, PEARL);
        canvas.stroke(points, unit * 2.2, unit * 1, 0.75, 0xffffff);
      }
    }

    /** Hangs from the hem, thinner towards its ruffled end. */
    private void skirt() {
      double depth = unit * 30;
      canvas.paint(
          cx - rx,
          cy,
          cx + rx,
          cy + hem + depth * 1.5,
          (x, y) -> {
            double u = (x - cx) / (rx * 0.97);
            if (Math.abs(u) >= 1) {
              return 0;
            }
            double below = y - cy - edge(u) + unit * 8;
            double end = depth * (1 + 0.22 * Math.sin(u * 13 + swim)) * Math.sqrt(1 - u * u);
            double fold = 0.8 + 0.2 * Math.cos(u * 26 + swim);
            double fade = 0.75 - 0.4 * Canvas.clamp(below / depth);
            return fold * fade * Canvas.clamp((end - below) / 2 + 0.5) * Canvas.clamp(below);
          },
          (x, y) -> PEARL);
    }

    /** How far below the middle the hem hangs: an arc with scallops. */
    private double edge(double u) {
      double arc = Math.sqrt(Math.max(0, 1 - u * u));
      return hem * (0.28 + 0.52 * arc) + unit * 6 * Math.abs(Math.cos(u * 3.5 * Math.PI)) * arc;
    }

    private void bell() {
      canvas.paint(
          cx - rx - 1,
          cy - ry - 1,
          cx + rx + 1,
          cy + hem * 1.2,
          (x, y) -> Canvas.clamp(insideBell(x, y) + 0.5),
          this::bellColor);
      freckle(-0.12, -0.74, 7);
      freckle(0.22, -0.62, 9);
      freckle(0.44, -0.34, 6);
      freckle(0.05, -0.5, 5);
      canvas.glow(cx - rx * 0.42, cy - ry * 0.46, rx * 0.36, ry * 0.3, 0.9, 0xffffff);
      canvas.ellipse(cx - rx * 0.6, cy - ry * 0.16, unit * 4, unit * 6, 0xfff4f9);
    }

    /** Distance from the bell's outline, positive inside. */
    private double insideBell(double x, double y) {
      double u = (x - cx) / rx;
      double v = y - cy;
      double dome = (1 - Canvas.length(u, v / ry)) * ry;
      // Below the middle the walls bend in a little before the hem cuts them.
      double wall = (1 - 0.1 * Canvas.clamp(v / hem) - Math.abs(u)) * rx;
      return v < 0 ? dome : Math.min(wall, edge(u) - v);
    }

    private int bellColor(double x, double y) {
      double u = (x - cx) / rx;
      double down = (y - cy + ry) / (ry + hem);
      int body = Canvas.mix(0xffa9c8, 0x9a55c0, down * 1.05);
      int ribbed =
          Canvas.mix(body, 0xffd9ea, 0.22 * (0.5 + 0.5 * Math.cos(u * 7 * Math.PI)) * down);
      int shaded = Canvas.mix(ribbed, 0x5b2a8c, 0.55 * Canvas.smooth((u + 0.1) * 0.8));
      double rim = insideBell(x, y);
      int lit = Canvas.mix(shaded, 0xffc9e6, 0.6 * Canvas.smooth(1 - rim / (7 * unit)) * down);
      return Canvas.mix(lit, 0xffe3ef, 0.45 * Canvas.smooth(1 - rim / (5 * unit)) * (1 - down));
    }

    private void freckle(double u, double v, double r) {
      canvas.glow(cx + u * rx, cy + v * ry, unit * r * 1.3, unit * r, 0.75, 0xffdcec);
    }

    private void face() {
      double y = cy - unit * 2;
      double lids = Math.min(1, Math.abs(t - 0.24) / 0.05 + 0.12);
      for (int side = -1; side <= 1; side += 2) {
        double x = cx + unit * (10 + side * 29);
        canvas.glow(x + side * unit * 14, y + unit * 19, unit * 15, unit * 10, 0.9, 0xff6fa0);
        canvas.ellipse(x, y, unit * 12, unit * 13.5 * lids, INK);
        if (lids > 0.6) {
          canvas.ellipse(x + unit * 3.6, y - unit * 4.6, unit * 4.4, unit * 4.8, 0xffffff);
          canvas.ellipse(x - unit * 4, y + unit * 5, unit * 2, unit * 2.2, 0xd9b8f5);
        }
      }
      double[] smile = new double[2 * 13];
      for (int k = 0; k < 13; k++) {
        double along = k / 6.0 - 1;
        smile[2 * k] = cx + unit * (10 + 9 * along);
        smile[2 * k + 1] = y + unit * (16 + 6 * (1 - along * along));
      }
      canvas.stroke(smile, unit * 2.6, unit * 2.6, 1, INK);
    }
  }
}
