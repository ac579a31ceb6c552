package mediaworker.media.stitching;

/**
 * How two neighbouring clips are joined.
 *
 * @param transition what is seen
 * @param seconds how long they overlap; rounded to whole pictures and shortened where a clip is too
 *     short for it; of no meaning for a hard cut
 * @param color of a fade through a colour, as "0xRRGGBB"
 */
public record Joint(Transition transition, double seconds, String color) {

  /** A hard cut. */
  public static final Joint CUT = new Joint(Transition.NONE, 0, "0x000000");

  /** A transition that needs no colour. */
  public static Joint of(Transition transition, double seconds) {
    String color = transition == Transition.FADE_THROUGH_WHITE ? "0xffffff" : "0x000000";
    return new Joint(transition, seconds, color);
  }

  boolean isCut() {
    return transition == Transition.NONE || seconds <= 0;
  }
}
