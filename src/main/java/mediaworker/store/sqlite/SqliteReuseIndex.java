package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.claims.SqliteChildren;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.queue.JobRows;
import org.jspecify.annotations.Nullable;

/** What jobs have made, in {@code reusable_outputs}, over the jobs' own connections. */
final class SqliteReuseIndex implements ReuseIndex {

  /** Equal jobs whose outputs are looked at; after that the work is done. */
  private static final int MOST = 5;

  private static final String OURS = "SELECT 1 FROM jobs WHERE id = ? AND claim = ?";

  private static final String DONE =
      "SELECT o.job_id, o.made, o.lap, j.result_data, j.keyed_result_data, j.outputs"
          + " FROM reusable_outputs o JOIN jobs j ON j.id = o.job_id WHERE o.fingerprint = ?1"
          + " AND o.made IS NOT NULL AND NOT (o.job_id = ?2 AND o.lap = ?3)"
          + " AND o.job_id NOT IN (SELECT value FROM json_each(?4))"
          + " ORDER BY o.job_id DESC LIMIT 1";

  private static final String OPEN_CALL =
      "EXISTS (SELECT 1 FROM paid_calls c WHERE c.job_id = j.id AND c.settled_at IS NULL"
          + " AND c.state IN ('intended', 'accepted', 'succeeded', 'unknown'))";

  /**
   * Only one of them can be about it, since each looks before it begins. One that has paid is about
   * it also between two attempts, and while a person has to decide.
   */
  private static final String UNDER_WAY =
      "SELECT o.job_id FROM reusable_outputs o JOIN jobs j ON j.id = o.job_id"
          + " WHERE o.fingerprint = ?1 AND o.made IS NULL AND NOT (o.job_id = ?2 AND o.lap = ?3)"
          + " AND (j.claim IS NOT NULL OR j.status = 'waiting_remote'"
          + " OR (j.status IN ('queued', 'needs_decision') AND "
          + OPEN_CALL
          + ")) LIMIT 1";

  /** A call of job ?1 that failed and was not made again. */
  private static final String FAILED_CALL =
      "EXISTS (SELECT 1 FROM paid_calls c WHERE c.job_id = ?1 AND c.settled_at IS NULL"
          + " AND c.state = 'failed' AND NOT EXISTS (SELECT 1 FROM paid_calls later"
          + " WHERE later.job_id = c.job_id AND later.step = c.step AND later.id > c.id))";

  private final JobConnections connections;

  SqliteReuseIndex(JobConnections connections) {
    this.connections = connections;
  }

  /** What a job waits for that waits for an equal one. */
  private static String name(long jobId) {
    return "job " + jobId;
  }

  private static int lap(Claim claim) {
    return claim.job().stage() == Stage.KEYING ? 1 : 0;
  }

  @Override
  public boolean hasCalls(Claim claim) throws StoreException {
    return connections.with(
        sql ->
            !sql.query(
                    "SELECT 1 FROM paid_calls WHERE job_id = ? AND settled_at IS NULL"
                        + " AND state <> 'refused' LIMIT 1",
                    row -> 1,
                    claim.job().id())
                .isEmpty());
  }

  @Override
  public Beginning begin(Claim claim, String fingerprint, Set<Long> useless) throws StoreException {
    return connections.with(sql -> sql.immediately(() -> begin(sql, claim, fingerprint, useless)));
  }

  private static Beginning begin(Sql sql, Claim claim, String fingerprint, Set<Long> useless)
      throws SQLException {
    long id = claim.job().id();
    int lap = lap(claim);
    if (isLost(sql, claim)) {
      return new Beginning.Lost();
    }
    sql.update("DELETE FROM reusable_outputs WHERE job_id = ? AND lap = ?", id, lap);
    if (useless.size() < MOST) {
      List<Found> done =
          sql.query(
              DONE,
              row ->
                  new Found(
                      row.getLong(1),
                      row.getString(2),
                      now(
                          row.getInt(3) == 1 ? row.getString(5) : row.getString(4),
                          SqliteChildren.outputs(row.getString(6)))),
              fingerprint,
              id,
              lap,
              JobRows.json(useless));
      if (!done.isEmpty()) {
        insert(sql, claim, fingerprint);
        return new Beginning.Done(done.get(0));
      }
    }
    List<Long> underWay = sql.query(UNDER_WAY, row -> row.getLong(1), fingerprint, id, lap);
    if (!underWay.isEmpty()) {
      return new Beginning.UnderWay(underWay.get(0));
    }
    insert(sql, claim, fingerprint);
    return new Beginning.Anew();
  }

  private static void insert(Sql sql, Claim claim, String fingerprint) throws SQLException {
    sql.update(
        "INSERT INTO reusable_outputs (job_id, lap, fingerprint) VALUES (?, ?, ?)",
        claim.job().id(),
        lap(claim),
        fingerprint);
  }

  private static List<String> now(@Nullable String result, List<String> outputs) {
    List<String> all = new ArrayList<>();
    if (result != null) {
      all.add(result);
    }
    outputs.stream().filter(output -> !all.contains(output)).forEach(all::add);
    return all;
  }

  @Override
  public void keep(Claim claim, @Nullable String fingerprint, String made, @Nullable Long from)
      throws StoreException {
    long id = claim.job().id();
    connections.with(
        sql ->
            sql.immediately(
                () -> {
                  if (isLost(sql, claim)) {
                    return 0;
                  }
                  sql.update(
                      "UPDATE reusable_outputs SET made = ?3 WHERE job_id = ?1 AND lap = ?2"
                          + " AND fingerprint = COALESCE(?4, fingerprint) AND NOT "
                          + FAILED_CALL,
                      id,
                      lap(claim),
                      made,
                      fingerprint);
                  sql.update(
                      "DELETE FROM reusable_outputs WHERE job_id = ? AND lap = ? AND made IS NULL",
                      id,
                      lap(claim));
                  if (from != null) {
                    sql.update("UPDATE jobs SET reused_from = ? WHERE id = ?", from, id);
                  }
                  return wake(sql, id);
                }));
  }

  @Override
  public void leave(Claim claim) throws StoreException {
    long id = claim.job().id();
    connections.with(
        sql ->
            sql.immediately(
                () -> {
                  int left =
                      sql.update(
                          "DELETE FROM reusable_outputs WHERE job_id = ? AND lap = ? AND made IS"
                              + " NULL AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = job_id"
                              + " AND j.claim = ? AND NOT "
                              + OPEN_CALL
                              + ")",
                          id,
                          lap(claim),
                          claim.token());
                  return left > 0 ? wake(sql, id) : 0;
                }));
  }

  private static int wake(Sql sql, long id) throws SQLException {
    return sql.update(
        "UPDATE jobs SET run_at = NULL, waits_for = NULL WHERE waits_for = ? AND claim IS NULL"
            + " AND status IN ('queued', 'keying_queued')",
        name(id));
  }

  private static boolean isLost(Sql sql, Claim claim) throws SQLException {
    return sql.query(OURS, row -> 1, claim.job().id(), claim.token()).isEmpty();
  }
}
