package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Stage;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.ClaimTokens;
import mediaworker.store.sqlite.rows.JobEvents;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.WorkerRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows held by workers that are gone, and how they come back.
 *
 * <p>A death costs an attempt, so that a job that kills its worker is given up some time. Where the
 * ledger shows that a paid call has gone forward since the claim, the job has not stood in the way
 * and its attempts begin anew; a call goes forward only so many times, so this ends too. One with
 * something paid has three times as many, since it may have been unlucky as often. A job that is
 * given up although something is paid for it, or may be, is put to a person instead of failed: what
 * was made expires at its provider.
 */
public final class Orphans {

  private static final String OPEN_CALL =
      "SELECT 1 FROM paid_calls WHERE job_id = jobs.id AND settled_at IS NULL"
          + " AND state IN ('intended', 'accepted', 'succeeded')";

  private static final String WENT_FORWARD =
      "EXISTS (SELECT 1 FROM paid_calls WHERE job_id = jobs.id AND settled_at IS NULL"
          + " AND (accepted_at >= jobs.started_at OR ended_at >= jobs.started_at))";

  /** So many times as often as others a paid job is begun again after deaths of its worker. */
  private static final int PATIENCE_FOR_PAID = 3;

  private final Sql sql;
  private final LocalTimes times;
  private final Refusals refusals;
  private final WorkerId self;

  /** Of other workers than this one, over its connection. */
  public Orphans(Sql sql, LocalTimes times, Refusals refusals, WorkerId self) {
    this.sql = sql;
    this.times = times;
    this.refusals = refusals;
    this.self = self;
  }

  private record Orphan(
      long id,
      String status,
      String claim,
      String worker,
      int attempts,
      int maxAttempts,
      boolean paid) {

    /** What is paid is given up later: a decision costs a person, and what was made expires. */
    boolean isGivenUp() {
      return attempts >= (paid ? PATIENCE_FOR_PAID : 1) * maxAttempts;
    }
  }

  /**
   * Takes back what workers hold that are gone or whose leases have run out.
   *
   * @param presence what is known of their workers
   * @param expired claims whose lease has run out, with the end it had
   * @return a line for the log by each row's id
   */
  public Map<Long, String> rescue(
      Function<WorkerId, Presence> presence, Map<String, Long> expired, Instant now)
      throws SQLException {
    List<Orphan> held =
        sql.query(
            "SELECT id, status, claim, COALESCE(worker, ''), CASE WHEN "
                + WENT_FORWARD
                + " THEN 0 ELSE attempts END, max_attempts, EXISTS ("
                + OPEN_CALL
                + ") FROM jobs INDEXED BY jobs_claimed WHERE claim IS NOT NULL"
                + " AND worker IS NOT ?",
            row ->
                new Orphan(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getInt(6),
                    row.getBoolean(7)),
            self.name());
    Map<String, Boolean> dead = new HashMap<>();
    Set<String> alive = new HashSet<>();
    Set<String> silent = silent(now);
    for (WorkerId other :
        sql.query(
            "SELECT name, machine, pid, pid_started FROM workers WHERE name <> ?",
            row ->
                new WorkerId(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
            self.name())) {
      Presence there = presence.apply(other);
      boolean forgotten = there == Presence.ELSEWHERE && silent.contains(other.name());
      dead.put(other.name(), there == Presence.GONE || forgotten);
      if (there == Presence.ALIVE) {
        alive.add(other.name());
      }
    }
    held.removeIf(
        row ->
            !Boolean.TRUE.equals(dead.get(row.worker()))
                && (alive.contains(row.worker()) || !expired.containsKey(row.claim())));
    if (held.isEmpty() && !dead.containsValue(true)) {
      return Map.of();
    }
    return refusals.transaction(
        () -> {
          Map<Long, String> said = new TreeMap<>();
          for (Orphan orphan : held) {
            boolean known = Boolean.TRUE.equals(dead.get(orphan.worker()));
            Long lease = known ? null : expired.get(orphan.claim());
            refusals
                .attempt("Taking back job " + orphan.id(), () -> takeBack(orphan, lease, now))
                .filter(line -> !line.isEmpty())
                .ifPresent(line -> said.put(orphan.id(), line));
          }
          for (Map.Entry<String, Boolean> other : dead.entrySet()) {
            if (other.getValue()) {
              sql.update("DELETE FROM workers WHERE name = ?", other.getKey());
            }
          }
          return said;
        });
  }

  /** Workers that have not written their row for long, and hold nothing. */
  private Set<String> silent(Instant now) throws SQLException {
    return new HashSet<>(
        sql.query(
            "SELECT name FROM workers WHERE seen_at < ? AND NOT EXISTS (SELECT 1 FROM jobs"
                + " INDEXED BY jobs_claimed WHERE claim IS NOT NULL AND worker = name)",
            row -> row.getString(1),
            times.text(now.minus(WorkerRows.FORGOTTEN_AFTER))));
  }

  /**
   * Guarded by the claim and, unless the worker is known to be dead, by the lease.
   *
   * @param lease the end that has passed; null where it does not matter
   */
  private String takeBack(Orphan orphan, @Nullable Long lease, Instant now) throws SQLException {
    String over = ", claim = NULL, worker = NULL, lease_until = NULL, updated_at = ?";
    String guard =
        " WHERE id = ? AND claim = ? AND status = ?"
            + (lease == null ? "" : " AND COALESCE(lease_until, 0) = " + lease);
    String text = times.text(now);
    Stage stage = ClaimTokens.stage(orphan.claim());
    boolean lap = stage == Stage.KEYING;
    String waiting = JobStatus.waiting(stage);
    // A parent that goes on again, and is no new run; its claim counted no attempt.
    int goesOn = stage == Stage.RESUMED ? 1 : 0;
    String name = "job " + orphan.id() + ", held by " + orphan.worker();
    int rows;
    String line;
    if (!orphan.status().equals("processing") && !orphan.status().equals("keying_processing")) {
      // Reserved and never begun, or changed by a person meanwhile: the status stands.
      boolean neverBegun = orphan.status().equals(waiting);
      rows =
          sql.update(
              "UPDATE jobs SET attempts = max(attempts - ?, 0)" + over + guard,
              neverBegun ? 1 : 0,
              text,
              orphan.id(),
              orphan.claim(),
              orphan.status());
      line = neverBegun ? "Freed " + name + ", before it had begun" : "";
    } else if (orphan.isGivenUp()) {
      rows =
          sql.update(
              "UPDATE jobs SET status = ?, error_message = ?, progress_message = NULL,"
                  + " finished_at = ?"
                  + over
                  + guard,
              orphan.paid() ? JobStatus.NEEDS_DECISION : "failed",
              givenUp(orphan, lap ? JobStatus.KEYING_QUEUED : JobStatus.QUEUED),
              text,
              text,
              orphan.id(),
              orphan.claim(),
              orphan.status());
      line = "Gave up " + name + ", whose worker is gone: no attempt is left";
    } else {
      rows =
          sql.update(
              "UPDATE jobs SET status = ?, attempts = ?,"
                  + (goesOn == 1
                      ? " needs_met = COALESCE(updated_at, created_at),"
                      : " started_at = NULL, progress = 0,")
                  + " progress_message = 'its worker had ended; queued again'"
                  + over
                  + guard,
              waiting,
              orphan.attempts() + goesOn,
              text,
              orphan.id(),
              orphan.claim(),
              orphan.status());
      line =
          "Took back "
              + name
              + ", whose worker is gone: "
              + (orphan.attempts() == 0
                  ? "its paid call had gone forward"
                  : "attempt " + orphan.attempts() + " of " + orphan.maxAttempts() + " is over");
    }
    if (rows > 0 && !line.isEmpty() && !orphan.status().equals(waiting)) {
      boolean givenUp = orphan.isGivenUp();
      JobEvents.write(
          sql,
          orphan.id(),
          text,
          givenUp ? JobEvent.FAILED : JobEvent.ORPHANED,
          orphan.attempts(),
          lap,
          "its worker " + orphan.worker() + " had ended");
    }
    return rows > 0 ? line : "";
  }

  private static String givenUp(Orphan orphan, String again) {
    return "The worker ended while it ran this job, "
        + orphan.attempts()
        + " times in a row, so it is not tried again by itself. To "
        + (orphan.paid() ? "take up what is paid, without paying again," : "try again")
        + " set the status to '"
        + again
        + "'.";
  }
}
