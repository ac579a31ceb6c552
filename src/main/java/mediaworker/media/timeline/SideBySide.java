package mediaworker.media.timeline;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.media.MediaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs several pieces of a job at once. What still runs when it is closed is interrupted and waited
 * for, so that nobody works on files that are about to go.
 */
public final class SideBySide implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SideBySide.class);

  /** What is interrupted ends its child process or its copying at once. */
  private static final int MOST_SECONDS = 20;

  private final ExecutorService threads;

  /**
   * Threads for a job.
   *
   * @param name of the threads
   * @param most how many pieces run at once, at least one
   */
  public SideBySide(String name, int most) {
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
  public static final class Result<T> {
    private final Future<T> future;

    private Result(Future<T> future) {
      this.future = future;
    }

    /** Waits for it. */
    public T get() throws MediaException, IOException, InterruptedException {
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
  public <T> Result<T> start(Callable<T> piece) {
    return new Result<>(threads.submit(piece));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS)) {
        log.warn("Pieces of a job did not end within {} s of being stopped", MOST_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
