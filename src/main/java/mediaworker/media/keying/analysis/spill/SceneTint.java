package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * How much of a green screen's light lies on a clip's subjects, as far as skin and what is grey or
 * white tell: of those alone it is known what they would be without it. What stands in the same
 * scene and has far more green is green by nature. Before a blue screen nothing tells: skin in its
 * light is pale, and in much of it grey.
 *
 * <p>A share is how much green stands above the mean of red and blue, for a light of 1. Used by one
 * thread while it is told of cells, by any afterwards.
 */
final class SceneTint {

  /** Up to where what has hardly any chroma is grey: between red and blue, and in green. */
  private static final double GREY = 0.06;

  private static final double GREY_SURPLUS = 0.05;

  /** What is more saturated is no skin. */
  private static final double PALE = 0.6;

  /**
   * Where green stands between blue (0) and red (1) in skin: what has less is pink, where it mostly
   * stands, and from where it is something else; see {@link NaturalColor}.
   */
  private static final double PINK = 0.15;

  private static final double USUAL = 0.42;
  private static final double OTHER = 1.06;

  /** Share of all cells that must tell. */
  private static final double LEAST_SHARE = 0.04;

  /** Of what they tell, the share of them that tells no more. */
  private static final double MOST_OF_THEM = 0.6;

  /** What may be a tint: so many times that of the scene, and a little; over how much it ends. */
  private static final double TIMES = 1.8;

  private static final double LEAST = 0.04;
  private static final double SPAN = 0.08;

  private static final int STEPS = 200;

  private final ColorMatrix matrix;
  private final boolean green;
  private final int[] shares = new int[STEPS + 1];
  private int seen;
  private int telling;

  SceneTint(MeasuredKey key) {
    matrix = key.matrix();
    green = key.screen() == Screen.GREEN;
  }

  /**
   * Takes a cell deep inside a subject.
   *
   * @param x its blue difference for a light of 1
   * @param y its red difference for a light of 1
   */
  void see(double x, double y) {
    seen++;
    double share = told(x, y);
    if (green && !Double.isNaN(share)) {
      telling++;
      shares[(int) Math.min(STEPS, share * STEPS)]++;
    }
  }

  /** What a colour tells; not a number where it tells nothing. */
  private double told(double x, double y) {
    double surplus = surplus(x, y);
    double red = matrix.redOfCr() * y;
    double own = matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    double blue = matrix.blueOfCb() * x;
    double range = red - blue;
    if (Math.abs(range) <= GREY) {
      return Math.abs(surplus) <= GREY_SURPLUS ? Math.max(0, surplus) : Double.NaN;
    }
    double place = (own - blue) / range;
    double luma = 1 - (red + own + blue) / 3;
    double saturation = Vivid.saturation(luma, red, Math.min(own, blue));
    boolean skin = range > 0 && place >= PINK && place <= OTHER && saturation <= PALE;
    return skin ? Math.max(0, (place - USUAL) * range) : Double.NaN;
  }

  private double surplus(double x, double y) {
    double own = matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    return own - (matrix.redOfCr() * y + matrix.blueOfCb() * x) / 2;
  }

  /** The share that lies on most of them; 0 where nothing tells. */
  double share() {
    int step = 0;
    for (int count = shares[0]; count < MOST_OF_THEM * telling; count += shares[step]) {
      step++;
    }
    return isKnown() ? (step + 0.5) / STEPS : 0;
  }

  /** Whether enough tells. */
  boolean isKnown() {
    return telling > 0 && telling >= LEAST_SHARE * seen;
  }

  /**
   * How surely a colour has more green than the screen's light would give it here, 0…1.
   *
   * @param x blue difference for a light of 1
   * @param y red difference for a light of 1
   */
  double exceeded(double x, double y) {
    double more = surplus(x, y) - TIMES * share() - LEAST;
    return isKnown() ? Math.max(0, Math.min(1, more / SPAN)) : 0;
  }
}
