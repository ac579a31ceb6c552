package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStory;
import mediaworker.jobs.Pause;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import org.jspecify.annotations.Nullable;

/** The people's side of the queue in SQLite. Safe for use by many threads. */
public final class SqliteJobDesk implements JobDesk {

  private static final String INSERT =
      "INSERT INTO jobs (job_type, status, created_at, prompt, input_data, keying_settings,"
          + " parent_job_id, unique_key, priority, run_at, max_attempts, callback_url,"
          + " reuse, depends_on, on_need_failed)"
          + " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";

  private static final int USUAL_ATTEMPTS = 3;

  private final SqliteDatabase database;
  private final DeskConnections connections;
  private final LocalTimes times;
  private final JobRows rows;
  private final Clock clock;
  private final long mostWaiting;

  private SqliteJobDesk(SqliteDatabase database, Sql first, Clock clock, long mostWaiting) {
    this.database = database;
    this.connections = new DeskConnections(database, first);
    this.times = new LocalTimes(clock.getZone());
    this.rows = new JobRows(times);
    this.clock = clock;
    this.mostWaiting = mostWaiting;
  }

  /**
   * A desk on a database, which is brought into shape first.
   *
   * @param mostWaiting how many rows may wait before {@link #submit} says that the queue is full; 0
   *     for any number
   * @throws StoreException when it cannot be used; nothing is left open then
   */
  public static SqliteJobDesk open(SqliteDatabase database, Clock clock, long mostWaiting)
      throws StoreException {
    Sql sql = new Sql(database.openWriter());
    try {
      new SqliteSchema(database, sql).apply();
      return new SqliteJobDesk(database, sql, clock, mostWaiting);
    } catch (SQLException | StoreException e) {
      try {
        sql.close();
      } catch (SQLException close) {
        e.addSuppressed(close);
      }
      throw e instanceof StoreException known
          ? known
          : SqliteErrors.explain(database.file(), (SQLException) e);
    }
  }

  @Override
  public Submission submit(JobDraft draft) throws StoreException {
    return submit(List.of(draft)).get(0);
  }

  @Override
  public List<Submission> submit(List<JobDraft> drafts) throws StoreException {
    String now = times.text(clock.instant());
    return writing(
        sql -> {
          Optional<Submission> refusal = refusal(sql, drafts);
          List<Submission> all = new ArrayList<>();
          for (JobDraft draft : drafts) {
            Optional<Submission> known = existing(sql, draft.uniqueKey()).or(() -> refusal);
            all.add(known.isPresent() ? known.get() : insert(sql, draft, now));
          }
          return all;
        });
  }

  @Override
  public List<Optional<Submission>> unqueued(List<JobDraft> drafts) throws StoreException {
    return snapshot(
        sql -> {
          Optional<Submission> refusal = refusal(sql, drafts);
          List<Optional<Submission>> all = new ArrayList<>();
          for (JobDraft draft : drafts) {
            all.add(existing(sql, draft.uniqueKey()).or(() -> refusal));
          }
          return all;
        });
  }

  /**
   * Why none of these may be queued. Who asks again for a job that is there is answered that one
   * all the same.
   */
  private Optional<Submission> refusal(Sql sql, List<JobDraft> drafts) throws SQLException {
    if (mostWaiting > 0) {
      long waiting = QueueLooks.waiting(sql);
      if (waiting + drafts.size() > mostWaiting) {
        return Optional.of(new Submission.Full(waiting, drafts.size(), mostWaiting));
      }
    }
    List<Long> missing = missing(sql, drafts);
    return missing.isEmpty() ? Optional.empty() : Optional.of(new Submission.NeedsMissing(missing));
  }

  /** Jobs that new ones are to need, and that are not there. */
  private static List<Long> missing(Sql sql, List<JobDraft> drafts) throws SQLException {
    Set<Long> needs = new TreeSet<>();
    for (JobDraft draft : drafts) {
      if (!draft.dependsOn().isEmpty() && existing(sql, draft.uniqueKey()).isEmpty()) {
        needs.addAll(draft.dependsOn());
      }
    }
    return needs.isEmpty()
        ? List.of()
        : sql.query(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM jobs)",
            row -> row.getLong(1),
            JobRows.json(needs));
  }

  private Submission insert(Sql sql, JobDraft draft, String now) throws SQLException {
    List<Long> id =
        sql.query(
            INSERT,
            row -> row.getLong(1),
            draft.type(),
            now,
            draft.prompt(),
            draft.inputData(),
            draft.keyingSettings(),
            draft.parent(),
            draft.uniqueKey(),
            draft.priority(),
            draft.runAt() == null ? null : times.text(draft.runAt()),
            attempts(draft),
            draft.callbackUrl(),
            draft.reuse() ? 1 : 0,
            NeedList.write(draft.dependsOn()),
            draft.onNeedFailed() == null ? null : draft.onNeedFailed().word());
    return new Submission.Queued(id.get(0));
  }

  /** How often it may be tried. */
  static int attempts(JobDraft draft) {
    return draft.maxAttempts() > 0 ? draft.maxAttempts() : USUAL_ATTEMPTS;
  }

  /** The job that has a unique key already. */
  static Optional<Submission> existing(Sql sql, @Nullable String key) throws SQLException {
    if (key == null) {
      return Optional.empty();
    }
    return sql
        .<Submission>query(
            "SELECT id, status FROM jobs WHERE unique_key = ?",
            row -> new Submission.Existing(row.getLong(1), row.getString(2)),
            key)
        .stream()
        .findFirst();
  }

  @Override
  public List<JobRow> find(JobFilter filter, JobPage page) throws StoreException {
    return reading(sql -> rows.find(sql, filter, page));
  }

  @Override
  public List<JobRow> standstill(int most) throws StoreException {
    return snapshot(
        sql -> {
          List<Long> ids = Standstill.find(sql);
          return ids.isEmpty()
              ? List.of()
              : rows.find(
                  sql,
                  JobFilter.ids(ids).withStatuses(JobStatus.BLOCKED),
                  new JobPage(JobPage.Order.OLDEST, most, null, 0));
        });
  }

  @Override
  public long count(JobFilter filter) throws StoreException {
    return reading(
        sql -> {
          JobRows.Clause where = rows.where(sql, filter);
          return sql.query(
                  "SELECT count(*) FROM jobs j" + where.sql(),
                  row -> row.getLong(1),
                  where.values().toArray())
              .get(0);
        });
  }

  @Override
  public Optional<JobRow> row(long id) throws StoreException {
    return find(JobFilter.ids(List.of(id)), JobPage.newest(1)).stream().findFirst();
  }

  @Override
  public Optional<JobStory> show(long id) throws StoreException {
    return snapshot(
        sql -> {
          List<JobRow> found = rows.find(sql, JobFilter.ids(List.of(id)), JobPage.newest(1));
          if (found.isEmpty()) {
            return Optional.empty();
          }
          JobRow row = found.get(0);
          boolean ready =
              JobStatus.WAITING.contains(row.status())
                  && row.times().runAt() == null
                  && row.course().worker() == null;
          return Optional.of(
              new JobStory(
                  row,
                  ready ? OptionalLong.of(QueueLooks.ahead(sql, id)) : OptionalLong.empty(),
                  calls(sql, id),
                  rows.find(
                      sql,
                      JobFilter.ALL.withParent(id),
                      new JobPage(JobPage.Order.OLDEST, 1000, null, 0)),
                  JobEvents.of(sql, times, id),
                  needs(sql, row)));
        });
  }

  /** What is open is known once a worker has looked at the row. */
  private static JobStory.Needs needs(Sql sql, JobRow job) throws SQLException {
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

  private List<JobStory.Call> calls(Sql sql, long id) throws SQLException {
    return sql.query(
        "SELECT step, provider, model, operation, state, task_id, cost, cost_unit, intended_at,"
            + " accepted_at, ended_at, message FROM paid_calls WHERE job_id = ? ORDER BY id",
        row ->
            new JobStory.Call(
                new JobStory.Asked(
                    row.getInt(1), row.getString(2), row.getString(3), row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7) == null
                    ? null
                    : new CallLedger.Price(
                        new java.math.BigDecimal(row.getString(7)),
                        String.valueOf(row.getString(8))),
                new JobStory.CallTimes(
                    rows.time(row.getString(9)),
                    rows.time(row.getString(10)),
                    rows.time(row.getString(11))),
                row.getString(12)),
        id);
  }

  @Override
  public List<Count> counts() throws StoreException {
    return reading(
        sql ->
            sql.query(
                "SELECT job_type, status, count(*) FROM jobs GROUP BY job_type, status"
                    + " ORDER BY job_type, status",
                row -> new Count(row.getString(1), row.getString(2), row.getLong(3))));
  }

  @Override
  public QueueState state(int most) throws StoreException {
    return snapshot(sql -> new QueueLooks(sql, times, rows).state(most, clock.instant()));
  }

  @Override
  public long waiting() throws StoreException {
    return reading(QueueLooks::waiting);
  }

  @Override
  public List<JobEvent> events(Instant since, int limit) throws StoreException {
    return reading(sql -> JobEvents.since(sql, times, since, limit));
  }

  @Override
  public Changed cancel(JobFilter filter) throws StoreException {
    return changing(changes -> changes.cancel(filter));
  }

  @Override
  public Changed retry(JobFilter filter, Set<String> from) throws StoreException {
    return changing(changes -> changes.retry(filter, from));
  }

  @Override
  public Changed prioritize(JobFilter filter, int priority) throws StoreException {
    return changing(changes -> changes.prioritize(filter, priority));
  }

  @Override
  public Changed delete(JobFilter filter, boolean evenUnderWay) throws StoreException {
    return changing(changes -> changes.delete(filter, evenUnderWay));
  }

  @Override
  public Set<String> stillNamed(Set<String> places, Set<Long> except) throws StoreException {
    if (places.isEmpty()) {
      return Set.of();
    }
    String others = " id NOT IN (SELECT value FROM json_each(?))";
    String ids = JobRows.json(except);
    Set<String> named = new TreeSet<>();
    Sql.Mapper<Boolean> add = row -> named.add(row.getString(1));
    snapshot(
        sql -> {
          for (String column : List.of("result_data", "keyed_result_data")) {
            sql.query(
                "SELECT " + column + " FROM jobs WHERE " + column + " IS NOT NULL AND" + others,
                add,
                ids);
          }
          sql.query(
              "SELECT t.atom FROM jobs j, json_tree(CASE WHEN json_valid(j.outputs) THEN j.outputs"
                  + " ELSE '[]' END) t WHERE 1"
                  + " AND t.type = 'text' AND j."
                  + others.strip(),
              add,
              ids);
          // The inputs of what has ended are not read again.
          return sql.query(
              "SELECT t.atom FROM jobs j, json_tree(CASE WHEN json_valid(j.input_data) THEN"
                  + " j.input_data ELSE '[]' END) t WHERE 1 AND t.type = 'text' AND j.status NOT IN"
                  + " ('completed', 'failed', 'cancelled', 'skipped') AND j."
                  + others.strip(),
              add,
              ids);
        });
    named.retainAll(places);
    return named;
  }

  @Override
  public boolean pause(Pause.Scope scope, String name, @Nullable String reason)
      throws StoreException {
    String now = times.text(clock.instant());
    return writing(sql -> Pauses.pause(sql, scope, name, reason, now));
  }

  @Override
  public boolean resume(Pause.Scope scope, String name) throws StoreException {
    return writing(sql -> Pauses.resume(sql, scope, name));
  }

  @Override
  public List<Pause> pauses() throws StoreException {
    return reading(sql -> Pauses.all(sql, rows, clock.instant()));
  }

  @Override
  public int tidy() throws StoreException {
    return writing(
        sql ->
            sql.update(
                "DELETE FROM job_events WHERE NOT EXISTS"
                    + " (SELECT 1 FROM jobs WHERE jobs.id = job_events.job_id)"));
  }

  @Override
  public QueueWatch watch(Runnable onCommit) {
    return CommitWatch.of(database, onCommit);
  }

  /** What is done to rows under the write lock. */
  @FunctionalInterface
  private interface Deed {
    Changed run(JobChanges changes) throws SQLException;
  }

  private Changed changing(Deed deed) throws StoreException {
    String now = times.text(clock.instant());
    return writing(sql -> deed.run(new JobChanges(sql, rows, now)));
  }

  private <T> T writing(DeskConnections.Use<T> use) throws StoreException {
    return reading(sql -> sql.immediately(() -> use.run(sql)));
  }

  /** Several statements that see one state of the table. */
  private <T> T snapshot(DeskConnections.Use<T> use) throws StoreException {
    return reading(
        sql -> {
          sql.update("BEGIN");
          try {
            return use.run(sql);
          } finally {
            sql.update("COMMIT");
          }
        });
  }

  private <T> T reading(DeskConnections.Use<T> use) throws StoreException {
    try {
      return connections.with(use);
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
