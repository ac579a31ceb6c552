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
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.OutputFormat;

/**
 * Keys one picture with a row's settings, for people who look for the right ones. The screen is
 * measured in that picture alone, so a clip's matte may be a little better. Safe for use by many
 * threads.
 */
public final class KeyingPreview {

  private final Keyer keyer;

  public KeyingPreview(Ffmpeg ffmpeg) {
    this.keyer = new Keyer(ffmpeg);
  }

  /**
   * Keys it.
   *
   * @param picture a PNG
   * @param share of the picture's size that the settings are meant for, above 0 and up to 1: what
   *     they say in pixels is taken as so much less
   * @param settings JSON with the fields of {@code keying_settings}
   * @param png where the result goes, with transparency
   * @throws JobFailure naming what is wrong with the settings, or why there is nothing to key
   */
  public KeyingReport key(
      MediaInfo picture,
      double share,
      String settings,
      Path workDir,
      Path png,
      Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException {
    KeyingPayload payload =
        new KeyingFields(InputFields.of("settings", settings))
            .read(picture.file().toString(), true);
    try {
      KeyingSettings scaled = scaled(payload.settings(), share);
      return keyer.preview(
          new KeyingRequest(picture, scaled, OutputFormat.PNG, Optional.empty()),
          workDir,
          png,
          cancellation);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private static KeyingSettings scaled(KeyingSettings all, double share) {
    MatteSettings matte = all.matte();
    Corrections corrections = all.corrections();
    return new KeyingSettings(
        all.keyColor(),
        new MatteSettings(
            matte.tolerance(),
            matte.clipBlack(),
            matte.clipBlackGiven(),
            matte.clipWhite(),
            pixels(matte.edgeOffset(), share),
            matte.softness() * share),
        all.spill(),
        all.plate(),
        new Corrections(
            corrections.hold(),
            corrections.garbage(),
            pixels(corrections.specks(), share),
            pixels(corrections.holes(), share),
            corrections.shadow()),
        all.posterizeFps(),
        all.force());
  }

  /** The half is rounded away from zero, so that a dial's first step is seen at half the size. */
  private static int pixels(int whole, double share) {
    return Integer.signum(whole) * (int) Math.round(Math.abs(whole) * share);
  }
}
