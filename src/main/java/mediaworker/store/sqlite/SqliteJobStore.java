package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Children;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Outbox;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Presence;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
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
  private final References references;
  private final Recording recording;
  private final JobConnections connections;
  private final SqliteCallLedger calls;
  private final Neighbours neighbours;
  private final Leases leases;
  private final WalKeeper wal;
  private final WorkerRows workerRows;

  /** Rows that are ours but show as waiting. */
  private final Set<Claim> reserved = new HashSet<>();

  private WorkerId worker = new WorkerId("", "", 0, "");
  private Duration lease = Duration.ofMinutes(1);
  private Lanes lanes = Lanes.NONE;
  private LaneUse laneUse = new LaneUse(lanes);

  /** As the round that is under way would leave it. */
  private LaneUse roundUse = laneUse;

  private Claiming claiming;
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
    this.due = new DueRows(sql, times);
    this.dependencies = new Dependencies(sql, times, due);
    this.references = new References(sql);
    this.recording = new Recording(sql, times, due, dependencies);
    this.connections = new JobConnections(database);
    this.calls = new SqliteCallLedger(database, connections, times);
    this.claiming = new Claiming(sql, times, worker.name(), lease, lanes);
    this.neighbours = new Neighbours(sql);
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
    lanes = wanted;
    laneUse = laneUse.under(wanted);
    claiming.change(lease, wanted);
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
    if (id.name().equals(worker.name())) {
      claiming.change(leaseTime, lanes); // once more, with other settings
    } else {
      claiming = new Claiming(sql, times, id.name(), leaseTime, lanes);
    }
    worker = id;
    guarded(
        () -> {
          workerRows.write(id, threads, lanes, now, clock.instant());
          return id;
        });
  }

  @Override
  public Round exchange(Round.Request request) throws StoreException {
    Set<Claim> stillReserved = new HashSet<>(reserved);
    dependencies.begin();
    roundUse = laneUse.copy();
    Round round =
        guarded(
            () ->
                sql.immediately(
                    () -> {
                      Set<Claim> refused = new HashSet<>();
                      String now = times.text(request.now());
                      recording.begin();
                      List<Long> ended = new ArrayList<>();
                      for (Ending ending : request.endings()) {
                        roundUse.ended(ending.claim());
                        if (!recording.record(
                            ending, stillReserved.remove(ending.claim()), request.now())) {
                          refused.add(ending.claim());
                        } else if (ending.outcome().endsRow()) {
                          ended.add(ending.claim().job().id());
                        }
                      }
                      for (Claim claim : request.begun()) {
                        if (stillReserved.remove(claim)) {
                          claiming.showAsRunning(claim, now);
                        }
                      }
                      if (request.claim() > 0 || request.reserve() > 0) {
                        roundUse = roundUse.beside(neighbours.held(worker));
                      }
                      due.wake(request.now());
                      dependencies.settle(ended, request.now());
                      int wanted = due.mayHaveStep(request.now()) ? request.remote() : 0;
                      List<Claim> steps = claiming.takeSteps(wanted, request.now());
                      if (!steps.isEmpty()) {
                        due.stepsHaveChanged();
                      }
                      List<Claim> claimed = take(request.claim(), request.now(), false);
                      List<Claim> more = take(request.reserve(), request.now(), true);
                      return new Round(steps, claimed, more, refused);
                    }));
    dependencies.committed();
    laneUse = roundUse;
    // Only now: had the commit failed, all of it would be asked for again.
    reserved.clear();
    reserved.addAll(stillReserved);
    reserved.addAll(round.reserved());
    if (round.foundWork() || !request.endings().isEmpty()) {
      onChange.accept(request.endings());
    }
    return round;
  }

  private List<Claim> take(int limit, Instant now, boolean reserve) throws SQLException {
    Claiming.Taking taking = claiming.take(limit, now, reserve, roundUse);
    roundUse = taking.use();
    return resolved(taking.claims(), now);
  }

  /**
   * Puts the results of other jobs where inputs name them. A row that names what is not there
   * fails.
   */
  private List<Claim> resolved(List<Claim> claims, Instant now) throws SQLException {
    List<Claim> ready = new ArrayList<>();
    List<Long> failed = new ArrayList<>();
    for (Claim claim : claims) {
      Job job = claim.job();
      String input = job.inputData();
      if (input == null || !input.contains(References.BEGINNING) || job.stage() == Stage.KEYING) {
        ready.add(claim);
        continue;
      }
      try {
        String used = references.resolve(job.id(), input);
        sql.update("UPDATE jobs SET used_input = ? WHERE id = ?", used, job.id());
        ready.add(new Claim(job.withInput(used), claim.token(), claim.lane()));
      } catch (References.Unresolved e) {
        sql.update("UPDATE jobs SET status = ? WHERE id = ?", JobStatus.running(job), job.id());
        Outcome why = new Outcome.Failed(RetryPolicy.sentence(e.sentence()));
        recording.record(new Ending(claim, why, Duration.ZERO), false, now);
        failed.add(job.id());
        roundUse.ended(claim);
      }
    }
    if (!failed.isEmpty()) {
      dependencies.settle(failed, now);
    }
    return ready;
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
  public Set<Claim> takenBack(Collection<Claim> held) throws StoreException {
    Map<Long, String> rows = new HashMap<>();
    Map<Long, String> putOff = new HashMap<>();
    guarded(
        () ->
            sql.query(
                "SELECT id, claim || ' ' || status, run_at FROM jobs"
                    + " WHERE claim IS NOT NULL AND worker = ?",
                row -> {
                  putOff.put(row.getLong(1), row.getString(3));
                  return rows.put(row.getLong(1), row.getString(2));
                },
                worker.name()));
    Set<Claim> gone = new HashSet<>();
    for (Claim claim : held) {
      String status =
          reserved.contains(claim)
              ? JobStatus.waiting(claim.job().stage())
              : JobStatus.running(claim);
      long id = claim.job().id();
      boolean ours = (claim.token() + " " + status).equals(rows.get(id));
      // A claimed row has no run_at, but for one that waits for its next step.
      if (!ours || (claim.lane() == Lane.THREAD && isLater(putOff.get(id)))) {
        gone.add(claim);
      }
    }
    return gone;
  }

  private boolean isLater(@Nullable String runAt) {
    Optional<Instant> time = runAt == null ? Optional.empty() : times.parse(runAt);
    return time.isPresent() && time.get().isAfter(clock.instant());
  }

  @Override
  public void renewLeases(Instant now) throws StoreException {
    guarded(
        () ->
            sql.update(
                "UPDATE jobs SET lease_until = ? WHERE claim IS NOT NULL AND worker = ?",
                now.plus(lease).toEpochMilli(),
                worker.name()));
  }

  @Override
  public List<String> rescue(Function<WorkerId, Presence> presence, Instant now)
      throws StoreException {
    List<String> told =
        guarded(
            () ->
                new Orphans(sql, times, worker)
                    .rescue(presence, leases.over(worker.name(), lease, now), now));
    if (!told.isEmpty()) {
      dependencies.lookAgain();
    }
    return told;
  }

  @Override
  public Set<Claim> recordKept(List<Ending> endings, Instant now) throws StoreException {
    return guarded(
        () ->
            sql.immediately(
                () -> {
                  Set<Claim> refused = new HashSet<>();
                  for (Ending ending : endings) {
                    Claim claim = ending.claim();
                    boolean reserved =
                        sql.query(
                                "SELECT status FROM jobs WHERE id = ? AND claim = ?",
                                row -> row.getString(1),
                                claim.job().id(),
                                claim.token())
                            .contains(JobStatus.waiting(claim.job().stage()));
                    if (!recording.record(ending, reserved, now)) {
                      refused.add(claim);
                    }
                  }
                  return refused;
                }));
  }

  @Override
  public void tidy(boolean idle) throws StoreException {
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
    Optional<Instant> time = guarded(due::next);
    Instant look = dependencies.next();
    return (time.isPresent() && time.get().isBefore(look)) || look.equals(Instant.MAX)
        ? time
        : Optional.of(look);
  }

  @Override
  public Optional<Instant> nextStep() throws StoreException {
    return guarded(due::nextStep);
  }

  /** Not rows that wait for an equal one of which a person has to decide. */
  private static final String WAITS_FOR_A_PERSON =
      " AND NOT (waits_for IS NOT NULL AND EXISTS (SELECT 1 FROM jobs o"
          + " WHERE o.id = CAST(substr(jobs.waits_for, 5) AS INTEGER)"
          + " AND jobs.waits_for = 'job ' || o.id AND o.status = 'needs_decision'))";

  /** A row that waits for a paused provider is waited for no longer than others. */
  @Override
  public boolean hasWorkLeft(Instant until) throws StoreException {
    return guarded(
        () ->
            !sql.query(
                    "SELECT 1 FROM jobs WHERE status = 'waiting_remote' OR (needs_met IS NOT NULL"
                        + " AND status IN ('waiting_for_children', 'stitching')"
                        + " AND (run_at IS NULL OR run_at <= ?1))"
                        + " OR (status IN ('queued',"
                        + " 'keying_queued') AND NOT EXISTS (SELECT 1 FROM pauses WHERE scope ="
                        + " 'all')"
                        + Pauses.extent(sql).rows(lanes)
                        + WAITS_FOR_A_PERSON
                        + " AND (run_at IS NULL OR run_at <= ?1"
                        + " OR (waits_for IS NOT NULL AND NOT EXISTS (SELECT 1 FROM providers"
                        + " WHERE name = waits_for AND paused_until IS NOT NULL)))) LIMIT 1",
                    row -> 1,
                    times.text(until))
                .isEmpty());
  }

  @Override
  public Later later() throws StoreException {
    return guarded(
        () ->
            sql.query(
                    "SELECT count(*), min(run_at) FROM jobs"
                        + " WHERE status IN ('queued', 'keying_queued') AND run_at IS NOT NULL",
                    row -> new Later(row.getLong(1), row.getString(2)))
                .get(0));
  }

  @Override
  public boolean hasAbandonedCalls() throws StoreException {
    return guarded(() -> !sql.query(SqliteCallLedger.ABANDONED + " LIMIT 1", row -> 1).isEmpty());
  }

  @Override
  public Children children() {
    return new SqliteChildren(database, connections, times);
  }

  /** What jobs have made, for equal ones; over connections of its own, for many threads. */
  public ReuseIndex reuse() {
    return new SqliteReuseIndex(database, connections);
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
      workerRows.remove();
      wal.close();
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
