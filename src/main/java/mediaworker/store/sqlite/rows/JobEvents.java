package mediaworker.store.sqlite.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Stage;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/** What happened to jobs that their rows do not keep. Runs inside transactions of its callers. */
public final class JobEvents {

  private static final String INSERT =
      "INSERT INTO job_events (job_id, at, what, attempt, lap, message) VALUES (?, ?, ?, ?, ?, ?)";

  private static final String COLUMNS = "job_id, at, what, attempt, lap, message";

  private JobEvents() {}

  /**
   * Writes what is worth keeping of a claim's end: nothing for a clean one.
   *
   * @param begun whether it had begun at all
   */
  public static void ofOutcome(Sql sql, Outcome outcome, Job job, boolean begun, String now)
      throws SQLException {
    if (outcome instanceof Outcome.Failed failed) {
      write(sql, job, now, JobEvent.FAILED, failed.message());
    } else if (outcome instanceof Outcome.RetryAt retry) {
      write(sql, job, now, JobEvent.RETRY, retry.message());
    } else if (outcome instanceof Outcome.Undecided undecided) {
      write(sql, job, now, JobEvent.UNDECIDED, undecided.message());
    } else if (outcome instanceof Outcome.Released && begun) {
      write(sql, job, now, JobEvent.RELEASED, "the worker stopped");
    }
  }

  private static void write(Sql sql, Job job, String now, String what, @Nullable String message)
      throws SQLException {
    boolean lap = job.stage() == Stage.KEYING;
    write(sql, job.id(), now, what, job.attempts(), lap, message);
  }

  /** Writes one. */
  public static void write(
      Sql sql, long job, String now, String what, int attempt, boolean lap, @Nullable String said)
      throws SQLException {
    sql.update(INSERT, job, now, what, attempt, lap ? 1 : 0, said);
  }

  /**
   * A job's last ones, the first first.
   *
   * @param most how many
   */
  public static List<JobEvent> last(Sql sql, LocalTimes times, long job, int most)
      throws SQLException {
    return sql.query(
        "SELECT "
            + COLUMNS
            + " FROM job_events WHERE id IN (SELECT id FROM job_events WHERE job_id = ?"
            + " ORDER BY id DESC LIMIT ?) ORDER BY id",
        row -> event(row, times),
        job,
        most);
  }

  /** How many a job has. */
  public static long count(Sql sql, long job) throws SQLException {
    return sql.query("SELECT count(*) FROM job_events WHERE job_id = ?", row -> row.getLong(1), job)
        .get(0);
  }

  private static JobEvent event(ResultSet row, LocalTimes times) throws SQLException {
    return new JobEvent(
        row.getLong(1),
        times.parse(String.valueOf(row.getString(2))).orElse(Instant.EPOCH),
        row.getString(3),
        row.getInt(4),
        row.getBoolean(5),
        row.getString(6));
  }
}
