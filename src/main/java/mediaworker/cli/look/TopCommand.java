package mediaworker.cli.look;

import mediaworker.jobs.JobDesk;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;

/** The live view. */
@Command(
    name = "top",
    description = {"A live view of the queue, the same as bin/worker status --watch.", ""},
    footer = {"", "Example:", "  bin/worker top"})
public final class TopCommand extends StatusCommand {

  @Override
  protected int run(JobDesk desk) throws StoreException, InterruptedException {
    return watch(desk);
  }
}
