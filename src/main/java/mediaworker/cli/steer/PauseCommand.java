package mediaworker.cli.steer;

import java.util.List;
import java.util.NoSuchElementException;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobsJson;
import mediaworker.cli.desk.PauseLines;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins nothing more of something. */
@Command(
    name = "pause",
    description = {
      "Begin no more jobs: none at all, none of a job type, none in a lane, or none that call a provider.",
      "",
      "What runs goes on, and what a provider has made is fetched. It holds for all workers of the"
          + " database and over restarts, until bin/worker resume. SELECT * FROM v_pauses shows it.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker pause                          everything",
      "  bin/worker pause keying --reason \"new settings on Monday\"",
      "  bin/worker pause cpu                      all encoders: keying, stitching, trim …",
      "  bin/worker pause kling",
      "  bin/worker pause --list"
    })
public final class PauseCommand extends DeskCommand {

  @Mixin PauseChoice choice = new PauseChoice();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
  @Nullable String reason;

  @Option(names = "--list", description = "Only show what is paused.")
  boolean list;

  @Option(names = "--json", description = "What is paused then, as JSON.")
  boolean json;

  @Override
  protected int run(JobDesk desk) throws StoreException {
    if (!list) {
      List<PauseChoice.Target> targets;
      try {
        targets = choice.targets(PauseChoice.known(settings, spec, desk));
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      } catch (NoSuchElementException e) {
        return nothing(String.valueOf(e.getMessage()));
      }
      for (PauseChoice.Target target : targets) {
        boolean fresh = desk.pause(target.scope(), target.name(), reason);
        if (!json) {
          out()
              .println(
                  (fresh ? "Paused " : "Was paused already: ")
                      + target.what()
                      + ". Go on with: bin/worker resume"
                      + (target.name().isEmpty() ? "" : " " + target.name()));
        }
      }
    }
    if (json) {
      out().println(JobsJson.text(new JobsJson(When.here()).pauses(desk.pauses())));
    } else if (list) {
      PauseLines.of(desk.pauses(), When.here()).forEach(out()::println);
    }
    return ExitCodes.OK;
  }
}
