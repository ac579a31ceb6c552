package mediaworker.media;

/**
 * How far an ffmpeg run is, as its {@code -progress} report says.
 *
 * @param frame pictures written so far
 * @param fps pictures a second, over the run so far; 0 while not known
 * @param outSeconds length of what is written so far, in seconds; 0 while not known
 * @param speed seconds of output per second; 0 while not known
 */
public record Progress(long frame, double fps, double outSeconds, double speed) {

  /** Hears of progress; called on a thread of ffmpeg's output, about twice a second. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = progress -> {};

    /** Called with each report that shows more than the one before. */
    void onProgress(Progress progress);
  }
}
