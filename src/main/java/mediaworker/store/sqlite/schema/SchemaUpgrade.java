package mediaworker.store.sqlite.schema;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.store.sqlite.database.Sql;

/**
 * The steps from an older shape of the database to this version's: columns that are missing, and
 * what SQLite cannot change in place. Runs inside the caller's transaction.
 */
final class SchemaUpgrade {

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

  private final Path file;
  private final Sql sql;

  /**
   * @param file the database's, for sentences
   */
  SchemaUpgrade(Path file, Sql sql) {
    this.file = file;
    this.sql = sql;
  }

  /** Whether there is no table of jobs yet, or one that can be completed. */
  boolean isPossible() throws SQLException {
    return missing(columns("jobs")).isEmpty();
  }

  /**
   * Brings the database from one version to this one's shape.
   *
   * @param from its version; 0 where the worker has never been at it
   * @param done gets what was done, a line each
   * @return why it cannot be done, in which case nothing was; empty when it was
   */
  List<String> apply(int from, List<String> done) throws SQLException {
    Set<String> columns = columns("jobs");
    if (columns.isEmpty()) {
      done.add("made the table jobs");
    } else {
      List<String> missing = missing(columns);
      if (!missing.isEmpty()) {
        return List.of(
            "The table jobs in "
                + file
                + " is not a job table: it has no column "
                + String.join(", ", missing)
                + ". Was another database meant?");
      }
      List<String> added = new ArrayList<>();
      for (Map.Entry<String, String> column : ADDED.entrySet()) {
        if (!columns.contains(column.getKey())) {
          sql.update("ALTER TABLE jobs ADD COLUMN " + column.getKey() + " " + column.getValue());
          added.add(column.getKey());
        }
      }
      if (!added.isEmpty()) {
        done.add("added the column" + (added.size() == 1 ? " " : "s ") + String.join(", ", added));
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
    List<String> words = StatusTrial.refused(sql);
    if (!words.isEmpty()) {
      done.add(
          "a check of the table takes no row with the status "
              + String.join(", ", words)
              + ": what comes to that fails with a sentence (see \".schema jobs\")");
    }
    done.add("made the indexes, views and tables beside it (version " + SqliteSchema.VERSION + ")");
    sql.update("DELETE FROM worker_schema");
    sql.update("INSERT INTO worker_schema (version) VALUES (?)", SqliteSchema.VERSION);
    return List.of();
  }

  /** What a table of another program lacks to be a job table; nothing where there is none. */
  private static List<String> missing(Set<String> columns) {
    List<String> missing = new ArrayList<>(columns.isEmpty() ? List.of() : NEEDED);
    missing.removeAll(columns);
    return missing;
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
    for (String statement : SqlScript.statements(SqlScript.read("/jobs.sql"))) {
      sql.update(statement);
    }
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

  /** The columns of a table; none where it is not there. */
  Set<String> columns(String table) throws SQLException {
    return new TreeSet<>(
        sql.query("SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table));
  }
}
