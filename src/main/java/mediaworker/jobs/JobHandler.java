package mediaworker.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * What a job type does. One instance serves all threads.
 *
 * @param <P> what the row's JSON is decoded to
 */
public interface JobHandler<P> {

  /** The job types it serves; {@link Job#KEYING_LAP} for laps. */
  Set<String> kinds();

  /**
   * Decodes the row's JSON. Looks at no file and no network.
   *
   * @throws JobFailure naming every missing or wrong field at once
   */
  P decode(Job job) throws JobFailure;

  /**
   * Does the work.
   *
   * @throws JobFailure when it cannot be done
   * @throws IOException for a disk or network fault; tried again like a transient failure
   * @throws java.util.concurrent.CancellationException when the context's cancellation asked for it
   */
  JobResult run(P payload, JobContext context) throws JobFailure, IOException, InterruptedException;

  /** How long one run may take. */
  default Duration timeLimit(P payload) {
    return Duration.ofHours(6);
  }
}
