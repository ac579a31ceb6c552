package mediaworker.media.keying;

import java.util.Locale;

/**
 * Which channel the screen is lit in.
 *
 * <p>Everything here is said of chroma alone: in the colour difference of one channel against the
 * others luma cancels out, so it can be worked out on the small chroma planes.
 */
enum Screen {
  /** Green, the usual one. */
  GREEN,
  /** Blue. */
  BLUE;

  /**
   * How much the screen's channel stands above the others, 0…1: key − balance·max(others) − (1 −
   * balance)·min(others).
   */
  double difference(ColorMatrix matrix, double u, double v, double balance) {
    double cb = (u - 128) / 224;
    double cr = (v - 128) / 224;
    double red = matrix.redOfCr() * cr;
    double green = matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    double blue = matrix.blueOfCb() * cb;
    double key = this == GREEN ? green : blue;
    double other = this == GREEN ? blue : green;
    return key - balance * Math.max(red, other) - (1 - balance) * Math.min(red, other);
  }

  /** The same as an expression for lut2 over x = U and y = V. */
  String differenceExpression(ColorMatrix matrix, double balance) {
    String red = number(matrix.redOfCr() / 224) + "*(y-128)";
    String green =
        "("
            + number(matrix.greenOfCb() / 224)
            + "*(x-128)+"
            + number(matrix.greenOfCr() / 224)
            + "*(y-128))";
    String blue = number(matrix.blueOfCb() / 224) + "*(x-128)";
    String key = this == GREEN ? green : blue;
    String other = this == GREEN ? blue : green;
    return "(%s-%s*max(%s,%s)-%s*min(%s,%s))"
        .formatted(key, number(balance), red, other, number(1 - balance), red, other);
  }

  /** "green" or "blue". */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
