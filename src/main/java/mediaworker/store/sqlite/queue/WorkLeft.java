package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.time.Instant;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lanes;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;

/** What a worker that is to end with an empty queue has still to wait for. */
public final class WorkLeft {

  /** Not rows that wait for an equal one of which a person has to decide. */
  public static final String WAITS_FOR_A_PERSON =
      " AND NOT (waits_for IS NOT NULL AND EXISTS (SELECT 1 FROM jobs o"
          + " WHERE o.id = CAST(substr(jobs.waits_for, 5) AS INTEGER)"
          + " AND jobs.waits_for = 'job ' || o.id AND o.status = 'needs_decision'))";

  /**
   * A wait for another job, or for a provider that works on some: who waits is woken by their end.
   * A budget is spent until midnight.
   */
  private static final String MAY_END_SOONER =
      "waits_for LIKE 'job %' OR (waits_for IS NOT NULL AND NOT EXISTS (SELECT 1 FROM providers"
          + " WHERE name = waits_for AND paused_until IS NOT NULL) AND EXISTS (SELECT 1"
          + " FROM paid_calls c JOIN jobs o ON o.id = c.job_id WHERE c.provider = jobs.waits_for"
          + " AND c.state IN ('intended', 'accepted')"
          + " AND o.status IN ('processing', 'waiting_remote')))";

  private static final String PARENT_GOES_ON =
      "needs_met IS NOT NULL AND status IN ('waiting_for_children', 'stitching')";

  private final Sql sql;
  private final LocalTimes times;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public WorkLeft(Sql sql, LocalTimes times) {
    this.sql = sql;
    this.times = times;
  }

  /**
   * Whether there is any that runs by itself until then. A row that waits for a paused provider, or
   * for the next day, is waited for no longer than others.
   *
   * @param lanes of which some may be paused
   */
  public boolean any(Lanes lanes, Instant until) throws SQLException {
    return !sql.query(
            "SELECT 1 FROM jobs WHERE status = 'waiting_remote' OR ("
                + PARENT_GOES_ON
                + " AND (run_at IS NULL OR run_at <= ?1))"
                + " OR (status IN ('queued', 'keying_queued')"
                + " AND NOT EXISTS (SELECT 1 FROM pauses WHERE scope = 'all')"
                + Pauses.extent(sql).rows(lanes)
                + WAITS_FOR_A_PERSON
                + " AND (run_at IS NULL OR run_at <= ?1"
                + " OR ("
                + MAY_END_SOONER
                + "))) LIMIT 1",
            row -> 1,
            times.text(until))
        .isEmpty();
  }

  /** What is put off. */
  public JobStore.Later later() throws SQLException {
    return sql.query(
            "SELECT count(*), min(run_at) FROM jobs WHERE run_at IS NOT NULL"
                + " AND (status IN ('queued', 'keying_queued') OR ("
                + PARENT_GOES_ON
                + "))",
            row -> new JobStore.Later(row.getLong(1), row.getString(2)))
        .get(0);
  }
}
