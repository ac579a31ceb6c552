package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's transactions: how often each is tried, and what of it can be done without. */
final class LedgerTransactions {

  private static final Logger log = LoggerFactory.getLogger(LedgerTransactions.class);

  /** How often a write waits for the lock, each time as long as a connection waits. */
  private static final int BUSY_TRIES = 6;

  /** Reads. */
  @FunctionalInterface
  interface Reading<T> {
    T of(PaidCallRows calls) throws SQLException;
  }

  /** Notes what has become of a call. */
  @FunctionalInterface
  interface Note {
    void run(PaidCallChanges calls) throws SQLException;
  }

  /** Changes something else. */
  @FunctionalInterface
  interface Change {
    void run(Sql sql) throws SQLException;
  }

  private final JobConnections connections;
  private final LocalTimes times;

  LedgerTransactions(JobConnections connections, LocalTimes times) {
    this.connections = connections;
    this.times = times;
  }

  <T> T with(JobConnections.Use<T> work) throws StoreException {
    return connections.with(work);
  }

  <T> T reading(Reading<T> reading) throws StoreException {
    return connections.with(sql -> reading.of(new PaidCallRows(sql, times)));
  }

  /** Others may lock the database for longer than one wait; nothing has happened then. */
  <T> T writing(JobConnections.Use<T> work) throws StoreException {
    for (int left = BUSY_TRIES; ; left--) {
      try {
        return connections.with(sql -> sql.immediately(() -> work.run(sql)));
      } catch (StoreException e) {
        if (left == 1 || !SqliteErrors.isBusy(e)) {
          throw e;
        }
      }
    }
  }

  void changing(Change change) throws StoreException {
    writing(
        sql -> {
          change.run(sql);
          return true;
        });
  }

  /** Notes what has become of a call. */
  void noting(Note note) throws StoreException {
    changing(sql -> note.run(new PaidCallChanges(sql, times)));
  }

  /** The same, and tells rows that wait for it. */
  void noting(Note note, Change telling) throws StoreException {
    noting(calls -> true, note, telling);
  }

  /**
   * Notes what has become of a call, and tells rows that wait for it in the same transaction. Where
   * a trigger on those rolls all of it back it is noted alone, since what is not noted may be paid
   * for in vain; the rows are left to their time and to people.
   *
   * @param counts whether it is noted at all, asked in that transaction
   * @return whether it was
   */
  boolean noting(Reading<Boolean> counts, Note note, Change telling) throws StoreException {
    try {
      return writing(sql -> noted(sql, counts, note, telling));
    } catch (StoreException e) {
      if (!SqliteErrors.isRefusal(e)) {
        throw e;
      }
      boolean noted = writing(sql -> noted(sql, counts, note, rows -> {}));
      if (noted) {
        log.error("Rows that wait for an end of a call are not told of it: {}", e.sentence());
      }
      return noted;
    }
  }

  private boolean noted(Sql sql, Reading<Boolean> counts, Note note, Change telling)
      throws SQLException {
    if (!counts.of(new PaidCallRows(sql, times))) {
      return false;
    }
    note.run(new PaidCallChanges(sql, times));
    telling.run(sql);
    return true;
  }
}
