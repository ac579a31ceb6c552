package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.queue.Pauses;
import mediaworker.store.sqlite.rows.ClaimTokens;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.ReadyRows;

/**
 * Takes ready rows for one worker, by one statement for as many as are wanted. Runs inside the
 * round's transaction.
 */
public final class Claiming {

  /** Rows whose claim may be refused in one round; others come in the next. */
  private static final int MOST_REFUSED = 32;

  private static final String READY_ROWS = "SELECT id" + ReadyRows.FROM;

  private static final String IN_ORDER = ReadyRows.IN_ORDER + "?5";

  /** The first ready rows. */
  public static final String READY = READY_ROWS + IN_ORDER;

  private static final String STEP = "UPDATE jobs SET claim = ?1, worker = ?2, lease_until = ?3";

  private static final String DUE_STEPS =
      "SELECT id FROM jobs INDEXED BY jobs_steps WHERE status = 'waiting_remote'"
          + " AND claim IS NULL AND run_at IS NOT NULL AND run_at <= ?4";

  /** Rows whose work is under way and goes on. */
  private static final String GOES_ON =
      "status IN ('waiting_remote', 'waiting_for_children', 'stitching')";

  /**
   * A row that had ended and was queued again by a person starts with fresh attempts; one that has
   * waited for a provider or its children goes on with the same one, and with the same input. What
   * an attempt before has used is kept for the next one of the same run.
   */
  private static final String CLAIM_COLUMNS =
      " claim = CASE status WHEN 'keying_queued' THEN ?2 || '"
          + ClaimTokens.LAP
          + "' WHEN 'waiting_for_children' THEN ?2 || '"
          + ClaimTokens.ON
          + "' WHEN 'stitching' THEN ?2 || '"
          + ClaimTokens.ON
          + "' WHEN 'waiting_remote' THEN ?2 || '"
          + ClaimTokens.STEP_ON
          + "' ELSE ?2 END, worker = ?3, lease_until = ?4,"
          + " attempts = CASE WHEN "
          + GOES_ON
          + " THEN max(attempts, 1) WHEN finished_at IS NULL THEN attempts + 1 ELSE 1 END,"
          + " waits_for = NULL, needs_met = NULL, lane = NULL, reused_from = NULL,"
          + " used_input = CASE WHEN status = 'queued' AND finished_at IS NOT NULL THEN NULL"
          + " ELSE used_input END";

  private static final String RUNNING_COLUMNS =
      " status = CASE WHEN status = 'keying_queued' OR job_type = 'keying'"
          + " THEN 'keying_processing' ELSE 'processing' END,"
          + " started_at = CASE WHEN "
          + GOES_ON
          + " THEN COALESCE(started_at, ?1)"
          + " ELSE ?1 END, finished_at = NULL, updated_at = ?1,"
          + " progress = CASE WHEN "
          + GOES_ON
          + " THEN progress ELSE 0 END,"
          + " progress_message = NULL, error_message = NULL";

  private static final String CLAIM =
      "UPDATE jobs SET"
          + RUNNING_COLUMNS
          + ","
          + CLAIM_COLUMNS
          + " WHERE id IN ("
          + READY
          + ")"
          + ClaimedRow.RETURNING;

  /** The same for rows that were chosen. */
  private static final String CHOSEN =
      "SELECT id FROM jobs WHERE claim IS NULL AND id IN (SELECT value FROM json_each(?5))";

  private static final String RESERVE =
      "UPDATE jobs SET" + CLAIM_COLUMNS + " WHERE id IN (" + READY + ")" + ClaimedRow.RETURNING;

  /**
   * What is under way is never reserved ahead: it shows as waiting for something else than a
   * thread, and its work is not tiny.
   */
  private static final String NEW = " AND NOT (" + GOES_ON + ")";

  /** What a provider has made is fetched whatever is paused: it would be lost. */
  private static final String UNDER_WAY = " AND " + ReadyRows.RANK + " = 1";

  private final Sql sql;
  private final LocalTimes times;
  private final Refusals refusals;
  private final String worker;
  private final ClaimTokens tokens;
  private Duration lease;
  private final Choosing choosing;
  private Ageing ageing;
  private Lanes lanes;

  /**
   * Claims for one worker.
   *
   * @param worker its name, which ends in a random part that no other worker has
   * @param lanes its lanes, of which some may be paused
   */
  Claiming(
      Sql sql, LocalTimes times, Refusals refusals, String worker, Duration lease, Lanes lanes) {
    this.sql = sql;
    this.times = times;
    this.refusals = refusals;
    this.worker = worker;
    this.tokens = new ClaimTokens(worker);
    this.lease = lease;
    this.choosing = new Choosing(sql, refusals);
    this.lanes = lanes;
    this.ageing = new Ageing(sql, times, lanes.ageing());
  }

  /**
   * Claims otherwise from now on. The tokens go on where they are, since none may come twice.
   *
   * @param lanes its lanes, of which some may be paused
   */
  void change(Duration lease, Lanes lanes) {
    this.lease = lease;
    this.lanes = lanes;
    this.ageing = new Ageing(sql, times, lanes.ageing());
  }

  /** Steps over the rows that may not be taken, so it costs more the more of those there are. */
  private static String only(String statement, String condition) {
    return condition.isEmpty()
        ? statement
        : statement.replace(READY, READY_ROWS + condition + IN_ORDER);
  }

  /** The rows that may be taken; empty for all. */
  private String only(Pauses.Extent paused) {
    return paused.everything() ? UNDER_WAY : paused.rows(lanes);
  }

  /**
   * Takes the first ready rows that keep within the lanes' limits.
   *
   * @param reserve whether they go on showing as waiting until {@link #showAsRunning}
   * @param use what is taken of the lanes; what is claimed is added
   * @return the claims, and what is taken of the lanes then
   */
  Taking take(int limit, Instant now, boolean reserve, LaneUse use) throws SQLException {
    if (limit <= 0) {
      return new Taking(List.of(), use);
    }
    String all = reserve ? RESERVE : CLAIM;
    String allowed = only(Pauses.extent(sql)) + (reserve ? NEW : "");
    String condition = allowed + refusals.condition();
    String statement = only(all, condition);
    List<String> aside = choosing.lanes();
    List<Long> aged = ageing.first(now, aside, use);
    if (refusals.areApart()) {
      return takeApart(all, new Wanted(limit, now, aged), allowed, use);
    }
    boolean freely = aged.isEmpty() && aside.isEmpty();
    if (freely && !use.mayFill(limit)) {
      return counted(claim(statement, limit, now), use);
    }
    if (freely) {
      // Most often no limit is reached, which is known as soon as the rows are.
      sql.update("SAVEPOINT claims");
      Taking taking = counted(claim(statement, limit, now), use);
      boolean broken = taking.use().isBroken(use);
      sql.update(broken ? "ROLLBACK TO claims" : "RELEASE claims");
      if (!broken) {
        return taking;
      }
    }
    LaneUse chosenUse = use.copy();
    List<Long> chosen = choosing.choose(limit, aged, condition, chosenUse);
    return new Taking(
        chosen.isEmpty() ? List.of() : claim(all.replace(READY, CHOSEN), chosen.toString(), now),
        chosenUse);
  }

  /** How many, when, and which come before all others. */
  private record Wanted(int limit, Instant now, List<Long> first) {}

  /** One row after the other, since the database refuses the claim of one; that is left alone. */
  private Taking takeApart(String all, Wanted wanted, String allowed, LaneUse before)
      throws SQLException {
    LaneUse use = before.copy();
    List<ClaimedRow> rows = new ArrayList<>();
    for (int tries = wanted.limit() + MOST_REFUSED; tries > 0; tries--) {
      LaneUse with = use.copy();
      List<Long> first = rows.isEmpty() ? wanted.first() : List.of();
      List<Long> chosen = choosing.choose(1, first, allowed + refusals.condition(), with);
      if (chosen.isEmpty() || rows.size() == wanted.limit()) {
        break;
      }
      long id = chosen.get(0);
      Optional<List<ClaimedRow>> taken =
          refusals.attempt(
              "The claim of job " + id,
              () -> claim(all.replace(READY, CHOSEN), chosen.toString(), wanted.now()));
      if (taken.isPresent() && !taken.get().isEmpty()) {
        rows.addAll(taken.get());
        use = with;
      } else {
        refusals.leave(id);
      }
    }
    return new Taking(rows, use);
  }

  /** Whether more rows have to be set aside before all that may run is found. */
  boolean takeMoreToSetAside() {
    return choosing.takeMoreToSetAside();
  }

  /**
   * What was claimed.
   *
   * @param use what is taken of the lanes with it
   */
  record Taking(List<ClaimedRow> rows, LaneUse use) {}

  private static Taking counted(List<ClaimedRow> rows, LaneUse before) {
    LaneUse use = before.copy();
    rows.forEach(row -> use.take(row.job().kind()));
    return new Taking(rows, use);
  }

  private List<ClaimedRow> claim(String statement, Object which, Instant now) throws SQLException {
    String token = tokens.next();
    long leaseUntil = now.plus(lease).toEpochMilli();
    List<ClaimedRow> taken =
        sql.query(statement, ClaimedRow::of, times.text(now), token, worker, leaseUntil, which);
    taken.sort(ClaimedRow.ORDER);
    return taken;
  }

  /**
   * A waiting row whose next step was taken.
   *
   * @param runAt the time it was taken at, which stays in the row
   */
  record Step(Claim claim, String runAt) {}

  /** Takes waiting rows whose next step is due; they go on showing as waiting. */
  List<Step> takeSteps(int limit, Instant now) throws SQLException {
    if (limit <= 0) {
      return List.of();
    }
    String token = tokens.next() + ClaimTokens.STEP_ON;
    long leaseUntil = now.plus(lease).toEpochMilli();
    String rows = DUE_STEPS + refusals.condition() + " ORDER BY run_at LIMIT ?5";
    Sql.Mapper<Step> step =
        row ->
            new Step(
                new Claim(ClaimedRow.of(row).claim().job(), token, Lane.REMOTE),
                row.getString(ClaimedRow.RUN_AT));
    if (!refusals.areApart()) {
      String statement = STEP + " WHERE id IN (" + rows + ")" + ClaimedRow.RETURNING;
      return sql.query(statement, step, token, worker, leaseUntil, times.text(now), limit);
    }
    List<Step> steps = new ArrayList<>();
    String due = rows.replace("?4", "?").replace("?5", "?");
    for (long id : sql.query(due, row -> row.getLong(1), times.text(now), limit)) {
      refusals.attemptRow(
          "The next step of",
          id,
          () -> {
            String statement = STEP + " WHERE id = ?4" + ClaimedRow.RETURNING;
            List<Step> one = sql.query(statement, step, token, worker, leaseUntil, id);
            steps.addAll(one);
            return one.size();
          });
    }
    return steps;
  }

  /** Lets a reserved row show as running, unless a person has changed it. */
  int showAsRunning(Claim claim, String now) throws SQLException {
    return sql.update(
        "UPDATE jobs SET" + RUNNING_COLUMNS + " WHERE id = ?2 AND claim = ?3 AND status = ?4",
        now,
        claim.job().id(),
        claim.token(),
        JobStatus.waiting(claim.job().stage()));
  }
}
