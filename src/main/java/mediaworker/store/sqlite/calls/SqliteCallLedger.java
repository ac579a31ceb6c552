package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Claim;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/** The ledger in the tables {@code paid_calls} and {@code providers}. */
public final class SqliteCallLedger implements CallLedger {

  private final LedgerTransactions ledger;
  private final LocalTimes times;

  /** Over the connections of the jobs' threads. */
  public SqliteCallLedger(JobConnections connections, LocalTimes times) {
    this.ledger = new LedgerTransactions(connections, times);
    this.times = times;
  }

  @Override
  public List<PaidCall> of(long jobId) throws StoreException {
    return ledger.reading(calls -> calls.of(jobId));
  }

  @Override
  public int failures(long jobId, int step) throws StoreException {
    return ledger.reading(calls -> calls.failures(jobId, step));
  }

  @Override
  public int misses(long jobId, int step) throws StoreException {
    return ledger.reading(calls -> calls.misses(jobId, step));
  }

  @Override
  public Set<String> tasksOfOthers(PaidCall call) throws StoreException {
    return ledger.reading(calls -> calls.tasksOfOthers(call));
  }

  @Override
  public boolean othersOnTheirWay(PaidCall call) throws StoreException {
    return ledger.reading(calls -> calls.areOthersOnTheirWay(call));
  }

  @Override
  public Set<String> openMarkers() throws StoreException {
    return ledger.reading(PaidCallRows::openMarkers);
  }

  @Override
  public boolean knows(String marker) throws StoreException {
    return ledger.reading(calls -> calls.knows(marker));
  }

  @Override
  public Permit intend(Claim claim, Intent intent, Limits limits, Instant now)
      throws StoreException {
    return ledger.writing(
        sql -> {
          boolean ours =
              !sql.query(
                      // A person may have cancelled it since, which the loop has not seen yet.
                      "SELECT 1 FROM jobs WHERE id = ? AND claim = ?"
                          + " AND status NOT IN ('cancelled', 'failed', 'completed', 'skipped')",
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
          new PaidCallChanges(sql, times).intend(claim.job().id(), intent, now);
          return new Permit.Granted(new PaidCallRows(sql, times).marked(intent.marker()));
        });
  }

  @Override
  public Optional<Permit.Denied> wouldDeny(String provider, Limits limits, Instant now)
      throws StoreException {
    return ledger.with(sql -> new ProviderGate(sql, times).check(provider, limits, now));
  }

  @Override
  public void accepted(
      PaidCall call, String taskId, @Nullable String taskPath, @Nullable Price price, Instant now)
      throws StoreException {
    ledger.noting(
        calls -> calls.accepted(call, taskId, taskPath, price, now), sql -> goOn(sql, call, now));
  }

  @Override
  public void succeeded(PaidCall call, String outputs, @Nullable Price price, Instant now)
      throws StoreException {
    ledger.noting(
        calls -> calls.succeeded(call, outputs, price, now),
        sql -> {
          goOn(sql, call, now);
          wakeOne(sql, call, now);
        });
  }

  @Override
  public void noted(PaidCall call, @Nullable String message) throws StoreException {
    ledger.noting(calls -> calls.note(call, message));
  }

  @Override
  public void lookAgain(PaidCall call, String message) throws StoreException {
    ledger.noting(calls -> calls.lookAgain(call, message));
  }

  /** The answer came after all: what a person was asked is answered. */
  private void goOn(Sql sql, PaidCall call, Instant now) throws SQLException {
    Refusals.attemptAlone(
        sql,
        "That job " + call.jobId() + " goes on, since its call was answered,",
        () ->
            sql.update(
                "UPDATE jobs SET status = 'waiting_remote', run_at = ?1, error_message = NULL,"
                    + " finished_at = NULL, updated_at = ?1"
                    + " WHERE id = ?2 AND status = 'needs_decision' AND claim IS NULL",
                times.text(now),
                call.jobId()));
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
    ledger.noting(
        calls -> calls.end(call, state, message, requestId, price, now),
        sql -> wakeOne(sql, call, now));
  }

  @Override
  public void untold(PaidCall call, String why, Instant now) throws StoreException {
    ledger.noting(
        calls -> {
          calls.sought(call, now);
          calls.end(call, State.UNKNOWN, why, "", null, now);
        },
        sql -> wakeOne(sql, call, now));
  }

  @Override
  public void missed(PaidCall call, String why, Instant now) throws StoreException {
    ledger.noting(
        calls -> {
          calls.missed(call, now);
          calls.end(call, State.REFUSED, why, "", null, now);
        },
        sql -> wakeOne(sql, call, now));
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
    ledger.noting(
        calls -> {
          calls.inVain(call, inVain);
          calls.end(call, State.FAILED, message, requestId, price, now);
        },
        sql -> wakeOne(sql, call, now));
  }

  private void wakeOne(Sql sql, PaidCall call, Instant now) throws SQLException {
    new ProviderRows(sql, times).wakeOne(call.provider(), now);
  }

  @Override
  public void pause(String provider, Instant until, String reason) throws StoreException {
    ledger.changing(sql -> new ProviderRows(sql, times).pause(provider, until, reason));
  }

  @Override
  public void holdOff(String provider, Instant until) throws StoreException {
    ledger.changing(sql -> new ProviderRows(sql, times).holdOff(provider, until));
  }

  @Override
  public void lowerInFlight(String provider, Duration time, Instant now) throws StoreException {
    ledger.changing(sql -> new ProviderRows(sql, times).lowerInFlight(provider, now.plus(time)));
  }

  @Override
  public List<PaidCall> abandoned() throws StoreException {
    if (ledger.reading(PaidCallRows::isAnyLetBeGivenUp)) {
      ledger.noting(PaidCallChanges::takeBackLetBe);
    }
    return ledger.reading(PaidCallRows::abandoned);
  }

  @Override
  public boolean isAbandoned(PaidCall call) throws StoreException {
    return ledger.reading(calls -> calls.isAbandoned(call));
  }

  @Override
  public boolean isGivenUp(PaidCall call) throws StoreException {
    return ledger.reading(calls -> calls.isGivenUp(call));
  }

  @Override
  public boolean endedAbandoned(
      PaidCall call, State state, String message, @Nullable Price price, Instant now)
      throws StoreException {
    return ledger.noting(
        calls -> calls.isAbandoned(call),
        calls -> calls.end(call, state, message, "", price, now),
        sql -> wakeOne(sql, call, now));
  }

  @Override
  public boolean cancelledAbandoned(PaidCall call, Instant now) throws StoreException {
    return ledger.noting(
        calls -> calls.standsAs(call),
        calls -> calls.end(call, State.CANCELLED, "cancelled", "", null, now),
        sql -> wakeOne(sql, call, now));
  }

  @Override
  public boolean acceptedAbandoned(
      PaidCall call, String taskId, String taskPath, @Nullable Price price, Instant now)
      throws StoreException {
    return ledger.noting(
        calls -> calls.isGivenUp(call),
        calls -> calls.accepted(call, taskId, taskPath, price, now),
        sql -> {});
  }

  @Override
  public boolean succeededAbandoned(
      PaidCall call, String outputs, @Nullable Price price, Instant now) throws StoreException {
    return ledger.noting(
        calls -> calls.isAbandoned(call),
        calls -> calls.succeeded(call, outputs, price, now),
        sql -> wakeOne(sql, call, now));
  }

  @Override
  public void tell(long jobId, String message) throws StoreException {
    ledger.changing(
        sql ->
            sql.update(
                "UPDATE jobs SET progress_message = ? WHERE id = ?"
                    + " AND status IN ('cancelled', 'failed')",
                message,
                jobId));
  }
}
