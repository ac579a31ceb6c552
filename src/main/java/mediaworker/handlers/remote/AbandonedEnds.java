package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Cost;
import mediaworker.providers.Polled;
import mediaworker.providers.Submitted;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what became of calls whose row was given up, and says so in the row. Nothing is
 * written where the row has gone on with its call since that was read.
 */
final class AbandonedEnds {

  private final RemoteCycle cycle;

  AbandonedEnds(RemoteCycle cycle) {
    this.cycle = cycle;
  }

  void cancelled(ProviderSetup setup, PaidCall call) throws StoreException {
    if (cycle.ledger().cancelledAbandoned(call, cycle.now())) {
      say(call, "the task at " + title(setup) + " was cancelled");
    }
  }

  void wasOver(PaidCall call, @Nullable Cost cost) throws StoreException {
    end(call, State.CANCELLED, "was over", "the task was over", cost);
  }

  /** It cannot be cancelled. */
  void goesOn(ProviderSetup setup, PaidCall call) throws StoreException {
    end(
        call,
        State.ABANDONED,
        "cannot be cancelled",
        title(setup)
            + " cannot cancel task "
            + call.taskId()
            + ": it goes on and is billed; status 'queued' waits for it again",
        null);
  }

  /** It was asked about for long, and nothing has come of that. */
  void inVain(ProviderSetup setup, PaidCall call, Duration asked) throws StoreException {
    end(
        call,
        State.ABANDONED,
        "not cancelled in time",
        "task "
            + call.taskId()
            + " could not be cancelled at "
            + title(setup)
            + " within "
            + Watching.words(asked)
            + ": it may go on and be billed; status 'queued' waits for it again without paying"
            + " anew",
        null);
  }

  /** Its provider does not know its task. */
  void notKnown(ProviderSetup setup, PaidCall call, Polled.NotKnown said) throws StoreException {
    end(
        call,
        State.ABANDONED,
        UnknownTasks.NOT_KNOWN,
        Faults.sentence(setup, said.fault()) + Faults.askedForAgain(call),
        null);
  }

  /** It is not known what became of it: no place is kept. */
  void unknown(PaidCall call, String why) throws StoreException {
    end(call, State.UNKNOWN, why, Faults.mayBeTaken(call, false), null);
  }

  /** Nothing came of its create. */
  void notMade(ProviderSetup setup, PaidCall call, State state, String why, @Nullable Cost cost)
      throws StoreException {
    end(call, state, why, title(setup) + " has made nothing of it", cost);
  }

  /** Its task is known after all, and cancelled in the next round. */
  void found(PaidCall call, Submitted.Accepted accepted) throws StoreException {
    boolean written =
        cycle
            .ledger()
            .acceptedAbandoned(
                call,
                accepted.task().id(),
                accepted.task().path(),
                Faults.price(accepted.cost().orElse(null)),
                cycle.now());
    if (written) {
      cycle.log().accepted(call, accepted.task().id());
    }
  }

  /**
   * What it has made can be had.
   *
   * @throws IOException when the disk does not take what came within the answer
   */
  void made(PaidCall call, Submitted.Done done) throws StoreException, IOException {
    RemoteCycle.sync(done.outputs());
    boolean written =
        cycle
            .ledger()
            .succeededAbandoned(
                call,
                OutputsJson.write(done.outputs()),
                Faults.price(done.cost().orElse(null)),
                cycle.now());
    if (written) {
      cycle.log().succeeded(call, done.outputs().size(), done.cost().orElse(null));
      say(call, "the task had just ended; status 'queued' fetches its output without paying anew");
    }
  }

  /** Says in the row what is going on. */
  void say(PaidCall call, String what) throws StoreException {
    cycle.log().cancelled(call, what);
    cycle.ledger().tell(call.jobId(), what);
  }

  private void end(PaidCall call, State state, String message, String what, @Nullable Cost cost)
      throws StoreException {
    if (cycle.ledger().endedAbandoned(call, state, message, Faults.price(cost), cycle.now())) {
      say(call, what);
    }
  }

  private static String title(ProviderSetup setup) {
    return setup.description().title();
  }
}
