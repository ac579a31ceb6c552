package mediaworker.store.sqlite.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Changes of rows that the database refuses: a check, a unique index or a trigger that is not ours
 * forbids them. One such row must not hold up all others, so a round that meets one is made again
 * with each change apart, within a savepoint, and the row is left alone for a while.
 *
 * <p>Used by the dispatcher's thread, inside its transactions, but for {@link #attemptAlone}.
 */
public final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Whoever mends what refuses a row waits no longer than this. */
  private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

  private static final int MOST_TOLD = 100;

  /** For statements that take rows, while any is left alone. */
  private static final String NOT_THOSE = " AND id NOT IN (SELECT id FROM temp.rows_refused)";

  private final Sql sql;
  private final LongSupplier steadyNanos;
  private final Map<String, Long> told = new HashMap<>();
  private boolean apart;
  private boolean any;
  private long since;

  /** Over the worker's connection; the clock is one that never goes back. */
  public Refusals(Sql sql, LongSupplier steadyNanos) {
    this.sql = sql;
    this.steadyNanos = steadyNanos;
  }

  /** Whether the database refused a change, by a check, an index or a trigger. */
  public static boolean isOne(SQLException e) {
    return e instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  /** Whether it is a check that refuses. */
  public static boolean isOfCheck(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK;
  }

  /** Runs a transaction, and once more with all changes apart where one of them is refused. */
  public <T> T transaction(Sql.Work<T> work) throws SQLException {
    try {
      return sql.immediately(work);
    } catch (SQLException e) {
      if (!isOne(e)) {
        throw e;
      }
      // Outside the transaction, with which it would be gone if that is rolled back.
      sql.update("CREATE TEMP TABLE IF NOT EXISTS rows_refused (id INTEGER PRIMARY KEY)");
      apart = true;
      try {
        return sql.immediately(work);
      } finally {
        apart = false;
      }
    }
  }

  /** Whether changes are made one by one, since one of them is refused. */
  public boolean areApart() {
    return apart;
  }

  /**
   * Makes a change, which where changes are apart has not happened if it is refused.
   *
   * @param what it is, as the beginning of a sentence in the log
   * @return empty where it was refused
   */
  public <T> Optional<T> attempt(String what, Sql.Work<T> change) throws SQLException {
    if (!apart) {
      return Optional.of(change.run());
    }
    return within(sql, change, e -> tell(refused(what, e)));
  }

  /**
   * Makes a change within a savepoint: where it is refused it has not happened, and what else its
   * transaction does stands. For connections of any thread.
   *
   * @param what as in {@link #attempt}; the log has it each time
   */
  public static <T> Optional<T> attemptAlone(Sql sql, String what, Sql.Work<T> change)
      throws SQLException {
    return within(sql, change, e -> log(refused(what, e)));
  }

  private static <T> Optional<T> within(Sql sql, Sql.Work<T> change, Consumer<SQLException> refusal)
      throws SQLException {
    sql.update("SAVEPOINT change");
    try {
      T answer = change.run();
      sql.update("RELEASE change");
      return Optional.of(answer);
    } catch (SQLException e) {
      if (!isOne(e)) {
        throw e;
      }
      try {
        sql.update("ROLLBACK TO change");
        sql.update("RELEASE change");
      } catch (SQLException gone) {
        e.addSuppressed(gone); // a trigger has rolled all of the transaction back
        throw e;
      }
      refusal.accept(e);
      return Optional.empty();
    }
  }

  /**
   * Makes a change of a row that is to be left alone for a while if it is refused.
   *
   * @param what as in {@link #attempt}, before the row's name
   * @param change answers how many rows it changed; none is a refusal too
   */
  public boolean attemptRow(String what, long id, Sql.Work<Integer> change) throws SQLException {
    boolean made = attempt(what + " job " + id, change).filter(rows -> rows > 0).isPresent();
    if (!made && apart) {
      leave(id);
    }
    return made;
  }

  /** Leaves a row alone for a while. Only where changes are apart. */
  public void leave(long id) throws SQLException {
    sql.update("INSERT OR IGNORE INTO temp.rows_refused VALUES (?)", id);
    since = any ? since : steadyNanos.getAsLong();
    any = true;
  }

  /** How long rows are left alone from now on; empty where none is. */
  public Optional<Duration> left() {
    long past = steadyNanos.getAsLong() - since;
    return any ? Optional.of(LEFT_ALONE.minusNanos(past)) : Optional.empty();
  }

  /** A condition of rows that are not left alone; empty for all. */
  public String condition() throws SQLException {
    if (any && steadyNanos.getAsLong() - since >= LEFT_ALONE.toNanos()) {
      any = false;
      sql.update("DELETE FROM temp.rows_refused");
    }
    return any ? NOT_THOSE : "";
  }

  private void tell(String sentence) {
    long now = steadyNanos.getAsLong();
    if (told.size() > MOST_TOLD) {
      told.clear();
    }
    Long last = told.get(sentence);
    if (last == null || now - last > LEFT_ALONE.toNanos()) {
      told.put(sentence, now);
      log(sentence);
    }
  }

  private static String refused(String what, SQLException e) {
    return what + " is refused by the database: " + e.getMessage();
  }

  private static void log(String sentence) {
    log.error(
        "{}. A check, a unique index or a trigger of the table forbids it: see \".schema jobs\".",
        sentence);
  }
}
