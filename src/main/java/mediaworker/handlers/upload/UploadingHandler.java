package mediaworker.handlers.upload;

import java.io.IOException;
import java.time.Duration;
import mediaworker.handlers.DelegatingHandler;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;

/**
 * A handler with the upload after it.
 *
 * @param <P> as the handler has it
 */
class UploadingHandler<P> extends DelegatingHandler<P> {

  /** On top of the work's own limit. */
  private static final Duration FOR_UPLOADS = Duration.ofHours(2);

  private final JobHandler<P> handler;
  private final Uploads uploads;

  UploadingHandler(JobHandler<P> handler, Uploads uploads) {
    super(handler);
    this.handler = handler;
    this.uploads = uploads;
  }

  @Override
  public Duration timeLimit(P payload) {
    return super.timeLimit(payload).plus(FOR_UPLOADS);
  }

  @Override
  public JobResult run(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    return uploads.run(handler, payload, context);
  }
}
