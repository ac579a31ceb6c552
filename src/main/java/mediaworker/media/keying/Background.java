package mediaworker.media.keying;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static final Pattern HEX = Pattern.compile("#[0-9a-f]{6}");

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

    /** Reads "#rrggbb" or a basic colour name; empty where it is neither, a file perhaps. */
    public static Optional<Color> parse(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (HEX.matcher(word).matches()) {
        return Optional.of(new Color(Integer.parseInt(word.substring(1), 16)));
      }
      return Optional.ofNullable(NAMES.get(word)).map(Color::new);
    }
  }

  /**
   * A picture or a video.
   *
   * @param info the file
   */
  record File(MediaInfo info) implements Background {}
}
