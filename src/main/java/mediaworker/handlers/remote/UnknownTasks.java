package mediaworker.handlers.remote;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were taken and that their provider says it does not know. Right after a create it may
 * be answered from a copy that has not heard of it yet, and any machine on the way may answer with
 * 404 while its routes are changed. So it is believed only when it is said again after a while in
 * which nothing else was told of the task, by the steady clock; another life waits its time again.
 * So does a row that is queued again after it was cancelled, and a cancel after that, once the row
 * has looked at the task in between: a row that is cancelled again before it has does not begin its
 * cancel anew. Safe for use by many threads.
 */
final class UnknownTasks {

  /** A bare status has to be said for so many times as long as what a provider says in words. */
  static final int BARE = 30;

  /** The message of a call that was given up for that. */
  static final String NOT_KNOWN = "not known there";

  /** For whom a task is asked about. */
  enum For {
    /** Its row, which waits for it. */
    ROW,
    /** Nobody: its row was given up. */
    CANCEL
  }

  /**
   * Since when, in nanoseconds.
   *
   * @param asker for whom; what was said to the other counts for nothing
   * @param any said in any way
   * @param words said by the provider itself; null where it has not been
   * @param last when it was said last: where long nobody asked, it begins anew
   */
  private record Since(For asker, long any, @Nullable Long words, long last) {}

  private final RemoteCycle cycle;
  private final Map<Long, Since> since = new ConcurrentHashMap<>();

  UnknownTasks(RemoteCycle cycle) {
    this.cycle = cycle;
  }

  /**
   * Whether that has been said of a call's task for long enough; notes that it was.
   *
   * @param asker for whom it was asked about
   * @param between the longest wait between two looks, which is no gap
   */
  boolean isBelieved(For asker, PaidCall call, Polled.NotKnown said, Duration between) {
    long now = cycle.steadyNanos().getAsLong();
    Duration settling = cycle.settings().settling();
    Duration longest = settling.multipliedBy(BARE);
    Duration twice = between.multipliedBy(2);
    Duration gap = twice.compareTo(longest) > 0 ? twice : longest;
    Since first =
        since.compute(
            call.id(),
            (id, noted) -> {
              boolean goesOn =
                  noted != null && noted.asker() == asker && !isOver(now - noted.last(), gap);
              Since before = goesOn ? noted : null;
              return new Since(
                  asker,
                  before == null ? now : before.any(),
                  before != null && before.words() != null
                      ? before.words()
                      : said.bare() ? null : Long.valueOf(now),
                  now);
            });
    return isOver(now - first.any(), longest)
        || (!said.bare() && first.words() != null && isOver(now - first.words(), settling));
  }

  private static boolean isOver(long nanos, Duration wait) {
    return Duration.ofNanos(nanos).compareTo(wait) >= 0;
  }

  /** Something else was told of a call's task, or nobody asks about it any more. */
  void forget(PaidCall call) {
    since.remove(call.id());
  }

  /** No other calls than these belong to rows that were given up. */
  void forgetCancelsBut(Set<Long> ids) {
    since
        .entrySet()
        .removeIf(each -> each.getValue().asker() == For.CANCEL && !ids.contains(each.getKey()));
  }

  /** Gives a call up whose id stays, so that it is asked for again when its row is queued again. */
  void letBe(PaidCall call) throws StoreException {
    forget(call);
    cycle.ledger().ended(call, State.ABANDONED, NOT_KNOWN, "", null, cycle.now());
  }

  /**
   * Gives up calls whose tasks their provider does not know, when nothing else of their job is
   * under way. What the others have made is delivered without them; where there is nothing else,
   * the ids stay, and the job ends.
   *
   * @param missing what was said of each
   * @param made whether the job has outputs of other calls
   * @throws JobFailure when it ends
   */
  void giveUp(ProviderSetup setup, Map<PaidCall, Polled.NotKnown> missing, boolean made)
      throws JobFailure, StoreException {
    String sentence = "";
    for (Map.Entry<PaidCall, Polled.NotKnown> each : missing.entrySet()) {
      PaidCall call = each.getKey();
      Fault fault = each.getValue().fault();
      if (made) {
        forget(call);
        cycle.failed(setup, call, fault, null);
      } else {
        sentence = Faults.sentence(setup, fault) + Faults.askedForAgain(call);
        letBe(call);
      }
    }
    if (!sentence.isEmpty()) {
      throw JobFailure.input(sentence);
    }
  }
}
