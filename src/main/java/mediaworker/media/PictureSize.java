package mediaworker.media;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A size that a clip's pictures have, before rotation.
 *
 * @param width pixels
 * @param height pixels
 * @param from when the first picture of it is shown, in seconds as the file counts them
 */
public record PictureSize(int width, int height, double from) {

  /**
   * A refusal of a file whose pictures change their size.
   *
   * @param name of the file
   * @param sizes two or more, in the order of their times
   */
  public static MediaException refusal(String name, List<PictureSize> sizes) {
    PictureSize first = sizes.get(0);
    String others =
        sizes.stream()
            .skip(1)
            .map(
                size ->
                    String.format(
                        Locale.ROOT,
                        ", from %.2f s on %dx%d",
                        size.from - first.from,
                        size.width,
                        size.height))
            .collect(Collectors.joining());
    return MediaException.badInput(
        "The pictures of %s are not all of one size: %dx%d%s. Convert it to one size first."
            .formatted(name, first.width, first.height, others));
  }
}
