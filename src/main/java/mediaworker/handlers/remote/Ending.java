package mediaworker.handlers.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.AssetException;
import mediaworker.handlers.Failures;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a job whose calls are over: brings in what they have made, or says why there is nothing. */
final class Ending {

  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private final Delivery delivery;
  private final RemoteCycle cycle;

  Ending(Delivery delivery, RemoteCycle cycle) {
    this.delivery = delivery;
    this.cycle = cycle;
  }

  /**
   * Ends it.
   *
   * @param calls the latest of each step
   * @return how the job goes on: finished, or once more to the provider for a fresh link
   * @throws JobFailure when nothing was made, or it cannot be fetched
   */
  JobResult of(JobPlan plan, List<PaidCall> calls, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> good = calls.stream().filter(call -> call.state() == State.SUCCEEDED).toList();
    Optional<PaidCall> failed =
        calls.stream().filter(call -> call.state() == State.FAILED).findFirst();
    if (good.isEmpty()) {
      throw plan.hindrance() != null
          ? plan.hindrance()
          : JobFailure.input(failed.map(PaidCall::message).orElse("nothing was made"));
    }
    List<String> places = new ArrayList<>();
    for (PaidCall call : good) {
      try {
        places.addAll(delivery.deliver(plan.job(), call, context));
        cycle.fetched(call);
      } catch (AssetException e) {
        boolean alone = !keepOthers(good, call, context);
        return notFetched(plan, call, alone, e, context);
      } catch (JobFailure e) {
        keepOthers(good, call, context);
        if (e.kind() == JobFailure.Kind.INPUT) {
          cycle.ledger().noted(call, PaidCall.NOT_FETCHED);
        } else if (e.kind() == JobFailure.Kind.TRANSIENT) {
          noteAfterTheLast(call, context);
        }
        throw e;
      }
    }
    if (places.isEmpty()) {
      throw JobFailure.input(
          plan.setup().description().title() + " says it has finished, but there is no output.");
    }
    String note =
        good.get(0).provider()
            + " "
            + good.get(0).model()
            + (places.size() > 1 ? ", " + places.size() + " outputs" : "")
            + missing(plan, calls, good.size());
    return new JobResult.Finished(places.get(0), note, places.size() > 1 ? places : List.of());
  }

  /**
   * Their links would expire while this one is tried.
   *
   * @return whether any of them is here
   */
  private boolean keepOthers(List<PaidCall> good, PaidCall but, JobContext context)
      throws StoreException, InterruptedException {
    boolean any = false;
    for (PaidCall call : good) {
      if (call.id() == but.id()) {
        continue;
      }
      try {
        delivery.keep(call, context);
        cycle.fetched(call);
        any = true;
      } catch (AssetException | JobFailure | IOException e) {
        log.debug("Another output of job {} is fetched later", call.jobId(), e);
      }
    }
    return any;
  }

  /**
   * What is not in our hands after the last attempt; others are kept if it is made again. Where it
   * lies stays known, since its provider may have forgotten the task before its row is queued
   * again; when that was tried in vain, its next life begins with a fresh link.
   */
  private void noteAfterTheLast(PaidCall call, JobContext context) throws StoreException {
    if (!isLastAttempt(context)) {
      return;
    }
    if (PaidCall.NOT_FETCHED.equals(call.message()) && call.taskId() != null) {
      cycle.ledger().ended(call, State.ABANDONED, PaidCall.NOT_FETCHED, "", null, cycle.now());
    } else {
      cycle.ledger().noted(call, PaidCall.NOT_FETCHED);
    }
  }

  private static boolean isLastAttempt(JobContext context) {
    return context.job().attempts() >= context.job().maxAttempts();
  }

  /** What there is too little of, and why; what the row asks for more may not even be known. */
  private static String missing(JobPlan plan, List<PaidCall> calls, int good) {
    int wanted = Math.max(calls.size(), plan.plan().counts().size());
    Optional<String> why =
        calls.stream()
            .filter(call -> call.state() == State.FAILED)
            .map(call -> String.valueOf(call.message()))
            .findFirst()
            .or(() -> Optional.ofNullable(plan.hindrance()).map(JobFailure::sentence));
    String missing =
        good == wanted || why.isEmpty()
            ? ""
            : "; " + (wanted - good) + " of " + wanted + " calls failed: " + why.get();
    JobFailure hindrance = plan.hindrance();
    return hindrance == null || missing.endsWith(hindrance.sentence())
        ? missing
        : missing + "; no more is made of the row as it is now: " + hindrance.sentence();
  }

  /**
   * Links expire: a provider that is asked once more may give fresh ones, at once and then in each
   * further attempt, since a server may not have a file yet. What it says is gone is given up in
   * the end, but for the id of a task of which there is nothing else; what a rule or setting of
   * ours is against stays to be fetched.
   *
   * @param alone whether no other output of the job is here, to be delivered without it
   */
  private JobResult notFetched(
      JobPlan plan, PaidCall call, boolean alone, AssetException e, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    if (e.worthRetrying()) {
      JobFailure failure = Failures.of(e);
      if (failure.kind() == JobFailure.Kind.TRANSIENT) {
        noteAfterTheLast(call, context);
      }
      throw failure;
    }
    boolean hasTask = call.taskId() != null;
    if (call.mayHaveFreshLink()) {
      cycle.ledger().lookAgain(call, "its output could not be fetched: " + e.sentence());
      return new JobResult.Waiting(cycle.now(), Double.NaN, "asks for a fresh link");
    }
    String title = plan.setup().description().title();
    if (!e.isGone()) {
      cycle.ledger().noted(call, PaidCall.NOT_FETCHED);
      throw JobFailure.input(
          title
              + " has finished this job, but its output was not fetched: "
              + e.sentence()
              + " Status 'queued' fetches it again without paying anew.");
    }
    if (!isLastAttempt(context)) {
      if (hasTask) {
        cycle.ledger().lookAgain(call, "its output could not be fetched: " + e.sentence());
      }
      throw JobFailure.transientFault(e.sentence(), e);
    }
    String gone = title + " finished this job, but its output cannot be fetched: " + e.sentence();
    if (hasTask && alone) {
      // Its next life begins with a fresh link.
      cycle.ledger().ended(call, State.ABANDONED, PaidCall.NOT_FETCHED, "", null, cycle.now());
      throw JobFailure.input(gone + Faults.fetchedAgain(call));
    }
    Optional<String> mayLie = delivery.mayLie(plan.job(), call, context);
    if (mayLie.isPresent()) {
      cycle.ledger().noted(call, PaidCall.NOT_FETCHED); // it is paid, and may be ours already
      throw JobFailure.input(
          gone
              + " It may have been published before, of which the note could not be read. "
              + mayLie.get());
    }
    gone += " Status 'queued' has it made again, and pays again.";
    cycle.ledger().ended(call, State.FAILED, gone, "", null, cycle.now());
    // What the other calls have made is still delivered.
    return of(plan, cycle.ledger().of(context.job().id()), context);
  }
}
