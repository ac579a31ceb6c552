package mediaworker.cli.daemon;

import picocli.CommandLine.Command;

/** Runs the worker in the foreground until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Run the worker in the foreground (what bin/worker does without a command).",
      "",
      "TERM or INT (Ctrl-C): nothing more is claimed, running jobs may end within the grace time,"
          + " then they are stopped and their rows given back. A second signal does that at once."
    })
public final class RunCommand extends DaemonCommand {}
