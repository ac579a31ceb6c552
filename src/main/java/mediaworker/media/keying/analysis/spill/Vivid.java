package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Tells yellow, gold and orange from skin, leather and wood that the screen's light tints: nothing
 * tinted is as vivid and as bright. Stateless.
 */
final class Vivid {

  /** Saturation from which on a warm colour is too vivid, and over which it is wholly. */
  private static final double VIVID = 0.6;

  private static final double VIVID_SPAN = 0.06;

  /** The same of its red, 0…1. */
  private static final double BRIGHT = 0.75;

  private static final double BRIGHT_SPAN = 0.15;

  private Vivid() {}

  /** Whether a warm colour is too saturated to be skin in any light, 0…1. */
  static double saturated(double saturation) {
    return Math.max(0, Math.min(1, (saturation - VIVID) / VIVID_SPAN));
  }

  /** Whether it is also too bright for what is brown, 0…1. */
  static double bright(double red) {
    return Math.max(0, Math.min(1, (red - BRIGHT) / BRIGHT_SPAN));
  }

  /** Both of a colour; 0 where it is not warm. */
  static double of(MeasuredKey key, double luma, double cb, double cr) {
    ColorMatrix matrix = key.matrix();
    double red = matrix.redOfCr() * cr;
    double green = matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    double blue = matrix.blueOfCb() * cb;
    boolean onGreen = key.screen() == Screen.GREEN;
    if (red <= (onGreen ? blue : green)) {
      return 0;
    }
    double third = onGreen ? blue : Math.min(green, blue);
    return saturated(saturation(luma, red, third)) * bright(luma + red);
  }

  /**
   * Saturation of a warm colour as in HSV.
   *
   * @param red what chroma adds to luma in red
   * @param third the same in the least channel
   */
  static double saturation(double luma, double red, double third) {
    return (red - third) / Math.max(0.05, luma + red);
  }
}
