package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How large an input may be: small files can be made that decode to terabytes.
 *
 * @param bytes of one file
 * @param pixels of one picture
 * @param duration playing time
 */
public record MediaLimits(long bytes, long pixels, Duration duration) {

  /** The defaults. */
  public static final MediaLimits USUAL =
      new MediaLimits(20L << 30, 64_000_000, Duration.ofHours(4));

  /** Before anything looks into the file. */
  void check(Path file) throws MediaException, IOException {
    if (Files.exists(file) && Files.size(file) > bytes) {
      throw MediaException.badInput(
          "The file "
              + file.getFileName()
              + " is larger than "
              + (bytes >> 20)
              + " MB, the most that is taken (max-input-mb).");
    }
  }

  /** By what its headers say. */
  void check(MediaInfo info) throws MediaException {
    for (MediaInfo.Video picture : info.video()) {
      if (picture.width() <= 0 || picture.height() <= 0) {
        // FFmpeg says so of sizes that it refuses itself, from about 16,000 x 16,000 on.
        throw MediaException.badInput(
            "The picture of "
                + info.file().getFileName()
                + " has no size that can be read: it is broken, or far larger than any that is"
                + " taken (max-megapixels).");
      }
      if ((long) picture.width() * picture.height() > pixels) {
        throw MediaException.badInput(
            String.format(
                Locale.ROOT,
                "The picture of %s is %d x %d pixels, and at most %d million are taken"
                    + " (max-megapixels).",
                info.file().getFileName(),
                picture.width(),
                picture.height(),
                pixels / 1_000_000));
      }
    }
    if (info.durationSeconds() > duration.toMillis() / 1000.0) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "The file %s plays %.1f hours, and at most %.1f are taken (max-input-duration).",
              info.file().getFileName(),
              info.durationSeconds() / 3600,
              duration.toMillis() / 3_600_000.0));
    }
  }
}
