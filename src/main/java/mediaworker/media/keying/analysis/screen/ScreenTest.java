package mediaworker.media.keying.analysis.screen;

import mediaworker.media.keying.color.MeasuredKey;

/**
 * Tells whether a colour is the screen's, in light or in shadow.
 *
 * <p>A shadow darkens the screen but keeps its hue and the ratio of chroma to luma; a veil, glass
 * or a hair over it loses chroma faster than luma.
 */
public final class ScreenTest {

  /**
   * Nearer to grey than this, in levels, nothing counts as coloured; or, where the screen itself is
   * hardly farther, than this share of its own: the corners of a dark one are darker still.
   */
  private static final double LEAST_CHROMA = 12;

  private static final double LEAST_OF_DARK = 0.45;

  private static final double DEGREES = 9;
  private static final double LEAST_SHARE_OF_CHROMA = 0.3;
  private static final double LEAST_SHARE_OF_RATIO = 0.82;

  /**
   * The same in the dark, where a veil or something out of focus is more likely; as a factor, below
   * the second share of the key's luma, and none above the first.
   */
  private static final double DARK_FACTOR = 1.1;

  private static final double LIT = 0.9;
  private static final double DARK = 0.7;

  private final double keyU;
  private final double keyV;
  private final double keyChroma;
  private final double mostSine;
  private final double leastChroma;
  private final double leastRatio;
  private final double keyLuma;

  /**
   * For one screen.
   *
   * @param tolerance widens what counts as the screen's colour; 1 is normal
   */
  public ScreenTest(MeasuredKey key, double tolerance) {
    keyU = key.u() - 128;
    keyV = key.v() - 128;
    keyChroma = Math.max(1e-6, key.chroma());
    mostSine = Math.sin(Math.toRadians(Math.min(45, DEGREES * tolerance)));
    leastChroma =
        Math.max(
            Math.min(LEAST_CHROMA, LEAST_OF_DARK * keyChroma),
            LEAST_SHARE_OF_CHROMA / Math.max(1, tolerance) * keyChroma);
    keyLuma = Math.max(1, key.y() - 16);
    leastRatio =
        LEAST_SHARE_OF_RATIO / Math.max(1, tolerance) * keyChroma / Math.max(1, key.y() - 16);
  }

  /** Whether a colour, in levels, is the screen's, in light or in shadow. */
  public boolean isScreen(int y, int u, int v) {
    return hasHue(u, v) && hasRatio(y, u, v);
  }

  /** Whether a colour of the screen's hue has enough chroma for its luma to be the screen. */
  public boolean hasRatio(int y, int u, int v) {
    return chroma(u, v) >= leastRatio * strictness(y) * Math.max(1, y - 16);
  }

  /** Whether a colour has the screen's hue, and is the screen, or the screen behind something. */
  public boolean hasHue(int u, int v) {
    double du = u - 128;
    double dv = v - 128;
    double chroma = chroma(u, v);
    double along = (du * keyU + dv * keyV) / keyChroma;
    if (chroma < leastChroma || along <= 0) {
      return false;
    }
    // In the dark a level of noise or rounding turns the hue by several degrees.
    double aside = Math.abs(du * keyV - dv * keyU) / keyChroma;
    return aside <= mostSine * Math.max(LEAST_CHROMA, chroma);
  }

  /** Distance from grey: of whole levels as exact as Math.hypot, which takes far longer. */
  public static double chroma(int u, int v) {
    int du = u - 128;
    int dv = v - 128;
    return Math.sqrt(du * du + dv * dv);
  }

  private double strictness(int y) {
    double dark = (LIT - (y - 16) / keyLuma) / (LIT - DARK);
    return 1 + (DARK_FACTOR - 1) * Math.max(0, Math.min(1, dark));
  }
}
