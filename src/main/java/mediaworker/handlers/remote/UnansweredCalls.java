package mediaworker.handlers.remote;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Submitted;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Transport;

/**
 * Calls whose worker ended before their answer was in the ledger, and whose row was given up then.
 * Where the answer came and a person has cancelled or deleted the row, it is read, since the task
 * can only be cancelled by its id. All others are left in doubt at once: what a provider's list
 * holds may be somebody else's, and a cancel cannot be taken back.
 */
final class UnansweredCalls {

  private final RemoteCycle cycle;
  private final AbandonedEnds ends;

  UnansweredCalls(RemoteCycle cycle, AbandonedEnds ends) {
    this.cycle = cycle;
    this.ends = ends;
  }

  /** Looks into the answer, where it came. */
  void end(ProviderSetup setup, PaidCall call) throws StoreException {
    if (!cycle.ledger().isGivenUp(call)) {
      ends.unknown(call, Creating.whyLost(cycle, call)); // the row reads it when it goes on
      return;
    }
    try {
      Optional<Answer> kept = Transport.kept(cycle.folders().of(call.marker()));
      Optional<MediaRequest> asked =
          cycle.folders().askedFor(call.marker()).filter(UnansweredCalls::isAllOfIt);
      if (kept.isPresent() && asked.isPresent()) {
        answered(setup, call, created(setup, call, asked.get(), kept.get()));
      } else {
        ends.unknown(call, Creating.whyLost(cycle, call));
      }
    } catch (IOException e) {
      ends.unknown(call, "its answer could not be read: " + e.getMessage());
    }
  }

  /** Whether the note tells all that an answer is read by; not whether a text is to be JSON. */
  static boolean isAllOfIt(MediaRequest asked) {
    return asked.operation() != Operation.IMAGE_ANALYSIS
        && asked.operation() != Operation.VIDEO_ANALYSIS;
  }

  private static Submitted created(
      ProviderSetup setup, PaidCall call, MediaRequest asked, Answer kept) throws IOException {
    return AnswerReading.created(setup, asked, create(call), kept);
  }

  /** A call as the ledger has it, of whose row nothing is known. */
  static CreateCall create(PaidCall call) {
    String model = Objects.requireNonNullElse(call.model(), "");
    return new CreateCall(call.step(), 1, model, call.marker(), call.intendedAt());
  }

  private void answered(ProviderSetup setup, PaidCall call, Submitted said)
      throws StoreException, IOException {
    if (said instanceof Submitted.Accepted accepted) {
      ends.found(call, accepted);
    } else if (said instanceof Submitted.Done done) {
      ends.made(call, done);
    } else if (said instanceof Submitted.Refused refused) {
      String why = Faults.sentence(setup, refused.fault());
      if (Faults.mayBeOfRepeat(call, refused.fault())) {
        ends.unknown(call, why);
      } else {
        ends.notMade(setup, call, State.REFUSED, why, null);
      }
    } else if (said instanceof Submitted.Failed failed) {
      String why = Faults.sentence(setup, failed.fault());
      ends.notMade(setup, call, State.CANCELLED, why, failed.cost().orElse(null));
    } else if (said instanceof Submitted.Unknown unclear) {
      ends.unknown(call, Faults.sentence(setup, unclear.fault()));
    }
  }
}
