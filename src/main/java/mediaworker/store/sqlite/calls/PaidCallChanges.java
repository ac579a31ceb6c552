package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import java.time.Instant;
import mediaworker.jobs.CallLedger.Intent;
import mediaworker.jobs.CallLedger.Price;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of paid calls, in the table {@code paid_calls}. Writes only, inside its caller's
 * transaction; {@link PaidCallRows} reads.
 */
final class PaidCallChanges {

  private final Sql sql;
  private final LocalTimes times;

  PaidCallChanges(Sql sql, LocalTimes times) {
    this.sql = sql;
    this.times = times;
  }

  /**
   * A call is about to be made; one that was refused is made again under its marker.
   *
   * @throws SQLException where its marker is another call's, or that call was not refused
   */
  void intend(long job, Intent intent, Instant now) throws SQLException {
    int written =
        sql.update(
            "INSERT INTO paid_calls (job_id, step, provider, model, operation, marker, state,"
                + " intended_at, intended_ms) VALUES (?, ?, ?, ?, ?, ?, 'intended', ?, ?)"
                + " ON CONFLICT (marker) DO UPDATE SET state = 'intended', model = excluded.model,"
                + " operation = excluded.operation, intended_at = excluded.intended_at,"
                + " intended_ms = excluded.intended_ms, ended_at = NULL, message = NULL,"
                + " request_id = NULL WHERE state = 'refused' AND settled_at IS NULL"
                + " AND job_id = excluded.job_id AND step = excluded.step"
                + " AND provider = excluded.provider",
            job,
            intent.step(),
            intent.provider(),
            intent.model(),
            intent.operation(),
            intent.marker(),
            times.text(now),
            now.toEpochMilli());
    if (written != 1) {
      throw new SQLException("a call named " + intent.marker() + " is there already");
    }
  }

  /** The provider has it under way. */
  void accepted(
      PaidCall call, String taskId, @Nullable String taskPath, @Nullable Price price, Instant now)
      throws SQLException {
    sql.update(
        "UPDATE paid_calls SET state = 'accepted', task_id = ?, task_path = ?,"
            + " accepted_at = ?, accepted_ms = ?, ended_at = NULL, message = NULL"
            + " WHERE id = ?",
        taskId,
        taskPath,
        times.text(now),
        now.toEpochMilli(),
        call.id());
    price(call, price);
  }

  /** Its outputs can be fetched. */
  void succeeded(PaidCall call, String outputs, @Nullable Price price, Instant now)
      throws SQLException {
    sql.update(
        "UPDATE paid_calls SET state = 'succeeded', outputs = ?1,"
            + " accepted_at = COALESCE(accepted_at, ?2), accepted_ms ="
            + " CASE WHEN accepted_at IS NULL THEN ?4 ELSE accepted_ms END, ended_at = ?2"
            + " WHERE id = ?3",
        outputs,
        times.text(now),
        call.id(),
        now.toEpochMilli());
    price(call, price);
  }

  /** Tasks that were let be are under way for nobody now, as those of other rows that are gone. */
  void takeBackLetBe() throws SQLException {
    sql.update(
        "UPDATE paid_calls SET state = 'accepted', message = NULL, ended_at = NULL WHERE id IN ("
            + PaidCallRows.LET_BE_AND_GIVEN_UP
            + ")");
  }

  /** Its outputs are to be asked for anew. */
  void lookAgain(PaidCall call, String message) throws SQLException {
    sql.update(
        "UPDATE paid_calls SET state = 'accepted', outputs = NULL, message = ? WHERE id = ?",
        message,
        call.id());
  }

  /** What a person may read of it. */
  void note(PaidCall call, @Nullable String message) throws SQLException {
    sql.update("UPDATE paid_calls SET message = ? WHERE id = ?", message, call.id());
  }

  /** It was looked for at the provider, which could not tell. */
  void sought(PaidCall call, Instant now) throws SQLException {
    sql.update("UPDATE paid_calls SET sought_at = ? WHERE id = ?", times.text(now), call.id());
  }

  /** It was looked for at the provider, which does not have it. */
  void missed(PaidCall call, Instant now) throws SQLException {
    sql.update("UPDATE paid_calls SET missed_at = ? WHERE id = ?", times.text(now), call.id());
  }

  /** Whether another call like it would fail too. */
  void inVain(PaidCall call, boolean inVain) throws SQLException {
    sql.update("UPDATE paid_calls SET in_vain = ? WHERE id = ?", inVain ? 1 : 0, call.id());
  }

  /**
   * It is over, or nobody can tell.
   *
   * @param requestId the provider's name of the request; empty for none
   */
  void end(
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
    price(call, price);
  }

  private void price(PaidCall call, @Nullable Price price) throws SQLException {
    if (price != null) {
      sql.update(
          "UPDATE paid_calls SET cost = ?, cost_unit = ? WHERE id = ?",
          price.amount().doubleValue(),
          price.unit(),
          call.id());
    }
  }
}
