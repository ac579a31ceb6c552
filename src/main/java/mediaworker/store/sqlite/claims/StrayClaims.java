package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mediaworker.jobs.JobStatus;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.ClaimTokens;
import mediaworker.store.sqlite.rows.LocalTimes;

/**
 * Rows with a claim of this worker that it does not hold: copies of rows with all of their columns,
 * and rows that were given another id. Nobody else would take them while it lives.
 */
public final class StrayClaims {

  private final Sql sql;
  private final LocalTimes times;
  private final Refusals refusals;
  private final String worker;

  /**
   * @param worker this one's name
   */
  public StrayClaims(Sql sql, LocalTimes times, Refusals refusals, String worker) {
    this.sql = sql;
    this.times = times;
    this.refusals = refusals;
    this.worker = worker;
  }

  /**
   * Gives them back to the queue.
   *
   * @param held the tokens of the rows that this worker holds, by their ids
   * @return what was done, a line for each row's id
   */
  public Map<Long, String> free(Map<Long, String> held, Instant now) throws SQLException {
    Map<Long, String> strays = new TreeMap<>();
    sql.query(
        "SELECT id, claim FROM jobs INDEXED BY jobs_claimed WHERE claim IS NOT NULL"
            + " AND worker = ?",
        row -> strays.put(row.getLong(1), row.getString(2)),
        worker);
    // The work on a row that was renumbered or deleted has to end before another begins on it.
    Set<String> underWay = new HashSet<>();
    held.forEach(
        (id, token) -> {
          if (!token.equals(strays.get(id))) {
            underWay.add(token);
          }
        });
    strays
        .entrySet()
        .removeIf(
            row ->
                row.getValue().equals(held.get(row.getKey())) || underWay.contains(row.getValue()));
    if (strays.isEmpty()) {
      return Map.of();
    }
    return refusals.transaction(
        () -> {
          Map<Long, String> said = new TreeMap<>();
          for (Map.Entry<Long, String> stray : strays.entrySet()) {
            refusals
                .attempt(
                    "Freeing job " + stray.getKey(),
                    () -> free(stray.getKey(), stray.getValue(), now))
                .filter(rows -> rows > 0)
                .ifPresent(
                    rows ->
                        said.put(
                            stray.getKey(),
                            "Freed job "
                                + stray.getKey()
                                + ", which had a claim of this worker but is not held by it, as"
                                + " copied and renumbered rows are"));
          }
          return said;
        });
  }

  private int free(long id, String claim, Instant now) throws SQLException {
    return sql.update(
        "UPDATE jobs SET status = CASE WHEN status IN ('processing', 'keying_processing') THEN ?"
            + " ELSE status END, attempts = max(attempts - 1, 0), claim = NULL, worker = NULL,"
            + " lease_until = NULL, updated_at = ? WHERE id = ? AND claim = ?",
        JobStatus.waiting(ClaimTokens.stage(claim)),
        times.text(now),
        id,
        claim);
  }
}
