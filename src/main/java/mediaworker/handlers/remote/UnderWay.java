package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.assets.AssetException;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;

/**
 * The calls of a job that are under way, or have something to be fetched, while another one of it
 * is still to be made or to be found out about, for which it may wait long.
 */
final class UnderWay {

  /** Between tries to fetch what could not be fetched. */
  private static final Duration FETCH_AGAIN = Duration.ofMinutes(1);

  /** By which it grows where another try will hardly do: each may be a whole download. */
  private static final int SLOWER = 2;

  private static final Duration SLOWEST = Duration.ofMinutes(30);

  /** A longer wait until the next try holds nothing up: a person may have to decide meanwhile. */
  private static final Duration LONGEST_WAITED_FOR = Duration.ofMinutes(10);

  private final Watching watching;
  private final Delivery delivery;
  private final RemoteCycle cycle;

  /**
   * A try in vain to fetch a call's outputs.
   *
   * @param nanos when it was, by the steady clock
   * @param pause until the next one
   * @param holdsUp whether others wait for that one; else the job's end says what it is
   */
  private record Try(long nanos, Duration pause, boolean holdsUp) {}

  private final Map<Long, Try> tried = new ConcurrentHashMap<>();

  UnderWay(Watching watching, Delivery delivery, RemoteCycle cycle) {
    this.watching = watching;
    this.delivery = delivery;
    this.cycle = cycle;
  }

  /** Whether it is not known what became of a call, or not yet where its task is. */
  static boolean isInDoubt(PaidCall call) {
    return call.state() == State.INTENDED
        || call.state() == State.UNKNOWN
        || (call.state() == State.ACCEPTED && call.taskPath() == null);
  }

  /**
   * What was seen.
   *
   * @param calls as the ledger has them now
   * @param next when there is something to look at or to fetch again that others wait for; {@code
   *     MAX} for never
   * @param due when there is any such thing: not after {@code next}
   * @param overdue how many tasks have taken longer than they may: nothing waits for them
   */
  record Seen(List<PaidCall> calls, Instant next, Instant due, int overdue) {
    Seen {
      calls = List.copyOf(calls);
    }

    /** Whether anything is under way or made. */
    boolean hasAny() {
      return calls.stream()
          .anyMatch(call -> call.state() == State.ACCEPTED || call.state() == State.SUCCEEDED);
    }

    /** Whether all that is under way has taken longer than it may. */
    boolean waitsOnlyForItself() {
      return overdue > 0 && next.equals(Instant.MAX);
    }

    /** How a job goes on that would wait, or ask a person, were nothing else under way. */
    JobResult before(JobResult result) {
      if (due.equals(Instant.MAX)) {
        return result;
      }
      if (result instanceof JobResult.Snoozed snoozed) {
        return new JobResult.Waiting(earlier(snoozed.at()), Double.NaN, snoozed.reason());
      }
      if (result instanceof JobResult.Waiting waiting) {
        return new JobResult.Waiting(earlier(waiting.at()), waiting.fraction(), waiting.note());
      }
      if (result instanceof JobResult.NeedsDecision && !next.equals(Instant.MAX)) {
        return new JobResult.Waiting(
            next, Double.NaN, "has a call to be decided about, once its others have ended");
      }
      return result;
    }

    private Instant earlier(Instant at) {
      return UnderWay.earlier(at, due);
    }
  }

  /**
   * Looks at each task that is due, and takes what has been made into the calls' folders. Gives
   * nothing up.
   */
  Seen look(JobPlan plan, List<PaidCall> calls, JobContext context)
      throws StoreException, IOException, InterruptedException {
    Looks looks = looks(plan, calls, true, context);
    boolean over = looks.of().values().stream().anyMatch(Watching.Look::over);
    long overdue = looks.of().values().stream().filter(Watching.Look::overdue).count();
    long id = context.job().id();
    List<PaidCall> now = over ? cycle.ledger().of(id) : calls;
    Fetches fetches = keepMade(now, context);
    Instant next = looks.next().map(Watching.Look::next).orElse(Instant.MAX);
    return new Seen(
        fetches.next().equals(Instant.MAX) ? now : cycle.ledger().of(id),
        earlier(fetches.heldUp(), next),
        earlier(fetches.next(), next),
        (int) overdue);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * How the tasks of a job stand.
   *
   * @param of by their calls
   */
  record Looks(Map<PaidCall, Watching.Look> of) {
    Looks {
      of = Collections.unmodifiableMap(new LinkedHashMap<>(of));
    }

    /** The one that is due first, of those that are waited for; empty when there are none. */
    Optional<Watching.Look> next() {
      return of.values().stream()
          .filter(look -> !look.over() && !look.overdue())
          .min(Comparator.comparing(Watching.Look::next));
    }
  }

  /**
   * Looks at each task. Gives nothing up, and fetches nothing.
   *
   * @param dueAlone whether the last look stands where the next one is not due yet
   */
  Looks looks(JobPlan plan, List<PaidCall> calls, boolean dueAlone, JobContext context)
      throws StoreException, IOException, InterruptedException {
    Map<PaidCall, Watching.Look> looks = new LinkedHashMap<>();
    for (PaidCall call : calls) {
      if (call.state() == State.ACCEPTED && call.taskPath() != null) {
        Optional<Watching.Look> last = dueAlone ? watching.notDue(call) : Optional.empty();
        looks.put(
            call,
            last.isPresent()
                ? last.get()
                : watching.look(plan.setup(), context.job().type(), call, context.cancellation()));
      }
    }
    return new Looks(looks);
  }

  /** A row that runs anew may have been mended meanwhile, or a setting for it. */
  void beginAnew(List<PaidCall> calls) {
    calls.forEach(call -> tried.remove(call.id()));
  }

  /**
   * What is to be fetched once more; {@code MAX} for never.
   *
   * @param next when the next one is tried
   * @param heldUp when the next one is that others wait for
   */
  record Fetches(Instant next, Instant heldUp) {
    private static final Fetches NONE = new Fetches(Instant.MAX, Instant.MAX);

    private Fetches and(Fetches other) {
      return new Fetches(earlier(next, other.next), earlier(heldUp, other.heldUp));
    }
  }

  /** Fetches what has been made while the job waits for others: links expire. */
  Fetches keepMade(List<PaidCall> calls, JobContext context)
      throws StoreException, IOException, InterruptedException {
    Fetches all = Fetches.NONE;
    for (PaidCall call : calls) {
      if (call.state() == State.SUCCEEDED) {
        all = all.and(keep(call, context));
      }
    }
    return all;
  }

  private Fetches keep(PaidCall call, JobContext context)
      throws StoreException, IOException, InterruptedException {
    Try before = tried.remove(call.id());
    if (before != null) {
      Duration left = before.pause().minusNanos(cycle.steadyNanos().getAsLong() - before.nanos());
      if (left.compareTo(Duration.ZERO) > 0) {
        tried.put(call.id(), before);
        return in(left, before.holdsUp());
      }
    }
    // What is of no known kind, or not for us, may be so for good, and come in full each time.
    Duration twice = before == null ? FETCH_AGAIN : before.pause().multipliedBy(SLOWER);
    Duration slower = twice.compareTo(SLOWEST) < 0 ? twice : SLOWEST;
    try {
      delivery.keep(call, context);
      cycle.fetched(call);
      return Fetches.NONE;
    } catch (AssetException e) {
      if (e.worthRetrying()) {
        return later(call, FETCH_AGAIN, true);
      }
      if (!call.mayHaveFreshLink()) {
        return later(call, slower, false);
      }
      cycle.ledger().lookAgain(call, "its output could not be fetched: " + e.sentence());
      return in(Duration.ZERO, true);
    } catch (IOException e) {
      return later(call, FETCH_AGAIN, true); // the disk
    } catch (JobFailure e) {
      // A page, perhaps; the job's end says what it is.
      return later(call, slower, slower.compareTo(LONGEST_WAITED_FOR) <= 0);
    }
  }

  private Fetches later(PaidCall call, Duration pause, boolean holdsUp) {
    tried.put(call.id(), new Try(cycle.steadyNanos().getAsLong(), pause, holdsUp));
    return in(pause, holdsUp);
  }

  private Fetches in(Duration wait, boolean holdsUp) {
    Instant at = cycle.now().plus(wait);
    return new Fetches(at, holdsUp ? at : Instant.MAX);
  }
}
