package mediaworker.cli.steer;

import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets jobs run sooner or later. */
@Command(
    name = "priority",
    description = {
      "Give jobs another priority: higher runs sooner, 0 is usual. Keying goes before all else.",
      "",
      "For a running job it counts the next time it waits.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker priority --to 10 7 8",
      "  bin/worker priority --to -5 --type stitching --status queued"
    })
public final class PriorityCommand extends SteeringCommand {

  @Option(names = "--to", required = true, paramLabel = "N", description = "The new priority.")
  int priority;

  @Override
  JobDesk.Changed change(JobDesk desk, JobFilter filter) throws StoreException {
    return desk.prioritize(filter, priority);
  }

  @Override
  String done() {
    return "of priority " + priority;
  }

  @Override
  String cannot() {
    return "waits for nothing any more";
  }

  @Override
  JobFilter possible(JobDesk desk, JobFilter filter) {
    return CancelCommand.among(filter, JobStatus.NOT_OVER);
  }
}
