package mediaworker.media.keying.color;

import java.util.Locale;

/**
 * Which channel the screen is lit in.
 *
 * <p>Everything here is said of chroma alone: in the colour difference of one channel against the
 * others luma cancels out, so it can be worked out on the small chroma planes.
 */
public enum Screen {
  /** Green, the usual one. */
  GREEN,
  /** Blue. */
  BLUE;

  /**
   * Of the colour difference that makes the matte; see {@link #difference}. With lower values
   * saturated yellow and cyan, which have much green too, become half transparent.
   */
  public static final double BALANCE = 0.95;

  /**
   * How much the screen's channel stands above the others, 0…1: key − balance·max(others) − (1 −
   * balance)·min(others).
   */
  public double difference(ColorMatrix matrix, double u, double v, double balance) {
    double cb = (u - 128) / 224;
    double cr = (v - 128) / 224;
    double red = matrix.redOfCr() * cr;
    double green = matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    double blue = matrix.blueOfCb() * cb;
    double key = this == GREEN ? green : blue;
    double other = this == GREEN ? blue : green;
    return key - balance * Math.max(red, other) - (1 - balance) * Math.min(red, other);
  }

  /**
   * How much the screen's channel stands above the mean of the others, as an expression for lut2
   * over x = U and y = V.
   *
   * @param span levels of a difference of 1
   */
  public String excessExpression(ColorMatrix matrix, double span) {
    double ofRed = matrix.redOfCr();
    double ofBlue = matrix.blueOfCb();
    double u = this == GREEN ? matrix.greenOfCb() - ofBlue / 2 : ofBlue - matrix.greenOfCb() / 2;
    double v = (this == GREEN ? matrix.greenOfCr() : -matrix.greenOfCr() / 2) - ofRed / 2;
    double perU = span * u / 224;
    double perV = span * v / 224;
    return "%s*x+%s*y+%s".formatted(number(perU), number(perV), number(-128 * (perU + perV)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
