package mediaworker.handlers.remote;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.CallLedger.Permit;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Cost;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Plan;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Recovery;
import mediaworker.providers.Submitted;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreateException;
import mediaworker.providers.http.Transport;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call, exactly once: intent, request, answer, each on the disk before the next. And finds
 * out, after a crash, what became of one whose answer nobody has seen.
 */
final class Creating {

  /** A create that a provider does not know may still be on its way into its books. */
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private static final Duration USUAL_RATE_WAIT = Duration.ofSeconds(30);
  private static final Duration CONCURRENCY_WAIT = Duration.ofSeconds(20);
  private static final Duration FEWER_FOR = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final RemoteCycle cycle;

  Creating(RemoteCycle cycle) {
    this.cycle = cycle;
  }

  /**
   * Makes the call of one step.
   *
   * @return how the job goes on when the call could not be made; empty when it stands in the ledger
   * @throws JobFailure when the provider is against it
   */
  Optional<JobResult> create(
      RemoteJob job, MediaRequest request, Plan plan, int step, JobContext context)
      throws JobFailure, IOException, InterruptedException, StoreException {
    ProviderSetup setup = job.provider();
    Provider provider = setup.provider();
    Optional<Permit.Denied> denied =
        cycle.ledger().wouldDeny(setup.name(), setup.limits(), cycle.now());
    if (denied.isPresent()) {
      return Optional.of(snoozed(setup, denied.get()));
    }
    String marker = marker(context.job().id(), step);
    CreateCall call =
        new CreateCall(step, plan.counts().get(step), plan.model(), marker, cycle.now());
    Request http;
    try {
      http =
          provider.prepare(
              request,
              call,
              cycle.transport().free(context.workDir().resolve("free")),
              context.cancellation());
    } catch (ProviderException e) {
      throw Faults.failure(setup, e.fault());
    }
    context.cancellation().throwIfCancelled();
    cycle.checkpoint().accept("before intent");
    Permit permit =
        cycle
            .ledger()
            .intend(
                context.claim(),
                new CallLedger.Intent(
                    step,
                    setup.name(),
                    plan.model(),
                    request.operation().name().toLowerCase(Locale.ROOT),
                    marker),
                setup.limits(),
                cycle.now());
    if (permit instanceof Permit.Denied no) {
      return Optional.of(snoozed(setup, no));
    }
    if (!(permit instanceof Permit.Granted granted)) {
      throw new java.util.concurrent.CancellationException("the row is no longer ours");
    }
    PaidCall paid = granted.call();
    cycle.checkpoint().accept("after intent");
    cycle.log().sending(paid);
    try {
      Answer answer = cycle.transport().create(http, cycle.folders().of(marker));
      cycle.checkpoint().accept("after answer");
      return read(setup, request, call, paid, answer);
    } catch (CreateException e) {
      if (!e.mayHaveBeenSent()) {
        Fault fault = Fault.of(FailureClass.NOT_SENT, String.valueOf(e.getMessage()));
        return refused(setup, paid, fault);
      }
      cycle.log().lost(paid, String.valueOf(e.getMessage()));
      return recover(setup, request, plan, paid, context.cancellation());
    }
  }

  /**
   * Finds out what became of a call that was about to be made in an earlier life.
   *
   * @return how the job goes on; empty when the ledger now says what became of it
   */
  Optional<JobResult> recover(
      ProviderSetup setup,
      MediaRequest request,
      Plan plan,
      PaidCall paid,
      Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException, StoreException {
    CreateCall call =
        new CreateCall(
            paid.step(),
            plan.counts().get(Math.min(paid.step(), plan.counts().size() - 1)),
            paid.model() == null ? plan.model() : paid.model(),
            paid.marker(),
            paid.intendedAt());
    Optional<Answer> kept = Transport.kept(cycle.folders().of(paid.marker()));
    if (kept.isPresent()) {
      return read(setup, request, call, paid, kept.get());
    }
    Recovery recovery;
    try {
      recovery =
          setup
              .provider()
              .recover(
                  request,
                  call,
                  cycle.transport().free(cycle.folders().of(paid.marker()).resolve("recovery")),
                  cancellation);
    } catch (ProviderException e) {
      return Optional.of(askAgain(paid, e.fault().sentence()));
    } catch (IOException e) {
      return Optional.of(askAgain(paid, String.valueOf(e.getMessage())));
    }
    if (recovery instanceof Recovery.Found found) {
      accept(paid, found.task().id(), found.task().path(), null);
      return Optional.empty();
    }
    if (recovery instanceof Recovery.Absent) {
      Instant settled = paid.intendedAt().plus(SETTLING);
      if (cycle.now().isBefore(settled)) {
        return Optional.of(
            new JobResult.Waiting(
                settled, Double.NaN, "asks " + setup.name() + " whether it has the job"));
      }
      cycle
          .ledger()
          .ended(
              paid, State.REFUSED, setup.name() + " has never heard of it", "", null, cycle.now());
      return Optional.empty();
    }
    String why =
        recovery instanceof Recovery.CannotTell cannot ? cannot.why() : "its answer was lost";
    cycle.ledger().ended(paid, State.UNKNOWN, why, "", null, cycle.now());
    return Optional.of(Faults.undecided(paid, why));
  }

  private JobResult askAgain(PaidCall paid, String why) {
    cycle.log().cannotAsk(paid, why);
    return new JobResult.Waiting(
        cycle.now().plus(USUAL_RATE_WAIT),
        Double.NaN,
        "asks " + paid.provider() + " whether it has the job; it could not be asked: " + why);
  }

  /** Whatever it says, it is in the ledger before the job goes on. */
  private Optional<JobResult> read(
      ProviderSetup setup, MediaRequest request, CreateCall call, PaidCall paid, Answer answer)
      throws JobFailure, IOException, InterruptedException, StoreException {
    Submitted submitted = setup.provider().created(request, call, answer);
    if (submitted instanceof Submitted.Accepted accepted) {
      accept(paid, accepted.task().id(), accepted.task().path(), accepted.cost().orElse(null));
      return Optional.empty();
    }
    if (submitted instanceof Submitted.Done done) {
      cycle
          .ledger()
          .succeeded(
              paid,
              OutputsJson.write(done.outputs()),
              Faults.price(done.cost().orElse(null)),
              cycle.now());
      cycle.log().succeeded(paid, done.outputs().size(), done.cost().orElse(null));
      return Optional.empty();
    }
    if (submitted instanceof Submitted.Refused refused) {
      return refused(setup, paid, refused.fault());
    }
    if (submitted instanceof Submitted.Failed failed) {
      cycle
          .ledger()
          .ended(
              paid,
              State.FAILED,
              failed.fault().sentence(),
              failed.fault().requestId(),
              Faults.price(failed.cost().orElse(null)),
              cycle.now());
      return Optional.empty();
    }
    Fault fault = ((Submitted.Unknown) submitted).fault();
    cycle.log().lost(paid, fault.sentence());
    Recovery recovery = lookUp(setup, request, call, paid);
    if (recovery instanceof Recovery.Found found) {
      accept(paid, found.task().id(), found.task().path(), null);
      return Optional.empty();
    }
    if (recovery instanceof Recovery.Absent
        && !cycle.now().isBefore(paid.intendedAt().plus(SETTLING))) {
      return refused(
          setup, paid, new Fault(FailureClass.REFUSED, fault.sentence(), fault.requestId(), null));
    }
    if (recovery instanceof Recovery.Absent) {
      return Optional.of(
          new JobResult.Waiting(
              paid.intendedAt().plus(SETTLING),
              Double.NaN,
              "asks " + setup.name() + " whether it has the job"));
    }
    cycle
        .ledger()
        .ended(paid, State.UNKNOWN, fault.sentence(), fault.requestId(), null, cycle.now());
    return Optional.of(Faults.undecided(paid, fault.sentence()));
  }

  /** A look-up that fails itself tells nothing. */
  private Recovery lookUp(ProviderSetup setup, MediaRequest request, CreateCall call, PaidCall paid)
      throws InterruptedException {
    try {
      return setup
          .provider()
          .recover(
              request,
              call,
              cycle.transport().free(cycle.folders().of(paid.marker()).resolve("recovery")),
              new Cancellation());
    } catch (ProviderException | IOException e) {
      return new Recovery.CannotTell(String.valueOf(e.getMessage()));
    }
  }

  private void accept(PaidCall paid, String taskId, String taskPath, @Nullable Cost cost)
      throws StoreException {
    cycle.checkpoint().accept("before the task id is kept");
    cycle.ledger().accepted(paid, taskId, taskPath, Faults.price(cost), cycle.now());
    cycle.log().accepted(paid, taskId);
    cycle.checkpoint().accept("after the task id is kept");
  }

  /** Nothing was created; what it means differs. */
  private Optional<JobResult> refused(ProviderSetup setup, PaidCall paid, Fault fault)
      throws JobFailure, StoreException {
    Instant now = cycle.now();
    String sentence = Faults.sentence(setup, fault);
    cycle.ledger().ended(paid, State.REFUSED, fault.sentence(), fault.requestId(), null, now);
    cycle.log().refused(paid, sentence);
    switch (fault.kind()) {
      case RATE -> {
        Duration wait = fault.retryAfter() == null ? USUAL_RATE_WAIT : fault.retryAfter();
        cycle.ledger().holdOff(setup.name(), now.plus(wait));
        return Optional.of(new JobResult.Snoozed(now.plus(wait), sentence, setup.name()));
      }
      case CONCURRENCY -> {
        cycle.ledger().lowerInFlight(setup.name(), FEWER_FOR, now);
        Duration wait = fault.retryAfter() == null ? CONCURRENCY_WAIT : fault.retryAfter();
        return Optional.of(new JobResult.Snoozed(now.plus(wait), sentence, setup.name()));
      }
      case MONEY, AUTH -> {
        Instant until = now.plus(cycle.pause());
        cycle.ledger().pause(setup.name(), until, sentence);
        cycle.log().paused(setup.name(), until, sentence);
        return Optional.of(new JobResult.Snoozed(until, sentence, setup.name()));
      }
      default -> throw Faults.failure(setup, fault);
    }
  }

  private static JobResult snoozed(ProviderSetup setup, Permit.Denied denied) {
    return new JobResult.Snoozed(denied.until(), denied.reason(), setup.name());
  }

  /** Letters, digits and dashes, at most 40, which is what the strictest provider takes. */
  private static String marker(long jobId, int step) {
    String random = Long.toString(RANDOM.nextLong() & 0xff_ffff_ffffL, 36);
    return "mw-" + jobId + "-" + step + "-" + random;
  }
}
