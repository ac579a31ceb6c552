package mediaworker.handlers.remote;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.concurrent.Cancellation;
import mediaworker.handlers.remote.UnknownTasks.For;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import okhttp3.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels tasks whose row a person has cancelled or deleted. What has ended well meanwhile is kept,
 * so that a row that is queued again has it without paying anew. What is asked for in vain for as
 * long as a task may take is let be: it would hold its place for ever.
 */
final class AbandonedCalls implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(AbandonedCalls.class);

  private final RemoteCycle cycle;
  private final Map<String, ProviderSetup> providers;
  private final UnknownTasks unknown;
  private final CancelWaits waits;
  private final AbandonedEnds ends;
  private final UnansweredCalls unanswered;

  /**
   * Over all providers.
   *
   * @param watching by which the rows themselves look at their tasks
   */
  AbandonedCalls(RemoteCycle cycle, Map<String, ProviderSetup> providers, Watching watching) {
    this.cycle = cycle;
    this.providers = Map.copyOf(providers);
    this.unknown = watching.unknown();
    this.waits = watching.cancels();
    this.ends = new AbandonedEnds(cycle);
    this.unanswered = new UnansweredCalls(cycle, ends);
  }

  @Override
  public void run() {
    try {
      // Those that are billed come first.
      List<PaidCall> calls =
          cycle.ledger().abandoned().stream()
              .sorted(Comparator.comparing(call -> call.state() != State.ACCEPTED))
              .toList();
      Set<Long> ids = calls.stream().map(PaidCall::id).collect(Collectors.toSet());
      waits.forgetAllBut(ids);
      unknown.forgetCancelsBut(ids);
      for (PaidCall call : calls) {
        guarded(call, this::end);
        guarded(call, this::letBeInVain);
      }
    } catch (StoreException e) {
      log.warn("Tasks of rows that were given up are cancelled later: {}", e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done about a call. */
  @FunctionalInterface
  private interface Deed {
    void about(PaidCall call) throws StoreException, InterruptedException;
  }

  private static void guarded(PaidCall call, Deed deed)
      throws StoreException, InterruptedException {
    try {
      deed.about(call);
    } catch (RuntimeException e) {
      // Every minute of the others may be billed.
      log.error("The task of job {} cannot be cancelled", call.jobId(), e);
    }
  }

  private void end(PaidCall call) throws StoreException, InterruptedException {
    ProviderSetup setup = providers.get(call.provider());
    boolean intended = call.state() == State.INTENDED;
    boolean due = intended || (setup != null && waits.isDue(call));
    if (!due || !cycle.ledger().isAbandoned(call)) {
      return; // those before it may have taken long, and a person has queued it again
    }
    if (setup == null) {
      ends.unknown(call, Creating.whyLost(cycle, call));
    } else if (intended) {
      unanswered.end(setup, call);
    } else {
      waits.begin(setup, call);
      try {
        cancel(setup, call);
      } catch (IOException e) {
        cycle.log().cannotAsk(call, String.valueOf(e.getMessage()));
      }
    }
  }

  private void letBeInVain(PaidCall call) throws StoreException {
    ProviderSetup setup = providers.get(call.provider());
    if (setup != null && waits.isInVain(setup, call)) {
      ends.inVain(setup, call, waits.asked(call));
    }
  }

  /**
   * Asks before it cancels, and keeps what has ended. A task that cannot be looked at is cancelled
   * all the same, since every minute of it may be billed; not where that would delete its result.
   */
  private void cancel(ProviderSetup setup, PaidCall call)
      throws StoreException, IOException, InterruptedException {
    Provider provider = setup.provider();
    if (call.taskPath() == null && !provider.hasTasks(Watching.task(call).operation())) {
      ends.unknown(call, Faults.notAdoptable(setup)); // a person has adopted what is none
      return;
    }
    TaskRef task = task(setup, call);
    // Not where a look's answer goes: one may be under way.
    FreeCalls http = cycle.transport().into(cycle.folders().of(call.marker()).resolve("cancel"));
    Polled polled = look(setup, task, http);
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
      waits.putOff(setup, call, again.fault().retryAfter());
    }
    if (polled instanceof Polled.AskAgain again && !provider.cancelKeepsResults()) {
      if (again.fault().kind() == FailureClass.AUTH) {
        ends.goesOn(setup, call); // nor would it be cancelled with this key
      } else {
        cycle.log().cannotAsk(call, again.fault().sentence()); // asked again in the next round
      }
      return;
    }
    if (!(polled instanceof Polled.AskAgain)) {
      unknown.forget(call);
    }
    Optional<Request> request = provider.cancelRequest(task);
    if (request.isEmpty()) {
      ends.goesOn(setup, call);
      return;
    }
    if (!cycle.ledger().isAbandoned(call)) {
      return; // the look may have taken a minute, and a person has queued it again
    }
    Answer answer = http.send(request.get(), new Cancellation());
    CancelAnswer said = provider.cancelled(task, answer);
    if (said == CancelAnswer.GOES_ON && isPassing(answer.status())) {
      notServed(setup, call, answer);
      return;
    }
    switch (said) {
      case CANCELLED -> ends.cancelled(setup, call);
      case ALREADY_OVER -> keep(setup, call, look(setup, task, http));
      case GOES_ON -> ends.goesOn(setup, call);
    }
  }

  /** Said once, since it may go on for long, and the task is billed all the while. */
  private void notServed(ProviderSetup setup, PaidCall call, Answer answer) throws StoreException {
    waits.putOff(setup, call, answer.retryAfter(cycle.now()).orElse(null));
    cycle.log().cannotAsk(call, "its cancel was answered with HTTP " + answer.status());
    if (waits.isToBeTold(call)) {
      String title = setup.description().title();
      ends.say(
          call, title + " does not cancel task " + call.taskId() + " just now; it is asked again");
    }
  }

  /** It may only not be in the provider's books yet, and would run on there and be billed. */
  private void notKnown(ProviderSetup setup, PaidCall call, Polled.NotKnown said)
      throws StoreException {
    if (!unknown.isBelieved(For.CANCEL, call, said, setup.pollInterval())) {
      cycle.log().cannotAsk(call, said.fault().sentence()); // asked again in the next round
      return;
    }
    unknown.forget(call);
    ends.notKnown(setup, call, said);
  }

  /** One that a person has adopted has no path yet where its row was given up before it looked. */
  private TaskRef task(ProviderSetup setup, PaidCall call) {
    TaskRef task = Watching.task(call);
    if (call.taskPath() != null) {
      return task;
    }
    return setup
        .provider()
        .adopted(task.id(), cycle.folders().asked(call), UnansweredCalls.create(call));
  }

  /** How a task stands; to be asked again where it could not be asked. */
  private static Polled look(ProviderSetup setup, TaskRef task, FreeCalls http)
      throws InterruptedException {
    try {
      return Watching.ask(setup, task, http, new Cancellation());
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

  /** What it made may still be had, so a task that is over is asked about until it tells how. */
  private void keep(ProviderSetup setup, PaidCall call, Polled polled)
      throws StoreException, IOException {
    if (polled instanceof Polled.Succeeded done) {
      ends.made(call, new Submitted.Done(done.outputs(), done.cost()));
    } else if (polled instanceof Polled.Failed failed) {
      ends.wasOver(call, failed.cost().orElse(null));
    } else if (polled instanceof Polled.AskAgain again
        && again.fault().kind() == FailureClass.AUTH) {
      ends.goesOn(setup, call); // it will not be told with this key
    } else {
      cycle.log().cannotAsk(call, "it is over, but it is not told yet how it ended");
    }
  }
}
