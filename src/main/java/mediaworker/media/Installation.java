package mediaworker.media;

import java.io.IOException;
import java.util.Set;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;

/**
 * What was found of FFmpeg on this machine, once for all that use it. Safe for use by many threads.
 */
final class Installation {

  private final FfmpegSettings settings;
  private final ProcessRunner processes;
  private final FieldOrders fieldOrders = new FieldOrders();
  private @Nullable FfmpegBinaries binaries; // guarded by this
  private @Nullable String missing; // guarded by this
  private @Nullable Set<String> encoders; // guarded by this

  Installation(FfmpegSettings settings, ProcessRunner processes) {
    this.settings = settings;
    this.processes = processes;
  }

  /**
   * Looked for once: where it is not found, everybody who asks hears the same.
   *
   * @throws MediaException when none runs on this machine
   */
  synchronized FfmpegBinaries binaries() throws MediaException, InterruptedException {
    if (missing != null) {
      throw MediaException.missing(missing);
    }
    if (binaries == null) {
      try {
        binaries = FfmpegBinaries.locate(settings, processes);
      } catch (MediaException e) {
        missing = e.sentence();
        throw MediaException.missing(missing);
      }
    }
    return binaries;
  }

  /** Asks FFmpeg for its encoders. */
  @FunctionalInterface
  interface Listing {
    Set<String> encoders() throws MediaException, IOException, InterruptedException;
  }

  /**
   * The encoders by name. While nobody knows them several may ask FFmpeg at once; nobody waits for
   * another's run.
   */
  Set<String> encoders(Listing listing) throws MediaException, IOException, InterruptedException {
    synchronized (this) {
      if (encoders != null) {
        return encoders;
      }
    }
    Set<String> found = Set.copyOf(listing.encoders());
    synchronized (this) {
      encoders = found;
    }
    return found;
  }

  /** What was found out about files' fields. */
  FieldOrders fieldOrders() {
    return fieldOrders;
  }
}
