package mediaworker.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * The loop's storage in SQLite: one connection, used by the dispatcher's thread alone, since SQLite
 * has one writer and more connections would only wait for each other.
 *
 * <p>Many endings and claims share one transaction, so that one synced commit serves them all.
 */
public final class SqliteJobStore implements JobStore {

  /**
   * Ends the token of a keying lap, so that the row's lap is known after its status has changed.
   */
  private static final String LAP = "+lap";

  private final SqliteDatabase database;
  private final Sql sql;
  private final LocalTimes times;
  private final List<String> changes;
  private final DueRows due;

  /** Rows that are ours but show as waiting. */
  private final Set<Claim> reserved = new HashSet<>();

  private WorkerId worker = new WorkerId("", "", 0, "");
  private Duration lease = Duration.ofMinutes(1);
  private String tokenStem = "";
  private long rounds;
  private long dataVersion = -1;

  private SqliteJobStore(SqliteDatabase database, Sql sql, Clock clock, List<String> changes) {
    this.database = database;
    this.sql = sql;
    this.times = new LocalTimes(clock.getZone());
    this.changes = changes;
    this.due = new DueRows(sql, times);
  }

  /**
   * Opens the database and brings it into shape.
   *
   * @throws StoreException when it cannot be used; nothing is left open then
   */
  public static SqliteJobStore open(SqliteDatabase database, Clock clock) throws StoreException {
    Sql sql = new Sql(database.openWriter());
    try {
      List<String> changes = new SqliteSchema(database, sql).apply();
      return new SqliteJobStore(database, sql, clock, changes);
    } catch (SQLException e) {
      close(sql);
      throw SqliteErrors.explain(database.file(), e);
    } catch (StoreException e) {
      close(sql);
      throw e;
    }
  }

  /** What opening changed in the database's shape, one line each; empty when nothing. */
  public List<String> changes() {
    return changes;
  }

  @Override
  public void register(WorkerId id, int threads, Duration leaseTime, Instant now)
      throws StoreException {
    worker = id;
    lease = leaseTime;
    tokenStem = id.name().substring(id.name().lastIndexOf('-') + 1);
    guarded(
        () ->
            sql.update(
                "INSERT OR REPLACE INTO workers"
                    + " (name, machine, pid, pid_started, threads, started_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?)",
                id.name(),
                id.machine(),
                id.pid(),
                id.pidStarted(),
                threads,
                times.text(now)));
  }

  @Override
  public Round exchange(Round.Request request) throws StoreException {
    Set<Claim> stillReserved = new HashSet<>(reserved);
    Round round =
        guarded(
            () ->
                sql.immediately(
                    () -> {
                      Set<Claim> refused = new HashSet<>();
                      String now = times.text(request.now());
                      for (Ending ending : request.endings()) {
                        if (!record(ending, stillReserved.remove(ending.claim()), request.now())) {
                          refused.add(ending.claim());
                        }
                      }
                      for (Claim claim : request.begun()) {
                        if (stillReserved.remove(claim)) {
                          showAsRunning(claim, now);
                        }
                      }
                      due.wake(request.now());
                      List<Claim> claimed = claim(request.claim(), request.now(), false);
                      List<Claim> more = claim(request.reserve(), request.now(), true);
                      return new Round(claimed, more, refused);
                    }));
    // Only now: had the commit failed, all of it would be asked for again.
    reserved.clear();
    reserved.addAll(stillReserved);
    reserved.addAll(round.reserved());
    return round;
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

  private List<Claim> claim(int limit, Instant now, boolean reserve) throws SQLException {
    if (limit <= 0) {
      return List.of();
    }
    String token = tokenStem + "-" + Long.toString(++rounds, 36);
    long leaseUntil = now.plus(lease).toEpochMilli();
    List<Taken> taken;
    if (reserve) {
      taken = sql.query(RESERVE, Taken::of, token, token, worker.name(), leaseUntil, limit);
    } else {
      String text = times.text(now);
      taken =
          sql.query(CLAIM, Taken::of, text, text, token, token, worker.name(), leaseUntil, limit);
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

  private void showAsRunning(Claim claim, String now) throws SQLException {
    sql.update(
        "UPDATE jobs SET" + RUNNING_COLUMNS + " WHERE id = ? AND claim = ? AND status = ?",
        now,
        now,
        claim.job().id(),
        claim.token(),
        JobStatus.waiting(claim.job().stage()));
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

  /** Writes an ending; false when the row was no longer ours. */
  private boolean record(Ending ending, boolean wasReserved, Instant time) throws SQLException {
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

  @Override
  public boolean changedByOthers() throws StoreException {
    long version = guarded(() -> sql.query("PRAGMA data_version", row -> row.getLong(1)).get(0));
    boolean changed = version != dataVersion;
    dataVersion = version;
    if (changed) {
      due.lookAgain();
    }
    return changed;
  }

  @Override
  public Set<Claim> takenBack(Collection<Claim> held) throws StoreException {
    Map<Long, String> rows = new HashMap<>();
    guarded(
        () ->
            sql.query(
                "SELECT id, claim || ' ' || status FROM jobs"
                    + " WHERE claim IS NOT NULL AND worker = ?",
                row -> rows.put(row.getLong(1), row.getString(2)),
                worker.name()));
    Set<Claim> gone = new HashSet<>();
    for (Claim claim : held) {
      String status =
          reserved.contains(claim)
              ? JobStatus.waiting(claim.job().stage())
              : JobStatus.running(claim.job());
      if (!(claim.token() + " " + status).equals(rows.get(claim.job().id()))) {
        gone.add(claim);
      }
    }
    return gone;
  }

  @Override
  public void renewLeases(Instant now) throws StoreException {
    guarded(
        () ->
            sql.update(
                "UPDATE jobs SET lease_until = ? WHERE claim IS NOT NULL AND worker = ?",
                now.plus(lease).toEpochMilli(),
                worker.name()));
  }

  @Override
  public List<String> rescue(Predicate<WorkerId> gone, Instant now) throws StoreException {
    return guarded(() -> new Orphans(sql, times, worker).rescue(gone, now));
  }

  @Override
  public Optional<Instant> nextDue() throws StoreException {
    return guarded(due::next);
  }

  @Override
  public boolean hasWorkLeft() throws StoreException {
    return guarded(
        () ->
            !sql.query(
                    "SELECT 1 FROM jobs WHERE status IN ('queued', 'keying_queued')"
                        + " AND (run_at IS NULL OR attempts > 0) LIMIT 1",
                    row -> 1)
                .isEmpty());
  }

  @Override
  public ProgressLog progressLog() {
    return new SqliteProgressLog(database, times);
  }

  @Override
  public QueueWatch watch(Runnable onCommit) {
    return CommitWatch.of(database, onCommit);
  }

  @Override
  public void close() {
    try {
      if (!worker.name().isEmpty()) {
        sql.update("DELETE FROM workers WHERE name = ?", worker.name());
      }
      sql.query("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1));
    } catch (SQLException e) {
      // Others will find that this process is gone, and the next checkpoint is as good.
    }
    close(sql);
  }

  private static void close(Sql sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      // The process is about to end, or the caller has a better error to tell of.
    }
  }

  private <T extends @Nullable Object> T guarded(Sql.Work<T> work) throws StoreException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }
}
