package mediaworker.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Stage;

/**
 * Takes ready rows for one worker, by one statement for as many as are wanted. Runs inside the
 * round's transaction.
 */
final class Claiming {

  /**
   * Ends the token of a keying lap, so that the row's lap is known after its status has changed.
   */
  static final String LAP = "+lap";

  private final Sql sql;
  private final LocalTimes times;
  private final String worker;
  private final String tokenStem;
  private final Duration lease;
  private long rounds;

  /**
   * Claims for one worker.
   *
   * @param worker its name, which ends in a random part that no other worker has
   */
  Claiming(Sql sql, LocalTimes times, String worker, Duration lease) {
    this.sql = sql;
    this.times = times;
    this.worker = worker;
    this.tokenStem = worker.substring(worker.lastIndexOf('-') + 1);
    this.lease = lease;
  }

  private static final String READY =
      "SELECT id FROM jobs INDEXED BY jobs_ready"
          + " WHERE status IN ('queued', 'keying_queued') AND claim IS NULL AND run_at IS NULL"
          + " ORDER BY (status = 'keying_queued' OR job_type = 'keying') DESC,"
          + " priority DESC, created_at, id LIMIT ?";

  /** A row that had ended and was queued again by a person starts with fresh attempts. */
  private static final String CLAIM_COLUMNS =
      " claim = CASE status WHEN 'keying_queued' THEN ? || '"
          + LAP
          + "' ELSE ? END, worker = ?, lease_until = ?,"
          + " attempts = CASE WHEN finished_at IS NULL THEN attempts + 1 ELSE 1 END";

  private static final String RUNNING_COLUMNS =
      " status = CASE WHEN status = 'keying_queued' OR job_type = 'keying'"
          + " THEN 'keying_processing' ELSE 'processing' END,"
          + " started_at = ?, finished_at = NULL, updated_at = ?, progress = 0,"
          + " progress_message = NULL, error_message = NULL";

  private static final String RETURNING =
      " RETURNING id, job_type, claim, input_data, result_data, keying_settings, attempts,"
          + " max_attempts, priority, created_at";

  private static final String CLAIM =
      "UPDATE jobs SET"
          + RUNNING_COLUMNS
          + ","
          + CLAIM_COLUMNS
          + " WHERE id IN ("
          + READY
          + ")"
          + RETURNING;

  private static final String RESERVE =
      "UPDATE jobs SET" + CLAIM_COLUMNS + " WHERE id IN (" + READY + ")" + RETURNING;

  /**
   * Takes the first ready rows.
   *
   * @param reserve whether they go on showing as waiting until {@link #showAsRunning}
   */
  List<Claim> take(int limit, Instant now, boolean reserve) throws SQLException {
    if (limit <= 0) {
      return List.of();
    }
    String token = tokenStem + "-" + Long.toString(++rounds, 36);
    long leaseUntil = now.plus(lease).toEpochMilli();
    List<Taken> taken;
    if (reserve) {
      taken = sql.query(RESERVE, Taken::of, token, token, worker, leaseUntil, limit);
    } else {
      String text = times.text(now);
      taken = sql.query(CLAIM, Taken::of, text, text, token, token, worker, leaseUntil, limit);
    }
    // RETURNING promises no order.
    taken.sort(Taken.ORDER);
    return taken.stream().map(Taken::claim).toList();
  }

  private record Taken(Claim claim, long priority, String createdAt) {

    static final Comparator<Taken> ORDER =
        Comparator.comparing(
                (Taken row) -> !JobStatus.running(row.job()).equals("keying_processing"))
            .thenComparing(Comparator.comparingLong(Taken::priority).reversed())
            .thenComparing(Taken::createdAt)
            .thenComparing(row -> row.job().id());

    Job job() {
      return claim.job();
    }

    static Taken of(ResultSet row) throws SQLException {
      String token = row.getString(3);
      Job job =
          new Job(
              row.getLong(1),
              row.getString(2),
              token.endsWith(LAP) ? Stage.KEYING : Stage.MAIN,
              row.getString(4),
              row.getString(5),
              row.getString(6),
              row.getInt(7),
              row.getInt(8));
      String createdAt = row.getString(10);
      return new Taken(new Claim(job, token), row.getLong(9), createdAt == null ? "" : createdAt);
    }
  }

  /** Lets a reserved row show as running, unless a person has changed it. */
  void showAsRunning(Claim claim, String now) throws SQLException {
    sql.update(
        "UPDATE jobs SET" + RUNNING_COLUMNS + " WHERE id = ? AND claim = ? AND status = ?",
        now,
        now,
        claim.job().id(),
        claim.token(),
        JobStatus.waiting(claim.job().stage()));
  }
}
