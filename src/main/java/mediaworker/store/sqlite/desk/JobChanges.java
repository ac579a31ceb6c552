package mediaworker.store.sqlite.desk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mediaworker.jobs.JobDesk.Changed;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Stage;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.Analyses;
import mediaworker.store.sqlite.queue.JobRows;
import mediaworker.store.sqlite.rows.ClaimTokens;
import mediaworker.store.sqlite.rows.JobEvents;
import org.jspecify.annotations.Nullable;

/**
 * What people do to rows. Each runs inside one transaction that has the write lock from its
 * beginning, so that what it looked at is what it changes.
 */
final class JobChanges {

  /**
   * Whether the row was on a keying lap when its last run failed or was cancelled. What a run wrote
   * has the time of its end too: an hour that comes twice in autumn would hide it from its start.
   */
  private static final String WAS_ON_LAP =
      "(status <> 'completed' AND COALESCE((SELECT lap FROM job_events e WHERE e.job_id = jobs.id"
          + " AND e.what IN ('failed', 'cancelled')"
          + " AND (e.at >= jobs.started_at OR e.at = jobs.finished_at)"
          + " ORDER BY e.id DESC LIMIT 1), 0))";

  private final Sql sql;
  private final JobRows rows;
  private final String now;

  JobChanges(Sql sql, JobRows rows, String now) {
    this.sql = sql;
    this.rows = rows;
    this.now = now;
  }

  /** A row as it stood under the lock. */
  private record Before(long id, String type, String status, int attempts, @Nullable String claim) {
    /** What {@link #of} reads, of {@code jobs j}. */
    static final String COLUMNS = "j.id, j.job_type, j.status, j.attempts, j.claim";

    static Before of(ResultSet row) throws SQLException {
      return new Before(
          row.getLong(1), row.getString(2), row.getString(3), row.getInt(4), row.getString(5));
    }

    /** Of a keying job that runs only its claim tells. */
    boolean onLap() {
      return status.equals(JobStatus.KEYING_QUEUED)
          || (status.equals(JobStatus.KEYING_PROCESSING)
              && (claim == null
                  ? !type.equals("keying")
                  : ClaimTokens.stage(claim) == Stage.KEYING));
    }
  }

  Changed cancel(JobFilter filter) throws SQLException {
    List<Before> meant = meant(filter, JobStatus.NOT_OVER, "");
    keep(meant, JobEvent.CANCELLED, null);
    new Analyses(sql).keepOfThoseThatWait(ids(meant));
    sql.update(
        "UPDATE jobs SET status = 'cancelled', run_at = NULL, waits_for = NULL, finished_at = ?1,"
            + " updated_at = ?1"
            + THESE,
        now,
        ids(meant));
    return changed(filter, meant);
  }

  /** The end's time stays, by which the claim knows that attempts begin anew. */
  Changed retry(JobFilter filter, Set<String> from) throws SQLException {
    List<String> allowed =
        from.stream().filter(word -> !word.equals(JobStatus.NEEDS_DECISION)).toList();
    List<Before> meant = meant(filter, allowed, "");
    new Analyses(sql).keepOfThoseThatNeverRan(ids(meant));
    sql.update(
        "UPDATE jobs SET status = CASE WHEN "
            + WAS_ON_LAP
            + " THEN 'keying_queued' ELSE "
            + Analyses.WAITS_OR_QUEUED
            + " END, run_at = NULL, waits_for = NULL, needs_met = NULL, updated_at = ?1"
            + THESE,
        now,
        ids(meant));
    keep(meant, JobEvent.AGAIN, null);
    List<Long> along = along(ids(meant));
    List<Before> sooner = filter.ids().isEmpty() ? List.of() : bringForward(filter);
    return changed(filter, meant, along, sooner);
  }

  /**
   * Rows that were put off, or try again later, go on at once, and with a parent its steps that
   * were put off with it. Only those that are named: many at once have not ended, which is what is
   * queued again.
   */
  private List<Before> bringForward(JobFilter filter) throws SQLException {
    List<Before> later =
        meant(filter, JobStatus.PUT_OFF, " AND j.run_at IS NOT NULL AND j.claim IS NULL");
    if (later.isEmpty()) {
      return later;
    }
    sql.update(
        "UPDATE jobs SET run_at = NULL, updated_at = ?1 WHERE claim IS NULL AND run_at IS NOT NULL"
            + " AND status IN ('queued', 'keying_queued', 'waiting_for_jobs') AND id IN (SELECT c.id"
            + " FROM json_each(?2) JOIN jobs p ON p.id = value JOIN jobs c ON c.parent_job_id = p.id"
            + " AND c.run_at = p.run_at)",
        now,
        ids(later));
    sql.update(
        "UPDATE jobs SET run_at = NULL, waits_for = NULL, updated_at = ?1" + THESE,
        now,
        ids(later));
    keep(later, JobEvent.AGAIN, "it goes on now, not at its time");
    return later;
  }

  /** Queues again what was given up because one of these had failed, over any number of steps. */
  private List<Long> along(String ids) throws SQLException {
    List<Before> lost =
        sql.query(
            "WITH RECURSIVE lost(id) AS (SELECT job_id FROM job_needs WHERE met = 2"
                + " AND needs_id IN (SELECT value FROM json_each(?1))"
                + " UNION SELECT n.job_id FROM lost JOIN job_needs n ON n.needs_id = lost.id"
                + " WHERE n.met = 2) SELECT "
                + Before.COLUMNS
                + " FROM jobs j"
                + " JOIN lost USING (id) WHERE j.status IN ('failed', 'skipped') ORDER BY j.id",
            Before::of,
            ids);
    sql.update(
        "UPDATE jobs SET status = "
            + Analyses.WAITS_OR_QUEUED
            + ", run_at = NULL, waits_for = NULL, needs_met = NULL, lane = NULL,"
            + " error_message = NULL, updated_at = ?1"
            + THESE,
        now,
        ids(lost));
    keep(lost, JobEvent.AGAIN, "a job that it needs was queued again");
    return lost.stream().map(Before::id).toList();
  }

  Changed prioritize(JobFilter filter, int priority) throws SQLException {
    List<Before> meant = meant(filter, JobStatus.NOT_OVER, "");
    keep(meant, JobEvent.PRIORITY, String.valueOf(priority));
    sql.update("UPDATE jobs SET priority = ?1" + THESE, priority, ids(meant));
    return changed(filter, meant);
  }

  Changed delete(JobFilter filter, boolean evenUnderWay) throws SQLException {
    String guard =
        evenUnderWay
            ? ""
            : " AND j.claim IS NULL AND j.status NOT IN ('processing', 'keying_processing',"
                + " 'waiting_remote', 'waiting_for_children', 'stitching', 'needs_decision')";
    List<Before> meant = meant(filter, List.of(), guard);
    String ids = ids(meant);
    sql.update("DELETE FROM job_events WHERE job_id IN (SELECT value FROM json_each(?))", ids);
    sql.update("DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))", ids);
    return changed(filter, meant);
  }

  private static final String THESE = " WHERE id IN (SELECT value FROM json_each(?2))";

  private List<Before> meant(JobFilter filter, Collection<String> allowed, String guard)
      throws SQLException {
    JobRows.Clause where = rows.where(sql, filter);
    List<Object> values = new ArrayList<>(where.values());
    String among = "";
    if (!allowed.isEmpty()) {
      among = " AND j.status IN (SELECT value FROM json_each(?))";
      values.add(JobRows.json(allowed));
    }
    return sql.query(
        "SELECT "
            + Before.COLUMNS
            + " FROM jobs j"
            + where.sql()
            + among
            + guard
            + " ORDER BY j.id",
        Before::of,
        values.toArray());
  }

  private void keep(List<Before> meant, String what, @Nullable String message) throws SQLException {
    for (Before row : meant) {
      JobEvents.write(sql, row.id(), now, what, row.attempts(), row.onLap(), message);
    }
  }

  private static String ids(Collection<Before> meant) {
    return JobRows.json(meant.stream().map(Before::id).toList());
  }

  private Changed changed(JobFilter filter, List<Before> meant) throws SQLException {
    return changed(filter, meant, List.of(), List.of());
  }

  private Changed changed(
      JobFilter filter, List<Before> meant, List<Long> along, List<Before> forward)
      throws SQLException {
    List<Long> done = meant.stream().map(Before::id).toList();
    List<Long> sooner = forward.stream().map(Before::id).toList();
    Map<Long, String> refused = new TreeMap<>();
    if (!filter.ids().isEmpty()) {
      filter.ids().forEach(id -> refused.put(id, ""));
      sql.query(
          "SELECT id, status FROM jobs WHERE id IN (SELECT value FROM json_each(?))",
          row -> refused.put(row.getLong(1), row.getString(2)),
          JobRows.json(filter.ids()));
      done.forEach(refused::remove);
      sooner.forEach(refused::remove);
    }
    return new Changed(done, refused, along, sooner);
  }
}
