package mediaworker.media.keying.request;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.media.MediaInfo;

/** What a keyed clip is laid over. */
public sealed interface Background {

  /**
   * One colour.
   *
   * @param rgb 0xRRGGBB
   */
  record Color(int rgb) implements Background {

    /** The forms {@link #parse} takes, for messages. */
    public static final String FORMS = "a colour like #243b6b, #24f or navy";

    /**
     * Six digits, also without the mark; behind eight and four stands an opacity, here a full one.
     */
    private static final Pattern HEX = Pattern.compile("(?:#?([0-9a-f]{6})|#([0-9a-f]{6})ff)");

    private static final Pattern SHORT = Pattern.compile("#([0-9a-f])([0-9a-f])([0-9a-f])f?");

    /** The sixteen basic colour names of CSS, the other spelling of grey, and orange. */
    private static final Map<String, Integer> NAMES =
        Map.ofEntries(
            Map.entry("black", 0x000000),
            Map.entry("silver", 0xc0c0c0),
            Map.entry("gray", 0x808080),
            Map.entry("grey", 0x808080),
            Map.entry("white", 0xffffff),
            Map.entry("maroon", 0x800000),
            Map.entry("red", 0xff0000),
            Map.entry("purple", 0x800080),
            Map.entry("fuchsia", 0xff00ff),
            Map.entry("green", 0x008000),
            Map.entry("lime", 0x00ff00),
            Map.entry("olive", 0x808000),
            Map.entry("yellow", 0xffff00),
            Map.entry("navy", 0x000080),
            Map.entry("blue", 0x0000ff),
            Map.entry("teal", 0x008080),
            Map.entry("aqua", 0x00ffff),
            Map.entry("orange", 0xffa500));

    /**
     * Reads "#rrggbb", "rrggbb", "#rgb" or a basic colour name; empty where it is none of them, a
     * file perhaps.
     */
    public static Optional<Color> parse(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      Matcher six = HEX.matcher(word);
      if (six.matches()) {
        return Optional.of(hex(six.group(1) != null ? six.group(1) : six.group(2)));
      }
      Matcher three = SHORT.matcher(word);
      return three.matches()
          ? Optional.of(hex(three.replaceFirst("$1$1$2$2$3$3")))
          : Optional.ofNullable(NAMES.get(word)).map(Color::new);
    }

    private static Color hex(String digits) {
      return new Color(Integer.parseInt(digits, 16));
    }
  }

  /**
   * A picture or a video.
   *
   * @param info the file
   */
  record File(MediaInfo info) implements Background {}
}
