package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.WorkerId;

/** Rows held by workers that are gone, and how they come back. */
final class Orphans {

  private final Sql sql;
  private final LocalTimes times;
  private final WorkerId self;

  Orphans(Sql sql, LocalTimes times, WorkerId self) {
    this.sql = sql;
    this.times = times;
    this.self = self;
  }

  private record Orphan(
      long id, String status, String claim, String worker, int attempts, int maxAttempts) {}

  List<String> rescue(Predicate<WorkerId> gone, Instant now) throws SQLException {
    List<Orphan> held =
        sql.query(
            "SELECT id, status, claim, COALESCE(worker, ''), attempts, max_attempts, lease_until"
                + " FROM jobs INDEXED BY jobs_claimed WHERE claim IS NOT NULL"
                + " AND worker IS NOT ?",
            row ->
                new Orphan(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getInt(6)),
            self.name());
    Map<String, Boolean> dead = new HashMap<>();
    for (WorkerId other :
        sql.query(
            "SELECT name, machine, pid, pid_started FROM workers WHERE name <> ?",
            row ->
                new WorkerId(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
            self.name())) {
      dead.put(other.name(), gone.test(other));
    }
    if (held.isEmpty() && !dead.containsValue(true)) {
      return List.of();
    }
    return sql.immediately(
        () -> {
          List<String> said = new ArrayList<>();
          for (Orphan orphan : held) {
            boolean known = Boolean.TRUE.equals(dead.get(orphan.worker()));
            String line = takeBack(orphan, known, now);
            if (!line.isEmpty()) {
              said.add(line);
            }
          }
          for (Map.Entry<String, Boolean> other : dead.entrySet()) {
            if (other.getValue()) {
              sql.update("DELETE FROM workers WHERE name = ?", other.getKey());
            }
          }
          return said;
        });
  }

  /** Guarded by the claim and, unless the worker is known to be dead, by the lease. */
  private String takeBack(Orphan orphan, boolean known, Instant now) throws SQLException {
    String over = ", claim = NULL, worker = NULL, lease_until = NULL, updated_at = ?";
    String guard =
        " WHERE id = ? AND claim = ? AND status = ?"
            + (known ? "" : " AND COALESCE(lease_until, 0) < " + now.toEpochMilli());
    String text = times.text(now);
    boolean lap = orphan.claim().endsWith(Claiming.LAP);
    String waiting = lap ? "keying_queued" : "queued";
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
    } else if (orphan.attempts() >= orphan.maxAttempts()) {
      rows =
          sql.update(
              "UPDATE jobs SET status = 'failed', error_message = ?, progress_message = NULL,"
                  + " finished_at = ?"
                  + over
                  + guard,
              "The worker ended while it ran this job, "
                  + orphan.attempts()
                  + " times in a row, so it is not tried again by itself. To try again set the"
                  + " status to '"
                  + waiting
                  + "'.",
              text,
              text,
              orphan.id(),
              orphan.claim(),
              orphan.status());
      line = "Gave up " + name + ", whose worker is gone: no attempt is left";
    } else {
      rows =
          sql.update(
              "UPDATE jobs SET status = ?, started_at = NULL, progress = 0,"
                  + " progress_message = 'its worker had ended; queued again'"
                  + over
                  + guard,
              waiting,
              text,
              orphan.id(),
              orphan.claim(),
              orphan.status());
      line =
          "Took back "
              + name
              + ", whose worker is gone: attempt "
              + orphan.attempts()
              + " of "
              + orphan.maxAttempts()
              + " is over";
    }
    if (rows > 0 && !line.isEmpty() && !orphan.status().equals(waiting)) {
      boolean givenUp = orphan.attempts() >= orphan.maxAttempts();
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
}
