package mediaworker.store.sqlite.desk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.PipelineDesk;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.store.sqlite.database.CommitWatch;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.needs.Families;
import mediaworker.store.sqlite.queue.WorkLeft;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.schema.SqliteSchema;

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
            Optional<Submission> known = known(pipeline);
            return known.isPresent() ? known.get() : new Submission.Queued(write(pipeline, now));
          });
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  @Override
  public Optional<Submission> unqueued(Pipeline pipeline) throws StoreException {
    return snapshot(() -> known(pipeline));
  }

  private Optional<Submission> known(Pipeline pipeline) throws SQLException {
    Intake intake = new Intake(sql, times, mostWaiting);
    Optional<Submission> existing = intake.existing(pipeline.parent().uniqueKey());
    if (existing.isPresent()) {
      return existing;
    }
    Optional<Submission> full = intake.full(pipeline.steps().size());
    return full.isPresent() ? full : intake.orphan(pipeline.parent());
  }

  private long write(Pipeline pipeline, String now) throws SQLException {
    JobDraft draft = pipeline.parent();
    String runAt = draft.runAt() == null ? null : times.text(draft.runAt());
    int attempts = Intake.attempts(draft);
    long parent =
        sql.query(
                "INSERT INTO jobs (job_type, status, created_at, prompt, input_data,"
                    + " priority, reuse, run_at, max_attempts, unique_key, parent_job_id,"
                    + " callback_url, attempts, progress_message)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'waits for its steps')"
                    + " RETURNING id",
                row -> row.getLong(1),
                Pipeline.TYPE,
                JobStatus.WAITING_FOR_CHILDREN,
                now,
                draft.prompt(),
                draft.inputData(),
                draft.priority(),
                draft.reuse() ? 1 : 0,
                runAt,
                attempts,
                draft.uniqueKey(),
                draft.parent(),
                draft.callbackUrl())
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
    if (runAt != null || draft.maxAttempts() > 0) {
      // All of them, since one may run although what it needs was cancelled before the time.
      sql.update(
          "UPDATE jobs SET run_at = ?, max_attempts = ? WHERE parent_job_id = ?",
          runAt,
          attempts,
          parent);
    }
    return parent;
  }

  private static final String STEP =
      "SELECT id, COALESCE(step, ''), status, progress,"
          + " COALESCE(error_message, progress_message) FROM jobs";

  /** The pipeline, its steps, and theirs. */
  private static final String FAMILY =
      "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT j.id FROM family f"
          + " JOIN jobs j ON j.parent_job_id = f.id) ";

  /** Decisions that some of it waits for, also one about a job elsewhere that makes the same. */
  private static final String DECISIONS =
      FAMILY
          + STEP
          + " WHERE status = 'needs_decision' AND (id IN family OR id IN (SELECT"
          + " CAST(substr(waits_for, 5) AS INTEGER) FROM jobs WHERE id IN family"
          + " AND waits_for LIKE 'job %')) ORDER BY id";

  private static final String OVER = "('completed', 'failed', 'cancelled', 'skipped')";

  /** What neither has ended nor waits for a person, or for a job that has not ended. */
  private static final String GOES_ON =
      FAMILY
          + "SELECT 1 FROM jobs WHERE id IN family AND status <> 'needs_decision'"
          + " AND status NOT IN "
          + OVER
          + WorkLeft.WAITS_FOR_A_PERSON
          + " AND NOT (claim IS NULL AND needs_met IS NULL AND status IN ('waiting_for_jobs',"
          + " 'waiting_for_children', 'stitching', 'waiting_for_analysis') AND EXISTS"
          + " (SELECT 1 FROM job_needs n JOIN jobs m ON m.id = n.needs_id"
          + " WHERE n.job_id = jobs.id AND n.met = 0 AND m.status NOT IN "
          + OVER
          + ")) LIMIT 1";

  @Override
  public Optional<State> look(long id) throws StoreException {
    return snapshot(() -> state(id));
  }

  /** Several statements that see one state of the table. */
  private <T> T snapshot(Sql.Work<T> work) throws StoreException {
    try {
      sql.update("BEGIN");
      try {
        return work.run();
      } finally {
        sql.update("COMMIT");
      }
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  private Optional<State> state(long id) throws SQLException {
    List<StepState> steps =
        sql.query(STEP + " WHERE parent_job_id = ? ORDER BY id", SqlitePipelineDesk::step, id);
    List<StepState> decisions = sql.query(DECISIONS, SqlitePipelineDesk::step, id);
    boolean stands = !decisions.isEmpty() && sql.query(GOES_ON, row -> 1, id).isEmpty();
    return sql
        .query(
            "SELECT status, COALESCE(keyed_result_data, result_data), error_message FROM jobs"
                + " WHERE id = ?",
            row ->
                new State(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    steps,
                    stands ? decisions : List.of()),
            id)
        .stream()
        .findFirst();
  }

  private static StepState step(ResultSet row) throws SQLException {
    return new StepState(
        row.getLong(1), row.getString(2), row.getString(3), row.getDouble(4), row.getString(5));
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
