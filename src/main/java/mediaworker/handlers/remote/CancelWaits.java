package mediaworker.handlers.remote;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import mediaworker.jobs.PaidCall;
import org.jspecify.annotations.Nullable;

/**
 * When calls that nobody waits for are asked about again, and for how long already, by the steady
 * clock: a round may begin at any time. Safe for use by many threads.
 */
final class CancelWaits {

  /** However long a provider asks for: a task is billed, and holds one of its places. */
  private static final Duration MOST_WAIT = Duration.ofHours(1);

  /**
   * Of a time in which nobody asked, such a part of what a task may take counts at the most: its
   * row may have gone on meanwhile. So three asks are enough, however far apart they are, as where
   * a server hangs and a round through many calls takes longer than a task may.
   */
  private static final int GAP_PART = 2;

  /**
   * A call that is asked about again.
   *
   * @param since when it was first asked about, in nanoseconds
   * @param last when it was asked about last
   * @param due not again before that
   * @param counted for how long it has been asked about, without most of the gaps
   * @param told whether its row says that its cancel was not served
   */
  private record Wait(long since, long last, long due, long counted, boolean told) {}

  private final LongSupplier nanos;
  private final Map<Long, Wait> waits = new ConcurrentHashMap<>();

  CancelWaits(LongSupplier steadyNanos) {
    this.nanos = steadyNanos;
  }

  /** Nobody asks any more about others than these calls. */
  void forgetAllBut(Set<Long> ids) {
    waits.keySet().retainAll(ids);
  }

  /** Its row waits for it again: what was asked for so far counts for nothing in a later cancel. */
  void forget(PaidCall call) {
    waits.remove(call.id());
  }

  /** Whether a call may be asked about now. */
  boolean isDue(PaidCall call) {
    Wait wait = waits.get(call.id());
    return wait == null || nanos.getAsLong() - wait.due() >= 0;
  }

  /** It is asked about once more: the next time once the usual wait is over. */
  void begin(ProviderSetup setup, PaidCall call) {
    long now = nanos.getAsLong();
    long longest = setup.longestTaskTimeout().toNanos();
    waits.compute(
        call.id(),
        (id, old) -> {
          if (old == null) {
            return new Wait(now, now, now, 0, false);
          }
          long gap = Math.max(0, now - old.due());
          long counted =
              old.counted() + (now - old.last()) - gap + Math.min(gap, longest / GAP_PART);
          // What its row says may be something else by now.
          return new Wait(old.since(), now, old.due(), counted, old.told() && gap <= longest);
        });
    putOff(setup, call, null);
  }

  /** It is asked about again once the usual wait is over, or the one that was asked for. */
  void putOff(ProviderSetup setup, PaidCall call, @Nullable Duration asked) {
    Duration usual = setup.pollInterval();
    Duration wait = asked != null && asked.compareTo(usual) > 0 ? asked : usual;
    Duration capped = wait.compareTo(MOST_WAIT) < 0 ? wait : MOST_WAIT;
    long now = nanos.getAsLong();
    waits.compute(
        call.id(),
        (id, old) ->
            new Wait(
                old == null ? now : old.since(),
                old == null ? now : old.last(),
                now + capped.toNanos(),
                old == null ? 0 : old.counted(),
                old != null && old.told()));
  }

  /** Whether its row is still to be told that its cancel was not served; it is from now on. */
  boolean isToBeTold(PaidCall call) {
    Wait wait = waits.get(call.id());
    if (wait == null || wait.told()) {
      return false;
    }
    waits.put(call.id(), new Wait(wait.since(), wait.last(), wait.due(), wait.counted(), true));
    return true;
  }

  /** Between the first time that it was asked about and the last one. */
  Duration asked(PaidCall call) {
    Wait wait = waits.get(call.id());
    return wait == null ? Duration.ZERO : Duration.ofNanos(wait.last() - wait.since());
  }

  /** Whether it has been asked about, again and again, for as long as a task may take. */
  boolean isInVain(ProviderSetup setup, PaidCall call) {
    Wait wait = waits.get(call.id());
    return wait != null
        && wait.last() != wait.since()
        && wait.counted() >= setup.longestTaskTimeout().toNanos();
  }
}
