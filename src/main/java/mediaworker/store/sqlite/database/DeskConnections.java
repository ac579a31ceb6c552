package mediaworker.store.sqlite.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections of a desk: one for each thread that is at it just now, a few kept for the next.
 * Without a pool's machinery, which would be a good part of a short command's time. Safe for use by
 * many threads.
 */
public final class DeskConnections implements AutoCloseable {

  private static final int KEPT = 4;

  private final SqliteDatabase database;
  private final Deque<Sql> idle = new ArrayDeque<>(); // guarded by this
  private boolean closed; // guarded by this

  /** With the one that is open already. */
  public DeskConnections(SqliteDatabase database, Sql first) {
    this.database = database;
    idle.push(first);
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Use<T> {
    T run(Sql sql) throws SQLException;
  }

  /** Runs it on a connection that nobody else has meanwhile. */
  public <T> T with(Use<T> use) throws SQLException {
    Sql sql = take();
    boolean sound = false;
    try {
      T answer = use.run(sql);
      sound = true;
      return answer;
    } finally {
      giveBack(sql, sound);
    }
  }

  private Sql take() throws SQLException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The desk is closed");
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return new Sql(database.dataSource().getConnection());
  }

  /** After an error nothing is known of a connection's state, so it is not used again. */
  private void giveBack(Sql sql, boolean sound) throws SQLException {
    synchronized (this) {
      if (sound && !closed && idle.size() < KEPT) {
        idle.push(sql);
        return;
      }
    }
    sql.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Sql sql : idle) {
      try {
        sql.close();
      } catch (SQLException e) {
        // Nothing is lost: every change is committed.
      }
    }
    idle.clear();
  }
}
