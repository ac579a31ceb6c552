package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobReferences;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * The loop's transactions: what has ended is written and what is ready is claimed, within the
 * lanes. Remembers which rows are held but show as waiting, and what is taken of the lanes.
 */
final class Rounds {

  private final Sql sql;
  private final LocalTimes times;
  private final DueRows due;
  private final Dependencies dependencies;
  private final Recording recording;
  private final References references;
  private final Neighbours neighbours;
  private final Refusals refusals;

  /** Rows that are ours but show as waiting. */
  private final Set<Claim> reserved = new HashSet<>();

  /** The steps that the round under way has taken. */
  private final List<Claiming.Step> taken = new ArrayList<>();

  /** Claims whose end the table refused in the round under way. */
  private final Set<Claim> forbidden = new HashSet<>();

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

  Rounds(
      Sql sql,
      LocalTimes times,
      DueRows due,
      Dependencies dependencies,
      Recording recording,
      Refusals refusals) {
    this.sql = sql;
    this.refusals = refusals;
    this.times = times;
    this.due = due;
    this.dependencies = dependencies;
    this.recording = recording;
    this.references = new References(sql);
    this.neighbours = new Neighbours(sql);
    this.claiming = claiming(worker);
  }

  private Claiming claiming(WorkerId id) {
    return new Claiming(sql, times, refusals, id.name(), lease, lanes);
  }

  Lanes lanes() {
    return lanes;
  }

  /** Whether a round has to follow at once although nothing else has happened. */
  boolean goesOn() {
    return moreToSetAside;
  }

  /** The lanes' limits from now on. */
  void limit(Lanes wanted) {
    lanes = wanted;
    laneUse = laneUse.under(wanted);
    claiming.change(lease, wanted);
  }

  /** Claims in this name from now on. */
  void register(WorkerId id, Duration leaseTime) {
    lease = leaseTime;
    if (id.name().equals(worker.name())) {
      claiming.change(leaseTime, lanes); // once more, with other settings
    } else {
      claiming = claiming(id);
    }
    worker = id;
  }

  /** One round; nothing of it has happened where it throws. */
  Round exchange(Round.Request request) throws SQLException {
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
      recording.committed(ending.claim());
    }
    taken.forEach(recording::stepTaken);
    Stream.of(round.remote(), round.claimed(), round.reserved())
        .flatMap(List::stream)
        .forEach(claim -> held.put(claim.job().id(), claim.token()));
    return round;
  }

  /** Answers how many leases hold on. */
  int renewLeases(Instant now) throws SQLException {
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
  Map<Long, String> held() {
    return Map.copyOf(held);
  }

  private Round transact(Round.Request request, Set<Claim> stillReserved) throws SQLException {
    stillReserved.clear();
    stillReserved.addAll(reserved);
    roundUse = laneUse.copy();
    Instant now = request.now();
    Set<Claim> refused = new HashSet<>();
    forbidden.clear();
    dependencies.begin();
    recording.begin();
    List<Long> ended = new ArrayList<>();
    for (Ending ending : request.endings()) {
      roundUse.ended(ending.claim());
      if (!record(ending, stillReserved.remove(ending.claim()), now)) {
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
        Set.copyOf(forbidden));
  }

  private List<Claim> take(int limit, Instant now, boolean reserve) throws SQLException {
    Claiming.Taking taking = claiming.take(limit, now, reserve, roundUse);
    roundUse = taking.use();
    return resolved(taking.rows(), now);
  }

  /**
   * Puts the results of other jobs where inputs name them. A row that names what is not there
   * fails.
   */
  private List<Claim> resolved(List<ClaimedRow> rows, Instant now) throws SQLException {
    List<Claim> ready = new ArrayList<>();
    List<Long> failed = new ArrayList<>();
    for (ClaimedRow row : rows) {
      Claim claim = row.claim();
      Job job = claim.job();
      String input = job.inputData();
      if (row.goesOn()) {
        ready.add(claim); // results of others stand in what it used, and may hold anything
        continue;
      }
      boolean plain =
          input == null || !input.contains(JobReferences.BEGINNING) || job.stage() == Stage.KEYING;
      if (plain && row.usedBefore() == null) {
        ready.add(claim);
        continue;
      }
      Optional<Claim> used =
          refusals.attempt(
              "The input of job " + job.id(),
              () -> plain ? withoutUsed(claim) : withResults(row, now, failed));
      if (used.isPresent() && !failed.contains(job.id())) {
        ready.add(used.get());
      } else {
        roundUse.ended(claim); // one that is refused here is held by nobody, and freed as such
      }
      if (used.isEmpty()) {
        refusals.leave(job.id());
      }
    }
    if (!failed.isEmpty()) {
      settle(failed, now);
    }
    return ready;
  }

  /** Its input was written anew since, without references. */
  private Claim withoutUsed(Claim claim) throws SQLException {
    sql.update("UPDATE jobs SET used_input = NULL WHERE id = ?", claim.job().id());
    return claim;
  }

  private Claim withResults(ClaimedRow row, Instant now, List<Long> failed) throws SQLException {
    Claim claim = row.claim();
    Job job = claim.job();
    try {
      String input = Objects.requireNonNull(job.inputData());
      String used = references.resolve(job.id(), input, row.usedBefore());
      sql.update("UPDATE jobs SET used_input = ? WHERE id = ?", used, job.id());
      return new Claim(job.withInput(used), claim.token(), claim.lane());
    } catch (References.Unresolved e) {
      sql.update("UPDATE jobs SET status = ? WHERE id = ?", JobStatus.running(job), job.id());
      Outcome why = new Outcome.Failed(RetryPolicy.sentence(e.sentence()));
      recording.record(new Ending(claim, why, Duration.ZERO), false, now);
      failed.add(job.id());
      return claim;
    }
  }

  private void settle(List<Long> ended, Instant now) throws SQLException {
    refusals.attempt(
        "Looking after rows that need others",
        () -> {
          dependencies.settle(ended, now);
          return ended;
        });
  }

  /** Writes an ending; one that the database refuses becomes a failure that says so. */
  boolean record(Ending ending, boolean wasReserved, Instant now) throws SQLException {
    Claim claim = ending.claim();
    Optional<Boolean> written =
        refusals.attempt(
            "The end of job " + claim.job().id(), () -> recording.record(ending, wasReserved, now));
    if (written.isPresent()) {
      return written.get();
    }
    forbidden.add(claim);
    Ending failed = new Ending(claim, refusedOutcome(ending.outcome()), ending.took());
    Optional<Boolean> told =
        refusals.attempt(
            "That the end of job " + claim.job().id() + " was refused",
            () -> recording.record(failed, wasReserved, now));
    if (told.isEmpty()) {
      refusals.attempt("Letting go of job " + claim.job().id(), () -> recording.letGo(claim, now));
    }
    dependencies.lookAgain(); // jobs that need it are to hear of it
    return false;
  }

  private static Outcome refusedOutcome(Outcome outcome) {
    String made =
        outcome instanceof Outcome.Completed completed && completed.result() != null
            ? " What it has made: " + completed.result()
            : "";
    return new Outcome.Failed(
        RetryPolicy.sentence(
            "The table refused what became of this job: a check, a unique index or a trigger of it"
                + " forbids it; the log has its words."
                + made));
  }

  /**
   * Which claims are not ours any more, or are to be let go.
   *
   * @param held claims of this worker
   */
  Set<Claim> takenBack(Collection<Claim> held, Instant now) throws SQLException {
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
