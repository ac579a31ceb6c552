package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/** Parents and their children: made together, given up together. */
public final class Families {

  private final Sql sql;
  private boolean stirred;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public Families(Sql sql) {
    this.sql = sql;
  }

  boolean takeStirred() {
    boolean was = stirred;
    stirred = false;
    return was;
  }

  /**
   * Writes new children, queues some again, and lets the parent need all that have not ended.
   *
   * @param anew whether the parent came from the queue: what has ended so far belongs to a run
   *     before
   */
  public void write(long parent, Outcome.WaitingForChildren wanted, boolean anew, String now)
      throws SQLException {
    if (anew) {
      // Those that another program has made stand in no list yet.
      sql.update(
          "INSERT OR IGNORE INTO job_needs (job_id, needs_id, part, met) SELECT ?1, id, 1, 3"
              + " FROM jobs WHERE parent_job_id = ?1"
              + " AND status IN ('completed', 'failed', 'cancelled', 'skipped')",
          parent);
      sql.update("UPDATE job_needs SET met = 3 WHERE job_id = ? AND part = 1 AND met = 1", parent);
    }
    Map<String, List<Long>> steps = new HashMap<>();
    sql.query(
        "SELECT step, id FROM jobs WHERE parent_job_id = ? AND step IS NOT NULL ORDER BY id",
        row ->
            steps.computeIfAbsent(row.getString(1), any -> new ArrayList<>()).add(row.getLong(2)),
        parent);
    for (NewChild child : wanted.add()) {
      long id = insert(parent, child, needs(child, steps), now);
      steps.computeIfAbsent(child.step(), any -> new ArrayList<>()).add(id);
      need(parent, id);
    }
    for (long id : wanted.again()) {
      sql.update(
          "UPDATE jobs SET status = "
              + Analyses.WAITS_OR_QUEUED
              + ", run_at = NULL, needs_met = NULL, lane = NULL, used_input = NULL,"
              + " error_message = NULL, progress = 0, progress_message = NULL, attempts = 0,"
              + " finished_at = NULL, updated_at = ?1"
              + " WHERE id = ?2 AND parent_job_id = ?3"
              + " AND status IN ('failed', 'cancelled', 'skipped')",
          now,
          id,
          parent);
      need(parent, id);
    }
    // These may have ended since the handler looked: what it has not seen it has not asked for
    // again.
    for (long id : wanted.underWay()) {
      need(parent, id);
      waitedForAgain(parent, id);
    }
  }

  /** What a child that a person is asked about says once its parent has been given up. */
  private static String forItself(long parent) {
    return "Job "
        + parent
        + ", which it is a part of, was given up: --adopt and --resubmit end this job alone,"
        + " --drop gives it up too. ";
  }

  /** A parent that was given up waits again for the decision about its child. */
  private void waitedForAgain(long parent, long child) throws SQLException {
    sql.update(
        "UPDATE jobs SET error_message = substr(error_message, length(?1) + 1) WHERE id = ?2"
            + " AND status = 'needs_decision' AND substr(error_message, 1, length(?1)) = ?1",
        forItself(parent),
        child);
  }

  private void need(long parent, long child) throws SQLException {
    sql.update(
        "INSERT INTO job_needs (job_id, needs_id, part, met) SELECT ?1, id, 1, status IN"
            + " ('completed', 'failed', 'cancelled', 'skipped') FROM jobs WHERE id = ?2"
            + " ON CONFLICT DO UPDATE SET met = excluded.met, part = 1",
        parent,
        child);
  }

  private static @Nullable String needs(NewChild child, Map<String, List<Long>> steps) {
    Set<Long> ids = new LinkedHashSet<>();
    for (String step : child.needs()) {
      List<Long> named = steps.get(step);
      if (named == null) {
        throw new IllegalArgumentException("no step " + step + " before " + child.step());
      }
      ids.add(named.get(named.size() - 1));
    }
    return NeedList.write(List.copyOf(ids));
  }

  private long insert(long parent, NewChild child, @Nullable String needs, String now)
      throws SQLException {
    return sql.query(
            "INSERT INTO jobs (job_type, status, created_at, prompt, input_data, parent_job_id,"
                + " priority, step, depends_on, on_need_failed, reuse) SELECT ?1, 'queued', ?2, ?3, ?4,"
                + " id, priority, ?5, ?6, ?7, COALESCE(?9, reuse) FROM jobs WHERE id = ?8"
                + " RETURNING id",
            row -> row.getLong(1),
            child.type(),
            now,
            child.prompt(),
            child.inputData(),
            child.step(),
            needs,
            child.whenNeedFails() == WhenNeedFails.FAIL ? null : child.whenNeedFails().word(),
            parent,
            child.reuse() == null ? null : child.reuse() ? 1 : 0)
        .get(0);
  }

  /** A parent's progress is that of its children, unless more of them are to come. */
  void showProgress(long parent) throws SQLException {
    sql.update(
        "UPDATE jobs SET progress = COALESCE((SELECT round(avg(CASE WHEN c.status IN ('completed',"
            + " 'failed', 'cancelled', 'skipped') THEN 100.0 ELSE c.progress END), 1)"
            + " FROM job_needs n JOIN jobs c ON c.id = n.needs_id WHERE n.job_id = ?1"
            + " AND n.part = 1), progress) WHERE id = ?1 AND claim IS NULL"
            + " AND status IN ('waiting_for_children', 'stitching') AND open_parts IS NULL",
        parent);
  }

  private record Left(long child, long parent, @Nullable String status) {}

  /**
   * What a person did to a parent is done to its children that have not ended: cancelled with one
   * that was cancelled or failed, deleted with one that was deleted. What has ended stays, and so
   * does what a person is asked about: it may have been paid.
   *
   * @return whether there were any
   */
  boolean follow(String now) throws SQLException {
    boolean any = false;
    List<Left> left = left();
    while (!left.isEmpty()) { // a child may be a parent too
      for (Left one : left) {
        giveUp(one, now);
      }
      any = true;
      left = left();
    }
    // What has ended or is gone waits for nothing any more.
    sql.update(
        "UPDATE job_needs SET met = 2 WHERE met = 0 AND part = 2 AND EXISTS (SELECT 1 FROM jobs"
            + " WHERE id = job_id AND status IN ('completed', 'failed', 'cancelled', 'skipped'))");
    sql.update(
        "DELETE FROM job_needs WHERE met = 0 AND NOT EXISTS (SELECT 1 FROM jobs"
            + " WHERE id = job_id AND status NOT IN ('completed', 'failed', 'cancelled',"
            + " 'skipped'))");
    stirred |= any;
    return any;
  }

  private List<Left> left() throws SQLException {
    return sql.query(
        "SELECT n.needs_id, n.job_id, p.status FROM job_needs n"
            + " LEFT JOIN jobs p ON p.id = n.job_id WHERE n.met = 0 AND n.part = 1"
            + " AND (p.id IS NULL OR p.status IN ('completed', 'failed', 'cancelled',"
            + " 'skipped'))",
        row -> new Left(row.getLong(1), row.getLong(2), row.getString(3)));
  }

  private void giveUp(Left one, String now) throws SQLException {
    List<String> asked =
        sql.query(
            "SELECT COALESCE(error_message, '') FROM jobs WHERE id = ?"
                + " AND status = 'needs_decision'",
            row -> row.getString(1),
            one.child());
    if (!asked.isEmpty()) {
      sql.update(
          "UPDATE jobs SET error_message = ?, updated_at = ? WHERE id = ?",
          RetryPolicy.sentence(forItself(one.parent()), asked.get(0)),
          now,
          one.child());
      sql.update(
          one.status() == null
              ? "DELETE FROM job_needs WHERE job_id = ? AND needs_id = ?"
              : "UPDATE job_needs SET met = 1 WHERE job_id = ? AND needs_id = ?",
          one.parent(),
          one.child());
    } else if (one.status() == null) {
      sql.update(
          "DELETE FROM jobs WHERE id = ?"
              + " AND status NOT IN ('completed', 'failed', 'cancelled', 'skipped')",
          one.child());
      sql.update(
          "DELETE FROM job_needs WHERE job_id = ? AND needs_id = ?", one.parent(), one.child());
    } else {
      sql.update(
          "UPDATE jobs SET status = 'cancelled', error_message = ?1, finished_at = ?2,"
              + " updated_at = ?2 WHERE id = ?3"
              + " AND status NOT IN ('completed', 'failed', 'cancelled', 'skipped')",
          "Job " + one.parent() + ", which it is a part of, was given up.",
          now,
          one.child());
      sql.update(
          "UPDATE job_needs SET met = 1 WHERE job_id = ? AND needs_id = ?",
          one.parent(),
          one.child());
    }
  }
}
