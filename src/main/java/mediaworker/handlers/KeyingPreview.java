package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobFailure;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.keying.KeyingRequest;
import mediaworker.media.keying.OutputFormat;

/**
 * Keys one picture with a row's settings, for people who look for the right ones. The screen is
 * measured in that picture alone, so a clip's matte may be a little better. Safe for use by many
 * threads.
 */
public final class KeyingPreview {

  private final Ffmpeg ffmpeg;
  private final Keyer keyer;

  public KeyingPreview(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.keyer = new Keyer(ffmpeg);
  }

  /**
   * Keys it.
   *
   * @param picture a PNG
   * @param settings JSON with the fields of {@code keying_settings}
   * @param png where the result goes, with transparency
   * @throws JobFailure naming what is wrong with the settings, or why there is nothing to key
   */
  public KeyingReport key(
      Path picture, String settings, Path workDir, Path png, Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException {
    KeyingPayload payload =
        new KeyingFields(InputFields.of("settings", settings)).read(picture.toString(), true);
    try {
      MediaInfo source = ffmpeg.probe(picture, cancellation);
      return keyer.key(
          new KeyingRequest(source, payload.settings(), OutputFormat.PNG, Optional.empty()),
          workDir,
          png,
          (fraction, message) -> {},
          cancellation);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }
}
