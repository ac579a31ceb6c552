package mediaworker.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long jobs take and how recently one has moved, from which follows how much work is held for a
 * thread. Not safe for use by several threads: the pool's lock guards it.
 */
final class Pace {

  /** Claims reserved ahead per thread while jobs are tiny, at the most: more gains nothing. */
  private static final int MOST_AHEAD = 128;

  /** The work that is reserved ahead for a thread, so that other workers get their part. */
  private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How much the average leans on the last job. */
  private static final double WEIGHT = 0.25;

  private double averageNanos = Double.NaN;
  private long lastMoveNanos = System.nanoTime();

  /** A job has begun. */
  void begun(long nanos) {
    lastMoveNanos = nanos;
  }

  /** A job has ended. */
  void ended(Duration took, long nanos) {
    double tookNanos = took.toNanos();
    averageNanos =
        Double.isNaN(averageNanos) ? tookNanos : averageNanos + WEIGHT * (tookNanos - averageNanos);
    lastMoveNanos = nanos;
  }

  /** The running average of how long jobs take; a day before the first has ended. */
  Duration average() {
    return Double.isNaN(averageNanos) ? Duration.ofDays(1) : Duration.ofNanos((long) averageNanos);
  }

  /**
   * How many claims are to be held for each thread while jobs are tiny, the running one included.
   */
  int ahead() {
    return Double.isNaN(averageNanos)
        ? 1
        : (int) Math.max(1, Math.min(MOST_AHEAD, AHEAD_NANOS / Math.max(1, averageNanos)));
  }

  /** How long no job has begun or ended. */
  Duration sinceLastMove(long nowNanos) {
    return Duration.ofNanos(nowNanos - lastMoveNanos);
  }
}
