package mediaworker.keyinglab;

/** A flat shape, by its distance: below 0 inside, above 0 outside, in pixels. */
@FunctionalInterface
interface Shape {

  double distance(double x, double y);

  static Shape circle(double cx, double cy, double radius) {
    return (x, y) -> Math.hypot(x - cx, y - cy) - radius;
  }

  static Shape ellipse(double cx, double cy, double rx, double ry) {
    return (x, y) -> {
      double k = Math.hypot((x - cx) / rx, (y - cy) / ry);
      double g = Math.hypot((x - cx) / (rx * rx), (y - cy) / (ry * ry));
      return g < 1e-9 ? -Math.min(rx, ry) : k * (k - 1) / g;
    };
  }

  static Shape box(double left, double top, double right, double bottom, double corner) {
    double cx = (left + right) / 2;
    double cy = (top + bottom) / 2;
    double hx = (right - left) / 2 - corner;
    double hy = (bottom - top) / 2 - corner;
    return (x, y) -> {
      double dx = Math.abs(x - cx) - hx;
      double dy = Math.abs(y - cy) - hy;
      return Math.hypot(Math.max(0, dx), Math.max(0, dy)) + Math.min(0, Math.max(dx, dy)) - corner;
    };
  }

  /** A line with round ends, as wide as told at either end. */
  static Shape line(double ax, double ay, double bx, double by, double fromWidth, double toWidth) {
    double dx = bx - ax;
    double dy = by - ay;
    double length2 = Math.max(1e-9, dx * dx + dy * dy);
    return (x, y) -> {
      double t = Rgb.clip(((x - ax) * dx + (y - ay) * dy) / length2);
      return Math.hypot(x - ax - t * dx, y - ay - t * dy)
          - (fromWidth + (toWidth - fromWidth) * t) / 2;
    };
  }

  /** A convex polygon of points in clockwise order as seen. */
  static Shape polygon(double... points) {
    int n = points.length / 2;
    return (x, y) -> {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        double ax = points[2 * i];
        double ay = points[2 * i + 1];
        double ex = points[2 * ((i + 1) % n)] - ax;
        double ey = points[2 * ((i + 1) % n) + 1] - ay;
        most = Math.max(most, (ey * (x - ax) - ex * (y - ay)) / Math.hypot(ex, ey));
      }
      return most;
    };
  }

  default Shape without(Shape hole) {
    return (x, y) -> Math.max(distance(x, y), -hole.distance(x, y));
  }

  default Shape and(Shape other) {
    return (x, y) -> Math.min(distance(x, y), other.distance(x, y));
  }
}
