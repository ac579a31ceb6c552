package mediaworker.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

  /**
   * What, beside the row, decides what a job makes: a provider and model that the row leaves open,
   * settings, and a number that is raised when the same row is made into something else. Equal jobs
   * of equal recipes may take each other's outputs; see {@link ReuseIndex}.
   *
   * @return empty where its outputs are for itself alone
   */
  default Optional<String> recipe(P payload) {
    return Optional.empty();
  }

  /** How long one run may take. */
  default Duration timeLimit(P payload) {
    return Duration.ofHours(6);
  }
}
