package mediaworker.handlers.remote;

import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What a job needs.
 *
 * @param job the row's job, at the provider that serves it
 * @param request what is asked for, its files as the row names them
 * @param plan the calls it takes
 * @param hindrance why no further call can be made although some have been; null when they can
 */
record JobPlan(RemoteJob job, MediaRequest request, Plan plan, @Nullable JobFailure hindrance) {

  /** Who serves the job. */
  ProviderSetup setup() {
    return job.provider();
  }

  /** The same, of which no further call can be made. */
  JobPlan hinderedBy(JobFailure failure) {
    return new JobPlan(job, request, plan, failure);
  }

  /** A call as it was made, from the ledger. */
  CreateCall call(PaidCall paid) {
    return new CreateCall(
        paid.step(),
        plan.counts().get(Math.min(paid.step(), plan.counts().size() - 1)),
        paid.model() == null ? plan.model() : paid.model(),
        paid.marker(),
        paid.intendedAt());
  }
}
