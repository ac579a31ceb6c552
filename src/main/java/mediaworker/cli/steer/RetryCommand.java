package mediaworker.cli.steer;

import java.util.LinkedHashSet;
import java.util.Set;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
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
      "A job that waits for its time, or to try again, goes on at once when it is named by its id.",
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
public final class RetryCommand extends SteeringCommand {

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
        : "is not queued again: only failed, skipped and cancelled jobs are, those that wait for"
            + " their time, and with --completed also completed ones";
  }

  @Override
  JobFilter possible(JobDesk desk, JobFilter filter) throws StoreException {
    if (filter.ids().isEmpty()) {
      return CancelCommand.among(filter, from());
    }
    Set<Long> would = new LinkedHashSet<>();
    JobPage all = new JobPage(JobPage.Order.OLDEST, filter.ids().size(), null, 0);
    for (JobRow row : desk.find(filter, all)) {
      boolean putOff = JobStatus.PUT_OFF.contains(row.status()) && row.times().runAt() != null;
      if (putOff || from().contains(row.status())) {
        would.add(row.id());
      }
    }
    return would.isEmpty() ? filter.withStatuses(Set.of("")) : JobFilter.ids(would);
  }
}
