package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.PipelineDesk;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;

/** Queues pipelines over a connection of its own. */
public final class SqlitePipelineDesk implements PipelineDesk {

  private final SqliteDatabase database;
  private final Sql sql;
  private final LocalTimes times;
  private final Clock clock;

  private final long mostWaiting;

  /**
   * Opens the database and brings it into shape.
   *
   * @param mostWaiting how many rows may wait before {@link #submit} says that the queue is full; 0
   *     for any number
   * @throws StoreException when it cannot be used
   */
  public SqlitePipelineDesk(SqliteDatabase database, Clock clock, long mostWaiting)
      throws StoreException {
    this.database = database;
    this.mostWaiting = mostWaiting;
    this.clock = clock;
    this.times = new LocalTimes(clock.getZone());
    Sql opened = new Sql(database.openWriter());
    try {
      new SqliteSchema(database, opened).apply();
      this.sql = opened;
    } catch (SQLException e) {
      close(opened);
      throw SqliteErrors.explain(database.file(), e);
    } catch (StoreException e) {
      close(opened);
      throw e;
    }
  }

  @Override
  public Submission submit(Pipeline pipeline) throws StoreException {
    String now = times.text(clock.instant());
    try {
      return sql.immediately(
          () -> {
            int more = pipeline.steps().size();
            long waiting = mostWaiting > 0 ? QueueLooks.waiting(sql) : 0;
            if (mostWaiting > 0 && waiting + more > mostWaiting) {
              return new Submission.Full(waiting, more, mostWaiting);
            }
            long parent =
                sql.query(
                        "INSERT INTO jobs (job_type, status, created_at, prompt, input_data,"
                            + " priority, reuse, attempts, progress_message)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, 1, 'waits for its steps') RETURNING id",
                        row -> row.getLong(1),
                        Pipeline.TYPE,
                        JobStatus.WAITING_FOR_CHILDREN,
                        now,
                        pipeline.prompt(),
                        pipeline.inputData(),
                        pipeline.priority(),
                        pipeline.reuse() ? 1 : 0)
                    .get(0);
            new Families(sql)
                .write(
                    parent,
                    new Outcome.WaitingForChildren(
                        pipeline.steps(),
                        List.of(),
                        List.of(),
                        JobStatus.WAITING_FOR_CHILDREN,
                        Double.NaN,
                        "",
                        0),
                    false,
                    now);
            return new Submission.Queued(parent);
          });
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  @Override
  public Optional<State> look(long id) throws StoreException {
    try {
      List<StepState> steps =
          sql.query(
              "SELECT id, COALESCE(step, ''), status, progress,"
                  + " COALESCE(error_message, progress_message) FROM jobs"
                  + " WHERE parent_job_id = ? ORDER BY id",
              row ->
                  new StepState(
                      row.getLong(1),
                      row.getString(2),
                      row.getString(3),
                      row.getDouble(4),
                      row.getString(5)),
              id);
      return sql
          .query(
              "SELECT status, result_data, error_message FROM jobs WHERE id = ?",
              row -> new State(row.getString(1), row.getString(2), row.getString(3), steps),
              id)
          .stream()
          .findFirst();
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  @Override
  public QueueWatch watch(Runnable onCommit) {
    return CommitWatch.of(database, onCommit);
  }

  @Override
  public void close() {
    close(sql);
  }

  private static void close(Sql sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      // The process is about to end, or the caller has a better error to tell of.
    }
  }
}
