package mediaworker.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Presence;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;

/**
 * Brings a database into the shape the worker needs: makes the table where it is missing, adds
 * columns to one that another program made. Nothing is ever renamed or dropped but our own views.
 */
final class SqliteSchema {

  /** Raised with every change of {@code jobs.sql}. */
  static final int VERSION = 19;

  /** Since then {@code job_needs} tells which children ended in an earlier run of their parent. */
  private static final int RUNS_OF_PARENTS = 8;

  /** Since then it tells which needs are analyses whose texts are still to come. */
  private static final int ANALYSES_APART = 9;

  /** Columns of ours as they are added to a table of another program. */
  private static final Map<String, String> ADDED = new LinkedHashMap<>();

  static {
    ADDED.put("prompt", "TEXT");
    ADDED.put("input_data", "TEXT");
    ADDED.put("result_data", "TEXT");
    ADDED.put("error_message", "TEXT");
    ADDED.put("keying_settings", "TEXT");
    ADDED.put("keyed_result_data", "TEXT");
    ADDED.put("parent_job_id", "INTEGER");
    ADDED.put("outputs", "TEXT");
    ADDED.put("findings", "TEXT");
    ADDED.put("depends_on", "TEXT");
    ADDED.put("on_need_failed", "TEXT");
    ADDED.put("step", "TEXT");
    ADDED.put("used_input", "TEXT");
    ADDED.put("needs_met", "TIMESTAMP");
    ADDED.put("lane", "TEXT");
    ADDED.put("open_parts", "INTEGER");
    ADDED.put("reuse", "INTEGER NOT NULL DEFAULT 0");
    ADDED.put("reused_from", "INTEGER");
    ADDED.put("priority", "INTEGER NOT NULL DEFAULT 0");
    ADDED.put("attempts", "INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)");
    ADDED.put("max_attempts", "INTEGER NOT NULL DEFAULT 3 CHECK (max_attempts >= 1)");
    ADDED.put("run_at", "TIMESTAMP");
    ADDED.put("waits_for", "TEXT");
    ADDED.put("progress", "REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100)");
    ADDED.put("progress_message", "TEXT");
    ADDED.put("started_at", "TIMESTAMP");
    ADDED.put("finished_at", "TIMESTAMP");
    ADDED.put("updated_at", "TIMESTAMP");
    ADDED.put("unique_key", "TEXT");
    ADDED.put("callback_url", "TEXT");
    ADDED.put("worker", "TEXT");
    ADDED.put("claim", "TEXT");
    ADDED.put("lease_until", "INTEGER");
  }

  /** Columns that must be there already, since they cannot be made up. */
  private static final List<String> NEEDED = List.of("id", "job_type", "status", "created_at");

  private final SqliteDatabase database;
  private final Sql sql;

  SqliteSchema(SqliteDatabase database, Sql sql) {
    this.database = database;
    this.sql = sql;
  }

  /**
   * Applies what is missing.
   *
   * @return what was done, one line each; empty when nothing was
   * @throws StoreException when the database is of a newer version, or its table is another one
   */
  List<String> apply() throws StoreException, SQLException {
    int found = version();
    if (found == VERSION) {
      return List.of();
    }
    List<String> done = new ArrayList<>();
    if (found < VERSION) {
      refuse(inUse(found));
    }
    if (found < VERSION && missing(columns()).isEmpty()) {
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
              refusal.addAll(upgrade(version, done));
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
    if (columns("workers").isEmpty()) {
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

  /** Runs inside the transaction; answers why it cannot be done, if it cannot. */
  private List<String> upgrade(int from, List<String> done) throws SQLException {
    Set<String> columns = columns();
    if (columns.isEmpty()) {
      done.add("made the table jobs");
    } else {
      List<String> missing = missing(columns);
      if (!missing.isEmpty()) {
        return List.of(
            "The table jobs in "
                + database.file()
                + " is not a job table: it has no column "
                + String.join(", ", missing)
                + ". Was another database meant?");
      }
      for (Map.Entry<String, String> column : ADDED.entrySet()) {
        if (!columns.contains(column.getKey())) {
          sql.update("ALTER TABLE jobs ADD COLUMN " + column.getKey() + " " + column.getValue());
          done.add("added the column " + column.getKey());
        }
      }
    }
    besides(columns("pauses"));
    if (from < RUNS_OF_PARENTS) {
      sql.update(
          "UPDATE job_needs SET met = 3 WHERE part = 1 AND met = 1 AND EXISTS (SELECT 1 FROM jobs c"
              + " JOIN jobs p ON p.id = job_needs.job_id WHERE c.id = job_needs.needs_id"
              + " AND c.finished_at < p.started_at)");
    }
    if (from < ANALYSES_APART) {
      sql.update(
          "UPDATE job_needs SET part = 2 WHERE part = 0 AND job_id IN (SELECT id FROM jobs"
              + " WHERE depends_on IS NULL AND needs_met IS NULL)");
    }
    List<String> words = refusedWords();
    if (!words.isEmpty()) {
      done.add(
          "a check of the table takes no row with the status "
              + String.join(", ", words)
              + ": what comes to that fails with a sentence (see \".schema jobs\")");
    }
    done.add("made the indexes, views and tables beside it (version " + VERSION + ")");
    sql.update("DELETE FROM worker_schema");
    sql.update("INSERT INTO worker_schema (version) VALUES (?)", VERSION);
    return List.of();
  }

  /** Statuses that a check of the table refuses, tried on a row that is not kept. */
  private List<String> refusedWords() throws SQLException {
    boolean untold =
        sql.query(
                    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'jobs'"
                        + " AND sql LIKE '%CHECK%status%'",
                    row -> 1)
                .isEmpty()
            || !sql.query(
                    "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'jobs'"
                        + " AND sql LIKE '%RAISE%ROLLBACK%'",
                    row -> 1)
                .isEmpty();
    List<String> refused = new ArrayList<>();
    for (String word : untold ? Set.<String>of() : new TreeSet<>(JobStatus.KNOWN)) {
      sql.update("SAVEPOINT trial");
      try {
        sql.update("INSERT INTO jobs (job_type, created_at) VALUES ('noop', '2000-01-01')");
        sql.update(
            "UPDATE jobs SET status = ?, result_data = '', error_message = '',"
                + " started_at = '2000-01-01', finished_at = '2000-01-01'"
                + " WHERE id = last_insert_rowid()",
            word);
      } catch (SQLException e) {
        if (!Refusals.isOne(e)) {
          throw e;
        }
        if (Refusals.isOfCheck(e)) {
          refused.add(word);
        }
      } finally {
        sql.update("ROLLBACK TO trial");
        sql.update("RELEASE trial");
      }
    }
    return refused;
  }

  /** What a table of another program lacks to be a job table; nothing where there is none. */
  private static List<String> missing(Set<String> columns) {
    List<String> missing = new ArrayList<>(columns.isEmpty() ? List.of() : NEEDED);
    missing.removeAll(columns);
    return missing;
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

  /** Runs the script, around what it cannot do to tables of ours that are there already. */
  private void besides(Set<String> pauses) throws SQLException {
    add("workers", "lanes", "TEXT");
    if (add("workers", "seen_at", "TIMESTAMP")) {
      sql.update(
          "UPDATE workers SET seen_at = strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')");
    }
    add("paid_calls", "in_vain", "INTEGER NOT NULL DEFAULT 0");
    add("paid_calls", "intended_ms", "INTEGER");
    add("paid_calls", "accepted_ms", "INTEGER");
    if (add("paid_calls", "sought_at", "TIMESTAMP")) {
      // Which of them were looked for was not noted: a person is asked about one too many rather
      // than that a call is made twice.
      sql.update(
          "UPDATE paid_calls SET sought_at = COALESCE(ended_at, intended_at)"
              + " WHERE state = 'unknown'");
    }
    if (add("paid_calls", "missed_at", "TIMESTAMP")) {
      sql.update(
          "UPDATE paid_calls SET missed_at = COALESCE(ended_at, intended_at)"
              + " WHERE settled_at IS NULL AND state = 'refused'"
              + " AND message = provider || ' has never heard of it'");
    }
    add("webhooks", "findings", "TEXT");
    if (!pauses.isEmpty()) {
      // SQLite cannot change a condition, so it is made anew; a view on it would forbid the
      // renaming.
      sql.update("DROP VIEW IF EXISTS v_pauses");
      sql.update("ALTER TABLE pauses RENAME TO pauses_before");
    }
    script("/jobs.sql");
    if (!pauses.isEmpty()) {
      sql.update(
          "INSERT INTO pauses (scope, name, since, reason)"
              + " SELECT scope, name, since, reason FROM pauses_before");
      sql.update("DROP TABLE pauses_before");
    }
  }

  /** Adds a column to a table that is there without it; answers whether it did. */
  private boolean add(String table, String column, String type) throws SQLException {
    Set<String> there = columns(table);
    if (there.isEmpty() || there.contains(column)) {
      return false;
    }
    sql.update("ALTER TABLE " + table + " ADD COLUMN " + column + " " + type);
    return true;
  }

  private Set<String> columns() throws SQLException {
    return columns("jobs");
  }

  private Set<String> columns(String table) throws SQLException {
    return new TreeSet<>(
        sql.query("SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table));
  }

  private void script(String resource) throws SQLException {
    for (String statement : statements(read(resource))) {
      sql.update(statement);
    }
  }

  /**
   * Cuts a script of ours at the semicolons that end a line. Comments within a statement stay, so
   * that they are seen with {@code .schema jobs}; those between statements go.
   */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : script.lines().toList()) {
      String code = line.replaceFirst("(^|\\s+)--.*$", "").stripTrailing();
      if (code.isEmpty() && statement.isEmpty()) {
        continue;
      }
      statement.append(line).append('\n');
      if (code.endsWith(";")) {
        statements.add(statement.toString().strip());
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      statements.add(statement.toString().strip());
    }
    return statements;
  }

  private static String read(String resource) {
    try (InputStream in = SqliteSchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
