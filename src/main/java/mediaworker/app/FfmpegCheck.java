package mediaworker.app;

import java.time.Duration;
import java.util.Optional;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for FFmpeg beside the work, since that takes longer than all else at a start. A job that
 * needs it meanwhile waits for the answer; where there is none, its row goes back and all ends.
 *
 * <p>Safe for use by many threads; looks on one of its own.
 */
final class FfmpegCheck {

  private static final Logger log = LoggerFactory.getLogger(FfmpegCheck.class);

  /** Looking takes a few tenths of a second, and some seconds where FFmpeg is unpacked. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Ffmpeg ffmpeg;
  private final Runnable giveUp;
  private final Thread thread = new Thread(this::look, "FfmpegCheck");
  private volatile boolean found;
  private volatile @Nullable String problem;

  /**
   * For one start.
   *
   * @param giveUp run where there is none
   */
  FfmpegCheck(Ffmpeg ffmpeg, Runnable giveUp) {
    this.ffmpeg = ffmpeg;
    this.giveUp = giveUp;
    thread.setDaemon(true);
  }

  /** Begins to look. */
  void start() {
    thread.start();
  }

  private void look() {
    try {
      log.info("FFmpeg {}", ffmpeg.describe());
      found = true;
    } catch (MediaException e) {
      problem = e.sentence();
      giveUp.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("FFmpeg could not be looked at", e);
    }
  }

  /** Whether it was found. */
  boolean hasFound() {
    return found;
  }

  /** Why none runs here, in a sentence; empty while nobody knows. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Waits until it has looked, though not for long. */
  void awaitEnd() throws InterruptedException {
    thread.join(PATIENCE.toMillis());
  }
}
