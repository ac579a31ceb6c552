package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.concurrent.Cancellation;
import mediaworker.handlers.remote.UnknownTasks.For;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.FreeCalls;
import org.jspecify.annotations.Nullable;

/** Asks providers how their tasks stand, and writes what they say into the ledger. */
final class Watching {

  /** The wait between looks grows with the age of the task, up to so many times the first. */
  private static final int SLOWEST = 6;

  /** In one look; no provider needs more than two. */
  private static final int MOST_REQUESTS = 4;

  private static final Duration REFUSED_WAIT = Duration.ofMinutes(5);

  /** However long a provider asks for: what it has made is deleted, at some within half an hour. */
  private static final Duration MOST_ASKED = Duration.ofMinutes(10);

  /**
   * How a task stands.
   *
   * @param over whether the ledger now has its end
   * @param fraction 0…1, or NaN
   * @param note for a person
   * @param next when to look again
   * @param late how it has taken longer than it may; null where it has not
   * @param missing what the provider says of a task that it is believed not to know; null for any
   *     other
   */
  record Look(
      boolean over,
      double fraction,
      String note,
      Instant next,
      @Nullable Late late,
      Polled.@Nullable NotKnown missing) {

    Look(boolean over, double fraction, String note, Instant next) {
      this(over, fraction, note, next, null, null);
    }

    /** Whether nothing waits for it any more. */
    boolean overdue() {
      return late != null || missing != null;
    }

    private Look late(@Nullable Late how) {
      return new Look(over, fraction, note, next, how, missing);
    }

    private Look missing(Polled.NotKnown said) {
      return new Look(over, fraction, note, next, late, said);
    }
  }

  /**
   * A look, and when it was.
   *
   * @param nanos by the steady clock
   * @param at by the time of day, by which it says when the next one is due
   */
  private record Next(Look look, long nanos, Instant at) {}

  private final RemoteCycle cycle;

  /** The last look at each task that is under way. */
  private final Map<Long, Next> looks = new ConcurrentHashMap<>();

  private final Silences silences;
  private final TaskAges ages;
  private final UnknownTasks unknown;
  private final CancelWaits cancels;

  Watching(RemoteCycle cycle) {
    this.cycle = cycle;
    this.silences = new Silences(cycle.steadyNanos());
    this.ages = new TaskAges(cycle);
    this.unknown = new UnknownTasks(cycle);
    this.cancels = new CancelWaits(cycle.steadyNanos());
  }

  /**
   * Looks once. No task is given up for what is seen.
   *
   * @param jobType may have a patience of its own
   */
  Look look(ProviderSetup setup, String jobType, PaidCall call, Cancellation cancellation)
      throws IOException, InterruptedException, StoreException {
    cancels.forget(call); // its row waits for it
    Look look = looked(setup, jobType, call, cancellation);
    if (look.over()) {
      looks.remove(call.id());
      ages.forget(call);
    } else {
      looks.put(call.id(), new Next(look, cycle.steadyNanos().getAsLong(), cycle.now()));
    }
    return look;
  }

  /**
   * What the last look in this life found, where the next one is not due yet. By the steady clock.
   */
  Optional<Look> notDue(PaidCall call) {
    Next last = looks.get(call.id());
    if (last == null) {
      return Optional.empty();
    }
    long left =
        Duration.between(last.at(), last.look().next()).toNanos()
            - (cycle.steadyNanos().getAsLong() - last.nanos());
    return left <= 0
        ? Optional.empty()
        : Optional.of(
            new Look(
                false,
                last.look().fraction(),
                last.look().note(),
                cycle.now().plusNanos(left),
                last.look().late(),
                last.look().missing()));
  }

  private Look looked(ProviderSetup setup, String jobType, PaidCall call, Cancellation cancellation)
      throws IOException, InterruptedException, StoreException {
    Duration age = ages.of(call);
    TaskRef task = task(call);
    Polled polled;
    try {
      cycle.checkpoint().accept("before a look");
      FreeCalls http = cycle.transport().into(cycle.folders().of(call.marker()).resolve("look"));
      polled = ask(setup, task, http, cancellation);
      cycle.checkpoint().accept("after a look");
    } catch (IOException e) {
      Late late = silence(setup, jobType, call);
      cycle.log().cannotAsk(call, String.valueOf(e.getMessage()));
      return waiting(setup, age, Double.NaN, "could not be asked: " + e.getMessage()).late(late);
    }
    if (polled instanceof Polled.NotKnown said) {
      silences.forget(call);
      Look usual = waiting(setup, age, Double.NaN, said.fault().sentence());
      Duration between = setup.pollInterval().multipliedBy(SLOWEST);
      return unknown.isBelieved(For.ROW, call, said, between) ? usual.missing(said) : usual;
    }
    if (!(polled instanceof Polled.AskAgain)) {
      silences.forget(call);
      unknown.forget(call);
    }
    if (polled instanceof Polled.Succeeded succeeded) {
      cycle.succeeded(call, succeeded.outputs(), succeeded.cost().orElse(null));
      return new Look(true, 1, "finished", cycle.now());
    }
    if (polled instanceof Polled.Failed failed) {
      cycle.failed(setup, call, failed.fault(), failed.cost().orElse(null));
      return new Look(true, Double.NaN, "failed", cycle.now());
    }
    if (polled instanceof Polled.AskAgain again) {
      Late late = silence(setup, jobType, call);
      Duration asked = again.fault().retryAfter();
      asked = asked == null || asked.compareTo(MOST_ASKED) < 0 ? asked : MOST_ASKED;
      FailureClass kind = again.fault().kind();
      boolean locked = kind == FailureClass.AUTH || kind == FailureClass.MONEY;
      Duration least = locked ? REFUSED_WAIT : asked == null ? setup.pollInterval() : asked;
      Look usual = waiting(setup, age, Double.NaN, again.fault().sentence());
      Instant next = cycle.now().plus(least);
      return (next.isAfter(usual.next()) ? new Look(false, Double.NaN, usual.note(), next) : usual)
          .late(late);
    }
    Polled.Running running = (Polled.Running) polled;
    return waiting(setup, age, running.fraction(), running.note())
        .late(ofAge(setup, jobType, call, age));
  }

  /**
   * Whether the provider knows a task that a person has named. A bare status may be any machine's
   * on the way: then it is taken for known, and asked for as every task.
   */
  boolean knows(ProviderSetup setup, PaidCall call, TaskRef task, Cancellation cancellation)
      throws IOException, InterruptedException {
    FreeCalls http = cycle.transport().into(cycle.folders().of(call.marker()).resolve("look"));
    Polled polled = ask(setup, task, http, cancellation);
    return !(polled instanceof Polled.NotKnown said) || said.bare();
  }

  /** Asks how a task stands, in as many requests as that takes at the provider. */
  static Polled ask(ProviderSetup setup, TaskRef task, FreeCalls http, Cancellation cancellation)
      throws IOException, InterruptedException {
    TaskRef at = task;
    for (int requests = 0; requests < MOST_REQUESTS; requests++) {
      Polled polled =
          AnswerReading.polled(
              setup, at, http.send(setup.provider().pollRequest(at), cancellation));
      if (!(polled instanceof Polled.Next next)) {
        return polled;
      }
      at = next.task();
    }
    return new Polled.Running(Double.NaN, "sends from one place to another");
  }

  private Look waiting(ProviderSetup setup, Duration age, double fraction, String note) {
    double growth = 1 + age.toMillis() / (20.0 * setup.pollInterval().toMillis());
    long wait = Math.round(setup.pollInterval().toMillis() * Math.min(SLOWEST, growth));
    return new Look(
        false, fraction, setup.description().title() + ": " + note, cycle.now().plusMillis(wait));
  }

  /** A task that is said to be under way still is late by its age. */
  private static @Nullable Late ofAge(
      ProviderSetup setup, String jobType, PaidCall call, Duration age) {
    Duration patience = setup.taskTimeout(jobType);
    return age.compareTo(patience) <= 0
        ? null
        : new Late(
            "not finished in time",
            " has not finished task " + call.taskId() + " within " + words(patience));
  }

  /**
   * A task that cannot be asked about may be finished, however old it is: the network may not be up
   * yet after a night, or the provider be down for a moment. So its age counts for nothing here,
   * but only how long it has been asked about in this life.
   */
  private @Nullable Late silence(ProviderSetup setup, String jobType, PaidCall call) {
    Duration patience = setup.taskTimeout(jobType);
    return silences.isOver(call, patience)
        ? new Late(
            "not told of in time",
            " has not told how task " + call.taskId() + " stands for " + words(patience))
        : null;
  }

  /** For a person. */
  static String words(Duration patience) {
    return patience.toMinutes() == 0
        ? patience.toSeconds() + " seconds"
        : patience.toMinutes() + " minutes";
  }

  /**
   * Gives a task up that is late; its id stays.
   *
   * @return how its job ends
   */
  JobFailure giveUp(ProviderSetup setup, PaidCall call, Late late) throws StoreException {
    forget(call); // a person may have it waited for again
    cycle.ledger().ended(call, State.ABANDONED, late.message(), "", null, cycle.now());
    return JobFailure.input(
        setup.description().title()
            + late.said()
            + " (setting "
            + setup.name()
            + ".task-timeout). It may still finish and be billed; status 'queued' waits for it"
            + " again, without paying anew.");
  }

  /** Nobody waits for a call's task any more. */
  void forget(PaidCall call) {
    looks.remove(call.id());
    ages.forget(call);
    silences.forget(call);
  }

  /** Tasks that are not known at their providers, those of rows that were given up too. */
  UnknownTasks unknown() {
    return unknown;
  }

  /** Cancels that are asked for again. */
  CancelWaits cancels() {
    return cancels;
  }

  /** The task of a call that the provider has taken. */
  static TaskRef task(PaidCall call) {
    return new TaskRef(
        Objects.requireNonNullElse(call.taskId(), ""),
        Operation.valueOf(call.operation().toUpperCase(Locale.ROOT)),
        Objects.requireNonNullElse(call.taskPath(), ""));
  }
}
