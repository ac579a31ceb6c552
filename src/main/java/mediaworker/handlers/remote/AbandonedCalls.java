package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels tasks whose row a person has cancelled or deleted. What has ended well meanwhile is kept,
 * so that a row that is queued again has it without paying anew.
 */
final class AbandonedCalls implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(AbandonedCalls.class);

  /** However long a provider asks for: a task is billed, and holds one of its places. */
  private static final Duration MOST_WAIT = Duration.ofHours(1);

  private final RemoteCycle cycle;
  private final Map<String, ProviderSetup> providers;
  private final UnknownTasks unknown;

  /**
   * A call that is asked about again.
   *
   * @param due not before that, in nanoseconds by the steady clock: a round may begin at any time
   * @param told whether its row says that its cancel was not served
   */
  private record Wait(long due, boolean told) {}

  private final Map<Long, Wait> waits = new ConcurrentHashMap<>();

  AbandonedCalls(RemoteCycle cycle, Map<String, ProviderSetup> providers) {
    this.cycle = cycle;
    this.providers = Map.copyOf(providers);
    this.unknown = new UnknownTasks(cycle);
  }

  @Override
  public void run() {
    try {
      List<PaidCall> calls = cycle.ledger().abandoned();
      Set<Long> ids = calls.stream().map(PaidCall::id).collect(Collectors.toSet());
      waits.keySet().retainAll(ids);
      unknown.forgetAllBut(ids);
      for (PaidCall call : calls) {
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
    } else if (setup != null && isDue(call)) {
      waitFor(setup, call, null);
      cancel(setup, call);
    }
  }

  private boolean isDue(PaidCall call) {
    Wait wait = waits.get(call.id());
    return wait == null || cycle.steadyNanos().getAsLong() - wait.due() >= 0;
  }

  /** It is asked about again once the usual wait is over, or the one that was asked for. */
  private void waitFor(ProviderSetup setup, PaidCall call, @Nullable Duration asked) {
    Duration usual = setup.pollInterval();
    Duration wait = asked != null && asked.compareTo(usual) > 0 ? asked : usual;
    Duration capped = wait.compareTo(MOST_WAIT) < 0 ? wait : MOST_WAIT;
    long due = cycle.steadyNanos().getAsLong() + capped.toNanos();
    waits.compute(call.id(), (id, old) -> new Wait(due, old != null && old.told()));
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
    Polled polled = look(setup, call, http);
    if (polled instanceof Polled.NotKnown said) {
      notKnown(setup, call, said);
      return;
    }
    if (isOver(polled)) {
      unknown.forget(call);
      keep(setup, call, polled);
      return;
    }
    if (polled instanceof Polled.AskAgain again) {
      waitFor(setup, call, again.fault().retryAfter());
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
        notServed(setup, call, answer);
        return;
      }
      switch (said) {
        case CANCELLED -> {
          cycle.ledger().ended(call, State.CANCELLED, "cancelled", "", null, cycle.now());
          say(call, "the task at " + setup.description().title() + " was cancelled");
        }
        case ALREADY_OVER -> keep(setup, call, look(setup, call, http));
        case GOES_ON -> goesOn(setup, call);
      }
    } catch (IOException e) {
      cycle.log().cannotAsk(call, String.valueOf(e.getMessage()));
    }
  }

  /** Said once, since it may go on for long, and the task is billed all the while. */
  private void notServed(ProviderSetup setup, PaidCall call, Answer answer) throws StoreException {
    waitFor(setup, call, answer.retryAfter(cycle.now()).orElse(null));
    cycle.log().cannotAsk(call, "its cancel was answered with HTTP " + answer.status());
    Wait wait = waits.get(call.id());
    if (wait != null && !wait.told()) {
      waits.put(call.id(), new Wait(wait.due(), true));
      String title = setup.description().title();
      say(call, title + " does not cancel task " + call.taskId() + " just now; it is asked again");
    }
  }

  /** It may only not be in the provider's books yet, and would run on there and be billed. */
  private void notKnown(ProviderSetup setup, PaidCall call, Polled.NotKnown said)
      throws StoreException {
    if (!unknown.isBelieved(call, said, setup.pollInterval())) {
      cycle.log().cannotAsk(call, said.fault().sentence()); // asked again in the next round
      return;
    }
    unknown.letBe(call);
    say(call, Faults.sentence(setup, said.fault()) + Faults.askedForAgain(call));
  }

  /** How a task stands; to be asked again where it could not be asked. */
  private static Polled look(ProviderSetup setup, PaidCall call, FreeCalls http)
      throws InterruptedException {
    try {
      return Watching.ask(setup, Watching.task(call), http, new Cancellation());
    } catch (IOException e) {
      return new Polled.AskAgain(Fault.of(FailureClass.AMBIGUOUS, String.valueOf(e.getMessage())));
    }
  }

  /** Whether a server only could not serve a request just then; not one that never will. */
  private static boolean isPassing(int status) {
    return status == 408 || status == 429 || (status >= 500 && status != 501);
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
