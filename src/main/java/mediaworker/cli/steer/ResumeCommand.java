package mediaworker.cli.steer;

import java.util.List;
import java.util.NoSuchElementException;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.Pause;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends pauses. */
@Command(
    name = "resume",
    description = {
      "Go on with what was paused: by bin/worker pause, or a provider for its key, its money or a"
          + " limit.",
      "",
      "SELECT * FROM v_pauses shows what is paused and why. Without a name everything goes on that was"
          + " paused as a whole; single types, lanes and providers stay paused.",
      ""
    },
    footer = {"", "Examples:", "  bin/worker resume", "  bin/worker resume kling"})
public final class ResumeCommand extends DeskCommand {

  @Mixin PauseChoice choice = new PauseChoice();

  @Override
  protected int run(JobDesk desk) throws StoreException {
    List<PauseChoice.Target> targets;
    try {
      targets = choice.targets(PauseChoice.known(settings, spec, desk), desk.pauses());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    } catch (NoSuchElementException e) {
      return nothing(String.valueOf(e.getMessage()));
    }
    int code = ExitCodes.OK;
    for (PauseChoice.Target target : targets) {
      if (desk.resume(target.scope(), target.name())) {
        out()
            .println(
                switch (target.scope()) {
                  case ALL -> everything(desk.pauses());
                  case TYPE -> "Jobs of type " + target.name() + " go on.";
                  case LANE -> "Jobs in the lane " + target.name() + " go on.";
                  case PROVIDER -> "Jobs go to " + target.name() + " again.";
                });
      } else {
        code = nothing(isPaused(desk, target));
      }
    }
    return code;
  }

  private static String everything(List<Pause> left) {
    return left.isEmpty()
        ? "Everything goes on."
        : "Everything goes on but what is paused by itself: " + all(left) + ".";
  }

  private static String all(List<Pause> pauses) {
    return String.join(", ", pauses.stream().map(Pause::what).toList());
  }

  private static String isPaused(JobDesk desk, PauseChoice.Target target) throws StoreException {
    if (target.scope() != Pause.Scope.ALL) {
      return target.name() + " is not paused.";
    }
    List<Pause> others = desk.pauses();
    return others.isEmpty()
        ? "Nothing is paused."
        : "Not everything is paused, only: " + all(others) + ".";
  }
}
