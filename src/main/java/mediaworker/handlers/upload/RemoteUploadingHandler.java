package mediaworker.handlers.upload;

import java.io.IOException;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.RemoteJobHandler;

/**
 * A handler of remote jobs with the upload after it; the steps beside the pool are its own.
 *
 * @param <P> as the handler has it
 */
final class RemoteUploadingHandler<P> extends UploadingHandler<P> implements RemoteJobHandler<P> {

  private final RemoteJobHandler<P> handler;

  RemoteUploadingHandler(RemoteJobHandler<P> handler, Uploads uploads) {
    super(handler, uploads);
    this.handler = handler;
  }

  @Override
  public JobResult advance(P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    return handler.advance(payload, context);
  }
}
