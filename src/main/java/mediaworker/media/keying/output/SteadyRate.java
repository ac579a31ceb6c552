package mediaworker.media.keying.output;

import mediaworker.media.Progress;

/**
 * Tells pictures a second as they come, without the time before the first ones: FFmpeg's own figure
 * counts its start, so that the time left would begin far too long. Used by one thread at a time.
 */
final class SteadyRate implements Progress.Listener {

  /** What is measured over less time than this says little. */
  private static final double LEAST_SECONDS = 0.4;

  private final double expected;
  private final Progress.Listener listener;
  private long firstFrame = -1;
  private long firstNanos;

  /**
   * A rate to be measured.
   *
   * @param expected pictures a second that are likely, until it is; 0 where nothing is known
   * @param listener hears of the progress with the measured rate in it
   */
  SteadyRate(double expected, Progress.Listener listener) {
    this.expected = expected;
    this.listener = listener;
  }

  @Override
  public void onProgress(Progress progress) {
    long now = System.nanoTime();
    if (firstFrame < 0 && progress.frame() > 0) {
      firstFrame = progress.frame();
      firstNanos = now;
    }
    double seconds = firstFrame < 0 ? 0 : (now - firstNanos) / 1e9;
    long since = progress.frame() - firstFrame;
    double fps = seconds >= LEAST_SECONDS && since > 0 ? since / seconds : expected;
    listener.onProgress(
        new Progress(progress.frame(), fps, progress.outSeconds(), progress.speed()));
  }
}
