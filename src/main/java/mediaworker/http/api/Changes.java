package mediaworker.http.api;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells waiting requests that the table has changed. Nobody needs to be there: a ring costs
 * nanoseconds. Safe for use by many threads.
 */
public final class Changes {

  /**
   * What no ring tells of (the commits of other workers while this one is busy) is seen so soon.
   */
  private static final Duration SAFETY_NET = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long count; // guarded by lock
  private boolean closed; // guarded by lock

  /** The table has changed, or may have. */
  public void ring() {
    lock.lock();
    try {
      count++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more: the server ends. */
  void close() {
    lock.lock();
    try {
      closed = true;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether rings are waited for. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** How many rings there were so far. */
  long seen() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for another ring, for the time, or for a second; not at all when closed.
   *
   * @param seen rings that are known
   * @return rings so far
   */
  long await(long seen, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = Math.min(most.toNanos(), SAFETY_NET.toNanos());
      while (count == seen && left > 0 && !closed) {
        left = rung.awaitNanos(left);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }
}
