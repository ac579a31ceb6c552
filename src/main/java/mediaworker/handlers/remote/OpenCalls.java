package mediaworker.handlers.remote;

import java.util.List;
import java.util.Objects;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;

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
      } else if (call.state() == State.UNKNOWN && !call.sought()) {
        // Its row was given up before anybody was asked, its provider too.
        String why = Objects.requireNonNullElse(call.message(), Creating.NO_ANSWER);
        cycle.ledger().ended(call, State.INTENDED, why, "", null, cycle.now());
      }
    }
    return of(jobId);
  }

  /** The open calls; a row that is worked on waits again for those that it had given up. */
  List<PaidCall> of(long jobId) throws StoreException {
    List<PaidCall> calls = cycle.ledger().of(jobId);
    boolean givenUp = false;
    for (PaidCall call : calls) {
      if (call.state() == State.ABANDONED && call.taskId() != null) {
        String path = call.taskPath() == null ? "" : call.taskPath();
        cycle.ledger().accepted(call, call.taskId(), path, null, cycle.now());
        givenUp = true;
      }
    }
    return givenUp ? cycle.ledger().of(jobId) : calls;
  }
}
