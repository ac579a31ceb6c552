package mediaworker.store.sqlite.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * How the writer waits for the write lock. SQLite's own wait begins with steps of 1, 2, 5 and 10
 * ms, while another program's synced commit, which the loop is rung by and waits for, lasts a
 * fraction of one.
 *
 * <p>Used by its connection's thread.
 */
final class LockWait extends BusyHandler {

  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(SqliteDatabase.BUSY_MILLIS);

  private long startNanos;

  private LockWait() {}

  /**
   * From now on the connection waits so, until somebody sets a {@code PRAGMA busy_timeout}, which
   * takes its place.
   */
  static void on(Connection connection) throws SQLException {
    BusyHandler.setHandler(connection, new LockWait());
  }

  /**
   * Waits a step: a tenth of a millisecond at first, then a fifth of what has been waited already,
   * 25 ms at the most; {@link SqliteDatabase#BUSY_MILLIS} in all.
   *
   * @param before how often it has been called for the same lock
   * @return 0 to give up
   */
  @Override
  protected int callback(int before) {
    long now = System.nanoTime();
    if (before == 0) {
      startNanos = now;
    }
    long waited = now - startNanos;
    if (waited >= MOST_NANOS) {
      return 0;
    }
    LockSupport.parkNanos(Math.max(SHORT_NANOS, Math.min(LONGEST_NANOS, waited / 5)));
    return 1;
  }
}
