package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Stage;
import mediaworker.store.sqlite.calls.CallSettlement;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.Dependencies;
import mediaworker.store.sqlite.rows.DueRows;
import mediaworker.store.sqlite.rows.JobEvents;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what becomes of claimed rows, each write guarded by the claim. Runs inside the round's
 * transaction.
 */
final class OutcomeWriter {

  private static final String OVER = ", claim = NULL, worker = NULL, lease_until = NULL";
  private static final String OURS = " WHERE id = ? AND claim = ? AND status = ?";

  /** A lap leaves alone what outputs the job before it had. */
  private static String completed(String resultColumn, String outputs) {
    return "UPDATE jobs SET status = 'completed', "
        + resultColumn
        + " = COALESCE(?, "
        + resultColumn
        + "), outputs = "
        + outputs
        + ", findings = ?, error_message = NULL, progress = 100,"
        + " progress_message = ?,"
        + " started_at = COALESCE(?, started_at), finished_at = ?, updated_at = ?"
        + OVER
        + OURS;
  }

  private static final String COMPLETE = completed("result_data", "?");
  private static final String COMPLETE_LAP = completed("keyed_result_data", "COALESCE(?, outputs)");

  private static final String FAIL =
      "UPDATE jobs SET status = 'failed', error_message = ?, progress_message = NULL,"
          + " started_at = COALESCE(?, started_at), finished_at = ?, updated_at = ?"
          + OVER
          + OURS;

  /**
   * Back to where the claim took it from. A parent that goes on (?2 is 1) goes on again: it is no
   * new run, in which what has failed would be made, and paid, anew. Its claim counted no attempt.
   */
  private static final String BACK =
      "UPDATE jobs SET status = ?1, needs_met = CASE ?2 WHEN 1 THEN ?3 END,"
          + " progress = CASE ?2 WHEN 1 THEN progress ELSE 0 END, updated_at = ?3"
          + OVER;

  /** The same without a start and with the attempt that the claim has counted. */
  private static final String UNDONE =
      BACK
          + ", attempts = max(attempts - 1 + ?2, 0),"
          + " started_at = CASE ?2 WHEN 1 THEN started_at END";

  private static final String WAS_OURS = " WHERE id = ?4 AND claim = ?5 AND status = ?6";

  private static final String RETRY =
      BACK
          + ", attempts = attempts + ?2, run_at = ?7, error_message = ?8, progress_message = ?9"
          + WAS_OURS;

  private static final String WAIT =
      "UPDATE jobs SET status = 'waiting_remote', run_at = ?, progress = COALESCE(?, progress),"
          + " progress_message = ?, error_message = NULL, updated_at = ?"
          + OVER
          + OURS;

  /**
   * A parent's step is done: the attempts of its next one begin anew. A time to come that a person
   * has set meanwhile is waited for; a row that waited for a provider still has its step's own.
   */
  private static final String WAIT_FOR_CHILDREN =
      "UPDATE jobs SET run_at = CASE WHEN status = 'waiting_remote' THEN ? ELSE run_at END,"
          + " status = ?, needs_met = NULL, open_parts = ?, attempts = 1,"
          + " progress = COALESCE(?, progress), progress_message = ?, error_message = NULL,"
          + " started_at = COALESCE(?, started_at), finished_at = NULL, updated_at = ?"
          + OVER
          + OURS;

  private static final String SNOOZE =
      UNDONE + ", run_at = ?7, progress_message = ?8, waits_for = ?9" + WAS_OURS;

  private static final String ASK_A_PERSON =
      "UPDATE jobs SET status = 'needs_decision', error_message = ?, run_at = NULL,"
          + " progress_message = NULL, finished_at = ?, updated_at = ?"
          + OVER
          + OURS;

  /** A step that was not taken is taken again as soon as somebody can. */
  private static final String RELEASE_STEP = "UPDATE jobs SET updated_at = ?" + OVER + OURS;

  private static final String RELEASE =
      UNDONE + ", progress_message = CASE ?2 WHEN 1 THEN progress_message END" + WAS_OURS;

  /** A person has given a running row a time to come: it goes back and loses no attempt. */
  private static final String PUT_OFF = RELEASE + " AND run_at IS NOT NULL";

  /** The person's word stands; only our own columns say that the claim is over. */
  private static final String LET_GO =
      "UPDATE jobs SET attempts = CASE WHEN status IN ('queued', 'keying_queued') THEN 0"
          + " ELSE attempts END, finished_at = CASE WHEN status IN ('failed', 'cancelled',"
          + " 'completed') THEN ? ELSE finished_at END"
          + OVER
          + " WHERE id = ? AND claim = ?";

  private final Sql sql;
  private final LocalTimes times;
  private final DueRows due;
  private final Dependencies dependencies;
  private final CallSettlement calls;

  /** The times of next steps as they stood when they were taken. */
  private final Map<Claim, String> stepTimes = new HashMap<>();

  OutcomeWriter(Sql sql, LocalTimes times, DueRows due, Dependencies dependencies) {
    this.sql = sql;
    this.times = times;
    this.due = due;
    this.dependencies = dependencies;
    this.calls = new CallSettlement(sql);
  }

  /** A new transaction: what it has seen of the ledger counts no more. */
  void begin() {
    calls.begin();
  }

  /** A row's next step is taken, whose time stays in the row meanwhile. */
  void stepTaken(Claiming.Step step) {
    stepTimes.put(step.claim(), step.runAt());
  }

  /** What became of it is written for good. */
  void committed(Claim claim) {
    stepTimes.remove(claim);
  }

  /**
   * Writes an ending.
   *
   * @param wasReserved whether the row still shows as waiting
   * @return false when the row was no longer ours; nothing but that the claim is over was written
   */
  boolean write(Ending ending, boolean wasReserved, Instant time) throws SQLException {
    Claim claim = ending.claim();
    Job job = claim.job();
    String now = times.text(time);
    String waiting = JobStatus.waiting(job.stage());
    int goesOn = job.stage() == Stage.RESUMED ? 1 : 0;
    String shown = wasReserved ? waiting : JobStatus.running(claim);
    // A row that showed as waiting to its end has no start in it yet.
    String started = wasReserved ? times.text(time.minus(ending.took())) : null;
    Outcome outcome = ending.outcome();
    int rows;
    if (outcome instanceof Outcome.Completed completed) {
      String statement = job.stage() == Stage.KEYING ? COMPLETE_LAP : COMPLETE;
      rows =
          sql.update(
              statement,
              completed.result(),
              outputs(completed.outputs()),
              completed.findings(),
              completed.note(),
              started,
              now,
              now,
              job.id(),
              claim.token(),
              shown);
    } else if (outcome instanceof Outcome.Failed failed) {
      rows = sql.update(FAIL, failed.message(), started, now, now, job.id(), claim.token(), shown);
    } else if (outcome instanceof Outcome.RetryAt retry) {
      Instant at = theirTime(claim, time).orElse(retry.at());
      due.expect(at);
      rows =
          sql.update(
              RETRY,
              waiting,
              goesOn,
              now,
              job.id(),
              claim.token(),
              shown,
              times.text(at),
              retry.message(),
              "attempt "
                  + job.attempts()
                  + " of "
                  + job.maxAttempts()
                  + " failed; goes on by itself");
    } else if (outcome instanceof Outcome.Released) {
      rows =
          claim.lane() == Lane.REMOTE
              ? sql.update(RELEASE_STEP, now, job.id(), claim.token(), shown)
              : sql.update(RELEASE, waiting, goesOn, now, job.id(), claim.token(), shown);
    } else if (outcome instanceof Outcome.Waiting wait) {
      Instant next = theirTime(claim, time).orElse(wait.at());
      String at = next == null ? null : times.text(next);
      Double percent = Double.isNaN(wait.percent()) ? null : wait.percent();
      rows = sql.update(WAIT, at, percent, wait.note(), now, job.id(), claim.token(), shown);
    } else if (outcome instanceof Outcome.WaitingForChildren wait) {
      Double percent = Double.isNaN(wait.percent()) ? null : wait.percent();
      rows =
          sql.update(
              WAIT_FOR_CHILDREN,
              theirTime(claim, time).map(times::text).orElse(null),
              wait.status(),
              percent == null ? null : wait.open(),
              percent,
              wait.note(),
              started,
              now,
              job.id(),
              claim.token(),
              shown);
      if (rows > 0) {
        dependencies.wait(job.id(), wait, job.stage() == Stage.MAIN, time);
        due.lookAgain(); // a person may have given it a time while it ran
      }
    } else if (outcome instanceof Outcome.Snoozed snooze) {
      Optional<Instant> theirs = theirTime(claim, time);
      Instant at = theirs.orElse(snooze.at());
      due.expect(at);
      rows =
          sql.update(
              SNOOZE,
              waiting,
              goesOn,
              now,
              job.id(),
              claim.token(),
              shown,
              times.text(at),
              snooze.reason(),
              theirs.isPresent() ? null : snooze.waitsFor()); // else a free place would wake it
    } else if (outcome instanceof Outcome.Undecided undecided) {
      rows =
          sql.update(ASK_A_PERSON, undecided.message(), now, now, job.id(), claim.token(), shown);
    } else {
      // Taken back: put off, or cancelled, restarted, deleted, which stands as it is.
      rows = sql.update(PUT_OFF, waiting, goesOn, now, job.id(), claim.token(), shown);
      due.lookAgain();
    }
    if (rows > 0) {
      calls.settle(outcome, job, now);
      JobEvents.ofOutcome(sql, outcome, job, !wasReserved, now);
    }
    if (claim.lane() == Lane.REMOTE || outcome instanceof Outcome.Waiting) {
      due.stepsHaveChanged();
    }
    if (rows == 0) {
      letGo(claim, time);
    }
    return rows > 0;
  }

  /** Ends the claim alone; answers how many rows had it. */
  int letGo(Claim claim, Instant time) throws SQLException {
    return sql.update(LET_GO, times.text(time), claim.job().id(), claim.token());
  }

  /**
   * A time to come that a person has given the row at the very moment in which its attempt ended:
   * it stands. A claimed row has no other, but for one whose next step was taken at its time.
   */
  private Optional<Instant> theirTime(Claim claim, Instant now) throws SQLException {
    String taken = stepTimes.get(claim);
    return sql
        .query(
            "SELECT run_at FROM jobs WHERE id = ? AND claim = ? AND run_at IS NOT NULL",
            row -> row.getString(1),
            claim.job().id(),
            claim.token())
        .stream()
        .findFirst()
        .filter(runAt -> !runAt.equals(taken))
        .flatMap(times::parse)
        .filter(now::isBefore);
  }

  /** A JSON list, or null for none. */
  private static @Nullable String outputs(List<String> outputs) {
    return outputs.isEmpty() ? null : JsonMapper.shared().writeValueAsString(outputs);
  }
}
