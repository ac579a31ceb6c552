package mediaworker.providers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Width and height, as rows write them: {@code 1024x768}, or a ratio {@code 16:9} of any size.
 *
 * @param width in pixels, or the ratio's first number
 * @param height in pixels, or the ratio's second number
 */
public record PictureSize(int width, int height) {

  private static final Pattern PIXELS =
      Pattern.compile("([1-9]\\d{0,4})\\s*[x×X*]\\s*([1-9]\\d{0,4})");
  private static final Pattern RATIO = Pattern.compile("([1-9]\\d{0,3})\\s*:\\s*([1-9]\\d{0,3})");

  /** Reads {@code 1024x768}. */
  public static Optional<PictureSize> pixels(String text) {
    return read(PIXELS, text);
  }

  /** Reads {@code 16:9}. */
  public static Optional<PictureSize> ratio(String text) {
    return read(RATIO, text);
  }

  private static Optional<PictureSize> read(Pattern pattern, String text) {
    Matcher parts = pattern.matcher(text.strip());
    return parts.matches()
        ? Optional.of(
            new PictureSize(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  /** The size of this ratio that covers at most so many pixels, each side a multiple of a step. */
  public PictureSize ofArea(long pixels, int step) {
    double high = Math.sqrt(pixels * (double) height / width);
    return new PictureSize(down(high * width / height, step), down(high, step));
  }

  /**
   * The size of this ratio whose shorter side has so many pixels, each side a multiple of a step.
   */
  public PictureSize ofShortSide(int pixels, int step) {
    double scale = (double) pixels / Math.min(width, height);
    return new PictureSize(nearest(width * scale, step), nearest(height * scale, step));
  }

  /** Pixels of the picture. */
  public long area() {
    return (long) width * height;
  }

  /** {@code 1024x768}. */
  @Override
  public String toString() {
    return width + "x" + height;
  }

  private static int down(double pixels, int step) {
    // A hair more, so that 1024.0 computed as 1023.9999 stays 1024.
    return Math.max(step, (int) Math.floor((pixels + 1e-6) / step) * step);
  }

  private static int nearest(double pixels, int step) {
    return Math.max(step, (int) Math.round(pixels / step) * step);
  }
}
