package mediaworker.handlers.remote;

import java.util.Set;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import org.jspecify.annotations.Nullable;

/** The only translation of providers' faults into what becomes of a job. */
final class Faults {

  /** Another attempt may do, and costs nothing that was not asked for. */
  private static final Set<FailureClass> PASSING =
      Set.of(FailureClass.NOT_SENT, FailureClass.REFUSED, FailureClass.RATE);

  private Faults() {}

  /** The end of a job, or of this attempt. */
  static JobFailure failure(ProviderSetup setup, Fault fault) {
    String sentence = sentence(setup, fault);
    return PASSING.contains(fault.kind())
        ? JobFailure.transientFault(sentence, null)
        : JobFailure.input(sentence);
  }

  /** Who said it, what, and under which id their support finds it. */
  static String sentence(ProviderSetup setup, Fault fault) {
    String title = setup.description().title();
    String words = fault.sentence().strip();
    String said =
        words.toLowerCase(java.util.Locale.ROOT).contains(setup.name()) || words.contains(title)
            ? words
            : title + ": " + words;
    String end = said.endsWith(".") || said.endsWith("!") ? "" : ".";
    String id = fault.requestId().isEmpty() ? "" : " (request " + fault.requestId() + ")";
    return said + end + id;
  }

  /** What a person is asked. */
  static JobResult.NeedsDecision undecided(PaidCall call, String why) {
    return new JobResult.NeedsDecision(
        "It is not known whether "
            + call.provider()
            + " has taken this job, and bills it: the answer was lost ("
            + why
            + "). Look there for a task of "
            + call.intendedAt()
            + "; then: bin/worker resolve "
            + call.jobId()
            + " --resubmit (may pay twice), --adopt TASK_ID, or --drop. In SQL: status 'queued'"
            + " resubmits, 'cancelled' drops.");
  }

  static CallLedger.@Nullable Price price(@Nullable Cost cost) {
    return cost == null ? null : new CallLedger.Price(cost.amount(), cost.unit());
  }
}
