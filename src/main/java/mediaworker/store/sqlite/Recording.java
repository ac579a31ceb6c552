package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Stage;

/**
 * Writes what becomes of claimed rows, each write guarded by the claim. Runs inside the round's
 * transaction.
 */
final class Recording {

  private final Sql sql;
  private final LocalTimes times;
  private final DueRows due;

  Recording(Sql sql, LocalTimes times, DueRows due) {
    this.sql = sql;
    this.times = times;
    this.due = due;
  }

  private static final String OVER = ", claim = NULL, worker = NULL, lease_until = NULL";
  private static final String OURS = " WHERE id = ? AND claim = ? AND status = ?";

  private static String completed(String resultColumn) {
    return "UPDATE jobs SET status = 'completed', "
        + resultColumn
        + " = COALESCE(?, "
        + resultColumn
        + "), error_message = NULL, progress = 100, progress_message = ?,"
        + " started_at = COALESCE(?, started_at), finished_at = ?, updated_at = ?"
        + OVER
        + OURS;
  }

  private static final String COMPLETE = completed("result_data");
  private static final String COMPLETE_LAP = completed("keyed_result_data");

  private static final String FAIL =
      "UPDATE jobs SET status = 'failed', error_message = ?,"
          + " started_at = COALESCE(?, started_at), finished_at = ?, updated_at = ?"
          + OVER
          + OURS;

  private static final String RETRY =
      "UPDATE jobs SET status = ?, run_at = ?, error_message = ?, progress = 0,"
          + " progress_message = ?, updated_at = ?"
          + OVER
          + OURS;

  private static final String RELEASE =
      "UPDATE jobs SET status = ?, attempts = max(attempts - 1, 0), started_at = NULL,"
          + " progress = 0, progress_message = NULL, updated_at = ?"
          + OVER
          + OURS;

  /** The person's word stands; only our own columns say that the claim is over. */
  private static final String LET_GO =
      "UPDATE jobs SET attempts = CASE WHEN status IN ('queued', 'keying_queued') THEN 0"
          + " ELSE attempts END, finished_at = CASE WHEN status IN ('failed', 'cancelled',"
          + " 'completed') THEN ? ELSE finished_at END"
          + OVER
          + " WHERE id = ? AND claim = ?";

  /**
   * Writes an ending.
   *
   * @param wasReserved whether the row still shows as waiting
   * @return false when the row was no longer ours; nothing but that the claim is over was written
   */
  boolean record(Ending ending, boolean wasReserved, Instant time) throws SQLException {
    Claim claim = ending.claim();
    Job job = claim.job();
    String now = times.text(time);
    String waiting = JobStatus.waiting(job.stage());
    String shown = wasReserved ? waiting : JobStatus.running(job);
    // A row that showed as waiting to its end has no start in it yet.
    String started = wasReserved ? times.text(time.minus(ending.took())) : null;
    Outcome outcome = ending.outcome();
    int rows;
    if (outcome instanceof Outcome.Completed completed) {
      String statement = job.stage() == Stage.KEYING ? COMPLETE_LAP : COMPLETE;
      rows =
          sql.update(
              statement,
              completed.result(),
              completed.note(),
              started,
              now,
              now,
              job.id(),
              claim.token(),
              shown);
    } else if (outcome instanceof Outcome.Failed failed) {
      rows = sql.update(FAIL, failed.message(), started, now, now, job.id(), claim.token(), shown);
    } else if (outcome instanceof Outcome.RetryAt retry) {
      due.expect(retry.at());
      rows =
          sql.update(
              RETRY,
              waiting,
              times.text(retry.at()),
              retry.message(),
              "attempt "
                  + job.attempts()
                  + " of "
                  + job.maxAttempts()
                  + " failed; goes on by itself",
              now,
              job.id(),
              claim.token(),
              shown);
    } else if (outcome instanceof Outcome.Released) {
      rows = sql.update(RELEASE, waiting, now, job.id(), claim.token(), shown);
    } else {
      rows = 0;
    }
    if (rows == 0) {
      sql.update(LET_GO, now, job.id(), claim.token());
    }
    return rows > 0;
  }
}
