package mediaworker.app;

import java.time.Duration;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.QueueWatch;

/** Waits for something to happen to the queue. For use by one thread. */
public final class QueueNews implements AutoCloseable {

  private final Wakeup wakeup = new Wakeup();
  private final QueueWatch watch;

  /** Listens from now on. */
  public QueueNews(JobDesk desk) {
    watch = desk.watch(wakeup::ring);
    watch.arm();
  }

  /**
   * Waits until something was committed, though no shorter than the one and no longer than the
   * other time.
   */
  public void await(Duration least, Duration most) throws InterruptedException {
    long begin = System.nanoTime();
    boolean rung = wakeup.await(most);
    long left = least.toNanos() - (System.nanoTime() - begin);
    if (rung && left > 0) {
      pause(Duration.ofNanos(left));
    }
  }

  /** Waits so long, whatever happens. */
  public static void pause(Duration time) throws InterruptedException {
    new Wakeup().await(time);
  }

  @Override
  public void close() {
    watch.close();
  }
}
