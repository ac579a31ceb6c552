package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import mediaworker.jobs.Outcome;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Ends a row's paid calls together with the row, in the same transaction, so that no crash can come
 * between: what was made is ours, what failed is behind us, and who queues the row again wants new
 * calls. A call whose output is still to be had stays open: it is taken up again without paying.
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
  public void settle(Outcome outcome, long job, String now) throws SQLException {
    if (!callsAreOpen()) {
      return;
    }
    if (outcome instanceof Outcome.Completed) {
      sql.update(
          "UPDATE paid_calls SET state = 'delivered' WHERE job_id = ? AND state = 'succeeded'"
              + " AND settled_at IS NULL",
          job);
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
