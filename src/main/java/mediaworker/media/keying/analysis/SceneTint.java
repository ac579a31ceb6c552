package mediaworker.media.keying.analysis;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * How much of the screen's light lies on a clip's subjects, as far as skin and what is grey or white
 * tell: of those alone it is known what they would be without it. What stands in the same place and
 * has far more of the screen's colour has it by nature.
 *
 * <p>A share is how much the screen's channel stands above the mean of the others, for a light of
 * 1. Used by one thread while it is told of cells, by any afterwards.
 */
final class SceneTint {

  /** Up to where what has hardly any chroma is grey, in the other channels and in the screen's. */
  private static final double GREY = 0.06;

  private static final double GREY_SURPLUS = 0.05;

  /** What is more saturated is no skin. */
  private static final double PALE = 0.6;

  /**
   * Where the screen's channel stands between the two others, at the smaller (0) or at the larger
   * (1), of skin in any of the screen's light; see {@link NaturalColor}.
   *
   * @param from where it has none of it
   * @param usual where it mostly has none of it
   * @param to from where it is something else
   */
  private record Skin(double from, double usual, double to) {}

  private static final Skin ON_GREEN = new Skin(0.15, 0.42, 1.06);
  private static final Skin ON_BLUE = new Skin(-1.2, -0.6, 0);

  /** Share of all cells that must tell. */
  private static final double LEAST_SHARE = 0.04;

  /** Of what they tell, the share of them that tells no more. */
  private static final double MOST_OF_THEM = 0.6;

  /** What may be a tint: so many times that of the scene, and a little; and where nothing is. */
  private static final double TIMES = 1.8;

  private static final double LEAST = 0.04;
  private static final double SPAN = 0.08;

  private static final int STEPS = 200;

  private final Screen screen;
  private final ColorMatrix matrix;
  private final Skin skin;
  private final int[] shares = new int[STEPS + 1];
  private int seen;
  private int telling;

  SceneTint(MeasuredKey key) {
    screen = key.screen();
    matrix = key.matrix();
    skin = screen == Screen.GREEN ? ON_GREEN : ON_BLUE;
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
    if (!Double.isNaN(share)) {
      telling++;
      shares[(int) Math.min(STEPS, share * STEPS)]++;
    }
  }

  /** What a colour tells; not a number where it tells nothing. */
  private double told(double x, double y) {
    double red = matrix.redOfCr() * y;
    double green = matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    double blue = matrix.blueOfCb() * x;
    double own = screen == Screen.GREEN ? green : blue;
    double other = screen == Screen.GREEN ? blue : green;
    double range = red - other;
    if (Math.abs(range) <= GREY) {
      double surplus = surplus(x, y);
      return Math.abs(surplus) <= GREY_SURPLUS ? Math.max(0, surplus) : Double.NaN;
    }
    double place = (own - other) / range;
    double luma = 1 - (red + green + blue) / 3;
    double saturation = Vivid.saturation(luma, red, Math.min(green, blue));
    boolean skinned = range > 0 && place >= skin.from && place <= skin.to && saturation <= PALE;
    return skinned ? Math.max(0, (place - skin.usual) * range) : Double.NaN;
  }

  /** How much the screen's channel stands above the mean of the others. */
  private double surplus(double x, double y) {
    double red = matrix.redOfCr() * y;
    double green = matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    double blue = matrix.blueOfCb() * x;
    return screen == Screen.GREEN ? green - (red + blue) / 2 : blue - (red + green) / 2;
  }

  /** The share that lies on most of them; 0 where nothing tells. */
  double share() {
    if (!isKnown()) {
      return 0;
    }
    int step = 0;
    for (int count = shares[0]; count < MOST_OF_THEM * telling; count += shares[step]) {
      step++;
    }
    return (step + 0.5) / STEPS;
  }

  private boolean isKnown() {
    return telling > 0 && telling >= LEAST_SHARE * seen;
  }

  /**
   * How surely a colour has more of the screen's than its light would give it here, 0…1.
   *
   * @param x blue difference for a light of 1
   * @param y red difference for a light of 1
   */
  double exceeded(double x, double y) {
    double more = surplus(x, y) - TIMES * share() - LEAST;
    return isKnown() ? Math.max(0, Math.min(1, more / SPAN)) : 0;
  }
}
