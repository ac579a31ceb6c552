package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels tasks whose row a person has cancelled or deleted. What has ended well meanwhile is kept,
 * so that a row that is queued again has it without paying anew.
 */
final class AbandonedCalls implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(AbandonedCalls.class);

  private final RemoteCycle cycle;
  private final Map<String, ProviderSetup> providers;
  private final UnknownTasks unknown;

  AbandonedCalls(RemoteCycle cycle, Map<String, ProviderSetup> providers) {
    this.cycle = cycle;
    this.providers = Map.copyOf(providers);
    this.unknown = new UnknownTasks(cycle);
  }

  @Override
  public void run() {
    try {
      for (PaidCall call : cycle.ledger().abandoned()) {
        try {
          end(call);
        } catch (RuntimeException e) {
          // Every minute of the others may be billed.
          log.error("The task of job {} cannot be cancelled", call.jobId(), e);
        }
      }
    } catch (StoreException e) {
      log.warn("Tasks of rows that were given up are cancelled later: {}", e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(PaidCall call) throws StoreException, InterruptedException {
    ProviderSetup setup = providers.get(call.provider());
    if (call.state() == State.INTENDED) {
      neverAnswered(call);
    } else if (setup != null) {
      cancel(setup, call);
    }
  }

  /**
   * Asks before it cancels, and keeps what has ended. A task that cannot be looked at is cancelled
   * all the same, since every minute of it may be billed; not where that would delete its result.
   */
  private void cancel(ProviderSetup setup, PaidCall call)
      throws StoreException, InterruptedException {
    Provider provider = setup.provider();
    // Not where a look's answer goes: one may be under way.
    FreeCalls http = cycle.transport().into(cycle.folders().of(call.marker()).resolve("cancel"));
    Polled polled = look(provider, call, http);
    if (polled instanceof Polled.NotKnown said) {
      notKnown(setup, call, said);
      return;
    }
    if (isOver(polled)) {
      unknown.forget(call);
      keep(setup, call, polled);
      return;
    }
    if (polled instanceof Polled.AskAgain again && !provider.cancelKeepsResults()) {
      if (again.fault().kind() == FailureClass.AUTH) {
        goesOn(setup, call); // nor would it be cancelled with this key
      } else {
        cycle.log().cannotAsk(call, again.fault().sentence()); // asked again in the next round
      }
      return;
    }
    if (!(polled instanceof Polled.AskAgain)) {
      unknown.forget(call);
    }
    try {
      TaskRef task = Watching.task(call);
      Optional<Request> request = provider.cancelRequest(task);
      if (request.isEmpty()) {
        goesOn(setup, call);
        return;
      }
      Answer answer = http.send(request.get(), new Cancellation());
      CancelAnswer said = provider.cancelled(task, answer);
      if (said == CancelAnswer.GOES_ON && isPassing(answer.status())) {
        cycle.log().cannotAsk(call, "its cancel was answered with HTTP " + answer.status());
        return; // asked again in the next round
      }
      switch (said) {
        case CANCELLED -> {
          cycle.ledger().ended(call, State.CANCELLED, "cancelled", "", null, cycle.now());
          say(call, "the task at " + setup.description().title() + " was cancelled");
        }
        case ALREADY_OVER -> keep(setup, call, look(provider, call, http));
        case GOES_ON -> goesOn(setup, call);
      }
    } catch (IOException e) {
      cycle.log().cannotAsk(call, String.valueOf(e.getMessage()));
    }
  }

  /** It may only not be in the provider's books yet, and would run on there and be billed. */
  private void notKnown(ProviderSetup setup, PaidCall call, Polled.NotKnown said)
      throws StoreException {
    if (!unknown.isBelieved(call, said, Duration.ZERO)) {
      cycle.log().cannotAsk(call, said.fault().sentence()); // asked again in the next round
      return;
    }
    unknown.letBe(call);
    say(call, Faults.sentence(setup, said.fault()) + Faults.askedForAgain(call));
  }

  /** How a task stands; to be asked again where it could not be asked. */
  private static Polled look(Provider provider, PaidCall call, FreeCalls http)
      throws InterruptedException {
    try {
      return Watching.ask(provider, Watching.task(call), http, new Cancellation());
    } catch (IOException e) {
      return new Polled.AskAgain(Fault.of(FailureClass.AMBIGUOUS, String.valueOf(e.getMessage())));
    }
  }

  /** Whether a server only could not serve a request just then. */
  private static boolean isPassing(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private static boolean isOver(Polled polled) {
    return polled instanceof Polled.Succeeded || polled instanceof Polled.Failed;
  }

  private void goesOn(ProviderSetup setup, PaidCall call) throws StoreException {
    cycle.ledger().ended(call, State.ABANDONED, "cannot be cancelled", "", null, cycle.now());
    say(
        call,
        setup.description().title()
            + " cannot cancel task "
            + call.taskId()
            + ": it goes on and is billed; status 'queued' waits for it again");
  }

  /** Its worker ended before the answer came, and then its row was given up: no place is kept. */
  private void neverAnswered(PaidCall call) throws StoreException {
    String why = Creating.whyLost(cycle, call);
    cycle.ledger().ended(call, State.UNKNOWN, why, "", null, cycle.now());
    say(call, Faults.mayBeTaken(call, false));
  }

  /** What it made may still be had, so a task that is over is asked about until it tells how. */
  private void keep(ProviderSetup setup, PaidCall call, Polled polled) throws StoreException {
    if (polled instanceof Polled.Succeeded done) {
      cycle.succeeded(call, done.outputs(), done.cost().orElse(null));
      say(call, "the task had just ended; status 'queued' fetches its output without paying anew");
    } else if (polled instanceof Polled.Failed) {
      cycle.ledger().ended(call, State.CANCELLED, "was over", "", null, cycle.now());
      say(call, "the task was over");
    } else if (polled instanceof Polled.AskAgain again
        && again.fault().kind() == FailureClass.AUTH) {
      goesOn(setup, call); // it will not be told with this key
    } else {
      cycle.log().cannotAsk(call, "it is over, but it is not told yet how it ended");
    }
  }

  private void say(PaidCall call, String what) throws StoreException {
    cycle.log().cancelled(call, what);
    cycle.ledger().tell(call.jobId(), what);
  }
}
