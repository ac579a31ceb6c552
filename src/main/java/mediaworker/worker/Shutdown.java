package mediaworker.worker;

import java.time.Duration;

/**
 * How far the way to the end is: asked for, begun, running jobs killed, given up. Asked for by any
 * thread, read by the dispatcher's.
 */
final class Shutdown {

  /** How long killed jobs may take to let go before the worker ends without them. */
  private static final Duration LAST_GRACE = Duration.ofSeconds(15);

  private final Duration grace;
  private volatile boolean asked;
  private volatile boolean atOnce;
  private long began; // 0 before
  private long killed; // 0 before

  /**
   * @param grace how long running jobs may go on
   */
  Shutdown(Duration grace) {
    this.grace = grace;
  }

  /** Asks for the end. */
  void ask() {
    asked = true;
  }

  /** Asks for the end at once. */
  void askAtOnce() {
    atOnce = true;
    asked = true;
  }

  boolean isAsked() {
    return asked;
  }

  Duration grace() {
    return grace;
  }

  /** Whether this is the first look after it was asked for. */
  boolean begins() {
    boolean first = began == 0;
    if (first) {
      began = System.nanoTime();
    }
    return first;
  }

  /** Whether running jobs are to be killed now; true once. */
  boolean isTimeToKill() {
    boolean now = killed == 0 && (atOnce || hasPassed(began, grace));
    if (now) {
      killed = System.nanoTime();
    }
    return now;
  }

  /** Whether killed jobs have been waited for long enough. */
  boolean isHopeless() {
    return killed != 0 && hasPassed(killed, LAST_GRACE);
  }

  /** Whether it takes longer than it ever should, for a reason other than jobs. */
  boolean isOverdue() {
    return asked && began != 0 && hasPassed(began, grace.plus(LAST_GRACE));
  }

  private static boolean hasPassed(long since, Duration time) {
    return System.nanoTime() - since > time.toNanos();
  }
}
