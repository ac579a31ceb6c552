package mediaworker.jobs;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What jobs with {@code reuse} have made, by what it was made from, so that an equal job may take
 * it. Each method is one durable transaction, guarded by the claim. Safe for use by many threads.
 */
public interface ReuseIndex {

  /**
   * What an equal job has made.
   *
   * @param jobId the job
   * @param made as it was given to {@link #keep}
   * @param now what the job's row names today, its result first: places, or URLs since an upload
   */
  record Found(long jobId, String made, List<String> now) {
    public Found {
      now = List.copyOf(now);
    }
  }

  /** How a job begins. */
  sealed interface Beginning {
    /** It has to do the work, and is written down as the one that does. */
    record Anew() implements Beginning {}

    /** An equal job has done it. */
    record Done(Found by) implements Beginning {}

    /** An equal job is about it just now. */
    record UnderWay(long jobId) implements Beginning {}

    /** The row is no longer ours. */
    record Lost() implements Beginning {}
  }

  /** Whether calls have been paid, or may have been, for this run of the job. */
  boolean hasCalls(Claim claim) throws StoreException;

  /**
   * Looks for an equal job; where there is none, the others of the same fingerprint that begin from
   * now on see this one as under way.
   *
   * @param fingerprint what decides what the job makes
   * @param useless jobs whose outputs turned out to be gone or changed
   */
  Beginning begin(Claim claim, String fingerprint, Set<Long> useless) throws StoreException;

  /**
   * Keeps what the job has made, just before it completes, and wakes those that wait for it. Does
   * nothing for a job that has not begun here, and keeps nothing of one that is complete only in
   * part, since some of its calls failed.
   *
   * @param fingerprint as it is now: where it is not the one the job began with, its files or its
   *     row were changed meanwhile and nothing is kept; null for the one it began with
   * @param made for {@link Found#made}
   * @param from the job whose outputs it has taken; null when it has made them
   */
  void keep(Claim claim, @Nullable String fingerprint, String made, @Nullable Long from)
      throws StoreException;

  /**
   * The job has failed, or was stopped: the next of the same fingerprint does the work, unless a
   * call of this one is still open, which is fetched sooner or later.
   */
  void leave(Claim claim) throws StoreException;
}
