package mediaworker.store.sqlite.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import org.jspecify.annotations.Nullable;

/**
 * Connections of running jobs, one for each that has something to read or write. Made on first use,
 * since most of a worker's life no job runs; those that nobody needs are closed after a while.
 *
 * <p>Their commits are always durable: the ledger of paid calls goes over them. Safe for use by
 * many threads.
 */
public final class JobConnections implements AutoCloseable {

  private static final int MOST = 128;

  private final SqliteDatabase database;
  private final FileInUse file;
  private @Nullable HikariDataSource pool; // guarded by this

  /** Opens none yet. */
  public JobConnections(SqliteDatabase database) {
    this.database = database;
    this.file = new FileInUse(database.file(), database.named());
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Use<T> {
    T run(Sql sql) throws SQLException;
  }

  /**
   * Runs it on a connection that nobody else has meanwhile, unless the file has become another one:
   * the ledger of paid calls would be kept where nobody finds it.
   *
   * @throws StoreException when the database refuses, or is not there any more
   */
  public <T> T with(Use<T> use) throws StoreException {
    file.check();
    try (Connection connection = get()) {
      return use.run(new Sql(connection));
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  /** The file of all of them. */
  public FileInUse file() {
    return file;
  }

  /** A connection; closing it gives it back. */
  public Connection get() throws SQLException {
    return pool().getConnection();
  }

  private synchronized HikariDataSource pool() {
    if (pool == null) {
      HikariConfig config = new HikariConfig();
      config.setPoolName("jobs");
      config.setDataSource(database.dataSource(Durability.FULL));
      config.setMinimumIdle(0);
      config.setMaximumPoolSize(MOST);
      config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
      config.setInitializationFailTimeout(-1);
      pool = new HikariDataSource(config);
    }
    return pool;
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
