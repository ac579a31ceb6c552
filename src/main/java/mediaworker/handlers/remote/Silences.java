package mediaworker.handlers.remote;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import mediaworker.jobs.PaidCall;

/**
 * For how long tasks have been asked about in vain, by the steady clock; another life waits its
 * time again. Safe for use by many threads.
 */
final class Silences {

  /**
   * Looks in vain, one after the other.
   *
   * @param since when the first of them was, in nanoseconds
   * @param last when the last one was
   */
  private record Silence(long since, long last) {}

  private final LongSupplier nanos;
  private final Map<Long, Silence> silences = new ConcurrentHashMap<>();

  Silences(LongSupplier steadyNanos) {
    this.nanos = steadyNanos;
  }

  /** Whether a task has not been told of for longer than that; notes that it is not just now. */
  boolean isOver(PaidCall call, Duration patience) {
    long now = nanos.getAsLong();
    Silence before = silences.get(call.id());
    // While its row was set aside nobody asked.
    long since =
        before != null && now - before.last() < patience.toNanos() / 2 ? before.since() : now;
    silences.put(call.id(), new Silence(since, now));
    return Duration.ofNanos(now - since).compareTo(patience) > 0;
  }

  /** It was told of, or nobody asks any more. */
  void forget(PaidCall call) {
    silences.remove(call.id());
  }
}
