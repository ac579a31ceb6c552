package mediaworker.jobs;

import java.io.IOException;

/**
 * A handler of jobs that are done elsewhere. {@link #run} prepares them and, later, brings in what
 * was made; in between {@link #advance} takes one step at a time, on a thread beside the pool.
 *
 * @param <P> what the row's JSON is decoded to
 */
public interface RemoteJobHandler<P> extends JobHandler<P> {

  /**
   * Takes the next step of a row that waits: sends it off, or asks how it stands. May take as long
   * as one request. What it has to know of earlier steps stands in the {@link CallLedger}.
   *
   * @throws JobFailure when the job cannot be completed
   * @throws IOException for a disk or network fault; tried again like a transient failure
   */
  JobResult advance(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException;
}
