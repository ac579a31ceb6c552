package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CreateCall;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Submitted;
import mediaworker.providers.http.Answer;

/** Reads answers to creates. Whatever one says is in the ledger before the job goes on. */
final class Answers {

  /** Also where a provider says that no wait is needed and refuses all the same. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private static final Duration NOT_READY_WAIT = Duration.ofSeconds(5);
  private static final Duration USUAL_RATE_WAIT = Duration.ofSeconds(30);
  private static final Duration CONCURRENCY_WAIT = Duration.ofSeconds(20);
  private static final Duration FEWER_FOR = Duration.ofMinutes(5);

  private final RemoteCycle cycle;
  private final Lookup lookup;

  Answers(RemoteCycle cycle, Lookup lookup) {
    this.cycle = cycle;
    this.lookup = lookup;
  }

  /**
   * Reads an answer.
   *
   * @return how the job goes on; empty when the ledger now says what became of the call
   * @throws JobFailure when the provider is against it
   */
  Optional<JobResult> read(
      ProviderSetup setup,
      MediaRequest request,
      CreateCall call,
      PaidCall paid,
      Answer answer,
      Cancellation cancellation)
      throws JobFailure, IOException, InterruptedException, StoreException {
    Submitted submitted = AnswerReading.created(setup, request, call, answer);
    if (submitted instanceof Submitted.Accepted accepted) {
      cycle.accepted(paid, accepted.task(), accepted.cost().orElse(null));
      return Optional.empty();
    }
    if (submitted instanceof Submitted.Done done) {
      cycle.succeeded(paid, done.outputs(), done.cost().orElse(null));
      return Optional.empty();
    }
    if (submitted instanceof Submitted.Refused refused) {
      Fault fault = refused.fault();
      if (Faults.mayBeOfRepeat(paid, fault)) {
        String said = Faults.sentence(setup, fault);
        Lookup.Finding finding = lookup.look(setup, request, call, paid, said, cancellation);
        if (!finding.notThere()) {
          return finding.instead();
        }
      }
      return refused(setup, paid, fault);
    }
    if (submitted instanceof Submitted.Failed failed) {
      cycle.failed(setup, paid, failed.fault(), failed.cost().orElse(null));
      return Optional.empty();
    }
    String why = Faults.sentence(setup, ((Submitted.Unknown) submitted).fault());
    cycle.log().lost(paid, why);
    return lookup.ask(setup, request, call, paid, why, cancellation).orTryAgain(why);
  }

  /** Nothing was created; what it means differs. */
  Optional<JobResult> refused(ProviderSetup setup, PaidCall paid, Fault fault)
      throws JobFailure, StoreException {
    String sentence = Faults.sentence(setup, fault);
    if (Faults.isAgainst(fault) && hasOthers(paid)) {
      // As one that was taken and failed: the rest of what the job asks for is made and delivered.
      cycle.log().refused(paid, sentence);
      cycle.failed(setup, paid, fault, null);
      return Optional.empty();
    }
    cycle.ledger().ended(paid, State.REFUSED, sentence, fault.requestId(), null, cycle.now());
    cycle.log().refused(paid, sentence);
    return Optional.of(notNow(setup, fault));
  }

  /** Whether another call of the job is made or under way. */
  private boolean hasOthers(PaidCall paid) throws StoreException {
    return cycle.ledger().of(paid.jobId()).stream()
        .anyMatch(
            call ->
                call.id() != paid.id()
                    && (call.state() == State.SUCCEEDED || call.state() == State.ACCEPTED));
  }

  /** Whether another task of the job is under way. */
  boolean hasOthersUnderWay(PaidCall paid) throws StoreException {
    return cycle.ledger().of(paid.jobId()).stream()
        .anyMatch(call -> call.id() != paid.id() && call.state() == State.ACCEPTED);
  }

  /**
   * What becomes of a job whose provider does not take it now, or not at all.
   *
   * @throws JobFailure when waiting alone does not help
   */
  JobResult notNow(ProviderSetup setup, Fault fault) throws JobFailure, StoreException {
    Instant now = cycle.now();
    String sentence = Faults.sentence(setup, fault);
    Instant until;
    switch (fault.kind()) {
      case NOT_READY -> until = now.plus(wait(fault, NOT_READY_WAIT, Duration.ZERO));
      case RATE -> {
        until = now.plus(wait(fault, USUAL_RATE_WAIT, SHORTEST_WAIT));
        cycle.ledger().holdOff(setup.name(), until);
      }
      case CONCURRENCY -> {
        until = now.plus(wait(fault, CONCURRENCY_WAIT, SHORTEST_WAIT));
        cycle.ledger().lowerInFlight(setup.name(), FEWER_FOR, now);
      }
      case MONEY, AUTH -> {
        until = now.plus(cycle.pause());
        cycle.ledger().pause(setup.name(), until, sentence);
        cycle.log().paused(setup.name(), until, sentence);
      }
      default -> throw Faults.failure(setup, fault);
    }
    return new JobResult.Snoozed(until, sentence, setup.name());
  }

  private static Duration wait(Fault fault, Duration usual, Duration least) {
    Duration asked = fault.retryAfter() == null ? usual : fault.retryAfter();
    return asked.compareTo(least) < 0 ? least : asked;
  }
}
