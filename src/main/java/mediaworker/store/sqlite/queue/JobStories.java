package mediaworker.store.sqlite.queue;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStory;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.JobEvents;
import mediaworker.store.sqlite.rows.LocalTimes;

/** Everything about one job: its row, calls, parts, needs, history and notices. In one snapshot. */
public final class JobStories {

  /** A parent with more parts shows its first ones. */
  private static final int MOST_PARTS = 1000;

  /** Of more notices the last are told. */
  private static final int MOST_NOTICES = 100;

  /** Of more events the last are told, unless all are asked for. */
  private static final int MOST_EVENTS = 100;

  /** While a notice is being sent, its next attempt is due where this one is given up. */
  private static final String NEXT =
      "CASE WHEN state = 'pending' AND (attempts = 0 OR message IS NOT NULL OR next_at <="
          + " strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')) THEN next_at END";

  private final Sql sql;
  private final LocalTimes times;
  private final JobRows rows;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public JobStories(Sql sql, LocalTimes times, JobRows rows) {
    this.sql = sql;
    this.times = times;
    this.rows = rows;
  }

  /**
   * The job's story; empty where there is no such row.
   *
   * @param wholeHistory whether all events are told, however many there are
   */
  public Optional<JobStory> of(long id, boolean wholeHistory) throws SQLException {
    List<JobRow> found = rows.find(sql, JobFilter.ids(List.of(id)), JobPage.newest(1));
    int events = wholeHistory ? Integer.MAX_VALUE : MOST_EVENTS;
    return found.isEmpty() ? Optional.empty() : Optional.of(of(found.get(0), events));
  }

  private JobStory of(JobRow row, int mostEvents) throws SQLException {
    boolean ready =
        JobStatus.WAITING.contains(row.status())
            && row.times().runAt() == null
            && row.course().worker() == null;
    List<JobStory.NoticeState> notices = notices(row.id());
    List<JobEvent> events = JobEvents.last(sql, times, row.id(), mostEvents);
    return new JobStory(
        row,
        ready ? OptionalLong.of(QueueLooks.ahead(sql, row.id())) : OptionalLong.empty(),
        calls(row.id()),
        rows.list(
            sql,
            JobFilter.ALL.withParent(row.id()),
            new JobPage(JobPage.Order.OLDEST, MOST_PARTS, null, 0)),
        events,
        events.size() < mostEvents ? 0 : JobEvents.count(sql, row.id()) - events.size(),
        needs(row),
        notices,
        notices.size() < MOST_NOTICES ? 0 : countNotices(row.id()) - MOST_NOTICES);
  }

  /** What is open is known once a worker has looked at the row. */
  private JobStory.Needs needs(JobRow job) throws SQLException {
    SortedMap<Long, String> open = new TreeMap<>();
    if (!job.isOver()) {
      sql.query(
          "SELECT n.needs_id, COALESCE(j.status, '') FROM job_needs n LEFT JOIN jobs j"
              + " ON j.id = n.needs_id WHERE n.job_id = ? AND n.met = 0 AND n.part <> 1",
          row -> open.put(row.getLong(1), row.getString(2)),
          job.id());
    }
    return sql.query(
            "SELECT depends_on, on_need_failed, used_input FROM jobs WHERE id = ?",
            row -> {
              String all = row.getString(1);
              return new JobStory.Needs(all, row.getString(2), row.getString(3), open);
            },
            job.id())
        .get(0);
  }

  private List<JobStory.NoticeState> notices(long id) throws SQLException {
    return sql.query(
        "SELECT created_at, event, state, attempts, "
            + NEXT
            + ", http_status, message FROM webhooks WHERE id IN (SELECT id FROM webhooks WHERE"
            + " job_id = ? ORDER BY id DESC LIMIT "
            + MOST_NOTICES
            + ") ORDER BY id",
        row -> {
          int status = row.getInt(6);
          return new JobStory.NoticeState(
              rows.time(row.getString(1)),
              row.getString(2),
              row.getString(3),
              row.getInt(4),
              rows.time(row.getString(5)),
              status == 0 ? null : status,
              row.getString(7));
        },
        id);
  }

  private long countNotices(long id) throws SQLException {
    return sql.query("SELECT count(*) FROM webhooks WHERE job_id = ?", row -> row.getLong(1), id)
        .get(0);
  }

  private List<JobStory.Call> calls(long id) throws SQLException {
    return sql.query(
        "SELECT step, provider, model, operation, state, task_id, cost, cost_unit, intended_at,"
            + " accepted_at, ended_at, message FROM paid_calls WHERE job_id = ? ORDER BY id",
        this::call,
        id);
  }

  private JobStory.Call call(ResultSet row) throws SQLException {
    String cost = row.getString(7);
    return new JobStory.Call(
        new JobStory.Asked(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)),
        row.getString(5),
        row.getString(6),
        cost == null
            ? null
            : new CallLedger.Price(new BigDecimal(cost), String.valueOf(row.getString(8))),
        new JobStory.CallTimes(
            rows.time(row.getString(9)),
            rows.time(row.getString(10)),
            rows.time(row.getString(11))),
        row.getString(12));
  }
}
