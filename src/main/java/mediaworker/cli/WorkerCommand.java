package mediaworker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The command line as a whole; without a command it runs the worker. */
@Command(
    name = "worker",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Takes media jobs from a SQLite table: keys green screens, stitches clips. Without a command"
          + " it runs in the foreground.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Every option is a setting that may also stand in worker.properties (max-concurrent-jobs = 3),"
          + " in .env or in the environment (MAX_CONCURRENT_JOBS=3, or WORKER_MAX_CONCURRENT_JOBS=3)."
          + " worker.properties describes them all, also those not listed here."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a clean end, a drained queue, a check without problems",
      "1:something unexpected; the message or the log tells",
      "2:the command line or a setting is wrong",
      "3:the database is missing, cannot be used, or is of a newer worker",
      "4:check found problems",
      "5:a job failed: submit --wait, pipeline --wait, demo",
      "6:no such job, type or provider, or nothing to do about it",
      "7:submit: the queue is full",
      "8:submit --wait: the job was cancelled, needs a decision, or took longer than --timeout"
    },
    subcommands = {
      RunCommand.class,
      InitCommand.class,
      CheckCommand.class,
      DoctorCommand.class,
      SubmitCommand.class,
      PipelineCommand.class,
      ListCommand.class,
      ShowCommand.class,
      LogsCommand.class,
      StatusCommand.class,
      TopCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      PriorityCommand.class,
      DeleteCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      ResolveCommand.class,
      PruneCommand.class,
      TypesCommand.class,
      ServiceCommand.class,
      ReloadCommand.class,
      CompletionCommand.class,
      DemoCommand.class,
      HelpCommand.class
    })
final class WorkerCommand extends DaemonCommand {

  /** A command line that parses nothing yet. */
  static CommandLine line() {
    CommandLine line = new CommandLine(new WorkerCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A folder may be called "logs" like a command.
    line.setAllowSubcommandsAsOptionParameters(true);
    return line;
  }
}
