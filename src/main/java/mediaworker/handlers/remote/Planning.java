package mediaworker.handlers.remote;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.handlers.Failures;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;

/**
 * Works out what a job needs, and what of it is done. Calls that have been made bind the job: they
 * are waited for at their own provider and fetched, even where the row, its files, the settings or
 * the keys have changed since so that the row alone would now go elsewhere or fail.
 */
final class Planning {

  /** Calls that may have cost money and whose output is not in our hands. */
  private static final Set<State> OPEN =
      EnumSet.of(State.INTENDED, State.ACCEPTED, State.SUCCEEDED, State.UNKNOWN, State.ABANDONED);

  /** Whether a call may have cost money, and its output is not in our hands. */
  static boolean isOpen(PaidCall call) {
    return OPEN.contains(call.state());
  }

  private final ProviderChoice providers;
  private final RowMedia media;
  private final CallLedger ledger;

  Planning(ProviderChoice providers, RowMedia media, CallLedger ledger) {
    this.providers = providers;
    this.media = media;
    this.ledger = ledger;
  }

  /**
   * Plans.
   *
   * @param calls the latest of each step
   * @throws JobFailure when the job cannot be done and nothing has been paid for it yet
   */
  JobPlan of(RemoteJob row, List<PaidCall> calls, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Optional<PaidCall> open = calls.stream().filter(Planning::isOpen).findFirst();
    RemoteJob job = open.flatMap(call -> providers.named(call.provider())).map(row::at).orElse(row);
    MediaRequest request = RowMedia.asNamed(job);
    if (row.unreadable() != null) {
      return asBegun(job, request, calls, row.unreadable());
    }
    boolean moved = !job.provider().name().equals(row.provider().name());
    try {
      if (moved && !row.draft().request().model().isEmpty()) {
        throw JobFailure.input(
            "The row now asks for "
                + row.provider().description().title()
                + ", but "
                + job.provider().description().title()
                + " has begun it.");
      }
      request = media.complete(job, false, context);
      return new JobPlan(job, request, job.provider().provider().plan(request), null);
    } catch (ProviderException e) {
      return asBegun(job, request, calls, Faults.failure(job, e.fault()));
    } catch (AssetException e) {
      return asBegun(job, request, calls, Failures.of(e));
    } catch (JobFailure e) {
      return asBegun(job, request, calls, e);
    }
  }

  private static JobPlan asBegun(
      RemoteJob job, MediaRequest request, List<PaidCall> calls, JobFailure hindrance)
      throws JobFailure {
    Optional<PaidCall> open = calls.stream().filter(Planning::isOpen).findFirst();
    if (open.isEmpty() || hindrance.kind() != JobFailure.Kind.INPUT) {
      throw hindrance;
    }
    int steps = 1 + calls.stream().mapToInt(PaidCall::step).max().orElse(0);
    Plan plan =
        new Plan(Objects.requireNonNullElse(open.get().model(), ""), Collections.nCopies(steps, 1));
    return new JobPlan(job, request, plan, hindrance);
  }

  /** The first step that has no call, or one that came to nothing and may be made again. */
  Optional<Integer> toBeMade(JobPlan plan, List<PaidCall> calls) throws StoreException {
    if (plan.hindrance() != null) {
      return Optional.empty();
    }
    for (int step = 0; step < plan.plan().counts().size(); step++) {
      int wanted = step;
      Optional<PaidCall> call = calls.stream().filter(c -> c.step() == wanted).findFirst();
      if (call.isEmpty() || again(plan.setup(), call.get())) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private boolean again(ProviderSetup setup, PaidCall call) throws StoreException {
    return switch (call.state()) {
      case REFUSED, DROPPED, CANCELLED -> true;
      case FAILED ->
          !call.inVain()
              && setup.recreateFailed() > 0
              && ledger.failures(call.jobId(), call.step()) <= setup.recreateFailed();
      default -> false;
    };
  }

  /** Whether nothing is to be made or waited for any more. */
  boolean isOver(JobPlan plan, List<PaidCall> calls) throws StoreException {
    if (plan.hindrance() != null) {
      return calls.stream()
          .noneMatch(call -> call.state() == State.INTENDED || call.state() == State.ACCEPTED);
    }
    return toBeMade(plan, calls).isEmpty()
        && calls.stream()
            .allMatch(call -> call.state() == State.SUCCEEDED || call.state() == State.FAILED);
  }
}
