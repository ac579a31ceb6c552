package mediaworker.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve requests. The JDK's server reads a request's head in one of them before
 * anything of ours is called: who does not end it is let go, or a few dozen such clients would have
 * all of the threads.
 */
final class HttpThreads extends ThreadPoolExecutor {

  /** Requests served at once; further ones are turned away. */
  static final int MOST = 64;

  private static final long IDLE_SECONDS = 10;

  private final StallWatch watch;
  private final Map<Thread, StallWatch.Sending> heads = new ConcurrentHashMap<>();

  /**
   * @param watch what lets go of a client whose request's head is not there in time
   */
  HttpThreads(StallWatch watch) {
    super(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());
    this.watch = watch;
    AtomicInteger number = new AtomicInteger();
    setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "Http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    heads.put(thread, watch.beginHead());
  }

  /** The head of what the calling thread serves has been read. */
  void headIsRead() {
    StallWatch.Sending reading = heads.remove(Thread.currentThread());
    if (reading != null) {
      reading.close();
    }
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable fault) {
    headIsRead();
  }
}
