package mediaworker.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections, one for each running job that has something to write. Made on first use,
 * since most of a worker's life no job runs; connections that nobody needs are closed after a
 * while.
 */
final class SqliteProgressLog implements ProgressLog {

  private static final int MOST = 128;

  private final SqliteDatabase database;
  private final LocalTimes times;
  private @Nullable HikariDataSource pool; // guarded by this

  SqliteProgressLog(SqliteDatabase database, LocalTimes times) {
    this.database = database;
    this.times = times;
  }

  @Override
  public Line open(Claim claim) {
    return new JobLine(claim);
  }

  private synchronized Connection connection() throws SQLException {
    if (pool == null) {
      HikariConfig config = new HikariConfig();
      config.setPoolName("jobs");
      config.setDataSource(database.dataSource());
      config.setMinimumIdle(0);
      config.setMaximumPoolSize(MOST);
      config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
      config.setInitializationFailTimeout(-1);
      pool = new HikariDataSource(config);
    }
    return pool.getConnection();
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
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
          connection = connection();
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
        throw SqliteErrors.explain(database.file(), e);
      }
    }

    @Override
    public synchronized void close() {
      try {
        if (statement != null) {
          statement.close();
        }
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        // The pool finds out for itself that a connection is broken.
      }
    }
  }
}
