package mediaworker.cli.submit;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.When;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What is said of a job, or of a pipeline's parent, when it is queued. */
final class OrderOptions {

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--note", paramLabel = "TEXT", description = "A note for people (prompt).")
  @Nullable String note;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Higher runs sooner. Default: 0, or what the pipeline file says")
  @Nullable Integer priority;

  @Option(
      names = "--run-at",
      paramLabel = "TIME",
      description = "Not before: 10m, 22:00, tomorrow, \"2026-01-31 18:30\".")
  @Nullable String runAt;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "How often it, or each step, may be tried. Default: 3")
  @Nullable Integer maxAttempts;

  @Option(
      names = "--unique",
      paramLabel = "KEY",
      description = "Queue it only once under this name; later calls print the first one's id.")
  @Nullable String unique;

  @Option(names = "--parent", paramLabel = "JOB", description = "The job it is a part of.")
  @Nullable Long parent;

  @Option(
      names = "--reuse",
      description = "Take what an equal job has made, if one has: docs/pipelines.md, \"Reuse\".")
  boolean reuse;

  @Option(
      names = {"--wait", "-w"},
      description = "Show the progress and end with it.")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "With --wait: wait no longer; it goes on. Default: as long as it takes")
  @Nullable String timeout;

  /** What the options say; what they leave open stays. */
  JobDraft ordered(JobDraft draft, When when) {
    Instant at = runAt == null ? null : when.future("--run-at", runAt);
    return draft
        .withPrompt(note == null ? draft.prompt() : note)
        .withPriority(priority == null ? draft.priority() : priority)
        .withRunAt(at)
        .withMaxAttempts(attempts())
        .withUniqueKey(unique)
        .withParent(parent)
        .withReuse(reuse || draft.reuse());
  }

  /**
   * Says why something is, or would, not be queued; also which job is there in its place.
   *
   * @return the exit code where it is refused
   */
  OptionalInt refused(Submission answer) {
    PrintWriter err = spec.commandLine().getErr();
    if (answer instanceof Submission.Full full) {
      err.println(full.sentence());
      return OptionalInt.of(ExitCodes.QUEUE_FULL);
    }
    if (answer instanceof Submission.NotThere missing) {
      err.println(missing.sentence());
      return OptionalInt.of(ExitCodes.NOTHING_TO_DO);
    }
    if (answer instanceof Submission.Existing there) {
      err.println("Job " + there.id() + " has this unique key already (" + there.status() + ").");
    }
    return OptionalInt.empty();
  }

  /** How long its end is waited for; null for as long as it takes. */
  @Nullable Duration most() {
    if (timeout == null) {
      return null;
    }
    Duration most;
    try {
      most = Settings.time(timeout);
    } catch (TypeConversionException e) {
      throw wrong("--timeout: " + e.getMessage());
    }
    if (!wait) {
      throw wrong("--timeout goes with --wait");
    }
    return most;
  }

  /** 0 for the usual number. */
  private int attempts() {
    if (maxAttempts == null) {
      return 0;
    }
    if (maxAttempts < 1 || maxAttempts > JobDraft.MOST_ATTEMPTS) {
      throw wrong(
          "--max-attempts: "
              + maxAttempts
              + " is not a whole number from 1 to "
              + JobDraft.MOST_ATTEMPTS);
    }
    return maxAttempts;
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
