package mediaworker.media.keying.color;

import java.util.Locale;

/**
 * The screen's colour in a clip, in 8-bit limited-range levels of the given matrix.
 *
 * @param screen green or blue
 * @param matrix what the levels mean
 * @param y luma
 * @param u blue difference
 * @param v red difference
 * @param confidence share of the picture's border that has the screen's colour, 0…1
 */
public record MeasuredKey(
    Screen screen, ColorMatrix matrix, double y, double u, double v, double confidence) {

  /** Below this the border is not a screen. */
  static final double LEAST_CONFIDENCE = 0.5;

  /** Distance from grey. */
  public double chroma() {
    return Math.hypot(u - 128, v - 128);
  }

  /** The colour as #rrggbb. */
  public String hex() {
    return String.format(Locale.ROOT, "#%06x", matrix.rgb(y, u, v));
  }

  /** The same colour where another share of the border has it. */
  public MeasuredKey withConfidence(double share) {
    return new MeasuredKey(screen, matrix, y, u, v, share);
  }

  /** Whether the border looks like a screen. */
  public boolean isConvincing() {
    return confidence >= LEAST_CONFIDENCE;
  }
}
