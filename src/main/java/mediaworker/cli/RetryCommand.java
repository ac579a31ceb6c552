package mediaworker.cli;

import java.util.Set;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Queues jobs again. */
@Command(
    name = "retry",
    description = {
      "Queue failed, skipped and cancelled jobs again, with fresh attempts; what failed on a keying"
          + " lap is keyed again. Jobs that were given up because one of these had failed come back"
          + " with it. Of a job with parts only those run again that have not succeeded.",
      "",
      "A job with parts that waits for its time goes on at once, when it is named by its id.",
      "",
      "A paid job is paid again, unless its output can still be had. For jobs that need a decision"
          + " see: bin/worker resolve.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker retry 7",
      "  bin/worker retry --status failed --type keying --since yesterday",
      "  bin/worker retry 7 --completed     run it again though it ended well"
    })
final class RetryCommand extends SteeringCommand {

  @Option(names = "--completed", description = "Also jobs that are completed.")
  boolean completed;

  @Override
  JobDesk.Changed change(JobDesk desk, JobFilter filter) throws StoreException {
    return desk.retry(filter, from());
  }

  private Set<String> from() {
    return completed
        ? JobStatus.OVER
        : Set.of(JobStatus.FAILED, JobStatus.SKIPPED, JobStatus.CANCELLED);
  }

  @Override
  String done() {
    return "queued again";
  }

  @Override
  String cannot() {
    return completed
        ? "cannot be queued again"
        : "is not queued again: only failed, skipped and cancelled jobs are, parents that wait for"
            + " their time, and with --completed also those";
  }

  @Override
  JobFilter possible(JobFilter filter) {
    return CancelCommand.among(filter, from());
  }
}
