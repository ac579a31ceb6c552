package mediaworker.handlers.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.jobs.PaidCall;

/**
 * How old tasks are: by the time of day when they are first seen in this life, and from then on by
 * the clock that nobody moves. So a time of day that is put right makes no task old that is
 * watched. Safe for use by many threads.
 */
final class TaskAges {

  /**
   * When a task was first seen in this life.
   *
   * @param began when it was taken; another time is another wait for it
   * @param age how old it was
   * @param nanos by the steady clock
   */
  private record Sight(Instant began, Duration age, long nanos) {}

  private final RemoteCycle cycle;
  private final Map<Long, Sight> sights = new ConcurrentHashMap<>();

  TaskAges(RemoteCycle cycle) {
    this.cycle = cycle;
  }

  /** The age of a call's task, not below zero. */
  Duration of(PaidCall call) {
    Instant began = Objects.requireNonNullElse(call.acceptedAt(), call.intendedAt());
    long nanos = cycle.steadyNanos().getAsLong();
    Sight first =
        sights.compute(
            call.id(),
            (id, known) ->
                known != null && known.began().equals(began)
                    ? known
                    : new Sight(began, since(began), nanos));
    return first.age().plusNanos(nanos - first.nanos());
  }

  private Duration since(Instant began) {
    Duration age = Duration.between(began, cycle.now());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Nobody waits for it any more. */
  void forget(PaidCall call) {
    sights.remove(call.id());
  }
}
