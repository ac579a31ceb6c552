package mediaworker.cli.daemon;

import java.io.IOException;
import java.util.List;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.QueueState.WorkerLine;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;

/** Lets running workers take over settings that have changed. */
@Command(
    name = "reload",
    description = {
      "Let the workers of this database on this machine take over max-concurrent-jobs, log-level and"
          + " the providers' limits as the settings have them now, without a restart. What each took"
          + " over stands in its log. The signal USR1 does the same; HUP too, for a worker without a"
          + " terminal.",
      ""
    },
    footer = {"", "Example:", "  bin/worker reload"})
public final class ReloadCommand extends DeskCommand {

  @Override
  protected int run(JobDesk desk) throws StoreException, IOException, InterruptedException {
    List<WorkerLine> workers = LiveWorkers.here(desk.state(0).workers());
    if (workers.isEmpty()) {
      return nothing("No worker runs on this database on this machine.");
    }
    int code = ExitCodes.OK;
    for (WorkerLine worker : workers) {
      if (LiveWorkers.askToReload(worker.id())) {
        out().println("Told worker " + worker.id().name() + " to reload.");
      } else {
        err()
            .println(
                "Worker "
                    + worker.id().name()
                    + " (process "
                    + worker.id().pid()
                    + ") could not be told: it runs as another user, or has just ended.");
        code = ExitCodes.FAULT;
      }
    }
    return code;
  }
}
