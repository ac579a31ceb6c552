package mediaworker.media.keying.analysis.plate;

import java.util.Locale;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

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
public final class ColorDifference {

  /** Level of no colour difference, so that what is less green than grey is not cut off. */
  public static final int ZERO = 90;

  /** Levels from no colour difference to the screen's own. */
  public static final int SPAN = 120;

  /** The same for a plate of a picture that has faded, from level 0 to below {@link #ZERO}. */
  public static final int FADED_SPAN = 160;

  /** Of the key's, what a faded plate must have for the subject to be seen at all. */
  public static final double GONE = 0.1;

  /** From this on down the subject fades out. */
  public static final double FADES_FROM = 0.25;

  /** Weight of the nearer of the other channels at either end. */
  private static final double END = Screen.BALANCE;

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

  /** For a clip whose screen has this colour. */
  public ColorDifference(MeasuredKey key) {
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
  public double of(double u, double v) {
    return ofEnds(mean(u, v), apart(u, v));
  }

  /**
   * The same of both ends.
   *
   * @param mean of them
   * @param apart how far either is from it
   */
  public static double ofEnds(double mean, double apart) {
    double rest = 1 - mean > LEAST_REST ? 1 - mean : LEAST_REST;
    if (apart <= APART_FROM * rest) {
      return mean;
    }
    return mean - apart * Math.min(1, (apart / rest - APART_FROM) / APART_SPAN);
  }

  /** The lesser end alone, which is on the side of a subject whatever its colour. */
  public double least(double u, double v) {
    return mean(u, v) - apart(u, v);
  }

  /** The mean of both ends. */
  public double mean(double u, double v) {
    return meanU * (u - 128) + meanV * (v - 128);
  }

  /** How far either end is from it. */
  public double apart(double u, double v) {
    return Math.abs(halfU * (u - 128) + halfV * (v - 128));
  }

  /** The level of a difference in a picture of 8 bits, cut off at its ends. */
  public static byte level(double difference) {
    return CleanPlate.level(ZERO + SPAN * difference);
  }

  /** The level of the plate's difference where its picture has faded; always below ZERO. */
  public static byte fadedLevel(double difference) {
    return (byte) Math.max(0, Math.min(ZERO - 4, Math.round(FADED_SPAN * difference)));
  }

  /**
   * The level of {@link #of} as an expression for lut2 over x = U and y = V, cut off at 0. Where
   * the mean of both ends alone is below that, no more is worked out.
   *
   * @param rounding what is added to it
   */
  public String expression(double rounding) {
    double zero = ZERO + rounding;
    return "if(lt(st(0,%s),%s),0,max(0,%s+ld(0)-st(1,abs(%s))*clip(%s*ld(1)/max(%s-ld(0),%s)-%s,0,1)))"
        .formatted(
            linear(SPAN * meanU, SPAN * meanV),
            number(-zero),
            number(zero),
            linear(SPAN * halfU, SPAN * halfV),
            number(1 / APART_SPAN),
            number(SPAN),
            number(SPAN * LEAST_REST),
            number(APART_FROM / APART_SPAN));
  }

  private static String linear(double u, double v) {
    return "%s*x+%s*y+%s".formatted(number(u), number(v), number(-128 * (u + v)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.8f", value);
  }
}
