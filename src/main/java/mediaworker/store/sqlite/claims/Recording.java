package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.RetryPolicy;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.Dependencies;

/**
 * Records what has ended. An end that the table refuses becomes a failure that says so, and where
 * that is refused too the claim alone is ended, so that no row stands in the way of the others.
 * Runs inside the round's transaction.
 */
final class Recording {

  private final Sql sql;
  private final OutcomeWriter outcomes;
  private final Dependencies dependencies;
  private final Refusals refusals;

  /** Claims whose end the table refused in the transaction under way. */
  private final Set<Claim> forbidden = new HashSet<>();

  Recording(Sql sql, OutcomeWriter outcomes, Dependencies dependencies, Refusals refusals) {
    this.sql = sql;
    this.outcomes = outcomes;
    this.dependencies = dependencies;
    this.refusals = refusals;
  }

  /** A new transaction. */
  void begin() {
    forbidden.clear();
    outcomes.begin();
  }

  /** The claims whose end the table refused since the transaction began. */
  Set<Claim> forbidden() {
    return Set.copyOf(forbidden);
  }

  /**
   * Records an ending.
   *
   * @param wasReserved whether the row still shows as waiting
   * @return false when the row was no longer ours, or the table refused it
   */
  boolean record(Ending ending, boolean wasReserved, Instant now) throws SQLException {
    Claim claim = ending.claim();
    Optional<Boolean> written =
        refusals.attempt(
            "The end of job " + claim.job().id(), () -> outcomes.write(ending, wasReserved, now));
    if (written.isPresent()) {
      return written.get();
    }
    forbidden.add(claim);
    Ending failed = new Ending(claim, refusedOutcome(ending.outcome()), ending.took());
    Optional<Boolean> told =
        refusals.attempt(
            "That the end of job " + claim.job().id() + " was refused",
            () -> outcomes.write(failed, wasReserved, now));
    if (told.isEmpty()) {
      refusals.attempt("Letting go of job " + claim.job().id(), () -> outcomes.letGo(claim, now));
    }
    dependencies.lookAgain(); // jobs that need it are to hear of it
    return false;
  }

  /**
   * Records endings that a worker before this one could not, in a transaction of their own.
   *
   * @return the claims that were no longer its, or whose end the table refused
   */
  Set<Claim> recordKept(List<Ending> endings, Instant now) throws SQLException {
    return refusals.transaction(
        () -> {
          begin();
          Set<Claim> refused = new HashSet<>();
          for (Ending ending : endings) {
            if (!record(ending, showsAsWaiting(ending.claim()), now)) {
              refused.add(ending.claim());
            }
          }
          return refused;
        });
  }

  private boolean showsAsWaiting(Claim claim) throws SQLException {
    return sql.query(
            "SELECT status FROM jobs WHERE id = ? AND claim = ?",
            row -> row.getString(1),
            claim.job().id(),
            claim.token())
        .contains(JobStatus.waiting(claim.job().stage()));
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
}
