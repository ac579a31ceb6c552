package mediaworker.handlers;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;

/**
 * A handler that is in everything as another; what stands around it overrides what it changes.
 *
 * @param <P> as the handler has it
 */
public abstract class DelegatingHandler<P> implements JobHandler<P> {

  private final JobHandler<P> handler;

  protected DelegatingHandler(JobHandler<P> handler) {
    this.handler = handler;
  }

  @Override
  public Set<String> kinds() {
    return handler.kinds();
  }

  @Override
  public P decode(Job job) throws JobFailure {
    return handler.decode(job);
  }

  @Override
  public Optional<String> recipe(P payload) {
    return handler.recipe(payload);
  }

  @Override
  public Duration timeLimit(P payload) {
    return handler.timeLimit(payload);
  }

  @Override
  public JobResult run(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    return handler.run(payload, context);
  }
}
