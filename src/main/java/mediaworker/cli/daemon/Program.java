package mediaworker.cli.daemon;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** What is said of the program and all of its commands; picocli hands it down. */
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
    })
public class Program {}
