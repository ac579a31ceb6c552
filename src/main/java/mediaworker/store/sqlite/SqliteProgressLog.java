package mediaworker.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/** Writes the progress of running jobs, each over its own connection. */
final class SqliteProgressLog implements ProgressLog {

  private static final int PATIENCE_MILLIS = 250;

  private final SqliteDatabase database;
  private final LocalTimes times;
  private final JobConnections connections;

  SqliteProgressLog(SqliteDatabase database, JobConnections connections, LocalTimes times) {
    this.database = database;
    this.connections = connections;
    this.times = times;
  }

  @Override
  public Line open(Claim claim) {
    return new JobLine(claim);
  }

  @Override
  public void close() {
    connections.close();
  }

  /** The job's thread waits meanwhile, so a lock of others must not hold it up for a report. */
  private static void waitFor(Connection connection, int millis) throws SQLException {
    try (Statement pragma = connection.createStatement()) {
      pragma.execute("PRAGMA busy_timeout = " + millis);
    }
  }

  private final class JobLine implements Line {
    private final Claim claim;
    private @Nullable Connection connection; // guarded by this
    private @Nullable PreparedStatement statement; // guarded by this

    JobLine(Claim claim) {
      this.claim = claim;
    }

    @Override
    public synchronized boolean write(double percent, String message, Instant now)
        throws StoreException {
      try {
        if (statement == null) {
          connection = connections.get();
          waitFor(connection, PATIENCE_MILLIS);
          statement =
              connection.prepareStatement(
                  "UPDATE jobs SET progress = ?, progress_message = ?, updated_at = ?"
                      + " WHERE id = ? AND claim = ? AND status = ?");
        }
        statement.setDouble(1, percent);
        statement.setString(2, message);
        statement.setString(3, times.text(now));
        statement.setLong(4, claim.job().id());
        statement.setString(5, claim.token());
        statement.setString(6, JobStatus.running(claim.job()));
        return statement.executeUpdate() > 0;
      } catch (SQLException e) {
        close(); // the driver may have closed the statement for good
        throw SqliteErrors.explain(database.file(), e);
      }
    }

    @Override
    public synchronized void close() {
      try (Connection used = connection;
          PreparedStatement done = statement) {
        if (used != null) {
          waitFor(used, SqliteDatabase.BUSY_MILLIS);
        }
      } catch (SQLException e) {
        // The pool finds out for itself that a connection is broken.
      }
      connection = null;
      statement = null;
    }
  }
}
