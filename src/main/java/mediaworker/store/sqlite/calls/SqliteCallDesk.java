package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import mediaworker.jobs.CallDesk;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.rows.LocalTimes;

/** Decisions about paid calls, each in one transaction. */
public final class SqliteCallDesk implements CallDesk, AutoCloseable {

  /** With what was made but could not be fetched, once its row has ended. */
  private static final String OPEN =
      " job_id = ? AND settled_at IS NULL AND (state IN ('unknown', 'abandoned', 'intended') OR"
          + " (state = 'succeeded' AND (SELECT status FROM jobs WHERE id = job_id)"
          + " IN ('failed', 'cancelled')))";

  /**
   * Those that are in the way of their job: what its other calls have made is paid and kept. Where
   * none is, a person wants all of it anew.
   */
  private static final String IN_THE_WAY =
      OPEN
          + " AND (state <> 'succeeded' OR message = '"
          + PaidCall.NOT_FETCHED
          + "' OR NOT EXISTS (SELECT 1 FROM paid_calls o WHERE o.job_id = paid_calls.job_id"
          + " AND o.settled_at IS NULL AND (o.state IN ('unknown', 'abandoned', 'intended')"
          + " OR (o.state = 'succeeded' AND o.message = '"
          + PaidCall.NOT_FETCHED
          + "'))))";

  /** Those that may go on with a task that a person names. */
  private static final String ADOPTABLE =
      " job_id = ? AND settled_at IS NULL AND state IN ('unknown', 'abandoned', 'intended')";

  private final JobConnections connections;
  private final LocalTimes times;
  private final Clock clock;

  /** A desk on a database that has its shape already. */
  public SqliteCallDesk(SqliteDatabase database, Clock clock) {
    this.connections = new JobConnections(database);
    this.times = new LocalTimes(clock.getZone());
    this.clock = clock;
  }

  /** What a decision does once it is allowed. */
  @FunctionalInterface
  private interface Deed {
    void run(Sql sql, String now) throws SQLException;
  }

  @Override
  public Answer resubmit(long jobId) throws StoreException {
    return decide(
        jobId,
        (sql, now) -> {
          sql.update(
              "UPDATE paid_calls SET state = 'dropped', message = 'made again', settled_at = ?"
                  + " WHERE id IN (SELECT id FROM paid_calls WHERE"
                  + IN_THE_WAY
                  + ")",
              now,
              jobId);
          sql.update(
              "UPDATE jobs SET status = 'queued', run_at = NULL, error_message = NULL,"
                  + " updated_at = ? WHERE id = ?",
              now,
              jobId);
        });
  }

  @Override
  public Answer drop(long jobId) throws StoreException {
    return decide(
        jobId,
        (sql, now) -> {
          sql.update(
              "UPDATE paid_calls SET state = 'dropped', message = 'let be', settled_at = ? WHERE"
                  + OPEN,
              now,
              jobId);
          sql.update(
              "UPDATE jobs SET status = 'cancelled', finished_at = ?1, updated_at = ?1"
                  + " WHERE id = ?2",
              now,
              jobId);
        });
  }

  @Override
  public Answer adopt(long jobId, String taskId) throws StoreException {
    return decide(
        jobId,
        ADOPTABLE,
        (sql, now) -> {
          // One that was given up has a task of its own.
          sql.update(
              "UPDATE paid_calls SET state = 'accepted', task_id = ?, task_path = NULL,"
                  + " accepted_at = ?, accepted_ms = ?,"
                  + " ended_at = NULL, asked_at = NULL, message = NULL WHERE id ="
                  + " (SELECT id FROM paid_calls WHERE"
                  + ADOPTABLE
                  + " ORDER BY state = 'unknown' DESC, id DESC LIMIT 1)",
              taskId,
              now,
              clock.millis(),
              jobId);
          sql.update(
              "UPDATE jobs SET status = 'waiting_remote', run_at = ?1, error_message = NULL,"
                  + " finished_at = NULL, updated_at = ?1 WHERE id = ?2",
              now,
              jobId);
        });
  }

  private Answer decide(long jobId, Deed deed) throws StoreException {
    return decide(jobId, OPEN, deed);
  }

  /**
   * @param open which of the job's calls the decision is about
   */
  private Answer decide(long jobId, String open, Deed deed) throws StoreException {
    return connections.with(
        sql ->
            sql.immediately(
                () -> {
                  List<Boolean> claimed =
                      sql.query(
                          "SELECT claim IS NOT NULL FROM jobs WHERE id = ?",
                          row -> row.getBoolean(1),
                          jobId);
                  if (claimed.isEmpty()) {
                    return Answer.NO_JOB;
                  }
                  if (claimed.get(0)) {
                    return Answer.BUSY;
                  }
                  if (sql.query("SELECT 1 FROM paid_calls WHERE" + open, row -> 1, jobId)
                      .isEmpty()) {
                    return Answer.NOTHING_OPEN;
                  }
                  deed.run(sql, times.text(clock.instant()));
                  return Answer.DONE;
                }));
  }

  @Override
  public void close() {
    connections.close();
  }
}
