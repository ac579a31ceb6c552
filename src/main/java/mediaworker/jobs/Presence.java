package mediaworker.jobs;

/** What can be told of another worker's process. */
public enum Presence {
  /** It is there, if perhaps stopped or slow: what it holds is its own. */
  ALIVE,
  /** It is no more. */
  GONE,
  /** It runs, or ran, where processes cannot be looked at: its leases will tell. */
  ELSEWHERE
}
