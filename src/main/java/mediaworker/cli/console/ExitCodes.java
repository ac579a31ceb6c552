package mediaworker.cli.console;

/** What scripts can rely on; listed in the help. */
public final class ExitCodes {

  /** All is well: a clean end, a drained queue, a check without problems. */
  public static final int OK = 0;

  /** Something unexpected; the message or the log tells. */
  public static final int FAULT = 1;

  /** The command line or a setting is wrong. */
  public static final int USAGE = 2;

  /** The database is missing, cannot be written, is no database, or of a newer worker. */
  public static final int DATABASE = 3;

  /** {@code check} found problems. */
  public static final int PROBLEMS = 4;

  /** {@code demo}, {@code submit --wait}, {@code pipeline --wait}: a job failed. */
  public static final int JOB_FAILED = 5;

  /** There is nothing of that name or number, or nothing to do about it. */
  public static final int NOTHING_TO_DO = 6;

  /** {@code submit}: the queue is full. */
  public static final int QUEUE_FULL = 7;

  /**
   * {@code submit --wait}: the job did not come to its own end: cancelled, to decide, or too late.
   */
  public static final int NOT_ENDED = 8;

  private ExitCodes() {}
}
