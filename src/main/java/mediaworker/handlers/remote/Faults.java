package mediaworker.handlers.remote;

import static java.util.stream.Collectors.joining;

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

  /**
   * The same call would come to the same end, or this one may have been done and billed: it is only
   * its result that cannot be had any more.
   */
  private static final Set<FailureClass> NOT_AGAIN =
      Set.of(
          FailureClass.CONTENT_POLICY,
          FailureClass.INVALID_INPUT,
          FailureClass.NO_KEY,
          FailureClass.UNKNOWN_TASK,
          FailureClass.EXPIRED,
          FailureClass.OUTPUT_GONE,
          FailureClass.WITHHELD);

  private Faults() {}

  /** Whether the same call would fail again, or might be paid twice. */
  static boolean isInVain(Fault fault) {
    return NOT_AGAIN.contains(fault.kind());
  }

  /** Whether the job only waits, and its call is then made again by the same name. */
  static boolean isWaitedOut(Fault fault) {
    return switch (fault.kind()) {
      case NOT_READY, RATE, CONCURRENCY, MONEY, AUTH -> true;
      default -> false;
    };
  }

  /**
   * Whether the lost create of a call that is made again may have come through late, and this one
   * be refused for that, in whatever words. Were it believed, nobody would wait for the task.
   */
  static boolean mayBeOfRepeat(PaidCall paid, Fault fault) {
    return paid.missed() && !isWaitedOut(fault);
  }

  /** Whether it is what is asked for that the provider refuses. */
  static boolean isAgainst(Fault fault) {
    return fault.kind() == FailureClass.CONTENT_POLICY
        || fault.kind() == FailureClass.INVALID_INPUT;
  }

  /**
   * The end of a job that could not even be planned. Where that is for want of a key, all keys that
   * would do are named.
   */
  static JobFailure failure(RemoteJob job, Fault fault) {
    if (fault.kind() != FailureClass.NO_KEY || job.others().isEmpty()) {
      return failure(job.provider(), fault);
    }
    String keys =
        job.others().stream()
            .map(ProviderSetup::description)
            .map(about -> about.keyVariables().get(0) + " (" + about.keysAt() + ")")
            .collect(joining(", "));
    return JobFailure.input(
        sentence(job.provider(), fault)
            + " A key of another provider would do as well: "
            + keys
            + ".");
  }

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
    String id = fault.requestId().isEmpty() ? "" : " (request " + fault.requestId() + ")";
    return ended(said) + id;
  }

  /** With a full stop. */
  static String ended(String sentence) {
    return sentence.matches("(?s).*[.!?…)]") ? sentence : sentence + ".";
  }

  /** What a person is asked; what to do stands first, since a long reason is cut. */
  static JobResult.NeedsDecision undecided(ProviderSetup setup, PaidCall call, String why) {
    String title = setup.description().title();
    return new JobResult.NeedsDecision(
        "It is not known whether "
            + title
            + " has taken this job, and bills it. Look there for a call of "
            + CallLog.local(call.intendedAt())
            + ", then: bin/worker resolve "
            + call.jobId()
            + (setup.provider().hasTasks(Watching.task(call).operation())
                ? " --adopt TASK_ID,"
                : "")
            + " --resubmit (may pay twice) or --drop; in SQL, status 'queued' resubmits and"
            + " 'cancelled' drops. Reason: "
            + ended(why));
  }

  /**
   * What a row says that was given up before it was known what became of its call.
   *
   * @param sought whether its provider was asked and could not tell
   */
  static String mayBeTaken(PaidCall call, boolean sought) {
    return "it is not known whether "
        + call.provider()
        + " has taken this job; status 'queued' "
        + (sought ? "puts it to you" : "finds out")
        + " before anything is sent again";
  }

  /** Why a task that a person has named is none. */
  static String notAdoptable(ProviderSetup setup) {
    return setup.description().title() + " keeps no task of this that could be adopted";
  }

  /** What may be done about a task that its provider does not know. */
  static String askedForAgain(PaidCall call) {
    return " Task " + call.taskId() + " may have been made and billed all the same: " + ways(call);
  }

  /** What may be done about a task whose output cannot be fetched. */
  static String fetchedAgain(PaidCall call) {
    return " It stays the job's: " + ways(call);
  }

  private static String ways(PaidCall call) {
    return "status 'queued' asks for it again without paying anew; bin/worker resolve "
        + call.jobId()
        + " --resubmit has it made again, and pays again.";
  }

  static CallLedger.@Nullable Price price(@Nullable Cost cost) {
    return cost == null ? null : new CallLedger.Price(cost.amount(), cost.unit());
  }
}
