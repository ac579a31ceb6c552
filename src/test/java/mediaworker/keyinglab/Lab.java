package mediaworker.keyinglab;

/** CIE L*a*b* of sRGB colours (IEC 61966-2-1, white D65). */
final class Lab {

  private static final double[] LINEAR = new double[1025];

  static {
    for (int i = 0; i <= 1024; i++) {
      double value = i / 1024.0;
      LINEAR[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
  }

  private Lab() {}

  /** L*, a*, b* of a colour whose channels are 0…1. */
  static double[] of(double red, double green, double blue) {
    double r = linear(red);
    double g = linear(green);
    double b = linear(blue);
    double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    double y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double linear(double value) {
    return LINEAR[(int) Math.round(1024 * Rgb.clip(value))];
  }

  private static double f(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
