package mediaworker.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds that could not be made: how long to wait before the next, and how often to say so. Goes by
 * a clock that nobody moves. Used by the dispatcher's thread.
 */
final class Setbacks {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);

  private final LongSupplier steadyNanos;
  private Duration pause = Duration.ZERO;
  private boolean complained;
  private long lastComplaint;

  Setbacks() {
    this(System::nanoTime);
  }

  /**
   * @param steadyNanos a clock that nobody moves
   */
  Setbacks(LongSupplier steadyNanos) {
    this.steadyNanos = steadyNanos;
  }

  /** A round was made. */
  void over() {
    pause = Duration.ZERO;
  }

  /**
   * Says once a minute what is wrong.
   *
   * @return how long to wait
   */
  Duration of(StoreException e) {
    if (isTimeToComplain()) {
      log.warn("{} Nothing is lost: it is tried again until it works.", e.sentence());
    }
    return longerPause();
  }

  /** A fault of ours in one round must not end all of them: what has ended is still held. */
  Duration of(RuntimeException fault) {
    if (isTimeToComplain()) {
      log.error("An unexpected fault in the loop; it goes on", fault);
    }
    return longerPause();
  }

  private boolean isTimeToComplain() {
    long now = steadyNanos.getAsLong();
    if (complained && now - lastComplaint < COMPLAIN_EVERY.toNanos()) {
      return false;
    }
    complained = true;
    lastComplaint = now;
    return true;
  }

  private Duration longerPause() {
    Duration twice = pause.multipliedBy(2);
    pause =
        pause.isZero() ? FIRST_PAUSE : twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    return pause;
  }
}
