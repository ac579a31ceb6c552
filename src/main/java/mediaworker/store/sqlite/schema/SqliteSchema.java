package mediaworker.store.sqlite.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Presence;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;

/**
 * Brings a database into the shape the worker needs: makes the table where it is missing, adds
 * columns to one that another program made. Nothing is ever renamed or dropped but our own views.
 */
public final class SqliteSchema {

  /** Raised with every change of {@code jobs.sql}. */
  static final int VERSION = 21;

  private final SqliteDatabase database;
  private final Sql sql;
  private final SchemaUpgrade upgrade;

  /** Of a database, over one of its connections. */
  public SqliteSchema(SqliteDatabase database, Sql sql) {
    this.database = database;
    this.sql = sql;
    this.upgrade = new SchemaUpgrade(database.file(), sql);
  }

  /**
   * Applies what is missing.
   *
   * @return what was done, one line each; empty when nothing was
   * @throws StoreException when the database is of a newer version, or its table is another one
   */
  public List<String> apply() throws StoreException, SQLException {
    int found = version();
    if (found == VERSION) {
      return List.of();
    }
    List<String> done = new ArrayList<>();
    if (found < VERSION) {
      refuse(inUse(found));
    }
    if (found < VERSION && upgrade.isPossible()) {
      // Outside the transaction, in which it cannot be; two workers at once make two copies.
      new Backup(database, sql)
          .make(found)
          .ifPresent(copy -> done.add("kept a copy of it as it was: " + copy));
    }
    List<String> refusal = new ArrayList<>();
    sql.immediately(
        () -> {
          int version = version(); // again, under the lock: another worker may have been first
          if (version > VERSION) {
            refusal.add(
                "The database "
                    + database.file()
                    + " was last used by a newer worker (its schema is version "
                    + version
                    + ", this worker knows "
                    + VERSION
                    + "). Use that newer worker.");
          } else if (version < VERSION) {
            refusal.addAll(inUse(version));
            if (refusal.isEmpty()) {
              refusal.addAll(upgrade.apply(version, done));
            }
          }
          return version;
        });
    refuse(refusal);
    return done;
  }

  private static void refuse(List<String> why) throws StoreException {
    if (!why.isEmpty()) {
      throw new StoreException(StoreException.Kind.UNUSABLE, why.get(0));
    }
  }

  /**
   * A worker that is at the database knows its shape by heart and would end of a change. One
   * elsewhere is taken to be there while a row is its own.
   */
  private List<String> inUse(int version) throws SQLException {
    if (upgrade.columns("workers").isEmpty()) {
      return List.of();
    }
    List<WorkerId> workers =
        sql.query(
            "SELECT name, machine, pid, pid_started FROM workers",
            row ->
                new WorkerId(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)));
    for (WorkerId worker : workers) {
      Presence presence = database.presence(worker);
      if (presence == Presence.ALIVE || (presence == Presence.ELSEWHERE && holds(worker))) {
        return List.of(
            "The worker "
                + worker.name()
                + " is at the database "
                + database.file()
                + " and is of an older version (schema "
                + version
                + ", this one "
                + VERSION
                + "). End it first: the database gets its new shape with the next start or command"
                + " of this version.");
      }
    }
    return List.of();
  }

  private boolean holds(WorkerId worker) throws SQLException {
    return !sql.query(
            "SELECT 1 FROM jobs WHERE claim IS NOT NULL AND worker = ?"
                + " AND lease_until > CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
                + " LIMIT 1",
            row -> 1,
            worker.name())
        .isEmpty();
  }

  private int version() throws SQLException {
    boolean known =
        !sql.query(
                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'worker_schema'",
                row -> 1)
            .isEmpty();
    if (!known) {
      return 0;
    }
    List<Integer> versions =
        sql.query("SELECT max(version) FROM worker_schema", row -> row.getInt(1));
    return versions.isEmpty() ? 0 : versions.get(0);
  }
}
