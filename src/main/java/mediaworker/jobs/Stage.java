package mediaworker.jobs;

/** Which lap a row is on. */
public enum Stage {
  /** The job itself. */
  MAIN,
  /** A parent goes on: all children that it waited for have ended. */
  RESUMED,
  /** A keying lap: {@code result_data} holds a video, and the row came by {@code keying_queued}. */
  KEYING
}
