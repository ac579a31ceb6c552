package mediaworker.cli.steer;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.CallDesk;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides about a job of which nobody can tell whether it was paid. */
@Command(
    name = "resolve",
    description = {
      "Decide about a job in needs_decision: nobody can tell whether its provider took it.",
      "",
      "Look at the provider's own list of tasks first. SELECT * FROM v_decisions names them all."
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker resolve 12 --adopt 98b1c3d4   it is there: go on with it",
      "  bin/worker resolve 12 --resubmit         it is not there: make the call again",
      "  bin/worker resolve 12 --drop             give the job up"
    })
public final class ResolveCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Parameters(paramLabel = "JOB", description = "The job's id.")
  long job;

  @ArgGroup(multiplicity = "1")
  Decision decision = new Decision();

  /** One of three. */
  static final class Decision {
    @Option(names = "--resubmit", description = "Make the call again. It may be paid twice.")
    boolean resubmit;

    @Option(names = "--drop", description = "Give the job up.")
    boolean drop;

    @Option(
        names = "--adopt",
        paramLabel = "TASK_ID",
        description = "Go on with the task that the provider has under this id.")
    @Nullable String adopt;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (SqliteCallDesk desk =
        new SqliteCallDesk(
            SqliteDatabase.existing(settings.db(), Wiring.durability(settings)),
            Clock.system(ZoneId.systemDefault()))) {
      switch (decide(desk)) {
        case DONE -> {
          out.println("Job " + job + " " + done());
          return ExitCodes.OK;
        }
        case NO_JOB -> err.println("There is no job " + job + " in " + settings.db() + ".");
        case NOTHING_OPEN ->
            err.println(
                "Job "
                    + job
                    + " has no call that is open to a decision. The status 'queued' runs it again, and"
                    + " takes up what is paid already.");
        case BUSY -> err.println("A worker is working on job " + job + " just now; try again.");
      }
      return ExitCodes.NOTHING_TO_DO;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  private CallDesk.Answer decide(CallDesk desk) throws StoreException {
    if (decision.adopt != null) {
      return desk.adopt(job, decision.adopt.strip());
    }
    return decision.resubmit ? desk.resubmit(job) : desk.drop(job);
  }

  private String done() {
    if (decision.adopt != null) {
      return "goes on with task " + decision.adopt.strip() + ".";
    }
    return decision.resubmit ? "is queued; its call is made again." : "is given up.";
  }
}
