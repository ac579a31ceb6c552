package mediaworker.cli;

/** What scripts can rely on; listed in the help. */
final class ExitCodes {

  /** All is well: a clean end, a drained queue, a check without problems. */
  static final int OK = 0;

  /** Something unexpected; the message or the log tells. */
  static final int FAULT = 1;

  /** The command line or a setting is wrong. */
  static final int USAGE = 2;

  /** The database is missing, cannot be written, is no database, or of a newer worker. */
  static final int DATABASE = 3;

  /** {@code check} found problems. */
  static final int PROBLEMS = 4;

  /** {@code demo}, {@code submit --wait}, {@code pipeline --wait}: a job failed. */
  static final int JOB_FAILED = 5;

  /** There is nothing of that name or number, or nothing to do about it. */
  static final int NOTHING_TO_DO = 6;

  /** {@code submit}: the queue is full. */
  static final int QUEUE_FULL = 7;

  /**
   * {@code submit --wait}: the job did not come to its own end: cancelled, to decide, or too late.
   */
  static final int NOT_ENDED = 8;

  private ExitCodes() {}
}
