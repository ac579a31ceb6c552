package mediaworker.handlers.remote;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.TaskRef;
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

  AbandonedCalls(RemoteCycle cycle, Map<String, ProviderSetup> providers) {
    this.cycle = cycle;
    this.providers = Map.copyOf(providers);
  }

  @Override
  public void run() {
    try {
      for (PaidCall call : cycle.ledger().abandoned()) {
        ProviderSetup setup = providers.get(call.provider());
        if (call.state() == State.INTENDED) {
          neverAnswered(call);
        } else if (setup != null) {
          cancel(setup, call);
        }
      }
    } catch (StoreException e) {
      log.warn("Tasks of rows that were given up are cancelled later: {}", e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks before it cancels: what has ended is kept, and some providers would delete its result
   * instead.
   */
  private void cancel(ProviderSetup setup, PaidCall call)
      throws StoreException, InterruptedException {
    Provider provider = setup.provider();
    TaskRef task = Watching.task(call);
    // Not where a look's answer goes: one may be under way.
    FreeCalls http = cycle.transport().into(cycle.folders().of(call.marker()).resolve("cancel"));
    try {
      Polled polled = Watching.ask(provider, task, http, new Cancellation());
      if (isOver(polled)) {
        keep(call, polled);
        return;
      }
      if (polled instanceof Polled.AskAgain again && again.fault().kind() != FailureClass.AUTH) {
        cycle.log().cannotAsk(call, again.fault().sentence());
        return; // asked again in the next round
      }
      Optional<Request> request = provider.cancelRequest(task);
      CancelAnswer answer =
          request.isEmpty()
              ? CancelAnswer.GOES_ON
              : provider.cancelled(task, http.send(request.get(), new Cancellation()));
      String title = setup.description().title();
      switch (answer) {
        case CANCELLED -> {
          cycle.ledger().ended(call, State.CANCELLED, "cancelled", "", null, cycle.now());
          say(call, "the task at " + title + " was cancelled");
        }
        case ALREADY_OVER -> keep(call, Watching.ask(provider, task, http, new Cancellation()));
        case GOES_ON -> {
          cycle.ledger().ended(call, State.ABANDONED, "cannot be cancelled", "", null, cycle.now());
          say(
              call,
              title
                  + " cannot cancel task "
                  + call.taskId()
                  + ": it goes on and is billed; status 'queued' waits for it again");
        }
      }
    } catch (IOException e) {
      cycle.log().cannotAsk(call, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isOver(Polled polled) {
    return polled instanceof Polled.Succeeded || polled instanceof Polled.Failed;
  }

  /** Its worker ended before the answer came, and then its row was given up: no place is kept. */
  private void neverAnswered(PaidCall call) throws StoreException {
    String what =
        "it is not known whether "
            + call.provider()
            + " has taken this job; status 'queued' finds out before anything is sent again";
    String why = Objects.requireNonNullElse(call.message(), Creating.NO_ANSWER);
    cycle.ledger().ended(call, State.UNKNOWN, why, "", null, cycle.now());
    say(call, what);
  }

  private void keep(PaidCall call, Polled polled) throws StoreException {
    if (polled instanceof Polled.Succeeded done) {
      cycle.succeeded(call, done.outputs(), done.cost().orElse(null));
      say(call, "the task had just ended; status 'queued' fetches its output without paying anew");
    } else {
      cycle.ledger().ended(call, State.CANCELLED, "was over", "", null, cycle.now());
      say(call, "the task was over");
    }
  }

  private void say(PaidCall call, String what) throws StoreException {
    cycle.log().cancelled(call, what);
    cycle.ledger().tell(call.jobId(), what);
  }
}
