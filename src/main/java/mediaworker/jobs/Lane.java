package mediaworker.jobs;

/** Where a claimed row is worked on. */
public enum Lane {
  /** On a thread of the fixed pool. */
  THREAD,
  /** Beside the pool: one short step of a task that is under way at a provider. */
  REMOTE
}
