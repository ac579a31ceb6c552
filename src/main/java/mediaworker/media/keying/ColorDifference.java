package mediaworker.media.keying;

import java.util.Locale;

/**
 * How much of the screen's colour is in a colour, by chroma alone: 1 for the key, 0 for grey. What
 * is missing of the plate's at the same place is the matte's coverage.
 *
 * <p>The screen's channel is compared with both others: ℓ = key − w·one − (1 − w)·other. Each such
 * difference is linear in a mixture of screen and subject, so a half-covered pixel is measured as
 * half of what the subject shows when solid. With w near 0 or 1 saturated yellow or cyan, which
 * have much green, still show nearly nothing of a green screen; with w in the middle skin, hair and
 * glass of any colour show the right amount. So both ends are worked out, each in proportion to the
 * key's, and their mean counts, or where they lie far apart the lesser. How far is told by the
 * direction from the key, which mixing does not change.
 */
final class ColorDifference {

  /** Weight of the nearer of the other channels at either end. */
  private static final double END = MatteGraph.BALANCE;

  /** A key nearer to grey than this would make the matte out of noise. */
  private static final double LEAST = 0.05;

  /** How far apart the ends may be, in shares of what is missing, and where the lesser counts. */
  private static final double APART_FROM = 0.25;

  private static final double APART_SPAN = 0.3;

  /** Of what is missing, so that nothing is divided by 0 at the key. */
  private static final double LEAST_REST = 0.02;

  private final double meanU;
  private final double meanV;
  private final double halfU;
  private final double halfV;

  ColorDifference(MeasuredKey key) {
    double[] one = end(key, END);
    double[] two = end(key, 1 - END);
    meanU = (one[0] + two[0]) / 2;
    meanV = (one[1] + two[1]) / 2;
    halfU = (one[0] - two[0]) / 2;
    halfV = (one[1] - two[1]) / 2;
  }

  /** What one level of U and of V adds, so that the key has 1. */
  private static double[] end(MeasuredKey key, double weightOfRed) {
    ColorMatrix matrix = key.matrix();
    double red = weightOfRed * matrix.redOfCr();
    double u;
    double v;
    if (key.screen() == Screen.GREEN) {
      u = matrix.greenOfCb() - (1 - weightOfRed) * matrix.blueOfCb();
      v = matrix.greenOfCr() - red;
    } else {
      u = matrix.blueOfCb() - (1 - weightOfRed) * matrix.greenOfCb();
      v = -(1 - weightOfRed) * matrix.greenOfCr() - red;
    }
    double own = (u * (key.u() - 128) + v * (key.v() - 128)) / 224;
    double scale = 224 * Math.max(LEAST, own);
    return new double[] {u / scale, v / scale};
  }

  /** Of a colour; below 0 where it has less of the screen than grey. */
  double of(double u, double v) {
    double mean = meanU * (u - 128) + meanV * (v - 128);
    double half = Math.abs(halfU * (u - 128) + halfV * (v - 128));
    double apart = half / Math.max(1 - mean, LEAST_REST);
    return mean - half * Math.max(0, Math.min(1, (apart - APART_FROM) / APART_SPAN));
  }

  /** The lesser end alone, which is on the side of a subject whatever its colour. */
  double least(double u, double v) {
    return meanU * (u - 128) + meanV * (v - 128) - Math.abs(halfU * (u - 128) + halfV * (v - 128));
  }

  /**
   * {@link #of} as an expression for lut2 over x = U and y = V.
   *
   * @param zero level of no difference
   * @param span levels from there to the key's
   */
  String expression(double zero, double span) {
    return "%s+st(0,%s)-st(1,abs(%s))*clip(%s*ld(1)/max(%s-ld(0),%s)-%s,0,1)"
        .formatted(
            number(zero),
            linear(span * meanU, span * meanV),
            linear(span * halfU, span * halfV),
            number(1 / APART_SPAN),
            number(span),
            number(span * LEAST_REST),
            number(APART_FROM / APART_SPAN));
  }

  private static String linear(double u, double v) {
    return "%s*x+%s*y+%s".formatted(number(u), number(v), number(-128 * (u + v)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.8f", value);
  }
}
