package mediaworker.concurrent;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bell for one sleeping thread. A ring that comes while nobody sleeps is remembered, so the next
 * sleep returns at once: no wake-up is lost. Safe for use by many threads.
 */
public final class Wakeup {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private boolean pending; // guarded by lock

  /** Wakes the sleeper, or the next one to come. */
  public void ring() {
    lock.lock();
    try {
      pending = true;
      rung.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sleeps until the bell rings or the time is over.
   *
   * @return whether it rang
   */
  public boolean await(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (!pending) {
        if (left <= 0) {
          return false;
        }
        left = rung.awaitNanos(left);
      }
      pending = false;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
