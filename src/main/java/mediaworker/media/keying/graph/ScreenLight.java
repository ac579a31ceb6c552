package mediaworker.media.keying.graph;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * The light that a screen throws onto a subject: what taking one unit of the screen's channel in
 * excess off a colour does to Y, U and V, each in levels.
 *
 * <p>A green screen's light is not pure green. A usual one throws a third as much blue as green, so
 * white paper in it has too much of both; taking off green alone would leave it blue, and white on
 * a blue screen mint. So the light goes in the screen's own colour.
 *
 * <p>Its luma does not go altogether. Where the screen lights a subject it shades it from other
 * light, and the exposure was set with the screen's light in it; a share is given back as white.
 *
 * @param y luma taken off
 * @param u added to U
 * @param v added to V
 */
record ScreenLight(double y, double u, double v) {

  /** White that comes back for the screen's light, as a share of its own channel. */
  private static final double GIVEN_BACK = 0.35;

  /** A washed-out screen's light is taken for no less coloured than this. */
  private static final double MOST_OF_OTHERS = 0.6;

  /** The light of a measured screen. */
  static ScreenLight of(MeasuredKey key) {
    ColorMatrix matrix = key.matrix();
    double luma = (key.y() - 16) / 219;
    double cb = (key.u() - 128) / 224;
    double cr = (key.v() - 128) / 224;
    boolean green = key.screen() == Screen.GREEN;
    double greenLevel = luma + matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    double blueLevel = luma + matrix.blueOfCb() * cb;
    double own = Math.max(0.01, green ? greenLevel : blueLevel);
    double red = share(luma + matrix.redOfCr() * cr, own);
    double other = share(green ? blueLevel : greenLevel, own);
    double g = green ? 1 : other;
    double b = green ? other : 1;
    double brightness =
        (1 - matrix.green() - matrix.blue()) * red + matrix.green() * g + matrix.blue() * b;
    // Excess is what stands above the mean of the others, which the light has too.
    double unit = 1 / (1 - (red + other) / 2);
    return new ScreenLight(
        219 * (brightness - GIVEN_BACK) * unit,
        224 * (brightness - b) / matrix.blueOfCb() * unit,
        224 * (brightness - red) / matrix.redOfCr() * unit);
  }

  private static double share(double level, double own) {
    return Math.max(0, Math.min(MOST_OF_OTHERS, level / own));
  }
}
