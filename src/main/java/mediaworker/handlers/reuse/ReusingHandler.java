package mediaworker.handlers.reuse;

import java.io.IOException;
import mediaworker.handlers.DelegatingHandler;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;

/**
 * A handler that equal jobs are not given to.
 *
 * @param <P> as the handler has it
 */
class ReusingHandler<P> extends DelegatingHandler<P> {

  private final JobHandler<P> handler;
  private final Reuse reuse;

  ReusingHandler(JobHandler<P> handler, Reuse reuse) {
    super(handler);
    this.handler = handler;
    this.reuse = reuse;
  }

  @Override
  public JobResult run(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    return reuse.run(handler, payload, context);
  }
}
