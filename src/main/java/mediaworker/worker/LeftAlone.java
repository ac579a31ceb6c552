package mediaworker.worker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.UnknownStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of rows that no worker will ever take, since their status is none that it knows: a slip
 * such as 'pending' would wait for ever without a word. Each word is told once, and again when it
 * comes back. Used by the dispatcher's thread.
 */
final class LeftAlone {

  private static final Logger log = LoggerFactory.getLogger(LeftAlone.class);

  private final JobStore store;
  private final Set<String> told = new HashSet<>();

  LeftAlone(JobStore store) {
    this.store = store;
  }

  /** Looks for such rows; to be called when others have changed the table. */
  void tell() throws StoreException {
    List<UnknownStatus> now = store.unknownStatuses();
    told.retainAll(now.stream().map(UnknownStatus::status).toList());
    for (UnknownStatus unknown : now) {
      if (told.add(unknown.status())) {
        boolean one = unknown.jobs() == 1;
        log.warn(
            "{}, which this worker does not know: {} left alone. If {} to run: UPDATE jobs SET"
                + " status = '{}' WHERE id = {};",
            unknown.told(),
            one ? "it is" : "they are",
            one ? "it is" : "one is",
            JobStatus.QUEUED,
            unknown.first());
      }
    }
  }
}
