package mediaworker.media.keying.request;

/** Hears of a keying's progress, on threads of ffmpeg's output too. */
@FunctionalInterface
public interface KeyingListener {

  /**
   * Called at each step and about twice a second while frames are made.
   *
   * @param fraction 0…1
   * @param message one line for a person
   */
  void onProgress(double fraction, String message);
}
