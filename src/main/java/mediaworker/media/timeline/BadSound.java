package mediaworker.media.timeline;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;

/** Decodes sound to see whether it is what made a run fail. */
final class BadSound {

  private BadSound() {}

  /**
   * Whether a run fails of what the sound is.
   *
   * @param arguments of ffmpeg, which decode the sound to nothing
   * @param told whether a failure tells of it
   */
  static boolean makesFail(
      Ffmpeg ffmpeg,
      List<String> arguments,
      Predicate<MediaException> told,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    try {
      ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
      return false;
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      return told.test(e);
    }
  }
}
