package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import mediaworker.jobs.Job;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.PaidCall;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Ends a row's paid calls together with the row, in the same transaction, so that no crash can come
 * between: what was made is ours, what failed is behind us, and who queues the row again wants new
 * calls. A call whose output is still to be had stays open: it is taken up again without paying. So
 * does one that its provider works on when its row fails here, which no person has asked for: it is
 * not cancelled there, unless a person has made a job of the row that makes no paid calls, or
 * cancels or deletes it then.
 */
public final class CallSettlement {

  private final Sql sql;
  private @Nullable Boolean callsAreOpen;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public CallSettlement(Sql sql) {
    this.sql = sql;
  }

  /** A new transaction: what an earlier one has seen of the ledger counts no more. */
  public void begin() {
    callsAreOpen = null;
  }

  /** Settles the calls of a row that has come to this. */
  public void settle(Outcome outcome, Job ended, String now) throws SQLException {
    long job = ended.id();
    if (!callsAreOpen()) {
      return;
    }
    if (outcome instanceof Outcome.Completed) {
      sql.update(
          "UPDATE paid_calls SET state = 'delivered' WHERE job_id = ? AND state = 'succeeded'"
              + " AND settled_at IS NULL",
          job);
    }
    if (outcome instanceof Outcome.Failed && PaidCall.JOB_TYPES.contains(ended.type())) {
      letTasksBe(sql, job, now);
    }
    if (outcome instanceof Outcome.Completed || outcome instanceof Outcome.Failed) {
      sql.update(
          "UPDATE paid_calls SET settled_at = ? WHERE job_id = ? AND settled_at IS NULL"
              + " AND state NOT IN ('intended', 'accepted', 'succeeded', 'abandoned', 'unknown')",
          now,
          job);
    } else if (outcome instanceof Outcome.Undecided) {
      sql.update(
          "UPDATE paid_calls SET asked_at = ? WHERE job_id = ? AND state = 'unknown'"
              + " AND settled_at IS NULL",
          now,
          job);
    }
  }

  /** The same for a row that fails or is skipped without a claim; in its transaction. */
  public static void letBe(Sql sql, long job, String now) throws SQLException {
    String type = "SELECT COALESCE(job_type, '') FROM jobs WHERE id = ?";
    if (sql.query(type, row -> row.getString(1), job).stream()
        .anyMatch(PaidCall.JOB_TYPES::contains)) {
      letTasksBe(sql, job, now);
    }
  }

  /** The row has failed, and says what goes on for it. */
  private static void letTasksBe(Sql sql, long job, String now) throws SQLException {
    int goOn =
        sql.update(
            "UPDATE paid_calls SET state = 'abandoned', message = '"
                + PaidCallRows.JOB_FAILED
                + "', ended_at = ? WHERE job_id = ? AND state = 'accepted'"
                + " AND settled_at IS NULL",
            now,
            job);
    if (goOn > 0) {
      String told =
          "UPDATE jobs SET progress_message = 'its task goes on and may be billed; status"
              + " ''queued'' waits for it again without paying anew' WHERE id = ?";
      Refusals.attemptAlone(sql, "Telling job " + job, () -> sql.update(told, job));
    }
  }

  /** Asked once for all endings of a transaction; tiny jobs have no calls. */
  private boolean callsAreOpen() throws SQLException {
    if (callsAreOpen == null) {
      callsAreOpen =
          !sql.query("SELECT 1 FROM paid_calls WHERE settled_at IS NULL LIMIT 1", row -> 1)
              .isEmpty();
    }
    return callsAreOpen;
  }
}
