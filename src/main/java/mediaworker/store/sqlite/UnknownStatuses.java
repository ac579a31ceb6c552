package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.UnknownStatus;

/**
 * Finds rows whose status is none that the worker knows. They have an index of their own, so that
 * it costs nothing where there are none; of many of one word only their number is gone through.
 */
final class UnknownStatuses {

  /** Word for word the index's condition, in the order in which a row's status is likely. */
  private static final String UNKNOWN =
      " FROM jobs INDEXED BY jobs_unknown_status WHERE status <> 'queued' AND status <> 'completed'"
          + " AND status <> 'processing' AND status <> 'keying_processing' AND status <> 'failed'"
          + " AND status <> 'keying_queued' AND status <> 'waiting_remote'"
          + " AND status <> 'waiting_for_jobs' AND status <> 'waiting_for_children'"
          + " AND status <> 'stitching' AND status <> 'waiting_for_analysis'"
          + " AND status <> 'needs_decision' AND status <> 'cancelled' AND status <> 'skipped'";

  private static final String FIRST = "SELECT min(status)" + UNKNOWN;

  private UnknownStatuses() {}

  /** The words, sorted, each with its rows. */
  static List<UnknownStatus> find(Sql sql) throws SQLException {
    List<UnknownStatus> found = new ArrayList<>();
    String word = sql.query(FIRST, row -> row.getString(1)).get(0);
    while (word != null) {
      found.addAll(
          sql.query(
              "SELECT status, count(*), min(id)" + UNKNOWN + " AND status = ?",
              row -> new UnknownStatus(row.getString(1), row.getLong(2), row.getLong(3)),
              word));
      word = sql.query(FIRST + " AND status > ?", row -> row.getString(1), word).get(0);
    }
    return found;
  }
}
