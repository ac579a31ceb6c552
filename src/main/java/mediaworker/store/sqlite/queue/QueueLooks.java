package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueState.ProviderUse;
import mediaworker.jobs.QueueState.Remote;
import mediaworker.jobs.QueueState.WorkerLine;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.calls.ProviderGate;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LaneList;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.ReadyRows;
import org.jspecify.annotations.Nullable;

/**
 * Reads the queue at a glance from the indexes of what waits and runs, so that it costs the same
 * however many rows have ended. Runs inside one read transaction.
 */
public final class QueueLooks {

  private static final String ROW_OF =
      "SELECT " + ListedColumns.ALL + " FROM jobs j WHERE j.id IN ";

  private final Sql sql;
  private final LocalTimes times;
  private final JobRows rows;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public QueueLooks(Sql sql, LocalTimes times, JobRows rows) {
    this.sql = sql;
    this.times = times;
    this.rows = rows;
  }

  /** The queue at one moment, with so many rows of each list at most. */
  public QueueState state(int most, Instant now) throws SQLException {
    return new QueueState(
        now,
        new QueueDepths(sql, times, rows).at(now),
        running(most),
        remote(most),
        workers(),
        Pauses.all(sql, rows, now),
        providers(now),
        heldBack());
  }

  private Map<String, Long> heldBack() throws SQLException {
    Map<String, Long> held = new TreeMap<>();
    sql.query(
        "SELECT waits_for, count(*) FROM jobs INDEXED BY jobs_waits_for WHERE waits_for IS NOT NULL"
            + QueueDepths.QUEUED
            + " GROUP BY waits_for",
        row -> held.put(row.getString(1), row.getLong(2)));
    return held;
  }

  private List<JobRow> running(int most) throws SQLException {
    return sql.query(
        ROW_OF
            + "(SELECT id"
            + QueueDepths.CLAIMED
            + " AND status IN ('processing', 'keying_processing')) ORDER BY j.started_at, j.id"
            + " LIMIT ?",
        rows::row,
        most);
  }

  private List<Remote> remote(int most) throws SQLException {
    return sql.query(
        "SELECT "
            + ListedColumns.ALL
            + ", c.provider, c.model, c.task_id, c.accepted_at FROM jobs j LEFT JOIN paid_calls c"
            + " ON c.id = (SELECT max(id) FROM paid_calls WHERE job_id = j.id"
            + " AND state IN ('intended', 'accepted', 'succeeded')) WHERE j.id IN (SELECT id"
            + QueueDepths.STEPS
            + " UNION ALL SELECT id"
            + ReadyRows.FROM
            + " AND status = 'waiting_remote' UNION ALL SELECT id"
            + QueueDepths.CLAIMED
            + " AND status = 'waiting_remote') ORDER BY j.run_at, j.id LIMIT ?",
        row ->
            new Remote(
                rows.row(row),
                row.getString(JobRows.COUNT + 1),
                row.getString(JobRows.COUNT + 2),
                row.getString(JobRows.COUNT + 3),
                rows.time(row.getString(JobRows.COUNT + 4))),
        most);
  }

  private List<WorkerLine> workers() throws SQLException {
    return sql.query(
        "SELECT name, machine, pid, pid_started, threads, started_at, (SELECT count(*) FROM jobs"
            + " INDEXED BY jobs_claimed WHERE claim IS NOT NULL AND worker = name"
            + " AND status IN ('processing', 'keying_processing')), lanes"
            + " FROM workers ORDER BY started_at, name",
        row ->
            new WorkerLine(
                new WorkerId(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
                row.getInt(5),
                row.getInt(7),
                rows.time(row.getString(6)),
                LaneList.read(row.getString(8))));
  }

  private List<ProviderUse> providers(Instant now) throws SQLException {
    Map<String, ProviderUse> all = new TreeMap<>();
    sql.query(
        "SELECT provider, cost_unit, count(*), sum(COALESCE(cost, 0)) FROM paid_calls"
            + " WHERE intended_at >= ? AND state <> 'refused' GROUP BY provider, cost_unit",
        row -> {
          String name = row.getString(1);
          String unit = row.getString(2);
          ProviderUse use = held(all, name, null);
          Map<String, Double> spent = new TreeMap<>(use.spentToday());
          if (unit != null) {
            spent.put(unit, row.getDouble(4));
          }
          return all.put(name, new ProviderUse(name, 0, use.today() + row.getInt(3), spent, null));
        },
        times.text(times.midnight(times.date(now))));
    sql.query(
        "SELECT name, not_before FROM providers WHERE not_before > ? OR paused_until > ?",
        row -> all.put(row.getString(1), held(all, row.getString(1), row.getString(2))),
        times.text(now),
        times.text(now));
    for (String name :
        sql.query(
            "SELECT DISTINCT provider FROM paid_calls WHERE state IN ('intended', 'accepted')",
            row -> row.getString(1))) {
      ProviderUse use = held(all, name, null);
      all.put(
          name,
          new ProviderUse(
              name,
              ProviderGate.inFlight(sql, name),
              use.today(),
              use.spentToday(),
              use.notBefore()));
    }
    return new ArrayList<>(all.values());
  }

  private ProviderUse held(Map<String, ProviderUse> all, String name, @Nullable String notBefore) {
    ProviderUse use = all.getOrDefault(name, new ProviderUse(name, 0, 0, Map.of(), null));
    return notBefore == null
        ? use
        : new ProviderUse(
            name, use.underWay(), use.today(), use.spentToday(), rows.time(notBefore));
  }

  /** How many rows the claim would take before a ready one. */
  static long ahead(Sql sql, long id) throws SQLException {
    List<Object> me = new ArrayList<>();
    sql.query(
        "SELECT " + ReadyRows.RANK + ", priority, created_at FROM jobs WHERE id = ?",
        row -> {
          me.add(row.getInt(1));
          me.add(row.getLong(2));
          me.add(String.valueOf(row.getString(3)));
          return me;
        },
        id);
    me.add(id);
    return sql.query(
            "SELECT count(*)"
                + ReadyRows.FROM
                + " AND ("
                + ReadyRows.RANK
                + " > ?1 OR ("
                + ReadyRows.RANK
                + " = ?1 AND (priority > ?2 OR (priority = ?2 AND (created_at, id) < (?3, ?4)))))",
            row -> row.getLong(1),
            me.toArray())
        .get(0);
  }
}
