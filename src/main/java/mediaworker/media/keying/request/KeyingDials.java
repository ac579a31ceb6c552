package mediaworker.media.keying.request;

import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;

/**
 * The dials of a keying page that works with a hard HSV mask, as rows carry them, and what they
 * mean here.
 *
 * <p>Such a mask needs its dials set for every clip; the matte here is measured from the clip. So
 * the page's own defaults ({@link #DEFAULTS}) mean "as measured", and what a person turns away from
 * them moves our settings moderately in the same direction:
 *
 * <table>
 *   <caption>Meaning of the dials</caption>
 *   <tr><th>dial</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>hue_center</td><td>60</td><td>60: automatic; 35…85: green; 86…140: blue</td></tr>
 *   <tr><td>hue_tolerance</td><td>25</td><td>tolerance = hue_tolerance / 25; clip black in
 *       proportion</td></tr>
 *   <tr><td>saturation_min, value_min</td><td>50</td><td>each full turn up lowers clip white by
 *       0.15: faint or dark screen colour on the subject stays</td></tr>
 *   <tr><td>erode, dilate</td><td>2, 1</td><td>edge offset = dilate − erode + 1 pixels</td></tr>
 *   <tr><td>blur</td><td>5</td><td>above: softness 0.3 a pixel; below: a harder edge, clip black
 *       and clip white 0.02 nearer to each other a pixel</td></tr>
 *   <tr><td>spill</td><td>2</td><td>amount = spill / 2; each pass above 2 lowers the balance by
 *       0.1</td></tr>
 * </table>
 *
 * @param hueCenter the screen's hue on OpenCV's scale, {@value #LEAST_HUE}…{@value #MOST_HUE}
 * @param hueTolerance half the width of the hue range, 0…90
 * @param saturationMin least saturation of the screen, 0…255
 * @param valueMin least brightness of the screen, 0…255
 * @param erode pixels taken off the subject; negative ones are added
 * @param dilate pixels added to the subject; negative ones are taken off
 * @param blur softening of the edge, in pixels
 * @param spill passes of spill removal
 */
public record KeyingDials(
    double hueCenter,
    double hueTolerance,
    double saturationMin,
    double valueMin,
    double erode,
    double dilate,
    double blur,
    double spill) {

  /** Where the page's dials stand when nobody has turned them. */
  public static final KeyingDials DEFAULTS = new KeyingDials(60, 25, 50, 50, 2, 1, 5, 2);

  /** The least hue that a screen may have; green ones up to {@value #MOST_GREEN}. */
  public static final int LEAST_HUE = 35;

  /** The greatest hue that a screen may have, a blue one. */
  public static final int MOST_HUE = 140;

  private static final int MOST_GREEN = 85;

  /** The screen's colour. */
  public KeyColor keyColor() {
    if (hueCenter == DEFAULTS.hueCenter) {
      return KeyColor.AUTO;
    }
    return hueCenter <= MOST_GREEN ? KeyColor.GREEN : KeyColor.BLUE;
  }

  /** What becomes transparent. */
  public MatteSettings matte() {
    MatteSettings normal = MatteSettings.DEFAULTS;
    double tolerance = clip(hueTolerance / DEFAULTS.hueTolerance, 0.2, 4);
    double minima =
        (saturationMin - DEFAULTS.saturationMin + valueMin - DEFAULTS.valueMin)
            / (255 - DEFAULTS.valueMin);
    double hardness = 0.02 * Math.max(0, DEFAULTS.blur - blur);
    double offset = dilate - erode - (DEFAULTS.dilate - DEFAULTS.erode);
    return new MatteSettings(
        tolerance,
        clip(normal.clipBlack() * tolerance + hardness, 0, 0.45),
        clip(normal.clipWhite() - 0.15 * minima - hardness, 0.5, 1),
        (int) Math.round(clip(offset, -10, 10)),
        clip(0.3 * (blur - DEFAULTS.blur), 0, 20));
  }

  /** How the screen's light is taken off the subject. */
  public SpillSettings spillSettings() {
    double passes = spill / DEFAULTS.spill;
    double balance = SpillSettings.DEFAULTS.balance();
    return new SpillSettings(
        clip(passes, 0, 1),
        clip(balance - 0.1 * Math.max(0, spill - DEFAULTS.spill), 0.3, balance));
  }

  private static double clip(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }
}
