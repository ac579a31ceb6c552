package mediaworker.media.keying;

import java.util.Optional;
import mediaworker.media.MediaInfo;

/**
 * One clip or picture to key.
 *
 * @param source the clip
 * @param settings how
 * @param format what it is written as; {@link OutputFormat#PNG} for a still picture
 * @param background what it is laid over; needed for {@link OutputFormat#MP4}, possible for a still
 *     picture, else empty
 */
public record KeyingRequest(
    MediaInfo source,
    KeyingSettings settings,
    OutputFormat format,
    Optional<Background> background) {

  public KeyingRequest {
    if (source.isStill() && format != OutputFormat.PNG) {
      throw new IllegalArgumentException("A still picture is written as PNG only.");
    }
    if ((format == OutputFormat.MP4) != background.isPresent() && !source.isStill()) {
      throw new IllegalArgumentException("A background belongs to MP4, and MP4 to a background.");
    }
  }

  /** Whether the result has transparency. */
  boolean transparent() {
    return background.isEmpty();
  }

  /** Whether the pictures' times are made anew, so that their number changes. */
  boolean retimed() {
    return settings.posterizeFps() > 0 || format == OutputFormat.GIF;
  }
}
