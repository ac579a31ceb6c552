package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Transport;

/**
 * Finds out about calls whose worker ended before their answer was in the ledger, and whose row was
 * given up then: a task that runs is cancelled, which takes its id.
 */
final class UnansweredCalls {

  private final RemoteCycle cycle;
  private final Lookup lookup;
  private final AbandonedEnds ends;

  UnansweredCalls(RemoteCycle cycle, Lookup lookup, AbandonedEnds ends) {
    this.cycle = cycle;
    this.lookup = lookup;
    this.ends = ends;
  }

  /**
   * Looks once: into the answer, where it came; else at the provider, where it can be looked for
   * and cancelled there.
   *
   * @return how long nobody need look again, where that is known
   */
  Optional<Duration> seek(ProviderSetup setup, PaidCall call)
      throws StoreException, InterruptedException {
    Optional<MediaRequest> asked = cycle.folders().askedFor(call.marker());
    Operation operation = Operation.valueOf(call.operation().toUpperCase(Locale.ROOT));
    MediaRequest request = asked.orElseGet(() -> MediaRequest.of(operation).build());
    String model = Objects.requireNonNullElse(call.model(), "");
    CreateCall create = new CreateCall(call.step(), 1, model, call.marker(), call.intendedAt());
    String why = Creating.whyLost(cycle, call);
    try {
      Optional<Answer> kept = Transport.kept(cycle.folders().of(call.marker()));
      if (kept.isPresent()) {
        Submitted said = AnswerReading.created(setup, request, create, kept.get());
        if (!(said instanceof Submitted.Unknown unclear)) {
          answered(setup, call, said);
          return Optional.empty();
        }
        why = Faults.sentence(setup, unclear.fault());
      }
    } catch (IOException e) {
      cycle.log().cannotAsk(call, String.valueOf(e.getMessage())); // the disk; tried again
      return Optional.empty();
    }
    if (asked.isEmpty() || !canCancel(setup, operation)) {
      ends.unknown(call, why);
      return Optional.empty();
    }
    Lookup.Finding finding = lookup.ask(setup, request, create, call, why, new Cancellation());
    if (finding.notThere()) {
      ends.say(call, setup.description().title() + " has made nothing of it");
    }
    return finding
        .instead()
        .filter(JobResult.Waiting.class::isInstance)
        .map(result -> Duration.between(cycle.now(), ((JobResult.Waiting) result).at()));
  }

  /** Whether its provider has a way to cancel such a task. */
  private static boolean canCancel(ProviderSetup setup, Operation operation) {
    return setup.provider().hasTasks(operation)
        && setup.provider().cancelRequest(new TaskRef("any", operation, "any")).isPresent();
  }

  private void answered(ProviderSetup setup, PaidCall call, Submitted said)
      throws StoreException, IOException {
    if (said instanceof Submitted.Accepted accepted) {
      ends.found(call, accepted);
    } else if (said instanceof Submitted.Done done) {
      ends.made(call, done);
    } else if (said instanceof Submitted.Refused refused) {
      ends.notMade(setup, call, State.REFUSED, Faults.sentence(setup, refused.fault()));
    } else if (said instanceof Submitted.Failed failed) {
      ends.notMade(setup, call, State.CANCELLED, Faults.sentence(setup, failed.fault()));
    }
  }
}
