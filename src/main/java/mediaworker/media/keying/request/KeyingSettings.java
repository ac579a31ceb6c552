package mediaworker.media.keying.request;

import java.util.List;

/**
 * How a screen is to be removed. The defaults suit most clips.
 *
 * @param keyColor the screen's colour
 * @param matte what becomes transparent
 * @param spill how the screen's light is taken off the subject
 * @param plate how unevenness of the screen is met
 * @param corrections what a person corrects
 * @param posterizeFps pictures a second that are shown, each held until the next, for a stop-motion
 *     look; 0 for all of them. The clip's own rate stays
 * @param force key even where no screen was found
 */
public record KeyingSettings(
    KeyColor keyColor,
    MatteSettings matte,
    SpillSettings spill,
    PlateMode plate,
    Corrections corrections,
    double posterizeFps,
    boolean force) {

  /** What suits most clips. */
  public static final KeyingSettings DEFAULTS =
      new KeyingSettings(
          KeyColor.AUTO,
          MatteSettings.DEFAULTS,
          SpillSettings.DEFAULTS,
          PlateMode.AUTO,
          Corrections.NONE,
          0,
          false);

  /** The same with something else done about shadows. */
  public KeyingSettings withShadow(Shadow shadow) {
    Corrections other =
        new Corrections(
            corrections.hold(),
            corrections.garbage(),
            corrections.specks(),
            corrections.holes(),
            shadow);
    return new KeyingSettings(keyColor, matte, spill, plate, other, posterizeFps, force);
  }

  /** How unevenness of the screen is met. */
  public enum PlateMode {
    /**
     * As {@link #STATIC}, or as {@link #PER_FRAME} where the screen's light is seen to change;
     * {@link #OFF} where hardly any of the screen is ever seen.
     */
    AUTO,
    /** The screen is taken for one even colour. */
    OFF,
    /** An empty screen is put together from what is seen of it in the course of the clip. */
    STATIC,
    /** As {@link #STATIC}, and followed from frame to frame as light or camera move. */
    PER_FRAME
  }

  /** What becomes of a shadow that the subject casts on the screen. */
  public enum Shadow {
    /** It goes with the screen. */
    DROP,
    /** It stays, as black that is as opaque as the shadow is deep. */
    KEEP
  }

  /**
   * What a person corrects, for the whole clip.
   *
   * @param hold regions that stay solid whatever their colour
   * @param garbage regions that become transparent whatever is there; hold wins where both are
   * @param specks islands in the screen up to twice so many pixels wide are taken away, 0…8; fine
   *     hair goes with them
   * @param holes gaps in the subject up to twice so many pixels wide are closed, 0…8
   * @param shadow what becomes of a shadow on the screen
   */
  public record Corrections(
      List<Region> hold, List<Region> garbage, int specks, int holes, Shadow shadow) {

    /** None. */
    public static final Corrections NONE = new Corrections(List.of(), List.of(), 0, 0, Shadow.DROP);

    public Corrections {
      hold = List.copyOf(hold);
      garbage = List.copyOf(garbage);
      Limits.check("specks", specks, 0, 8);
      Limits.check("holes", holes, 0, 8);
    }
  }

  /**
   * What becomes transparent. Coverage is what is measured: 0 where a pixel is as strongly coloured
   * as the screen at its place, 1 where it has nothing of its colour.
   *
   * @param tolerance how far colours may be from the screen's and still count as screen when it is
   *     measured; 1 is normal, 0.2…4
   * @param clipBlack coverage below which a pixel is wholly transparent, 0…0.45; raised where the
   *     empty screen is measured to reach higher
   * @param clipBlackGiven whether it is a person's own figure, which is taken as it is
   * @param clipWhite coverage above which it is wholly opaque, 0.5…1
   * @param edgeOffset pixels by which the subject grows (above 0) or shrinks, -10…10
   * @param softness standard deviation of the blur on the matte in pixels, 0…20
   */
  public record MatteSettings(
      double tolerance,
      double clipBlack,
      boolean clipBlackGiven,
      double clipWhite,
      int edgeOffset,
      double softness) {

    /** Held for every clip they were tried on; see {@code MatteGraph}. */
    public static final MatteSettings DEFAULTS = new MatteSettings(1, 0.04, 0.92, 0, 0);

    /** With a clip black that rises with what is measured. */
    public MatteSettings(
        double tolerance, double clipBlack, double clipWhite, int edgeOffset, double softness) {
      this(tolerance, clipBlack, false, clipWhite, edgeOffset, softness);
    }

    public MatteSettings {
      Limits.check("tolerance", tolerance, 0.2, 4);
      Limits.check("clip black", clipBlack, 0, 0.45);
      Limits.check("clip white", clipWhite, 0.5, 1);
      Limits.check("edge offset", edgeOffset, -10, 10);
      Limits.check("softness", softness, 0, 20);
    }

    /** The same with another clip black. */
    public MatteSettings withClipBlack(double other) {
      return new MatteSettings(tolerance, other, clipBlackGiven, clipWhite, edgeOffset, softness);
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
