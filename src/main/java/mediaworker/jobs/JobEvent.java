package mediaworker.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job and that its row does not keep: a failed attempt, a stop, what a
 * person did. Clean runs leave none; the row's own times tell of them.
 *
 * @param jobId the job
 * @param at when
 * @param what one of the words below
 * @param attempt which attempt it was, from 1; 0 where that means nothing
 * @param lap whether it happened on a keying lap
 * @param message what there is to say; null for nothing
 */
public record JobEvent(
    long jobId, Instant at, String what, int attempt, boolean lap, @Nullable String message) {

  /** An attempt failed, and there is none left. */
  public static final String FAILED = "failed";

  /** An attempt failed; another follows by itself. */
  public static final String RETRY = "retry";

  /** The worker stopped and gave it back, with its attempt. */
  public static final String RELEASED = "released";

  /** Its worker was gone; it was taken back. */
  public static final String ORPHANED = "orphaned";

  /** A person has to decide. */
  public static final String UNDECIDED = "needs_decision";

  /** A person cancelled it. */
  public static final String CANCELLED = "cancelled";

  /** A person queued it again. */
  public static final String AGAIN = "again";

  /** A person changed its priority. */
  public static final String PRIORITY = "priority";
}
