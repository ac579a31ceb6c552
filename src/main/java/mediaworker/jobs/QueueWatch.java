package mediaworker.jobs;

/**
 * Tells of commits by other programs, without polling where the platform can. Armed only while the
 * loop has nothing to do, since each own write would be an event too.
 */
public interface QueueWatch extends AutoCloseable {

  /** Starts to listen. What was committed before must be looked for after this returns. */
  void arm();

  /** Stops to listen. */
  void disarm();

  /** Whether it misses nothing, so that the safety net may be wide. */
  boolean isReliable();

  @Override
  void close();
}
