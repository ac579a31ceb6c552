package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.JobStatus;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.DueRows;

/** Makes rows ready that nothing keeps waiting any more. Runs inside the round's transaction. */
final class Readiness {

  private static final String READY =
      "UPDATE jobs SET needs_met = ?1, updated_at = ?1, progress_message = CASE"
          + " WHEN status = 'waiting_for_jobs' THEN NULL ELSE progress_message END,"
          + " status = CASE WHEN status = 'waiting_for_jobs' THEN 'queued' ELSE status END"
          + " WHERE claim IS NULL AND needs_met IS NULL AND status IN ('queued',"
          + " 'waiting_for_jobs', 'waiting_for_children', 'stitching', 'waiting_for_analysis')"
          + " AND CASE WHEN open_parts IS NULL OR status NOT IN ('waiting_for_children',"
          + " 'stitching') THEN"
          + " NOT EXISTS (SELECT 1 FROM job_needs n WHERE n.job_id = jobs.id AND n.met = 0)"
          + " ELSE (SELECT count(*) FROM job_needs n WHERE n.job_id = jobs.id AND n.met = 0)"
          + " <= open_parts END"
          + " AND id";

  private final Sql sql;
  private final DueRows due;
  private List<Long> analysed = new ArrayList<>();

  /**
   * @param due hears that there are rows to claim
   */
  Readiness(Sql sql, DueRows due) {
    this.sql = sql;
    this.due = due;
  }

  /** Makes it ready if it needs nothing more; answers whether it is now. */
  boolean of(long id, String now) throws SQLException {
    return make(" = ?2", id, now);
  }

  /** Those that need a job which has ended, if they need nothing more. */
  void ofThoseThatNeed(long ended, String now) throws SQLException {
    make(" IN (SELECT job_id FROM job_needs WHERE needs_id = ?2)", ended, now);
  }

  /** Rows whose analyses have ended, to be given their texts; told once. */
  List<Long> takeAnalysed() {
    List<Long> taken = analysed;
    analysed = new ArrayList<>();
    return taken;
  }

  private boolean make(String which, long id, String now) throws SQLException {
    List<String> rows =
        sql.query(
            READY + which + " RETURNING id, status",
            row -> {
              String status = row.getString(2);
              if (status.equals(JobStatus.WAITING_FOR_ANALYSIS)) {
                analysed.add(row.getLong(1));
              }
              return status;
            },
            now,
            id);
    if (!rows.isEmpty()) {
      due.lookAgain();
    }
    return !rows.isEmpty();
  }
}
