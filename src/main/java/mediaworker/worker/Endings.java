package mediaworker.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;

/**
 * What has ended and begun since the last commit. Kept until a transaction has written it, however
 * often that fails. Used by the dispatcher's thread.
 */
final class Endings {

  private final JobStore store;
  private final JobPool pool;
  private final RemoteLane remote;
  private final WorkerLog jobLog;
  private final KeptEndings kept;
  private final List<Ending> unrecorded = new ArrayList<>();
  private final List<Claim> begun = new ArrayList<>();

  Endings(JobStore store, JobPool pool, RemoteLane remote, WorkerLog jobLog, KeptEndings kept) {
    this.store = store;
    this.pool = pool;
    this.remote = remote;
    this.jobLog = jobLog;
    this.kept = kept;
  }

  /** Takes from the lanes what has happened there. */
  void collect() {
    JobPool.Batch batch = pool.collect();
    unrecorded.addAll(batch.endings());
    begun.addAll(batch.begun());
    unrecorded.addAll(remote.collect());
  }

  /** These never began: their rows are to be as they were. */
  void giveBack(Collection<Claim> claims) {
    for (Claim claim : claims) {
      unrecorded.add(new Ending(claim, new Outcome.Released(), Duration.ZERO));
    }
  }

  /** A person has taken the row before its work began. */
  void takenBack(Claim claim) {
    unrecorded.add(new Ending(claim, new Outcome.TakenBack(), Duration.ZERO));
  }

  /** Whether there is something to write. */
  boolean isEmpty() {
    return unrecorded.isEmpty() && begun.isEmpty();
  }

  /** Whether claims have ended whose rows do not say so yet. */
  boolean hasUnrecorded() {
    return !unrecorded.isEmpty();
  }

  /** The database takes nothing for now: what has ended is put on the disk meanwhile. */
  void keep() {
    collect();
    kept.keep(List.copyOf(unrecorded));
  }

  /** Whether all that the database did not take is on the disk. */
  boolean areKept() {
    return !unrecorded.isEmpty() && kept.holds(unrecorded);
  }

  /** How it stands about what could not be written, for the last line of the log. */
  String unrecorded() {
    int count = unrecorded.size();
    return kept.holds(unrecorded)
        ? count
            + " endings could not be written before the end; the next worker on this database"
            + " writes them"
        : count + " endings could not be written before the end, nor kept on the disk";
  }

  /** How much a transaction is to claim. */
  record Wanted(int claim, int reserve, int steps) {
    static final Wanted NOTHING = new Wanted(0, 0, 0);
  }

  /**
   * One transaction: writes what is held, and claims. What it claims is handed to the lanes.
   *
   * @return whether there was anything to do
   * @throws StoreException when nothing was written; it is held on
   */
  boolean exchange(Wanted wanted, Instant now) throws StoreException {
    List<Ending> endings = List.copyOf(unrecorded);
    Round round =
        store.exchange(
            new Round.Request(
                endings,
                List.copyOf(begun),
                wanted.claim(),
                wanted.reserve(),
                wanted.steps(),
                now));
    unrecorded.clear();
    begun.clear();
    kept.forget();
    for (Ending ending : endings) {
      boolean refused = round.refused().contains(ending.claim());
      if (round.forbidden().contains(ending.claim())) {
        jobLog.forbidden(ending);
      } else if (refused && !(ending.outcome() instanceof Outcome.TakenBack)) {
        jobLog.refused(ending);
      } else {
        jobLog.ended(ending);
      }
      remote.ended(ending);
    }
    round.remote().forEach(remote::submit);
    round.claimed().forEach(pool::submit);
    round.reserved().forEach(pool::submitReserved);
    return round.foundWork() || !endings.isEmpty();
  }
}
