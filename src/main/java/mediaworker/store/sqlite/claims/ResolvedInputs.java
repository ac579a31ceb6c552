package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobReferences;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.Stage;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;

/**
 * Puts the results of other jobs where the inputs of claimed rows name them. A row that names what
 * is not there fails. Runs inside the round's transaction.
 */
final class ResolvedInputs {

  private final Sql sql;
  private final References references;
  private final OutcomeWriter outcomes;
  private final Refusals refusals;

  ResolvedInputs(Sql sql, OutcomeWriter outcomes, Refusals refusals) {
    this.sql = sql;
    this.references = new References(sql);
    this.outcomes = outcomes;
    this.refusals = refusals;
  }

  /**
   * What became of rows that were claimed.
   *
   * @param ready claims that may begin, with what they use as input
   * @param over claims that may not; they are held no more
   * @param failed the ids of those of them whose rows have failed
   */
  record Resolved(List<Claim> ready, List<Claim> over, List<Long> failed) {}

  /** Resolves the inputs of these rows. */
  Resolved of(List<ClaimedRow> rows, Instant now) throws SQLException {
    Resolved all = new Resolved(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ClaimedRow row : rows) {
      Claim claim = row.claim();
      Job job = claim.job();
      String input = job.inputData();
      if (row.goesOn()) {
        all.ready().add(claim); // results of others stand in what it used, and may hold anything
        continue;
      }
      boolean plain =
          input == null || !input.contains(JobReferences.BEGINNING) || job.stage() == Stage.KEYING;
      if (plain && row.usedBefore() == null) {
        all.ready().add(claim);
        continue;
      }
      Optional<Claim> used =
          refusals.attempt(
              "The input of job " + job.id(),
              () -> plain ? withoutUsed(claim) : withResults(row, now, all.failed()));
      if (used.isPresent() && !all.failed().contains(job.id())) {
        all.ready().add(used.get());
      } else {
        all.over().add(claim); // one that is refused here is held by nobody, and freed as such
      }
      if (used.isEmpty()) {
        refusals.leave(job.id());
      }
    }
    return all;
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
      outcomes.write(new Ending(claim, why, Duration.ZERO), false, now);
      failed.add(job.id());
      return claim;
    }
  }
}
