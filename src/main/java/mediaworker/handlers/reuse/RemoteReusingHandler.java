package mediaworker.handlers.reuse;

import java.io.IOException;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.RemoteJobHandler;

/**
 * A handler of remote jobs that equal ones are not given to: none of its calls is made for them.
 *
 * @param <P> as the handler has it
 */
final class RemoteReusingHandler<P> extends ReusingHandler<P> implements RemoteJobHandler<P> {

  private final RemoteJobHandler<P> handler;
  private final Reuse reuse;

  RemoteReusingHandler(RemoteJobHandler<P> handler, Reuse reuse) {
    super(handler, reuse);
    this.handler = handler;
    this.reuse = reuse;
  }

  @Override
  public JobResult advance(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    return reuse.kept(() -> handler.advance(payload, context), handler.recipe(payload), context);
  }
}
