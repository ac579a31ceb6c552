package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.store.sqlite.calls.CallSettlement;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;

/**
 * Ends of rows, told to those that need them, and the ends that come of these. Runs inside the
 * round's transaction.
 */
final class NeedEnds {

  private final Sql sql;
  private final LocalTimes times;
  private final Readiness readiness;
  private final Families families;
  private final Runnable onEnd;

  /** Rows that have ended and are still to be told to those that need them. */
  private final Deque<Ended> ends = new ArrayDeque<>();

  /** Parents whose progress has changed. */
  private final Set<Long> parents = new LinkedHashSet<>();

  /**
   * An end that is to be told.
   *
   * @param root what it came of
   */
  private record Ended(long id, Need root) {}

  /**
   * @param onEnd hears of each row that is ended here: parts of it may have to follow
   */
  NeedEnds(Sql sql, LocalTimes times, Readiness readiness, Families families, Runnable onEnd) {
    this.sql = sql;
    this.times = times;
    this.readiness = readiness;
    this.families = families;
    this.onEnd = onEnd;
  }

  /** A transaction begins: nothing is to be told yet. */
  void begin() {
    ends.clear();
    parents.clear();
  }

  /** The parts of a parent are others, or stand otherwise. */
  void hasChanged(long parent) {
    parents.add(parent);
  }

  boolean areTold() {
    return ends.isEmpty();
  }

  /** Writes how far parents are. */
  void showProgress() throws SQLException {
    for (long parent : parents) {
      families.showProgress(parent);
    }
    parents.clear();
  }

  /** A row cannot run, which is to be told. */
  void fail(long id, String problem, Instant now) throws SQLException {
    end(id, JobStatus.FAILED, problem, now);
    over(id);
  }

  /** A row may have ended: if so, that is to be told. */
  void over(long id) throws SQLException {
    Need need = sql.query(Need.COLUMNS, Need::of, id).stream().findFirst().orElse(Need.missing(id));
    if (need.hasEnded()) {
      ends.add(new Ended(id, need));
    }
  }

  private record Waiter(long id, boolean part) {}

  /** Tells those that need them of all ends, and of the ends that come of it. */
  void tell(Instant now) throws SQLException {
    while (!ends.isEmpty()) {
      Ended end = ends.remove();
      boolean completed = end.id() == end.root().id() && end.root().isCompleted();
      if (!completed) {
        List<Waiter> waiters =
            sql.query(
                "SELECT job_id, part = 1 FROM job_needs WHERE needs_id = ? AND met = 0",
                row -> new Waiter(row.getLong(1), row.getBoolean(2)),
                end.id());
        for (Waiter waiter : waiters) {
          if (!waiter.part()) {
            lost(waiter.id(), end.root(), end.id(), now);
          }
        }
      }
      parents.addAll(
          sql.query(
              "UPDATE job_needs SET met = 1 WHERE needs_id = ? AND met = 0"
                  + " RETURNING job_id, part = 1",
              row -> row.getBoolean(2) ? row.getLong(1) : 0L,
              end.id()));
      parents.remove(0L);
      readiness.ofThoseThatNeed(end.id(), times.text(now));
    }
  }

  /** A need is not completed and will not be: what that means for a job is for the job to say. */
  void lost(long id, Need root, long way, Instant now) throws SQLException {
    List<String> policy =
        sql.query(
            "SELECT COALESCE(on_need_failed, '') FROM jobs WHERE id = ?1 AND claim IS NULL"
                + " AND needs_met IS NULL AND CASE WHEN EXISTS (SELECT 1 FROM job_needs"
                + " WHERE job_id = ?1 AND needs_id = ?2 AND part = 2)"
                + " THEN status = 'waiting_for_analysis'"
                + " ELSE status IN ('queued', 'waiting_for_jobs') END",
            row -> row.getString(1),
            id,
            way);
    if (policy.isEmpty()) {
      return; // it has ended, or a person has taken it
    }
    WhenNeedFails what = WhenNeedFails.of(policy.get(0)).orElse(WhenNeedFails.FAIL);
    if (what == WhenNeedFails.RUN_ANYWAY) {
      sql.update("UPDATE job_needs SET met = 1 WHERE job_id = ? AND needs_id = ?", id, way);
      return;
    }
    // By this it comes back when that one is queued again.
    sql.update("UPDATE job_needs SET met = 2 WHERE job_id = ? AND needs_id = ?", id, way);
    String status = what == WhenNeedFails.SKIP ? JobStatus.SKIPPED : JobStatus.FAILED;
    end(id, status, root.reason(way), now);
    ends.add(new Ended(id, root));
  }

  private void end(long id, String status, String message, Instant now) throws SQLException {
    sql.update(
        "UPDATE jobs SET status = ?1, error_message = ?2, progress_message = NULL,"
            + " finished_at = ?3, updated_at = ?3 WHERE id = ?4",
        status,
        RetryPolicy.sentence(message),
        times.text(now),
        id);
    CallSettlement.letBe(sql, id, times.text(now));
    // A parent's open parts stay: by these they are found, and follow it.
    sql.update("DELETE FROM job_needs WHERE job_id = ? AND met = 0 AND part = 0", id);
    sql.update("UPDATE job_needs SET met = 2 WHERE job_id = ? AND met = 0 AND part = 2", id);
    onEnd.run();
  }
}
