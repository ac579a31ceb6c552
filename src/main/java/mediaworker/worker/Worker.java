package mediaworker.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.workspace.Workspace;

/**
 * The loop and its threads as one thing that is run and stopped.
 *
 * <p>{@link #run} does the dispatcher's work on the calling thread; {@link #stop} and {@link
 * #stopNow} may be called from any thread, before, during or after it.
 */
public final class Worker {

  /** Threads that have nothing to do any more end in no time. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final JobStore store;
  private final DispatcherSettings settings;
  private final Clock clock;
  private final WorkerId self;
  private final ProgressLog progressLog;
  private final JobRunner runner;
  private final JobPool pool;
  private final RemoteLane remote;
  private final Heartbeat heartbeat;
  private final Dispatcher dispatcher;
  private volatile Instant started = Instant.EPOCH;

  /**
   * Puts the parts together; starts nothing.
   *
   * @param workspace where jobs get their work folders; the caller closes it
   */
  public Worker(
      JobStore store,
      HandlerRegistry handlers,
      DispatcherSettings settings,
      RetryPolicy retries,
      Workspace workspace,
      Clock clock) {
    this(store, handlers, settings, retries, workspace, clock, () -> {});
  }

  /**
   * Puts the parts together; starts nothing.
   *
   * @param workspace where jobs get their work folders; the caller closes it
   * @param cancelAbandoned asks providers to stop what nobody waits for any more; run beside the
   *     pool, one at a time
   */
  public Worker(
      JobStore store,
      HandlerRegistry handlers,
      DispatcherSettings settings,
      RetryPolicy retries,
      Workspace workspace,
      Clock clock,
      Runnable cancelAbandoned) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.self = ProcessIdentity.current();
    this.progressLog = store.progressLog();
    WorkerLog log = new WorkerLog();
    Wakeup wakeup = new Wakeup();
    this.runner = new JobRunner(handlers, retries, workspace, progressLog, clock, log);
    this.pool = new JobPool(Lane.THREAD, settings.threads(), runner, log, wakeup);
    this.remote =
        new RemoteLane(
            new JobPool(Lane.REMOTE, RemoteLane.MOST_STEPS, runner, log, wakeup), cancelAbandoned);
    KeptEndings kept = new KeptEndings(store, workspace, log);
    this.heartbeat = new Heartbeat(store, self, workspace, settings.lease(), kept, log);
    this.dispatcher =
        new Dispatcher(
            store,
            new DispatchRounds.Parts(
                pool,
                remote,
                new Endings(store, pool, remote, log, kept),
                heartbeat,
                new Drain(store, settings.drain(), retries.maxDelay())),
            wakeup,
            settings,
            clock);
  }

  /** The name under which rows show who holds them. */
  public String name() {
    return self.name();
  }

  /**
   * Works until stopped, or until the queue is drained where the settings say so.
   *
   * @throws StoreException when the database cannot be used any more
   */
  public void run() throws StoreException, InterruptedException {
    Duration patience = LAST_WORDS;
    try {
      pool.open();
      started = clock.instant();
      store.register(self, settings.threads(), settings.lease(), started);
      dispatcher.run();
    } catch (StoreException e) {
      patience = settings.grace(); // nobody has waited for what is under way
      throw e;
    } finally {
      pool.close(LAST_WORDS);
      remote.close(patience);
      heartbeat.close();
      progressLog.close();
    }
  }

  /**
   * Changes how many jobs run at once. Running ones are left alone: where there are too many, no
   * new one begins until enough have ended.
   */
  public void resize(int threads) {
    pool.resize(threads);
    dispatcher.soon(jobs -> jobs.register(self, threads, settings.lease(), started));
  }

  /** Changes what may run at once of which kinds. Running jobs are left alone. */
  public void limit(Lanes lanes) {
    dispatcher.soon(jobs -> jobs.limit(lanes));
  }

  /**
   * How long ago the loop last went round. It does so every few seconds at the least, so much more
   * than that means that it is stuck.
   */
  public Duration sinceLastRound() {
    return dispatcher.sinceLastRound();
  }

  /** Asks for the end: nothing more is claimed, running jobs have the grace time. */
  public void stop() {
    runner.stopIsAsked();
    dispatcher.stop();
  }

  /** Asks for the end at once: running jobs are stopped and their rows given back. */
  public void stopNow() {
    runner.stopIsAsked();
    dispatcher.stopNow();
  }
}
