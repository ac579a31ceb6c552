package mediaworker.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lane beside the pool: steps of jobs that wait for a provider, and the care for calls whose
 * row has been given up. Used by the dispatcher's thread.
 */
final class RemoteLane {

  /**
   * Steps of waiting jobs that are taken at once: a synchronous provider may hold one for minutes.
   */
  static final int MOST_STEPS = 32;

  private static final Logger log = LoggerFactory.getLogger(RemoteLane.class);

  private final JobPool pool;
  private final Runnable cancelAbandoned;
  private final AtomicBoolean cancelling = new AtomicBoolean();
  private boolean lookForAbandoned = true;

  /**
   * @param cancelAbandoned asks providers to stop what nobody waits for any more; takes as long as
   *     the requests
   */
  RemoteLane(JobPool pool, Runnable cancelAbandoned) {
    this.pool = pool;
    this.cancelAbandoned = cancelAbandoned;
  }

  /** How many more steps may be taken now. */
  int free() {
    return Math.max(0, MOST_STEPS - pool.inFlight());
  }

  void submit(Claim claim) {
    pool.submit(claim);
  }

  List<Ending> collect() {
    return pool.collect().endings();
  }

  List<Claim> held() {
    return pool.held();
  }

  int inFlight() {
    return pool.inFlight();
  }

  boolean isEmpty() {
    return pool.isEmpty();
  }

  /** A person has taken the row; what is being sent is sent to its end, since it may be paid. */
  void cancel(Claim claim) {
    pool.cancel(claim, Cancellation.Reason.TAKEN_BACK);
  }

  void cancelAll(Cancellation.Reason reason) {
    pool.cancelAll(reason);
  }

  /** Somebody else has changed rows, or it is time to look again. */
  void rowsHaveChanged() {
    lookForAbandoned = true;
  }

  /** A step has ended; if its row was taken, its call may have been made all the same. */
  void ended(Ending ending) {
    if (ending.claim().lane() == Lane.REMOTE && ending.outcome() instanceof Outcome.TakenBack) {
      lookForAbandoned = true;
    }
  }

  /** Starts to cancel calls of rows that are gone or given up, where there are any. */
  void lookAfterAbandoned(JobStore store) throws StoreException {
    if (!lookForAbandoned || cancelling.get()) {
      return;
    }
    lookForAbandoned = false;
    if (store.hasAbandonedCalls()) {
      cancelling.set(true);
      pool.aside(
          () -> {
            try {
              cancelAbandoned.run();
            } catch (RuntimeException e) {
              log.error("An unexpected fault while calls were cancelled; it is tried again", e);
            } finally {
              cancelling.set(false);
            }
          });
    }
  }

  /**
   * Ends its threads. A call that is on its way may be paid, so its answer is waited for, also
   * where the database takes it no more: it is kept on the disk.
   */
  void close(Duration patience) throws InterruptedException {
    if (!pool.isEmpty()) {
      log.info(
          "Waiting for {} calls that are on their way, {} at most",
          pool.inFlight(),
          WorkerLog.readable(patience));
    }
    pool.close(patience);
  }
}
