package mediaworker.media.keying.analysis.spill;

/**
 * What positions of pale warm colours are taken for; of positions {@link NaturalColor} tells.
 *
 * @param usual where skin mostly stands
 * @param light up to where half of what is above the usual is believed: blond, wood, kraft paper,
 *     or a little of the screen's light
 * @param tinted from where it is skin in the screen's light, for hardly anything is so by nature
 * @param tintedTo up to where
 * @param other from where it is something else again: khaki, or pink on a blue screen
 */
record WarmPosition(double usual, double light, double tinted, double tintedTo, double other) {

  static final WarmPosition ON_GREEN = new WarmPosition(0.42, 0.66, 0.85, 0.98, 1.06);
  static final WarmPosition ON_BLUE = new WarmPosition(-0.6, -0.5, -0.45, -0.25, 0);

  /** What is believed of a position. */
  double natural(double position) {
    if (position <= usual) {
      return position;
    }
    double most = usual + (light - usual) / 2;
    if (position <= light) {
      return usual + (position - usual) / 2;
    }
    double share = Math.min(1, (position - light) / (tinted - light));
    return most - share * (most - usual);
  }
}
