package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.jobs.QueueState.Depth;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.Dependencies;
import mediaworker.store.sqlite.rows.DueRows;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.ReadyRows;
import org.jspecify.annotations.Nullable;

/**
 * Counts what waits and runs in the indexes of just that, so that it costs the same however many
 * rows have ended.
 */
public final class QueueDepths {

  private static final String KIND =
      "CASE WHEN status IN ('keying_queued', 'keying_processing') THEN 'keying' ELSE job_type END";

  static final String QUEUED = " AND status IN ('queued', 'keying_queued')";

  private static final String DUE = " FROM jobs INDEXED BY jobs_due" + DueRows.WAITING + QUEUED;

  /** Parents that were put off, or try again later. */
  private static final String PARENTS_LATER =
      DUE.replace(QUEUED, " AND status IN ('waiting_for_children', 'stitching')");

  /** Of blocked rows those that are not counted among the ones that wait for their time. */
  private static final String NOT_SCHEDULED =
      " AND (run_at IS NULL OR status IN ('waiting_for_jobs', 'waiting_for_analysis')"
          + " OR (status <> 'queued' AND run_at <= ?))";

  static final String STEPS =
      " FROM jobs INDEXED BY jobs_steps WHERE status = 'waiting_remote' AND claim IS NULL"
          + " AND run_at IS NOT NULL";

  static final String CLAIMED = " FROM jobs INDEXED BY jobs_claimed WHERE claim IS NOT NULL";

  /**
   * Since when a row could run: a worker's last write is when it was given back, or its time came.
   */
  private static final String READY_SINCE = "max(created_at, COALESCE(updated_at, created_at))";

  private final Sql sql;
  private final LocalTimes times;
  private final JobRows rows;

  QueueDepths(Sql sql, LocalTimes times, JobRows rows) {
    this.sql = sql;
    this.times = times;
    this.rows = rows;
  }

  /** Adds up what the indexes say, by kind. */
  private static final class Sum {
    private long ready;
    private @Nullable Instant oldest;
    private long scheduled;
    private long running;
    private long remote;
    private long blocked;

    void ready(long more, @Nullable Instant since) {
      ready += more;
      if (since != null && (oldest == null || since.isBefore(oldest))) {
        oldest = since;
      }
    }
  }

  /** How many jobs of each kind wait, run and are blocked. */
  List<Depth> at(Instant now) throws SQLException {
    Map<String, Sum> sums = new TreeMap<>();
    String text = times.text(now);
    for (String from : List.of(ReadyRows.FROM, ReadyRows.ASIDE_FROM)) {
      each(
          "SELECT "
              + KIND
              + " AS kind, count(*), min("
              + READY_SINCE
              + ")"
              + from
              + QUEUED
              + " GROUP BY kind",
          sums,
          (sum, jobs, since) -> sum.ready(jobs, since));
    }
    each(
        "SELECT "
            + KIND
            + " AS kind, count(*), min(run_at)"
            + DUE
            + " AND run_at <= ? GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.ready(jobs, since),
        text);
    for (String from : List.of(DUE, PARENTS_LATER)) {
      each(
          "SELECT " + KIND + " AS kind, count(*), NULL" + from + " AND run_at > ? GROUP BY kind",
          sums,
          (sum, jobs, since) -> sum.scheduled += jobs,
          text);
    }
    each(
        "SELECT " + KIND + " AS kind, count(*), NULL" + STEPS + " GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.remote += jobs);
    each(
        "SELECT "
            + KIND
            + " AS kind, count(*), NULL"
            + ReadyRows.FROM
            + " AND status = 'waiting_remote' GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.remote += jobs);
    each(
        "SELECT "
            + KIND
            + " AS kind, count(*), NULL"
            + Dependencies.BLOCKED
            + NOT_SCHEDULED
            + " GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.blocked += jobs,
        text);
    claimed(sums);
    return sums.entrySet().stream()
        .map(
            entry -> {
              Sum sum = entry.getValue();
              return new Depth(
                  entry.getKey(),
                  sum.ready,
                  sum.oldest,
                  sum.scheduled,
                  sum.running,
                  sum.remote,
                  sum.blocked);
            })
        .toList();
  }

  /** What a claimed row counts as is what its status says: a reserved one still waits. */
  private void claimed(Map<String, Sum> sums) throws SQLException {
    String each = "SELECT " + KIND + " AS kind, count(*), NULL" + CLAIMED;
    each(
        each + " AND status IN ('processing', 'keying_processing') GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.running += jobs);
    each(
        each + " AND status IN ('queued', 'keying_queued') GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.ready(jobs, null));
    each(
        each + " AND status = 'waiting_remote' GROUP BY kind",
        sums,
        (sum, jobs, since) -> sum.remote += jobs);
  }

  @FunctionalInterface
  private interface Adding {
    void add(Sum sum, long jobs, @Nullable Instant since);
  }

  private void each(String query, Map<String, Sum> sums, Adding adding, Object... values)
      throws SQLException {
    sql.query(
        query,
        row -> {
          Sum sum = sums.computeIfAbsent(row.getString(1), kind -> new Sum());
          adding.add(sum, row.getLong(2), rows.time(row.getString(3)));
          return sum;
        },
        values);
  }

  /** Rows that wait for a thread, their time or other jobs, counted in the indexes. */
  public static long waiting(Sql sql) throws SQLException {
    return sql.query(
            "SELECT (SELECT count(*)"
                + ReadyRows.FROM
                + QUEUED
                + ") + (SELECT count(*)"
                + ReadyRows.ASIDE_FROM
                + QUEUED
                + ") + (SELECT count(*)"
                + DUE
                + ") + (SELECT count(*)"
                + Dependencies.BLOCKED
                + " AND status NOT IN ('waiting_for_children', 'stitching')"
                // Those that wait for their time too are among the due ones.
                + " AND (status <> 'queued' OR run_at IS NULL))",
            row -> row.getLong(1))
        .get(0);
  }
}
