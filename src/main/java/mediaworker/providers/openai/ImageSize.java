package mediaworker.providers.openai;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code size} of a picture from a resolution and an aspect ratio. Models before gpt-image-2
 * know three sizes; later ones any whose sides are divisible by 16, between 1:3 and 3:1, within
 * 3840x2160.
 */
final class ImageSize {

  private static final Pattern PIXELS = Pattern.compile("(\\d{2,5})\\s*[x×*]\\s*(\\d{2,5})");
  private static final Pattern RATIO = Pattern.compile("(\\d{1,3})\\s*[:/]\\s*(\\d{1,3})");
  private static final int STEP = 16;
  private static final int LONGEST = 3840;
  private static final int SHORTEST_SIDE_MOST = 2160;

  /** Length of the long side by name; the sides of a square by {@link #SQUARES}. */
  private static final Map<String, Integer> LONG_SIDES =
      Map.of("", 1536, "1K", 1536, "2K", 2048, "4K", 3840);

  private static final Map<String, Integer> SQUARES =
      Map.of("", 1024, "1K", 1024, "2K", 2048, "4K", 2160);

  private static final Map<String, String> FIXED =
      Map.of("1:1", "1024x1024", "3:2", "1536x1024", "2:3", "1024x1536");

  private ImageSize() {}

  /** Whether a model has the three sizes alone. */
  static boolean isFixed(String model) {
    return model.startsWith("gpt-image-1") || model.startsWith("chatgpt-image");
  }

  /**
   * The size to send.
   *
   * @return empty when the model cannot make it; "" when nothing is asked for
   */
  static Optional<String> of(String model, String resolution, String aspectRatio) {
    String named = resolution.strip();
    if (named.equalsIgnoreCase("auto") || (named.isEmpty() && aspectRatio.isBlank())) {
      return Optional.of(named.isEmpty() ? "" : "auto");
    }
    Matcher pixels = PIXELS.matcher(named);
    if (pixels.matches()) {
      return checked(model, Integer.parseInt(pixels.group(1)), Integer.parseInt(pixels.group(2)));
    }
    String ratio = aspectRatio.isBlank() ? "1:1" : aspectRatio.strip();
    if (isFixed(model)) {
      return named.isEmpty() || named.equalsIgnoreCase("1K")
          ? Optional.ofNullable(FIXED.get(ratio))
          : Optional.empty();
    }
    String key = named.toUpperCase(java.util.Locale.ROOT);
    Matcher sides = RATIO.matcher(ratio);
    if (!LONG_SIDES.containsKey(key) || !sides.matches()) {
      return Optional.empty();
    }
    return fitted(model, key, Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
  }

  private static Optional<String> fitted(String model, String key, int across, int down) {
    if (across == 0 || down == 0) {
      return Optional.empty();
    }
    int longRatio = Math.max(across, down);
    int shortRatio = Math.min(across, down);
    double longSide =
        across == down ? SQUARES.getOrDefault(key, 1024) : LONG_SIDES.getOrDefault(key, 1536);
    double shortSide = longSide * shortRatio / longRatio;
    double shrink = Math.min(1, SHORTEST_SIDE_MOST / shortSide);
    int longPixels = stepped(longSide * shrink);
    int shortPixels = stepped(shortSide * shrink);
    return across >= down
        ? checked(model, longPixels, shortPixels)
        : checked(model, shortPixels, longPixels);
  }

  private static int stepped(double pixels) {
    return ((int) (pixels / STEP)) * STEP;
  }

  private static Optional<String> checked(String model, int width, int height) {
    String size = width + "x" + height;
    if (isFixed(model)) {
      return FIXED.containsValue(size) ? Optional.of(size) : Optional.empty();
    }
    int longSide = Math.max(width, height);
    int shortSide = Math.min(width, height);
    boolean possible =
        width % STEP == 0
            && height % STEP == 0
            && shortSide > 0
            && longSide <= LONGEST
            && shortSide <= SHORTEST_SIDE_MOST
            && longSide <= 3 * shortSide;
    return possible ? Optional.of(size) : Optional.empty();
  }
}
