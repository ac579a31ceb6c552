package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
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
import java.util.stream.Stream;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.calls.CallSettlement;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.Dependencies;
import mediaworker.store.sqlite.rows.DueRows;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/**
 * The loop's transactions: what has ended is written and what is ready is claimed, within the
 * lanes. Remembers which rows are held but show as waiting, and what is taken of the lanes.
 */
public final class Rounds {

  private final Sql sql;
  private final LocalTimes times;
  private final DueRows due;
  private final Dependencies dependencies;
  private final OutcomeWriter outcomes;
  private final Recording recording;
  private final ResolvedInputs inputs;
  private final Neighbours neighbours;
  private final Refusals refusals;

  /** Rows that are ours but show as waiting. */
  private final Set<Claim> reserved = new HashSet<>();

  /** The steps that the round under way has taken. */
  private final List<Claiming.Step> taken = new ArrayList<>();

  /** The tokens of rows that are ours, as the last committed round has left it. */
  private final Map<Long, String> held = new HashMap<>();

  private WorkerId worker = new WorkerId("", "", 0, "");
  private Duration lease = Duration.ofMinutes(1);
  private Lanes lanes = Lanes.NONE;
  private LaneUse laneUse = new LaneUse(lanes);

  /** As the round that is under way would leave it. */
  private LaneUse roundUse = laneUse;

  private Claiming claiming;

  /** Whether the last round left rows of full lanes, behind which others may stand. */
  private boolean moreToSetAside;

  /** Over the worker's connection, each round in a transaction of its own. */
  public Rounds(
      Sql sql, LocalTimes times, DueRows due, Dependencies dependencies, Refusals refusals) {
    this.sql = sql;
    this.refusals = refusals;
    this.times = times;
    this.due = due;
    this.dependencies = dependencies;
    this.outcomes = new OutcomeWriter(sql, times, due, dependencies);
    this.recording = new Recording(sql, outcomes, dependencies, refusals);
    this.inputs = new ResolvedInputs(sql, outcomes, refusals);
    this.neighbours = new Neighbours(sql);
    this.claiming = claiming(worker);
  }

  private Claiming claiming(WorkerId id) {
    return new Claiming(sql, times, refusals, id.name(), lease, lanes);
  }

  /** The lanes that this worker keeps to. */
  public Lanes lanes() {
    return lanes;
  }

  /** Whether a round has to follow at once although nothing else has happened. */
  public boolean goesOn() {
    return moreToSetAside;
  }

  /** The lanes' limits from now on. */
  public void limit(Lanes wanted) {
    lanes = wanted;
    laneUse = laneUse.under(wanted);
    claiming.change(lease, wanted);
  }

  /** Claims in this name from now on. */
  public void register(WorkerId id, Duration leaseTime) {
    lease = leaseTime;
    if (id.name().equals(worker.name())) {
      claiming.change(leaseTime, lanes); // once more, with other settings
    } else {
      claiming = claiming(id);
    }
    worker = id;
  }

  /** One round; nothing of it has happened where it throws. */
  public Round exchange(Round.Request request) throws SQLException {
    Set<Claim> stillReserved = new HashSet<>();
    Round round = refusals.transaction(() -> transact(request, stillReserved));
    dependencies.committed();
    due.committed(request.now());
    laneUse = roundUse;
    // Only now: had the commit failed, all of it would be asked for again.
    reserved.clear();
    reserved.addAll(stillReserved);
    reserved.addAll(round.reserved());
    for (Ending ending : request.endings()) {
      // By its token: the row may have been taken anew since.
      held.remove(ending.claim().job().id(), ending.claim().token());
      outcomes.committed(ending.claim());
    }
    taken.forEach(outcomes::stepTaken);
    Stream.of(round.remote(), round.claimed(), round.reserved())
        .flatMap(List::stream)
        .forEach(claim -> held.put(claim.job().id(), claim.token()));
    return round;
  }

  /** Records endings that a worker before this one could not; see {@link Recording}. */
  public Set<Claim> recordKept(List<Ending> endings, Instant now) throws SQLException {
    dependencies.lookAgain(); // what ends here ends without a round
    return recording.recordKept(endings, now);
  }

  /** Answers how many leases hold on. */
  public int renewLeases(Instant now) throws SQLException {
    String renew = "UPDATE jobs SET lease_until = ?1 WHERE claim IS NOT NULL AND worker = ?2";
    long until = now.plus(lease).toEpochMilli();
    if (!refusals.areApart()) {
      return sql.update(renew, until, worker.name());
    }
    int renewed = 0;
    for (long id : held.keySet()) {
      renewed +=
          refusals
              .attempt(
                  "A longer lease of job " + id,
                  () -> sql.update(renew + " AND id = ?3", until, worker.name(), id))
              .orElse(0);
    }
    return renewed;
  }

  /** The tokens of the rows that are ours, by their ids. */
  public Map<Long, String> held() {
    return Map.copyOf(held);
  }

  private Round transact(Round.Request request, Set<Claim> stillReserved) throws SQLException {
    stillReserved.clear();
    stillReserved.addAll(reserved);
    roundUse = laneUse.copy();
    Instant now = request.now();
    Set<Claim> refused = new HashSet<>();
    dependencies.begin();
    recording.begin();
    List<Long> ended = new ArrayList<>();
    for (Ending ending : request.endings()) {
      roundUse.ended(ending.claim());
      if (!recording.record(ending, stillReserved.remove(ending.claim()), now)) {
        refused.add(ending.claim());
      } else if (ending.outcome().endsRow()) {
        ended.add(ending.claim().job().id());
        if (ending.claim().job().stage() == Stage.RESUMED) {
          dependencies.lookAgain(); // parts that are still under way are to follow it
        }
      }
    }
    for (Claim claim : request.begun()) {
      if (stillReserved.remove(claim)) {
        refusals.attempt(
            "That job " + claim.job().id() + " runs",
            () -> claiming.showAsRunning(claim, times.text(now)));
      }
    }
    if (request.claim() > 0 || request.reserve() > 0) {
      roundUse = roundUse.beside(neighbours.held(worker));
    }
    List<Long> failed = due.wake(now);
    for (long id : failed) {
      CallSettlement.letBe(sql, id, times.text(now));
    }
    if (!failed.isEmpty()) {
      dependencies.lookAgain(); // their parts are to follow them
      ended.addAll(failed);
    }
    settle(ended, now);
    int wanted = due.mayHaveStep(now) ? request.remote() : 0;
    List<Claiming.Step> steps = claiming.takeSteps(wanted, now);
    taken.clear();
    taken.addAll(steps);
    if (!steps.isEmpty()) {
      due.stepsHaveChanged();
    }
    List<Claim> claimed = take(request.claim(), now, false);
    List<Claim> more = take(request.reserve(), now, true);
    moreToSetAside = claiming.takeMoreToSetAside();
    return new Round(
        steps.stream().map(Claiming.Step::claim).toList(),
        claimed,
        more,
        refused,
        recording.forbidden());
  }

  private List<Claim> take(int limit, Instant now, boolean reserve) throws SQLException {
    Claiming.Taking taking = claiming.take(limit, now, reserve, roundUse);
    roundUse = taking.use();
    ResolvedInputs.Resolved resolved = inputs.of(taking.rows(), now);
    resolved.over().forEach(roundUse::ended);
    if (!resolved.failed().isEmpty()) {
      settle(resolved.failed(), now);
    }
    return resolved.ready();
  }

  private void settle(List<Long> ended, Instant now) throws SQLException {
    refusals.attempt(
        "Looking after rows that need others",
        () -> {
          dependencies.settle(ended, now);
          return ended;
        });
  }

  /**
   * Which claims are not ours any more, or are to be let go.
   *
   * @param held claims of this worker
   */
  public Set<Claim> takenBack(Collection<Claim> held, Instant now) throws SQLException {
    Map<Long, String> rows = new HashMap<>();
    Map<Long, String> putOff = new HashMap<>();
    sql.query(
        "SELECT id, claim || ' ' || status, run_at FROM jobs"
            + " WHERE claim IS NOT NULL AND worker = ?",
        row -> {
          putOff.put(row.getLong(1), row.getString(3));
          return rows.put(row.getLong(1), row.getString(2));
        },
        worker.name());
    Set<Claim> gone = new HashSet<>();
    for (Claim claim : held) {
      String status =
          reserved.contains(claim)
              ? JobStatus.waiting(claim.job().stage())
              : JobStatus.running(claim);
      long id = claim.job().id();
      boolean ours = (claim.token() + " " + status).equals(rows.get(id));
      // A claimed row has no run_at, but for one that waits for its next step.
      if (!ours || (claim.lane() == Lane.THREAD && isLater(putOff.get(id), now))) {
        gone.add(claim);
      }
    }
    return gone;
  }

  private boolean isLater(@Nullable String runAt, Instant now) {
    Optional<Instant> time = runAt == null ? Optional.empty() : times.parse(runAt);
    return time.isPresent() && time.get().isAfter(now);
  }
}
