package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.CallLedger.Permit;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.AnswerPlaceException;
import mediaworker.providers.http.CreateException;
import mediaworker.providers.http.JsonBody;
import mediaworker.providers.http.ReadyCreate;
import mediaworker.providers.http.Transport;
import okhttp3.Request;

/**
 * Makes a call, exactly once: intent, request, answer, each on the disk before the next. And takes
 * up, after a crash, one whose answer nobody has read.
 */
final class Creating {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What is known of a call that its worker has left without a word. */
  static final String NO_ANSWER = "the worker ended before the answer came";

  private final RemoteCycle cycle;
  private final OnTheirWay onTheirWay = new OnTheirWay();
  private final Lookup lookup;
  private final Answers answers;

  Creating(RemoteCycle cycle) {
    this.cycle = cycle;
    this.lookup = new Lookup(cycle, onTheirWay);
    this.answers = new Answers(cycle, lookup);
  }

  /** How a job goes on of which no call could be made now; empty when one could. */
  Optional<JobResult> denied(ProviderSetup setup) throws StoreException {
    return cycle
        .ledger()
        .wouldDeny(setup.name(), cycle.limits().of(setup), cycle.now())
        .map(denied -> snoozed(setup, denied));
  }

  /** Whether a call could be made were there so many places more. */
  boolean isDeniedByItself(ProviderSetup setup, int places) throws StoreException {
    CallLedger.Limits limits = cycle.limits().of(setup);
    CallLedger.Limits wider =
        new CallLedger.Limits(
            limits.inFlight() + places, limits.startsPerMinute(), limits.dailyBudget());
    return cycle.ledger().wouldDeny(setup.name(), wider, cycle.now()).isEmpty();
  }

  /**
   * Makes the call of one step.
   *
   * @return how the job goes on when the call could not be made; empty when it stands in the ledger
   * @throws JobFailure when the provider is against it
   */
  Optional<JobResult> create(JobPlan job, MediaRequest request, int step, JobContext context)
      throws JobFailure, IOException, InterruptedException, StoreException {
    ProviderSetup setup = job.setup();
    Plan plan = job.plan();
    String marker = marker(setup, context.job().id(), step);
    CreateCall call =
        new CreateCall(step, plan.counts().get(step), plan.model(), marker, cycle.now());
    Request http;
    try {
      http = prepared(setup, request, call, context);
    } catch (ProviderException e) {
      return Optional.of(answers.notNow(setup, e.fault()));
    }
    context.cancellation().throwIfCancelled();
    ReadyCreate ready = ready(http, marker, job.request());
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
                cycle.limits().of(setup),
                cycle.now());
    if (!(permit instanceof Permit.Granted)) {
      cycle.folders().forget(marker);
    }
    if (permit instanceof Permit.Denied no) {
      return Optional.of(snoozed(setup, no));
    }
    if (!(permit instanceof Permit.Granted granted)) {
      throw new CancellationException("the row is no longer ours");
    }
    cycle.checkpoint().accept("after intent");
    return send(setup, request, call, granted.call(), ready, context.cancellation());
  }

  private Request prepared(
      ProviderSetup setup, MediaRequest request, CreateCall call, JobContext context)
      throws ProviderException, IOException, InterruptedException {
    try {
      return setup
          .provider()
          .prepare(
              request,
              call,
              cycle.transport().free(context.workDir().resolve("free")),
              context.cancellation());
    } catch (JsonBody.NotFiniteException e) {
      throw ProviderException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /** What cannot be sent is not in the ledger: nobody would have to be asked about it. */
  private ReadyCreate ready(Request http, String marker, MediaRequest asked) throws JobFailure {
    try {
      ReadyCreate ready = cycle.transport().ready(http, cycle.folders().of(marker));
      cycle.folders().noteAsked(marker, asked);
      return ready;
    } catch (AnswerPlaceException e) {
      cycle.folders().forget(marker);
      String sentence = String.valueOf(e.getMessage());
      throw e.isForRoom() ? JobFailure.noRoom(sentence) : JobFailure.transientFault(sentence, e);
    } catch (IOException e) {
      cycle.folders().forget(marker);
      throw JobFailure.transientFault(
          "What is asked for could not be noted in "
              + cycle.folders().of(marker)
              + ": "
              + e.getMessage()
              + ". Nothing was sent.",
          e);
    }
  }

  /** The one line that costs money. */
  private Optional<JobResult> send(
      ProviderSetup setup,
      MediaRequest request,
      CreateCall call,
      PaidCall paid,
      ReadyCreate ready,
      Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException, StoreException {
    cycle.log().sending(paid);
    onTheirWay.add(paid);
    AtomicBoolean held = new AtomicBoolean();
    try {
      Answer answer =
          ready.send(
              why -> {
                held.set(true);
                held(paid, why);
              });
      if (held.get()) {
        cycle.ledger().noted(paid, null);
      }
      cycle.checkpoint().accept("after answer");
      return answers.read(setup, request, call, paid, answer, cancellation);
    } catch (CreateException e) {
      onTheirWay.remove(paid);
      String why = String.valueOf(e.getMessage());
      if (!e.mayHaveBeenSent()) {
        return answers.refused(setup, paid, Fault.of(FailureClass.NOT_SENT, why));
      }
      cycle.log().lost(paid, why);
      return lookup.ask(setup, request, call, paid, why, cancellation).orTryAgain(why);
    } finally {
      onTheirWay.remove(paid);
    }
  }

  /** Should this life end now, the next one knows why there is no answer. */
  private void held(PaidCall paid, String why) {
    cycle.log().held(paid, why);
    try {
      cycle.ledger().noted(paid, why);
    } catch (StoreException e) {
      cycle.log().held(paid, e.sentence()); // its disk may be the same
    }
  }

  /**
   * Takes up a call that was being made in an earlier life.
   *
   * @return how the job goes on; empty when the ledger now says what became of it
   */
  Optional<JobResult> takeUp(JobPlan plan, PaidCall paid, Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException, StoreException {
    ProviderSetup setup = plan.setup();
    MediaRequest request = plan.request();
    CreateCall call = plan.call(paid);
    Optional<Answer> kept = Transport.kept(cycle.folders().of(paid.marker()));
    if (kept.isPresent()) {
      return answers.read(setup, request, call, paid, kept.get(), cancellation);
    }
    String why = whyLost(cycle, paid);
    Lookup.Finding finding = lookup.ask(setup, request, call, paid, why, cancellation);
    return isMissedAnew(paid) && !answers.hasOthersUnderWay(paid)
        ? finding.orTryAgain(why)
        : finding.instead();
  }

  /**
   * Whether a call of its step was missed before this one. Once costs its job no attempt, since its
   * worker may have been killed; answers that are lost each time would have calls made for ever.
   * While another task of the job is under way that is waited for: a last attempt that fails would
   * give it up.
   */
  private boolean isMissedAnew(PaidCall paid) throws StoreException {
    return paid.missed() || cycle.ledger().misses(paid.jobId(), paid.step()) > 1;
  }

  /** What is known of a call of an earlier life that has no answer which could be read. */
  static String whyLost(RemoteCycle cycle, PaidCall paid) {
    Path folder = cycle.folders().of(paid.marker());
    return Transport.damaged(folder)
        .map(body -> "an answer came, but its head is damaged; what came lies in " + body)
        .or(() -> Optional.ofNullable(paid.message()))
        .or(
            () ->
                Transport.begun(folder)
                    .map(body -> "the worker ended while the answer came; that lies in " + body))
        .orElse(NO_ANSWER);
  }

  private static JobResult snoozed(ProviderSetup setup, Permit.Denied denied) {
    return new JobResult.Snoozed(denied.until(), denied.reason(), setup.name());
  }

  /** That of the call before where nothing came of it and its provider tells repeats. */
  private String marker(ProviderSetup setup, long jobId, int step) throws StoreException {
    return cycle.ledger().of(jobId).stream()
        .filter(call -> call.step() == step && call.state() == PaidCall.State.REFUSED)
        .filter(call -> call.provider().equals(setup.name()) && setup.provider().refusesRepeats())
        .findFirst()
        .map(PaidCall::marker)
        .orElseGet(() -> marker(jobId, step));
  }

  /** Letters, digits and dashes, at most 40, which is what the strictest provider takes. */
  private static String marker(long jobId, int step) {
    String random = Long.toString(RANDOM.nextLong() & 0xff_ffff_ffffL, 36);
    return "mw-" + jobId + "-" + step + "-" + random;
  }
}
