package mediaworker.jobs;

/** What people decide about paid calls. Safe for use by many threads. */
public interface CallDesk {

  /** What came of a decision. */
  enum Answer {
    /** It is done. */
    DONE,
    /** There is no such row. */
    NO_JOB,
    /** The row has no call that is open to a decision. */
    NOTHING_OPEN,
    /** A worker is working on the row. */
    BUSY
  }

  /** The call is made again, whatever became of the first: it may be paid twice. */
  Answer resubmit(long jobId) throws StoreException;

  /** The job is given up. */
  Answer drop(long jobId) throws StoreException;

  /**
   * The job goes on with a task that the provider has.
   *
   * @param taskId the provider's id of it
   */
  Answer adopt(long jobId, String taskId) throws StoreException;
}
