package mediaworker.store.sqlite.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;

/**
 * Statements of one connection, each prepared once. Knows nothing of jobs. Used by one thread at a
 * time.
 */
public final class Sql implements AutoCloseable {

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** Work within one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /**
   * Takes over a connection in auto-commit mode, since transactions are opened by statements here:
   * the driver's own would begin deferred and could not wait for the write lock.
   */
  public Sql(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement and answers how many rows it changed. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    try {
      return bound(sql, values).executeUpdate();
    } catch (SQLException e) {
      forget(sql, e);
      throw e;
    }
  }

  /** Runs a query, or a statement with RETURNING, to its end. */
  public <T> List<T> query(String sql, Mapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet result = bound(sql, values).executeQuery()) {
      while (result.next()) {
        rows.add(mapper.map(result));
      }
    } catch (SQLException e) {
      forget(sql, e);
      throw e;
    }
    return rows;
  }

  /** The driver closes a statement for good that met a full disk or a fault of it. */
  private void forget(String sql, SQLException e) {
    PreparedStatement statement = prepared.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException close) {
        e.addSuppressed(close);
      }
    }
  }

  /**
   * Runs work in a transaction that takes the write lock at its beginning, so that it waits for its
   * turn there ({@link LockWait}) and cannot fail for a lock later on.
   */
  public <T> T immediately(Work<T> work) throws SQLException {
    update("BEGIN IMMEDIATE");
    try {
      T answer = work.run();
      update("COMMIT");
      return answer;
    } catch (SQLException | RuntimeException | Error e) {
      try {
        update("ROLLBACK");
      } catch (SQLException rollback) {
        e.addSuppressed(rollback); // SQLite has often rolled back by itself
      }
      throw e;
    }
  }

  /** Runs work that is to fail, or to do what it can, where a lock is held. */
  public <T> T withoutWaiting(Work<T> work) throws SQLException {
    BusyHandler.clearHandler(connection);
    try {
      return work.run();
    } finally {
      LockWait.on(connection);
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    prepared.clear();
    connection.close();
  }
}
