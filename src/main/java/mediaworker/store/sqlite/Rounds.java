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
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
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

  /** Rows that are ours but show as waiting. */
  private final Set<Claim> reserved = new HashSet<>();

  private WorkerId worker = new WorkerId("", "", 0, "");
  private Duration lease = Duration.ofMinutes(1);
  private Lanes lanes = Lanes.NONE;
  private LaneUse laneUse = new LaneUse(lanes);

  /** As the round that is under way would leave it. */
  private LaneUse roundUse = laneUse;

  private Claiming claiming;

  Rounds(Sql sql, LocalTimes times, DueRows due, Dependencies dependencies, Recording recording) {
    this.sql = sql;
    this.times = times;
    this.due = due;
    this.dependencies = dependencies;
    this.recording = recording;
    this.references = new References(sql);
    this.neighbours = new Neighbours(sql);
    this.claiming = new Claiming(sql, times, worker.name(), lease, lanes);
  }

  Lanes lanes() {
    return lanes;
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
      claiming = new Claiming(sql, times, id.name(), leaseTime, lanes);
    }
    worker = id;
  }

  /** One round; nothing of it has happened where it throws. */
  Round exchange(Round.Request request) throws SQLException {
    Set<Claim> stillReserved = new HashSet<>(reserved);
    dependencies.begin();
    roundUse = laneUse.copy();
    Round round = sql.immediately(() -> transact(request, stillReserved));
    dependencies.committed();
    due.committed(request.now());
    laneUse = roundUse;
    // Only now: had the commit failed, all of it would be asked for again.
    reserved.clear();
    reserved.addAll(stillReserved);
    reserved.addAll(round.reserved());
    return round;
  }

  private Round transact(Round.Request request, Set<Claim> stillReserved) throws SQLException {
    Instant now = request.now();
    Set<Claim> refused = new HashSet<>();
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
        claiming.showAsRunning(claim, times.text(now));
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
    dependencies.settle(ended, now);
    int wanted = due.mayHaveStep(now) ? request.remote() : 0;
    List<Claim> steps = claiming.takeSteps(wanted, now);
    if (!steps.isEmpty()) {
      due.stepsHaveChanged();
    }
    List<Claim> claimed = take(request.claim(), now, false);
    List<Claim> more = take(request.reserve(), now, true);
    return new Round(steps, claimed, more, refused);
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
  private List<Claim> resolved(List<Claiming.Taken> rows, Instant now) throws SQLException {
    List<Claim> ready = new ArrayList<>();
    List<Long> failed = new ArrayList<>();
    for (Claiming.Taken row : rows) {
      Claim claim = row.claim();
      Job job = claim.job();
      String input = job.inputData();
      if (input == null || !input.contains(References.BEGINNING) || job.stage() == Stage.KEYING) {
        if (row.usedBefore() != null) { // its input was written anew since, without references
          sql.update("UPDATE jobs SET used_input = NULL WHERE id = ?", job.id());
        }
        ready.add(claim);
        continue;
      }
      try {
        String used = references.resolve(job.id(), input, row.usedBefore());
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
