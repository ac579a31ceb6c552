package mediaworker.worker;

import java.time.Duration;
import java.time.Instant;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a worker that is to drain the queue has done so. Rows that fall due as soon as the next
 * attempt of a failed job may are waited for; those further away are told of and left.
 */
final class Drain {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final JobStore store;
  private final boolean wanted;
  private final Duration patience;

  /**
   * @param wanted whether the worker is to end at all when nothing is left
   * @param patience how far ahead a row's time may lie for the worker to wait
   */
  Drain(JobStore store, boolean wanted, Duration patience) {
    this.store = store;
    this.wanted = wanted;
    this.patience = patience;
  }

  /** Whether nothing is left to do; says which rows are left when so. */
  boolean isDone(Instant now) throws StoreException {
    if (!wanted || store.hasWorkLeft(now.plus(patience))) {
      return false;
    }
    JobStore.Later later = store.later();
    if (later.rows() > 0) {
      log.info(
          "{} due later, the first at {}",
          later.rows() == 1 ? "1 row is" : later.rows() + " rows are",
          String.valueOf(later.first()).replaceFirst("\\.\\d+$", ""));
    }
    return true;
  }
}
