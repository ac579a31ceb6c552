package mediaworker.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop. One thread owns the store and makes one of the {@link DispatchRounds} after another,
 * sleeping between them as long as it may. It is woken by a job's end, by the commit of another
 * program, by the first row that falls due and, for safety, by the clock.
 */
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final JobStore store;
  private final JobPool pool;
  private final RemoteLane remote;
  private final Wakeup wakeup;
  private final Endings endings;
  private final Shutdown shutdown;
  private final DispatchRounds rounds;
  private final Setbacks setbacks;

  /** What others want done with the store, which only this thread may use. */
  private final Queue<StoreWork> asides = new ConcurrentLinkedQueue<>();

  private volatile long lastRoundNanos = System.nanoTime();

  /** Something to be done with the store between two rounds. */
  @FunctionalInterface
  interface StoreWork {
    /** Does it. */
    void run(JobStore store) throws StoreException;
  }

  Dispatcher(
      JobStore store,
      DispatchRounds.Parts parts,
      Wakeup wakeup,
      DispatcherSettings settings,
      Clock clock) {
    this.store = store;
    this.pool = parts.pool();
    this.remote = parts.remote();
    this.endings = parts.endings();
    this.wakeup = wakeup;
    this.shutdown = new Shutdown(settings.grace());
    this.rounds =
        new DispatchRounds(
            store, parts, shutdown, store.watch(wakeup::ring), settings.poll(), clock);
    this.setbacks = new Setbacks();
  }

  /** Has something done before the next round, which begins at once. */
  void soon(StoreWork work) {
    asides.add(work);
    wakeup.ring();
  }

  /** How long ago the last round began: the loop is stuck where that grows beyond its sleep. */
  Duration sinceLastRound() {
    return Duration.ofNanos(System.nanoTime() - lastRoundNanos);
  }

  /** Asks for the end: nothing more is claimed, running jobs have the grace time. */
  void stop() {
    shutdown.ask();
    wakeup.ring();
  }

  /** Asks for the end at once: running jobs are stopped and given back. */
  void stopNow() {
    shutdown.askAtOnce();
    wakeup.ring();
  }

  /**
   * Runs rounds until asked to stop, or drained.
   *
   * @throws StoreException when the database has become unusable
   */
  void run() throws StoreException, InterruptedException {
    try {
      boolean rung = true;
      while (true) {
        Duration sleep;
        lastRoundNanos = System.nanoTime();
        try {
          for (StoreWork work = asides.poll(); work != null; work = asides.poll()) {
            work.run(store);
          }
          sleep = shutdown.isAsked() ? rounds.stopping() : rounds.make(rung);
          setbacks.over();
        } catch (StoreException e) {
          sleep = waitAfter(e);
        } catch (RuntimeException e) {
          rounds.lookAgain();
          sleep = setbacks.of(e);
        }
        if (sleep.isNegative()) {
          return;
        }
        rung = sleep.isZero() || wakeup.await(sleep);
      }
    } finally {
      rounds.close();
    }
  }

  private Duration waitAfter(StoreException e) throws StoreException {
    endings.keep();
    if (e.kind() == StoreException.Kind.UNUSABLE) {
      pool.cancelAll(Cancellation.Reason.SHUTDOWN);
      remote.cancelAll(Cancellation.Reason.SHUTDOWN);
      throw e;
    }
    rounds.lookAgain();
    makeRoom();
    Duration pause = setbacks.of(e);
    boolean over = shutdown.isAsked() && pool.isEmpty() && remote.isEmpty();
    if (shutdown.isOverdue() || (over && endings.areKept())) {
      log.error(endings.unrecorded());
      return Duration.ofNanos(-1);
    }
    return pause;
  }

  /** Where the disk is full, emptying the database's log may be what lets it go on. */
  private void makeRoom() {
    try {
      store.tidy(true);
    } catch (StoreException e) {
      log.debug("The database could not be tidied: {}", e.sentence());
    }
  }
}
