package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Polled;

/**
 * The tasks of a job that has no further call to make: they are looked at until all are over. One
 * that takes too long or is not known fails its job only then, since others would be given up with
 * it, which are paid.
 */
final class JobTasks {

  private final Watching watching;
  private final UnderWay underWay;
  private final RemoteCycle cycle;

  JobTasks(Watching watching, UnderWay underWay, RemoteCycle cycle) {
    this.watching = watching;
    this.underWay = underWay;
    this.cycle = cycle;
  }

  /**
   * Looks at each once, and fetches what others have made.
   *
   * @param calls the latest of each step
   * @return how the job goes on; empty when the ledger has the end of each
   * @throws JobFailure when all are over or given up, and one of them ends the job
   */
  Optional<JobResult> look(JobPlan plan, List<PaidCall> calls, JobContext context)
      throws JobFailure, StoreException, IOException, InterruptedException {
    UnderWay.Looks looks = underWay.looks(plan, calls, false, context);
    Optional<Watching.Look> next = looks.next();
    Map<PaidCall, Late> late = new LinkedHashMap<>();
    Map<PaidCall, Polled.NotKnown> missing = new LinkedHashMap<>();
    double done = (double) calls.size() - looks.of().size();
    for (Map.Entry<PaidCall, Watching.Look> each : looks.of().entrySet()) {
      Watching.Look look = each.getValue();
      done += Double.isNaN(look.fraction()) ? 0 : look.fraction();
      if (look.missing() != null) {
        missing.put(each.getKey(), look.missing());
      } else if (look.late() != null) {
        late.put(each.getKey(), look.late());
      }
    }
    double fraction = done == 0 ? Double.NaN : 0.9 * done / calls.size();
    Instant fetch = Instant.MAX;
    if (calls.size() > 1 && (next.isPresent() || !late.isEmpty())) {
      fetch = underWay.keepMade(cycle.ledger().of(context.job().id()), context).next();
    }
    if (next.isPresent()) {
      Instant at = next.get().next();
      return Optional.of(
          new JobResult.Waiting(fetch.isBefore(at) ? fetch : at, fraction, next.get().note()));
    }
    if (!fetch.isAfter(cycle.now())) {
      // What another one has made is to be had before the job is given up for these.
      return Optional.of(new JobResult.Waiting(fetch, fraction, "asks for a fresh link"));
    }
    giveUp(plan.setup(), late, missing, context.job().id());
    return Optional.empty();
  }

  private void giveUp(
      ProviderSetup setup,
      Map<PaidCall, Late> late,
      Map<PaidCall, Polled.NotKnown> missing,
      long jobId)
      throws JobFailure, StoreException {
    missing.keySet().forEach(watching::forget);
    if (late.isEmpty()) {
      boolean made =
          cycle.ledger().of(jobId).stream().anyMatch(call -> call.state() == State.SUCCEEDED);
      watching.unknown().giveUp(setup, missing, made);
      return;
    }
    for (PaidCall call : missing.keySet()) {
      watching.unknown().letBe(call);
    }
    JobFailure first = null;
    for (Map.Entry<PaidCall, Late> each : late.entrySet()) {
      JobFailure failure = watching.giveUp(setup, each.getKey(), each.getValue());
      first = first == null ? failure : first;
    }
    if (first != null) {
      throw first;
    }
  }
}
