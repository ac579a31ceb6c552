package mediaworker.jobs;

import java.io.IOException;
import java.nio.file.Path;
import mediaworker.concurrent.Cancellation;

/** What a handler is given beside its payload. Used on the job's thread, but for progress. */
public interface JobContext {

  /** The claim that is worked on. */
  Claim claim();

  /** The row as it was claimed. */
  default Job job() {
    return claim().job();
  }

  /** A short name of this claim that is never used again and is fit for file names. */
  default String claimName() {
    return claim().fileName();
  }

  /** A folder for this claim alone, made on first use and removed when the job ends. */
  Path workDir() throws IOException;

  /** To be honoured by anything that takes long. */
  Cancellation cancellation();

  /**
   * Tells how far the job is. Cheap enough for every frame: it is written to the row about once a
   * second. Safe on any thread.
   *
   * @param fraction 0…1; out of range is corrected
   * @param message one line for a person, "frame 120 of 153, 31 fps"
   */
  void progress(double fraction, String message);
}
