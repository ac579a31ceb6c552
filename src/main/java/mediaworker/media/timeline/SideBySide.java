package mediaworker.media.timeline;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.media.MediaException;

/** Runs several pieces of a job at once. What still runs when it is closed is interrupted. */
final class SideBySide implements AutoCloseable {

  private final ExecutorService threads;

  /**
   * Threads for a job.
   *
   * @param name of the threads
   * @param most how many pieces run at once, at least one
   */
  SideBySide(String name, int most) {
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            Math.max(1, most),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What a piece comes to. */
  static final class Result<T> {
    private final Future<T> future;

    private Result(Future<T> future) {
      this.future = future;
    }

    /** Waits for it. */
    T get() throws MediaException, IOException, InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof MediaException known) {
          throw known;
        }
        if (cause instanceof IOException fault) {
          throw fault;
        }
        if (cause instanceof RuntimeException other) {
          throw other;
        }
        throw new IllegalStateException(cause);
      }
    }
  }

  /** Starts a piece, or lets it wait for its turn. */
  <T> Result<T> start(Callable<T> piece) {
    return new Result<>(threads.submit(piece));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
