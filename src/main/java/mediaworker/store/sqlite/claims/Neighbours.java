package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import mediaworker.jobs.Job;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.ClaimTokens;

/**
 * What other workers on the same machine run, so that the machine's lanes hold over all of them.
 * Alone on a machine it costs a look into the short table of workers. Runs inside the round's
 * transaction.
 */
final class Neighbours {

  private static final String HELD =
      "SELECT CASE WHEN j.claim LIKE '%"
          + ClaimTokens.LAP
          + "' THEN '"
          + Job.KEYING_LAP
          + "' ELSE j.job_type END AS kind, count(*) FROM workers w"
          + " CROSS JOIN jobs j INDEXED BY jobs_claimed ON j.worker = w.name AND j.claim IS NOT NULL"
          + " WHERE w.machine = ? AND w.name <> ? AND j.status <> 'waiting_remote' GROUP BY kind";

  private final Sql sql;

  Neighbours(Sql sql) {
    this.sql = sql;
  }

  /** How many jobs of each kind they hold. */
  Map<String, Integer> held(WorkerId self) throws SQLException {
    Map<String, Integer> held = new HashMap<>();
    sql.query(
        HELD,
        row -> held.merge(row.getString(1), row.getInt(2), Integer::sum),
        self.machine(),
        self.name());
    return held;
  }
}
