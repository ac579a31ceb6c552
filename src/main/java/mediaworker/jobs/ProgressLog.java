package mediaworker.jobs;

import java.time.Instant;

/** Opens the connection over which one running job writes its progress. */
public interface ProgressLog extends AutoCloseable {

  /** A connection of this claim's own, opened on first use. */
  Line open(Claim claim);

  @Override
  void close();

  /** One running job's own connection. Safe for use by many threads. */
  interface Line extends AutoCloseable {

    /**
     * Writes progress to the row.
     *
     * @param percent 0…100
     * @return false when the row is no longer ours; nothing was written then
     */
    boolean write(double percent, String message, Instant now) throws StoreException;

    @Override
    void close();
  }
}
