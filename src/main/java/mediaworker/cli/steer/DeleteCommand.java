package mediaworker.cli.steer;

import java.util.HashSet;
import java.util.Set;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets jobs. */
@Command(
    name = "delete",
    description = {
      "Forget jobs and their history. Their files stay (see prune), and so does the ledger of paid"
          + " calls.",
      "",
      "Jobs that run or are under way at a provider are left alone unless --force says otherwise."
          + " Jobs that are chosen by --status, --type and the like are only listed without --yes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker delete 7",
      "  bin/worker delete --status cancelled --before 7d --yes"
    })
public final class DeleteCommand extends SteeringCommand {

  @Option(names = "--force", description = "Also jobs that run or that a provider works on.")
  boolean force;

  @Option(
      names = {"--yes", "-y"},
      description = "Do it, where jobs are not named by id.")
  boolean yes;

  @Override
  JobDesk.Changed change(JobDesk desk, JobFilter filter) throws StoreException {
    return desk.delete(filter, force);
  }

  @Override
  boolean needsConsent() {
    return ids.isEmpty() && !yes;
  }

  @Override
  String done() {
    return "deleted";
  }

  @Override
  String cannot() {
    return "is not deleted without --force";
  }

  @Override
  JobFilter possible(JobDesk desk, JobFilter filter) {
    if (force) {
      return filter;
    }
    Set<String> still = new HashSet<>(JobStatus.OVER);
    still.addAll(JobStatus.WAITING);
    still.addAll(Set.of(JobStatus.WAITING_FOR_JOBS, JobStatus.WAITING_FOR_ANALYSIS));
    return CancelCommand.among(filter, still);
  }
}
