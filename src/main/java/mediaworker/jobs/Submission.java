package mediaworker.jobs;

/** What came of queueing a job. */
public sealed interface Submission {

  /** It stands in the table. */
  record Queued(long id) implements Submission {}

  /** A job of the same unique key was there already, and nothing was added. */
  record Existing(long id, String status) implements Submission {}

  /**
   * The queue has its most; nothing was added.
   *
   * @param waiting jobs that wait for a thread or their time
   * @param limit how many may
   */
  record Full(long waiting, long limit) implements Submission {

    /** For a person. */
    public String sentence() {
      return "The queue is full: "
          + waiting
          + " jobs wait, and max-queue-size is "
          + limit
          + ". Wait until some are done, or raise that setting.";
    }
  }
}
