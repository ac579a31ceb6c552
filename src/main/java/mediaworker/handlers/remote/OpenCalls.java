package mediaworker.handlers.remote;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.http.Transport;

/** The calls of a job that are not behind it, as a row that is worked on sees them. */
final class OpenCalls {

  private final RemoteCycle cycle;

  OpenCalls(RemoteCycle cycle) {
    this.cycle = cycle;
  }

  /** The open calls, after a person has queued the row again. */
  List<PaidCall> takenUpAgain(long jobId) throws StoreException {
    for (PaidCall call : cycle.ledger().of(jobId)) {
      if (call.state() == State.UNKNOWN && call.asked()) {
        // The person was asked, and has said: again.
        cycle.ledger().ended(call, State.DROPPED, "made again", "", null, cycle.now());
      } else if (isToBeSought(call)) {
        String why = Objects.requireNonNullElse(call.message(), Creating.NO_ANSWER);
        cycle.ledger().ended(call, State.INTENDED, why, "", null, cycle.now());
      }
    }
    return of(jobId);
  }

  /**
   * A row that cannot be read, by the calls that were made for it: they are waited for and fetched
   * all the same. Not where the row alone can tell how to go on with one of them: what is not known
   * of that call stays so until it can be read again.
   *
   * @param jobId 0 for a row that is not in the table yet
   * @param failure what is wrong with it
   * @throws JobFailure that, where nothing is open or the row is needed
   */
  RemoteJob asBegun(long jobId, ProviderChoice providers, JobFailure failure) throws JobFailure {
    if (jobId <= 0) {
      throw failure;
    }
    try {
      List<PaidCall> calls = cycle.ledger().of(jobId);
      if (calls.stream().anyMatch(this::needsRow)) {
        throw failure;
      }
      for (PaidCall call : calls) {
        Optional<ProviderSetup> setup = providers.named(call.provider());
        if (Planning.isOpen(call) && setup.isPresent()) {
          MediaRequest asked = cycle.folders().asked(call);
          MediaDraft draft = new MediaDraft(asked, List.of(), null, null);
          return new RemoteJob(setup.get(), List.of(), draft, null, failure);
        }
      }
    } catch (StoreException e) {
      throw unreadLedger(e);
    }
    throw failure;
  }

  /**
   * Whether a call cannot go on by what its folder holds: a person was asked about it, who has said
   * nothing but that the row is to run, or it would be looked for or read by what was not noted.
   */
  private boolean needsRow(PaidCall call) {
    if (call.state() == State.UNKNOWN && call.asked()) {
      return true;
    }
    boolean sought = call.state() == State.INTENDED || isToBeSought(call);
    return sought
        && cycle
            .folders()
            .askedFor(call.marker())
            .filter(asked -> UnansweredCalls.isAllOfIt(asked) || !isAnswered(call))
            .isEmpty();
  }

  private boolean isAnswered(PaidCall call) {
    return Transport.isKept(cycle.folders().of(call.marker()));
  }

  /** Its row was given up before anybody was asked about it, its provider too. */
  private static boolean isToBeSought(PaidCall call) {
    return call.state() == State.UNKNOWN && !call.asked() && !call.sought();
  }

  /** The ledger cannot be read. */
  static JobFailure unreadLedger(StoreException e) {
    return e.kind() == StoreException.Kind.FOR_NOW
        ? JobFailure.databaseAway(e.sentence(), e)
        : JobFailure.transientFault(e.sentence(), e);
  }

  /** The open calls; a row that is worked on waits again for those that it had given up. */
  List<PaidCall> of(long jobId) throws StoreException {
    List<PaidCall> calls = cycle.ledger().of(jobId);
    boolean givenUp = false;
    for (PaidCall call : calls) {
      if (call.state() == State.ABANDONED && call.taskId() != null) {
        cycle.ledger().accepted(call, call.taskId(), call.taskPath(), null, cycle.now());
        givenUp = true;
      }
    }
    return givenUp ? cycle.ledger().of(jobId) : calls;
  }
}
