package mediaworker.assets;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;

/** Waits before something is tried again. */
@FunctionalInterface
public interface Pause {

  /** By the clock. */
  Pause REAL =
      (wait, cancellation) -> {
        CountDownLatch stop = new CountDownLatch(1);
        try (Cancellation.Registration onStop = cancellation.onCancel(stop::countDown)) {
          if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            cancellation.throwIfCancelled();
          }
        }
      };

  /**
   * Waits.
   *
   * @throws java.util.concurrent.CancellationException as soon as the cancellation asks for it
   */
  void of(Duration wait, Cancellation cancellation) throws InterruptedException;
}
