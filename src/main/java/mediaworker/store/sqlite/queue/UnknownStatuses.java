package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mediaworker.jobs.UnknownStatus;
import mediaworker.store.sqlite.database.Sql;

/**
 * Finds rows whose status is none that the worker knows. They have an index of their own, so that
 * it costs nothing where there are none, and little where there are many.
 */
public final class UnknownStatuses {

  /** Word for word the index's condition, in the order in which a row's status is likely. */
  private static final String UNKNOWN =
      " FROM jobs INDEXED BY jobs_unknown_status WHERE status <> 'queued' AND status <> 'completed'"
          + " AND status <> 'processing' AND status <> 'keying_processing' AND status <> 'failed'"
          + " AND status <> 'keying_queued' AND status <> 'waiting_remote'"
          + " AND status <> 'waiting_for_jobs' AND status <> 'waiting_for_children'"
          + " AND status <> 'stitching' AND status <> 'waiting_for_analysis'"
          + " AND status <> 'needs_decision' AND status <> 'cancelled' AND status <> 'skipped'";

  /** More of one word are not counted, nor more words told. */
  static final int MOST = 1000;

  private static final int MOST_WORDS = 20;

  /** By the row that has it: a word may be no text that would come back as it went out. */
  private static final String WORD_OF = "(SELECT status FROM jobs WHERE id = ?)";

  private static final String NEXT = " ORDER BY status, id LIMIT 1";

  private UnknownStatuses() {}

  /** The words, sorted, each with its rows. */
  public static List<UnknownStatus> find(Sql sql) throws SQLException {
    List<UnknownStatus> found = new ArrayList<>();
    List<Long> first = sql.query("SELECT id" + UNKNOWN + NEXT, row -> row.getLong(1));
    while (!first.isEmpty() && found.size() < MOST_WORDS) {
      long id = first.get(0);
      found.addAll(
          sql.query(
              "SELECT CAST(status AS TEXT), (SELECT count(*) FROM (SELECT 1"
                  + UNKNOWN
                  + " AND status = "
                  + WORD_OF
                  + " LIMIT "
                  + MOST
                  + ")) FROM jobs WHERE id = ?",
              row ->
                  new UnknownStatus(
                      Objects.requireNonNullElse(row.getString(1), "?"), row.getLong(2), id),
              id,
              id));
      first =
          sql.query(
              "SELECT id" + UNKNOWN + " AND status > " + WORD_OF + NEXT, row -> row.getLong(1), id);
    }
    return found;
  }
}
