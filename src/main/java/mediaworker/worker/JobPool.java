package mediaworker.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Lane;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a lane and what they hold: claims handed over and not begun, jobs that run,
 * endings that wait to be recorded. The threads of the fixed pool stay; those beside it end when
 * nothing is to be done.
 *
 * <p>Threads: the dispatcher hands over and collects; the {@code JobWorker-N} threads, or {@code
 * RemoteCall-N} beside the pool, run. All state is guarded by {@code this}, and nothing is called
 * out while it is held.
 */
final class JobPool {

  /** A job that runs. */
  private static final class Active {
    final Cancellation cancellation = new Cancellation();
    final long startNanos = System.nanoTime();
    long limitNanos = Long.MAX_VALUE; // guarded by the pool
  }

  /** What has happened since the last look, taken at one instant. */
  record Batch(List<Ending> endings, List<Claim> begun) {}

  /** How long a thread beside the pool waits for more. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Lane lane;
  private volatile int threads;
  private final JobRunner runner;
  private final WorkerLog log;
  private final Wakeup wakeup;
  private final ThreadPoolExecutor executor;

  private final Deque<Claim> handed = new ArrayDeque<>(); // guarded by this
  private final Set<Claim> reservations = new HashSet<>(); // guarded by this
  private final Map<Claim, Active> active = new LinkedHashMap<>(); // guarded by this
  private final List<Claim> begun = new ArrayList<>(); // guarded by this
  private List<Ending> endings = new ArrayList<>(); // guarded by this
  private final Pace pace = new Pace(); // guarded by this
  private @Nullable Claim suspect; // guarded by this

  JobPool(Lane lane, int threads, JobRunner runner, WorkerLog log, Wakeup wakeup) {
    this.lane = lane;
    this.threads = threads;
    this.runner = runner;
    this.log = log;
    this.wakeup = wakeup;
    AtomicInteger number = new AtomicInteger();
    String name = lane == Lane.THREAD ? "JobWorker-" : "RemoteCall-";
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, name + number.getAndIncrement()));
    pool.allowCoreThreadTimeOut(lane == Lane.REMOTE);
    this.executor = pool;
  }

  /** Starts the threads, which else start while the first jobs wait for them. */
  void open() {
    executor.prestartAllCoreThreads();
  }

  /** How many threads there are. */
  int threads() {
    return threads;
  }

  /** Changes how many threads there are; those too many end when they have nothing to do. */
  void resize(int count) {
    threads = count;
    if (count > executor.getMaximumPoolSize()) {
      executor.setMaximumPoolSize(count);
      executor.setCorePoolSize(count);
    } else {
      executor.setCorePoolSize(count);
      executor.setMaximumPoolSize(count);
    }
  }

  /** Runs something that is no job on a thread of this lane. */
  void aside(Runnable work) {
    executor.execute(work);
  }

  /** Hands a claimed row to a thread; it begins at once when one is free. */
  void submit(Claim claim) {
    int count;
    synchronized (this) {
      handed.add(claim);
      count = Math.min(active.size() + handed.size(), threads);
    }
    if (lane == Lane.THREAD) {
      log.submitted(claim, count, threads);
    }
    executor.execute(this::runNext);
  }

  /** Hands over a reserved row, to be begun when a thread is free. */
  void submitReserved(Claim claim) {
    synchronized (this) {
      handed.add(claim);
      reservations.add(claim);
    }
    executor.execute(this::runNext);
  }

  private void runNext() {
    Claim claim;
    Active job = new Active();
    boolean fromReserve;
    int count;
    synchronized (this) {
      claim = handed.poll();
      if (claim == null) {
        return; // given back meanwhile
      }
      active.put(claim, job);
      fromReserve = reservations.remove(claim);
      if (fromReserve) {
        begun.add(claim);
      }
      pace.begun(job.startNanos);
      count = active.size();
    }
    if (fromReserve) {
      log.submitted(claim, count, threads);
    }
    Ending ending =
        runner.run(
            claim,
            job.cancellation,
            limit -> limit(job, limit),
            () -> {
              synchronized (this) {
                suspect = claim;
              }
              wakeup.ring();
            });
    boolean plenty;
    synchronized (this) {
      active.remove(claim);
      begun.remove(claim);
      endings.add(ending);
      plenty = handed.size() > threads * pace.ahead() / 2;
      pace.ended(ending.took(), System.nanoTime());
    }
    // While many are still reserved ahead, the endings gather and share one commit.
    if (!plenty) {
      wakeup.ring();
    }
  }

  private synchronized void limit(Active job, Duration limit) {
    job.limitNanos = limit.toNanos();
  }

  /** What has ended and begun since the last call. */
  synchronized Batch collect() {
    Batch batch = new Batch(endings, List.copyOf(begun));
    endings = new ArrayList<>();
    begun.clear();
    return batch;
  }

  /** Claims that are handed over or run. */
  synchronized List<Claim> held() {
    List<Claim> all = new ArrayList<>(active.keySet());
    all.addAll(handed);
    return all;
  }

  /** How many claims are handed over or run. */
  synchronized int inFlight() {
    return active.size() + handed.size();
  }

  /** How many reservations wait for a thread. */
  synchronized int reserved() {
    return reservations.size();
  }

  /** Whether nothing is held and every ending has been collected. */
  synchronized boolean isEmpty() {
    return active.isEmpty() && handed.isEmpty() && endings.isEmpty();
  }

  /** The running average of how long jobs take; a day before the first has ended. */
  synchronized Duration average() {
    return pace.average();
  }

  /**
   * How many claims are to be held for each thread while jobs are tiny, the running one included.
   */
  synchronized int ahead() {
    return pace.ahead();
  }

  /** How long no job has begun or ended. */
  synchronized Duration sinceLastMove() {
    return pace.sinceLastMove(System.nanoTime());
  }

  /** Whether a progress report has found its row changed since this was last asked. */
  synchronized boolean takeSuspicion() {
    boolean any = suspect != null;
    suspect = null;
    return any;
  }

  /** Takes reservations that no thread has begun out of the pool. */
  synchronized List<Claim> takeReservations() {
    List<Claim> unbegun = new ArrayList<>(reservations);
    handed.removeAll(unbegun);
    reservations.clear();
    return unbegun;
  }

  /** Takes all claims that no thread has begun out of the pool. */
  synchronized List<Claim> takeUnbegun() {
    List<Claim> unbegun = new ArrayList<>(handed);
    handed.clear();
    reservations.clear();
    return unbegun;
  }

  /** Takes one claim out of the pool if no thread has begun it. */
  synchronized boolean takeUnbegun(Claim claim) {
    reservations.remove(claim);
    return handed.remove(claim);
  }

  /** Asks one job to stop. */
  void cancel(Claim claim, Cancellation.Reason reason) {
    Active job;
    synchronized (this) {
      job = active.get(claim);
    }
    if (job != null) {
      job.cancellation.cancel(reason);
    }
  }

  /** Asks every job to stop. */
  void cancelAll(Cancellation.Reason reason) {
    held().forEach(claim -> cancel(claim, reason));
  }

  /** Asks jobs that run longer than they may to stop. */
  void cancelOverdue() {
    List<Claim> overdue = new ArrayList<>();
    synchronized (this) {
      long now = System.nanoTime();
      active.forEach(
          (claim, job) -> {
            if (now - job.startNanos > job.limitNanos) {
              overdue.add(claim);
            }
          });
    }
    overdue.forEach(claim -> cancel(claim, Cancellation.Reason.TIME_LIMIT));
  }

  /**
   * Ends the threads. They have nothing to do any more, unless the loop had to end without them.
   *
   * @param patience how long they have before they are interrupted
   */
  void close(Duration patience) throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
  }
}
