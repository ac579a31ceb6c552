package mediaworker.media.keying;

/**
 * How a screen is to be removed. The defaults suit most clips.
 *
 * @param keyColor the screen's colour
 * @param matte what becomes transparent
 * @param spill how the screen's light is taken off the subject
 * @param plate how unevenness of the screen is met
 * @param posterizeFps pictures a second that are shown, each held until the next, for a stop-motion
 *     look; 0 for all of them. The clip's own rate stays
 * @param force key even where no screen was found
 */
public record KeyingSettings(
    KeyColor keyColor,
    MatteSettings matte,
    SpillSettings spill,
    PlateMode plate,
    double posterizeFps,
    boolean force) {

  /** What suits most clips. */
  public static final KeyingSettings DEFAULTS =
      new KeyingSettings(
          KeyColor.AUTO, MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, PlateMode.AUTO, 0, false);

  /** How unevenness of the screen is met. */
  public enum PlateMode {
    /** As {@link #STATIC}, unless hardly any of the screen is ever seen. */
    AUTO,
    /** The screen is taken for one even colour. */
    OFF,
    /** An empty screen is put together from what is seen of it in the course of the clip. */
    STATIC
  }

  /**
   * What becomes transparent. Coverage is what is measured: 0 where a pixel is as strongly coloured
   * as the screen at its place, 1 where it has nothing of its colour.
   *
   * @param tolerance how far colours may be from the screen's and still count as screen when it is
   *     measured; 1 is normal, 0.2…4
   * @param clipBlack coverage below which a pixel is wholly transparent, 0…0.45
   * @param clipWhite coverage above which it is wholly opaque, 0.5…1
   * @param edgeOffset pixels by which the subject grows (above 0) or shrinks, -10…10
   * @param softness standard deviation of the blur on the matte in pixels, 0…20
   */
  public record MatteSettings(
      double tolerance, double clipBlack, double clipWhite, int edgeOffset, double softness) {

    /** Held for every clip they were tried on; see {@link MatteGraph}. */
    public static final MatteSettings DEFAULTS = new MatteSettings(1, 0.07, 0.86, 0, 0);

    public MatteSettings {
      Limits.check("tolerance", tolerance, 0.2, 4);
      Limits.check("clip black", clipBlack, 0, 0.45);
      Limits.check("clip white", clipWhite, 0.5, 1);
      Limits.check("edge offset", edgeOffset, -10, 10);
      Limits.check("softness", softness, 0, 20);
    }
  }

  /**
   * How the screen's light is taken off the subject.
   *
   * @param amount share of the excess that is removed, 0…1
   * @param balance what counts as excess: above this mixture of the larger and the smaller of the
   *     other two channels, 0…1; low values take more and turn yellows grey, high ones leave some
   */
  public record SpillSettings(double amount, double balance) {

    /** Takes all of the excess and keeps skin and yellows. */
    public static final SpillSettings DEFAULTS = new SpillSettings(1, 0.7);

    public SpillSettings {
      Limits.check("spill", amount, 0, 1);
      Limits.check("spill balance", balance, 0, 1);
    }
  }

  public KeyingSettings {
    Limits.check("posterize rate", posterizeFps, 0, 120);
  }
}
