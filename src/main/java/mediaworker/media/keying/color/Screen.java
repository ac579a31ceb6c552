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
   * Of how far a key stands above red, what it must stand above the other of green and blue: what
   * is compared with that is divided by it, and noise with it. Of teal, which has nearly as much of
   * both, both are asked then.
   */
  public static final double CYAN_SHARE = 0.3;

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
   * How much a colour's channel stands above the others, 0…1, as the matte tells it from grey:
   * above the nearer of them, but of one that hardly does so because it is cyan, {@link
   * #CYAN_SHARE} of what it stands above red.
   */
  public double separation(ColorMatrix matrix, double u, double v) {
    double nearer = difference(matrix, u, v, BALANCE);
    return isRedLeast(matrix, u, v) ? Math.max(nearer, ofRed(matrix, u, v)) : nearer;
  }

  /** Whether a colour hardly stands above the other of green and blue, but above red. */
  public boolean isCyan(ColorMatrix matrix, double u, double v) {
    return isRedLeast(matrix, u, v) && difference(matrix, u, v, BALANCE) < ofRed(matrix, u, v);
  }

  private double ofRed(ColorMatrix matrix, double u, double v) {
    return CYAN_SHARE * difference(matrix, u, v, 1 - BALANCE);
  }

  /**
   * Whether red is the least of a colour's channels, or the less of the two that are not its own.
   */
  public boolean isRedLeast(ColorMatrix matrix, double u, double v) {
    double cb = u - 128;
    double cr = v - 128;
    double other =
        this == GREEN ? matrix.blueOfCb() * cb : matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    return matrix.redOfCr() * cr <= other;
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
