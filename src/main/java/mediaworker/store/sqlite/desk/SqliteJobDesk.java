package mediaworker.store.sqlite.desk;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
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
import mediaworker.store.sqlite.database.CommitWatch;
import mediaworker.store.sqlite.database.DeskConnections;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.queue.JobRows;
import mediaworker.store.sqlite.queue.JobStories;
import mediaworker.store.sqlite.queue.NamedFiles;
import mediaworker.store.sqlite.queue.Pauses;
import mediaworker.store.sqlite.queue.QueueDepths;
import mediaworker.store.sqlite.queue.QueueLooks;
import mediaworker.store.sqlite.queue.Standstill;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.schema.SqliteSchema;
import org.jspecify.annotations.Nullable;

/** The people's side of the queue in SQLite. Safe for use by many threads. */
public final class SqliteJobDesk implements JobDesk {

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
    return writing(sql -> new Intake(sql, times, mostWaiting).take(drafts, now));
  }

  @Override
  public List<Optional<Submission>> unqueued(List<JobDraft> drafts) throws StoreException {
    return snapshot(sql -> new Intake(sql, times, mostWaiting).unqueued(drafts));
  }

  @Override
  public List<JobRow> find(JobFilter filter, JobPage page) throws StoreException {
    return reading(sql -> rows.find(sql, filter, page));
  }

  @Override
  public List<JobRow> list(JobFilter filter, JobPage page) throws StoreException {
    return reading(sql -> rows.list(sql, filter, page));
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
  public Optional<JobStory> show(long id, boolean wholeHistory) throws StoreException {
    return snapshot(sql -> new JobStories(sql, times, rows).of(id, wholeHistory));
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
    return reading(QueueDepths::waiting);
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
  public void tellNamed(Set<Long> except, Consumer<String> heard) throws StoreException {
    snapshot(
        sql -> {
          new NamedFiles(sql, except).tell(heard);
          return true;
        });
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
