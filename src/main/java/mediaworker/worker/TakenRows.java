package mediaworker.worker;

import java.util.List;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lane;
import mediaworker.jobs.StoreException;

/**
 * Rows of ours that a person has cancelled, restarted, put off or deleted, and the end of the work
 * on them. Used by the dispatcher's thread.
 */
final class TakenRows {

  private final JobStore store;
  private final JobPool pool;
  private final RemoteLane remote;
  private final Endings endings;
  private boolean othersChanged; // until it has been looked what that means for our rows

  TakenRows(JobStore store, JobPool pool, RemoteLane remote, Endings endings) {
    this.store = store;
    this.pool = pool;
    this.remote = remote;
    this.endings = endings;
  }

  /**
   * Whether others have committed since our rows were last compared. The store tells of each commit
   * once, so it is kept here until then: a round may ask more than once, or fail half way.
   */
  boolean haveOthersChanged() throws StoreException {
    othersChanged |= store.changedByOthers();
    othersChanged |= pool.takeSuspicion();
    return othersChanged;
  }

  /**
   * Stops the work on them.
   *
   * @return whether others had changed anything
   */
  boolean letGo() throws StoreException {
    if (!haveOthersChanged()) {
      return false;
    }
    List<Claim> held = pool.held();
    held.addAll(remote.held());
    Set<Claim> taken = held.isEmpty() ? Set.of() : store.takenBack(held);
    othersChanged = false;
    remote.rowsHaveChanged();
    for (Claim claim : taken) {
      if (claim.lane() == Lane.REMOTE) {
        remote.cancel(claim);
      } else if (pool.takeUnbegun(claim)) {
        endings.takenBack(claim);
      } else {
        pool.cancel(claim, Cancellation.Reason.TAKEN_BACK);
      }
    }
    return true;
  }
}
