package mediaworker.assets;

import java.io.IOException;
import java.time.Duration;
import mediaworker.concurrent.Cancellation;
import okhttp3.HttpUrl;

/**
 * What ends one download early, and the sentences for it.
 *
 * @param settings the limits of size and time
 * @param deadline when the time is over, by {@link System#nanoTime}
 * @param cancellation asks for a stop
 */
record DownloadLimits(AssetSettings settings, long deadline, Cancellation cancellation) {

  /** Those of a download that begins now. */
  static DownloadLimits fromNow(AssetSettings settings, Cancellation cancellation) {
    return new DownloadLimits(
        settings, System.nanoTime() + settings.downloadTimeLimit().toNanos(), cancellation);
  }

  /** The time that is left; negative when it is over. */
  Duration left() {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  /** Whether so many bytes are more than may be. */
  boolean exceededBy(long bytes) {
    return bytes > settings.maxDownloadBytes();
  }

  /** For what is more. */
  AssetException tooLarge(HttpUrl url) {
    return AssetException.refused(
        "The URL "
            + WebAddress.shown(url)
            + " sends more than "
            + (settings.maxDownloadBytes() >> 20)
            + " MB; raise the setting max-download-mb if that is right.");
  }

  /**
   * For a connection that could not be made or broke.
   *
   * @throws java.util.concurrent.CancellationException where that is why
   * @throws InterruptedException where the thread was interrupted
   */
  AssetException failure(HttpUrl url, IOException e) throws InterruptedException {
    throwIfStopped();
    return NetworkFaults.of(url, e, settings.downloadTimeLimit());
  }

  /** Throws when a stop has been asked for, in either way. */
  void throwIfStopped() throws InterruptedException {
    cancellation.throwIfCancelled();
    // OkHttp leaves the interrupt flag set and throws an IOException of its own.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
