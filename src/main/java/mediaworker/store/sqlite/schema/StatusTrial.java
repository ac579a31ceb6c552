package mediaworker.store.sqlite.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.JobStatus;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;

/**
 * Tries which statuses the table takes: one of another program may have a check of its own. Nothing
 * of it stays. Runs inside the caller's transaction.
 */
final class StatusTrial {

  private StatusTrial() {}

  /** Statuses that a check of the table refuses, tried on a row that is not kept. */
  static List<String> refused(Sql sql) throws SQLException {
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
}
