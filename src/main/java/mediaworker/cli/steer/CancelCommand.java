package mediaworker.cli.steer;

import java.util.LinkedHashSet;
import java.util.Set;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;

/** Cancels jobs. */
@Command(
    name = "cancel",
    description = {
      "Cancel jobs that wait, run, are under way at a provider or need a decision.",
      "",
      "A running one is stopped and its half-written files go; a provider is told, where it can be.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker cancel 7 8",
      "  bin/worker cancel --status queued --type keying --dry-run"
    })
public final class CancelCommand extends SteeringCommand {

  @Override
  JobDesk.Changed change(JobDesk desk, JobFilter filter) throws StoreException {
    return desk.cancel(filter);
  }

  @Override
  String done() {
    return "cancelled";
  }

  @Override
  String cannot() {
    return "cannot be cancelled any more";
  }

  @Override
  JobFilter possible(JobDesk desk, JobFilter filter) {
    return among(filter, JobStatus.NOT_OVER);
  }

  /** Rows of a filter that are in one of these statuses as well. */
  static JobFilter among(JobFilter filter, Set<String> statuses) {
    if (filter.statuses().isEmpty()) {
      return filter.withStatuses(statuses);
    }
    Set<String> both = new LinkedHashSet<>(filter.statuses());
    both.retainAll(statuses);
    // No row has an empty status.
    return filter.withStatuses(both.isEmpty() ? Set.of("") : both);
  }
}
