package mediaworker.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Claim;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;

/** The ledger in the tables {@code paid_calls} and {@code providers}. */
final class SqliteCallLedger implements CallLedger {

  private static final String COLUMNS =
      "SELECT c.id, c.job_id, c.step, c.provider, c.model, c.operation, c.marker, c.state,"
          + " c.task_id, c.task_path, c.outputs, c.intended_at, c.accepted_at, c.asked_at IS NOT NULL,"
          + " c.message, c.in_vain, c.intended_ms, c.accepted_ms FROM paid_calls c";

  /**
   * Calls whose row has ended or is gone. A row that is only set aside, with another job to wait
   * for or a word that is none of ours, goes on with its call one day. One without an answer may
   * still be on its way: not while its row is claimed, nor soon after it was sent when the row is
   * deleted.
   */
  static final String ABANDONED =
      COLUMNS
          + " LEFT JOIN jobs j ON j.id = c.job_id WHERE c.state IN ('intended', 'accepted')"
          + " AND (j.id IS NULL OR j.status IN ('completed', 'failed', 'cancelled', 'skipped'))"
          + " AND (c.state = 'accepted' OR (j.id IS NOT NULL AND j.claim IS NULL) OR (j.id IS NULL"
          + " AND c.intended_at < strftime('%Y-%m-%d %H:%M', 'now', 'localtime', '-30 minutes')))";

  /** How often a write waits for the lock, each time as long as a connection waits. */
  private static final int BUSY_TRIES = 6;

  /** Writes. */
  @FunctionalInterface
  private interface Change {
    void run(Sql sql) throws SQLException;
  }

  private final JobConnections connections;
  private final LocalTimes times;

  SqliteCallLedger(JobConnections connections, LocalTimes times) {
    this.connections = connections;
    this.times = times;
  }

  @Override
  public List<PaidCall> of(long jobId) throws StoreException {
    return connections.with(
        sql ->
            sql.query(
                COLUMNS
                    + " WHERE c.job_id = ?1 AND c.settled_at IS NULL AND c.id IN (SELECT max(id)"
                    + " FROM paid_calls WHERE job_id = ?1 GROUP BY step) ORDER BY c.step",
                this::call,
                jobId));
  }

  @Override
  public int failures(long jobId, int step) throws StoreException {
    return connections.with(
        sql ->
            sql.query(
                    "SELECT count(*) FROM paid_calls WHERE job_id = ? AND step = ?"
                        + " AND state = 'failed' AND settled_at IS NULL",
                    row -> row.getInt(1),
                    jobId,
                    step)
                .get(0));
  }

  @Override
  public Set<String> tasks(String provider) throws StoreException {
    return connections.with(
        sql ->
            new HashSet<>(
                sql.query(
                    "SELECT task_id FROM paid_calls WHERE provider = ? AND task_id IS NOT NULL"
                        + " AND intended_at > strftime('%Y-%m-%d', 'now', 'localtime', '-30 days')",
                    row -> row.getString(1), provider)));
  }

  @Override
  public boolean othersOnTheirWay(PaidCall call) throws StoreException {
    return connections.with(
        sql ->
            !sql.query(
                    "SELECT 1 FROM paid_calls c INDEXED BY paid_calls_open"
                        + " JOIN jobs j ON j.id = c.job_id WHERE c.provider = ?1"
                        + " AND c.state IN ('intended', 'accepted') AND c.state = 'intended'"
                        + " AND c.id <> ?2 AND j.claim IS NOT NULL AND j.worker IS NOT"
                        + " (SELECT worker FROM jobs WHERE id = ?3)",
                    row -> 1,
                    call.provider(),
                    call.id(),
                    call.jobId())
                .isEmpty());
  }

  @Override
  public Set<String> openMarkers() throws StoreException {
    return connections.with(
        sql ->
            new HashSet<>(
                sql.query(
                    "SELECT marker FROM paid_calls WHERE settled_at IS NULL"
                        + " AND state IN ('intended', 'accepted', 'succeeded', 'delivered',"
                        + " 'unknown', 'abandoned')",
                    row -> row.getString(1))));
  }

  @Override
  public boolean knows(String marker) throws StoreException {
    return connections.with(
        sql -> !sql.query("SELECT 1 FROM paid_calls WHERE marker = ?", row -> 1, marker).isEmpty());
  }

  @Override
  public Permit intend(Claim claim, Intent intent, Limits limits, Instant now)
      throws StoreException {
    return writing(
        sql -> {
          boolean ours =
              !sql.query(
                      "SELECT 1 FROM jobs WHERE id = ? AND claim = ?",
                      row -> 1,
                      claim.job().id(),
                      claim.token())
                  .isEmpty();
          if (!ours) {
            return new Permit.Lost();
          }
          Optional<Permit.Denied> denied =
              new ProviderGate(sql, times).check(intent.provider(), limits, now);
          if (denied.isPresent()) {
            return denied.get();
          }
          new ProviderRows(sql, times).pauseIsOver(intent.provider());
          sql.update(
              "INSERT INTO paid_calls (job_id, step, provider, model, operation, marker, state,"
                  + " intended_at, intended_ms) VALUES (?, ?, ?, ?, ?, ?, 'intended', ?, ?)",
              claim.job().id(),
              intent.step(),
              intent.provider(),
              intent.model(),
              intent.operation(),
              intent.marker(),
              times.text(now),
              now.toEpochMilli());
          return new Permit.Granted(
              sql.query(COLUMNS + " WHERE c.marker = ?", this::call, intent.marker()).get(0));
        });
  }

  @Override
  public Optional<Permit.Denied> wouldDeny(String provider, Limits limits, Instant now)
      throws StoreException {
    return connections.with(sql -> new ProviderGate(sql, times).check(provider, limits, now));
  }

  @Override
  public void accepted(
      PaidCall call, String taskId, String taskPath, @Nullable Price price, Instant now)
      throws StoreException {
    changing(
        sql -> {
          sql.update(
              "UPDATE paid_calls SET state = 'accepted', task_id = ?, task_path = ?,"
                  + " accepted_at = ?, accepted_ms = ?, ended_at = NULL, message = NULL"
                  + " WHERE id = ?",
              taskId,
              taskPath,
              times.text(now),
              now.toEpochMilli(),
              call.id());
          price(sql, call, price);
          goOn(sql, call, now);
        });
  }

  @Override
  public void succeeded(PaidCall call, String outputs, @Nullable Price price, Instant now)
      throws StoreException {
    changing(
        sql -> {
          sql.update(
              "UPDATE paid_calls SET state = 'succeeded', outputs = ?1,"
                  + " accepted_at = COALESCE(accepted_at, ?2), accepted_ms ="
                  + " CASE WHEN accepted_at IS NULL THEN ?4 ELSE accepted_ms END, ended_at = ?2"
                  + " WHERE id = ?3",
              outputs,
              times.text(now),
              call.id(),
              now.toEpochMilli());
          price(sql, call, price);
          goOn(sql, call, now);
          new ProviderRows(sql, times).wakeOne(call.provider(), now);
        });
  }

  @Override
  public void noted(PaidCall call, @Nullable String message) throws StoreException {
    changing(
        sql -> sql.update("UPDATE paid_calls SET message = ? WHERE id = ?", message, call.id()));
  }

  @Override
  public void lookAgain(PaidCall call, String message) throws StoreException {
    changing(
        sql ->
            sql.update(
                "UPDATE paid_calls SET state = 'accepted', outputs = NULL, message = ?"
                    + " WHERE id = ?",
                message,
                call.id()));
  }

  /** The answer came after all: what a person was asked is answered. */
  private void goOn(Sql sql, PaidCall call, Instant now) throws SQLException {
    sql.update(
        "UPDATE jobs SET status = 'waiting_remote', run_at = ?1, error_message = NULL,"
            + " finished_at = NULL, updated_at = ?1"
            + " WHERE id = ?2 AND status = 'needs_decision' AND claim IS NULL",
        times.text(now),
        call.jobId());
  }

  @Override
  public void ended(
      PaidCall call,
      State state,
      String message,
      String requestId,
      @Nullable Price price,
      Instant now)
      throws StoreException {
    changing(sql -> end(sql, call, state, message, requestId, price, now));
  }

  @Override
  public void failed(
      PaidCall call,
      String message,
      String requestId,
      @Nullable Price price,
      boolean inVain,
      Instant now)
      throws StoreException {
    changing(
        sql -> {
          sql.update("UPDATE paid_calls SET in_vain = ? WHERE id = ?", inVain ? 1 : 0, call.id());
          end(sql, call, State.FAILED, message, requestId, price, now);
        });
  }

  private void end(
      Sql sql,
      PaidCall call,
      State state,
      String message,
      String requestId,
      @Nullable Price price,
      Instant now)
      throws SQLException {
    sql.update(
        "UPDATE paid_calls SET state = ?, message = ?,"
            + " request_id = COALESCE(NULLIF(?, ''), request_id), ended_at = ?"
            + " WHERE id = ?",
        state.word(),
        message,
        requestId,
        times.text(now),
        call.id());
    price(sql, call, price);
    new ProviderRows(sql, times).wakeOne(call.provider(), now);
  }

  private static void price(Sql sql, PaidCall call, @Nullable Price price) throws SQLException {
    if (price != null) {
      sql.update(
          "UPDATE paid_calls SET cost = ?, cost_unit = ? WHERE id = ?",
          price.amount().doubleValue(),
          price.unit(),
          call.id());
    }
  }

  @Override
  public void pause(String provider, Instant until, String reason) throws StoreException {
    changing(sql -> new ProviderRows(sql, times).pause(provider, until, reason));
  }

  @Override
  public boolean resume(String provider) throws StoreException {
    return writing(sql -> ProviderRows.resume(sql, provider));
  }

  @Override
  public void holdOff(String provider, Instant until) throws StoreException {
    changing(sql -> new ProviderRows(sql, times).holdOff(provider, until));
  }

  @Override
  public void lowerInFlight(String provider, Duration time, Instant now) throws StoreException {
    changing(sql -> new ProviderRows(sql, times).lowerInFlight(provider, now.plus(time)));
  }

  @Override
  public List<PaidCall> abandoned() throws StoreException {
    return connections.with(sql -> sql.query(ABANDONED, this::call));
  }

  @Override
  public void tell(long jobId, String message) throws StoreException {
    changing(
        sql ->
            sql.update(
                "UPDATE jobs SET progress_message = ? WHERE id = ?"
                    + " AND status IN ('cancelled', 'failed')",
                message,
                jobId));
  }

  private PaidCall call(ResultSet row) throws SQLException {
    return new PaidCall(
        row.getLong(1),
        row.getLong(2),
        row.getInt(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        State.of(row.getString(8)),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        Objects.requireNonNullElse(time(row, 17, 12), Instant.EPOCH),
        time(row, 18, 13),
        row.getBoolean(14),
        row.getString(15),
        row.getBoolean(16));
  }

  /** By the clock of the world; rows of older workers have the local one alone. */
  private @Nullable Instant time(ResultSet row, int millis, int local) throws SQLException {
    long since = row.getLong(millis);
    if (!row.wasNull()) {
      return Instant.ofEpochMilli(since);
    }
    String text = row.getString(local);
    return text == null ? null : times.parse(text).orElse(null);
  }

  /** Others may lock the database for longer than one wait; nothing has happened then. */
  private <T> T writing(JobConnections.Use<T> work) throws StoreException {
    for (int left = BUSY_TRIES; ; left--) {
      try {
        return connections.with(sql -> sql.immediately(() -> work.run(sql)));
      } catch (StoreException e) {
        if (left == 1 || !SqliteErrors.isBusy(e)) {
          throw e;
        }
      }
    }
  }

  private void changing(Change change) throws StoreException {
    writing(
        sql -> {
          change.run(sql);
          return true;
        });
  }
}
