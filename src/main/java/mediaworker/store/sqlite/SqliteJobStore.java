package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Children;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Outbox;
import mediaworker.jobs.Presence;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.UnknownStatus;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.calls.PaidCallRows;
import mediaworker.store.sqlite.calls.SqliteCallLedger;
import mediaworker.store.sqlite.claims.Leases;
import mediaworker.store.sqlite.claims.Orphans;
import mediaworker.store.sqlite.claims.Rounds;
import mediaworker.store.sqlite.claims.SqliteChildren;
import mediaworker.store.sqlite.claims.StrayClaims;
import mediaworker.store.sqlite.database.CommitWatch;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.database.WalKeeper;
import mediaworker.store.sqlite.needs.Dependencies;
import mediaworker.store.sqlite.queue.UnknownStatuses;
import mediaworker.store.sqlite.queue.WorkLeft;
import mediaworker.store.sqlite.rows.DueRows;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.WorkerRows;
import mediaworker.store.sqlite.schema.SqliteSchema;
import org.jspecify.annotations.Nullable;

/**
 * The loop's storage in SQLite: one connection, used by the dispatcher's thread alone, since SQLite
 * has one writer and more connections would only wait for each other.
 *
 * <p>Many endings and claims share one transaction, so that one synced commit serves them all.
 */
public final class SqliteJobStore implements JobStore {

  private final SqliteDatabase database;
  private final Sql sql;
  private final Clock clock;
  private final LocalTimes times;
  private final List<String> changes;
  private final DueRows due;
  private final Dependencies dependencies;
  private final Refusals refusals;
  private final Rounds rounds;
  private final WorkLeft workLeft;
  private final JobConnections connections;
  private final SqliteCallLedger calls;
  private final Leases leases;
  private final WalKeeper wal;
  private final WorkerRows workerRows;

  private WorkerId worker = new WorkerId("", "", 0, "");
  private Duration lease = Duration.ofMinutes(1);
  private long dataVersion = -1;
  private volatile Consumer<List<Ending>> onChange = endings -> {};

  private SqliteJobStore(
      SqliteDatabase database,
      Sql sql,
      Clock clock,
      LongSupplier steadyNanos,
      List<String> changes) {
    this.database = database;
    this.sql = sql;
    this.clock = clock;
    this.times = new LocalTimes(clock.getZone());
    this.changes = changes;
    this.refusals = new Refusals(sql, steadyNanos);
    this.due = new DueRows(sql, times, refusals);
    this.dependencies = new Dependencies(sql, times, due);
    this.connections = new JobConnections(database);
    this.calls = new SqliteCallLedger(connections, times);
    this.rounds = new Rounds(sql, times, due, dependencies, refusals);
    this.workLeft = new WorkLeft(sql, times);
    this.leases = new Leases(sql, steadyNanos);
    this.wal = new WalKeeper(sql, database.file(), steadyNanos);
    this.workerRows = new WorkerRows(sql, times, steadyNanos);
  }

  /**
   * Opens the database and brings it into shape.
   *
   * @throws StoreException when it cannot be used; nothing is left open then
   */
  public static SqliteJobStore open(SqliteDatabase database, Clock clock) throws StoreException {
    return open(database, clock, System::nanoTime);
  }

  /**
   * @param steadyNanos a clock that nobody moves
   */
  static SqliteJobStore open(SqliteDatabase database, Clock clock, LongSupplier steadyNanos)
      throws StoreException {
    Sql sql = new Sql(database.openWriter());
    try {
      List<String> changes = new SqliteSchema(database, sql).apply();
      return new SqliteJobStore(database, sql, clock, steadyNanos, changes);
    } catch (SQLException e) {
      close(sql);
      throw SqliteErrors.explain(database.file(), e);
    } catch (StoreException e) {
      close(sql);
      throw e;
    }
  }

  @Override
  public void limit(Lanes wanted) {
    rounds.limit(wanted);
  }

  /** What opening changed in the database's shape, one line each; empty when nothing. */
  public List<String> changes() {
    return changes;
  }

  /**
   * Names who is told when rows were claimed or ended here, or others have committed.
   *
   * @param listener gets what has ended here; runs on the dispatcher's thread, so it must be quick
   */
  public void listen(Consumer<List<Ending>> listener) {
    onChange = listener;
  }

  /** Notices of ended jobs, over connections of its own; safe for use by many threads. */
  public Outbox outbox() {
    return new SqliteOutbox(database, times);
  }

  @Override
  public void register(WorkerId id, int threads, Duration leaseTime, Instant now)
      throws StoreException {
    lease = leaseTime;
    rounds.register(id, leaseTime);
    worker = id;
    guarded(
        () -> {
          workerRows.write(id, threads, rounds.lanes(), now, clock.instant());
          return id;
        });
  }

  @Override
  public Round exchange(Round.Request request) throws StoreException {
    Round round = guarded(() -> rounds.exchange(request));
    if (round.foundWork() || !request.endings().isEmpty()) {
      onChange.accept(request.endings());
    }
    return round;
  }

  @Override
  public boolean changedByOthers() throws StoreException {
    long version = guarded(() -> sql.query("PRAGMA data_version", row -> row.getLong(1)).get(0));
    boolean stirred = dependencies.takeStirred();
    boolean changed = version != dataVersion || stirred;
    dataVersion = version;
    if (changed) {
      due.lookAgain();
      onChange.accept(List.of());
    }
    return changed;
  }

  @Override
  public List<UnknownStatus> unknownStatuses() throws StoreException {
    return guarded(() -> UnknownStatuses.find(sql));
  }

  @Override
  public Set<Claim> takenBack(Collection<Claim> held) throws StoreException {
    return guarded(() -> rounds.takenBack(held, clock.instant()));
  }

  @Override
  public void renewLeases(Instant now) throws StoreException {
    connections.file().check();
    guarded(() -> refusals.transaction(() -> rounds.renewLeases(now)));
  }

  @Override
  public Map<Long, String> rescue(Function<WorkerId, Presence> presence, Instant now)
      throws StoreException {
    connections.file().check();
    Map<Long, String> told =
        guarded(
            () -> {
              Map<Long, String> lines =
                  new TreeMap<>(
                      new StrayClaims(sql, times, refusals, worker.name())
                          .free(rounds.held(), now));
              lines.putAll(
                  new Orphans(sql, times, refusals, worker)
                      .rescue(presence, leases.over(worker.name(), lease, now), now));
              return lines;
            });
    if (!told.isEmpty()) {
      dependencies.lookAgain();
    }
    return told;
  }

  @Override
  public Set<Claim> recordKept(List<Ending> endings, Instant now) throws StoreException {
    return guarded(() -> rounds.recordKept(endings, now));
  }

  @Override
  public void tidy(boolean idle) throws StoreException {
    connections.file().check();
    guarded(
        () -> {
          wal.tidy(idle);
          workerRows.refresh(clock.instant());
          return idle;
        });
  }

  @Override
  public String place() {
    return database.file().toString();
  }

  @Override
  public Optional<Instant> nextDue() throws StoreException {
    if (rounds.goesOn()) {
      return Optional.of(Instant.EPOCH);
    }
    Optional<Instant> time = guarded(due::next);
    Instant look = dependencies.next();
    Optional<Duration> left = refusals.left();
    if (left.isPresent()) {
      Instant again = clock.instant().plus(left.get());
      look = again.isBefore(look) ? again : look;
    }
    return (time.isPresent() && time.get().isBefore(look)) || look.equals(Instant.MAX)
        ? time
        : Optional.of(look);
  }

  @Override
  public Optional<Instant> nextStep() throws StoreException {
    return guarded(due::nextStep);
  }

  @Override
  public boolean hasWorkLeft(Instant until) throws StoreException {
    return guarded(() -> workLeft.any(rounds.lanes(), until));
  }

  @Override
  public Later later() throws StoreException {
    return guarded(workLeft::later);
  }

  @Override
  public boolean hasAbandonedCalls() throws StoreException {
    return guarded(() -> PaidCallRows.hasAbandoned(sql));
  }

  @Override
  public Children children() {
    return new SqliteChildren(connections, times);
  }

  /** What jobs have made, for equal ones; over connections of its own, for many threads. */
  public ReuseIndex reuse() {
    return new SqliteReuseIndex(connections);
  }

  @Override
  public CallLedger calls() {
    return calls;
  }

  @Override
  public ProgressLog progressLog() {
    return new SqliteProgressLog(database, connections, times);
  }

  @Override
  public QueueWatch watch(Runnable onCommit) {
    return CommitWatch.of(database, onCommit);
  }

  @Override
  public void close() {
    try {
      // Beside a file that took this one's place lies a log that may be of both: it is left alone.
      if (connections.file().isThere()) {
        workerRows.remove();
        wal.close();
      }
    } catch (SQLException e) {
      // Others will find that this process is gone, and the next checkpoint is as good.
    }
    connections.close();
    close(sql);
  }

  private static void close(Sql sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      // The process is about to end, or the caller has a better error to tell of.
    }
  }

  private <T extends @Nullable Object> T guarded(Sql.Work<T> work) throws StoreException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }
}
