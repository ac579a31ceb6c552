package mediaworker.media.keying.request;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.media.keying.color.Screen;

/**
 * What a person says of the screen's colour: nothing, its kind, or the colour itself.
 *
 * @param kind how it is known
 * @param rgb the colour 0xRRGGBB where the kind is {@link Kind#EXACT}, else 0
 */
public record KeyColor(Kind kind, int rgb) {

  /** How the screen's colour is known. */
  public enum Kind {
    /** Measured; green or blue. */
    AUTO,
    /** Measured among greens. */
    GREEN,
    /** Measured among blues. */
    BLUE,
    /** Given. */
    EXACT
  }

  /** Measured; green or blue. */
  public static final KeyColor AUTO = new KeyColor(Kind.AUTO, 0);

  /** Measured among greens. */
  public static final KeyColor GREEN = new KeyColor(Kind.GREEN, 0);

  /** Measured among blues. */
  public static final KeyColor BLUE = new KeyColor(Kind.BLUE, 0);

  /** The forms {@link #parse} takes, for messages. */
  public static final String FORMS = "auto, green, blue or a colour like #00b140";

  private static final Pattern HEX = Pattern.compile("#?([0-9a-fA-F]{6})");

  /** Below this difference between the channels (0…1) a colour is too grey to be a screen. */
  public static final double LEAST_DIFFERENCE = 0.15;

  /** Reads "auto", "green", "blue" or "#rrggbb"; empty where it is none of them. */
  public static Optional<KeyColor> parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "auto", "" -> Optional.of(AUTO);
      case "green" -> Optional.of(GREEN);
      case "blue" -> Optional.of(BLUE);
      default ->
          HEX.matcher(word).matches()
              ? Optional.of(new KeyColor(Kind.EXACT, hex(word)))
              : Optional.empty();
    };
  }

  /** Whether a screen of this colour can be keyed: more green or more blue than anything else. */
  public boolean isUsable() {
    if (kind != Kind.EXACT) {
      return true;
    }
    double red = ((rgb >> 16) & 0xff) / 255.0;
    double green = ((rgb >> 8) & 0xff) / 255.0;
    double blue = (rgb & 0xff) / 255.0;
    return Math.max(green, blue) - Math.max(red, Math.min(green, blue)) >= LEAST_DIFFERENCE;
  }

  /** Whether a measured screen of this kind may be it. */
  public boolean allows(Screen screen) {
    return switch (kind) {
      case AUTO, EXACT -> true;
      case GREEN -> screen == Screen.GREEN;
      case BLUE -> screen == Screen.BLUE;
    };
  }

  private static int hex(String text) {
    return Integer.parseInt(text.substring(text.startsWith("#") ? 1 : 0), 16);
  }
}
