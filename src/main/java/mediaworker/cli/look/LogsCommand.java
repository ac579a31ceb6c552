package mediaworker.cli.look;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mediaworker.app.JobLog;
import mediaworker.app.QueueNews;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import mediaworker.text.PlainText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the log says of a job. */
@Command(
    name = "logs",
    description = {
      "Show the log's lines of a job, also from files that were rolled; without a job the log's last"
          + " lines.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker logs 7",
      "  bin/worker logs 7 -f        follow it until the job is over",
      "  bin/worker logs -n 100 -f   everything, until Ctrl-C"
    })
public final class LogsCommand extends DeskCommand {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int MOST = 100_000;

  @Parameters(paramLabel = "JOB", arity = "0..1", description = "The job's id.")
  @Nullable Long job;

  @Option(
      names = {"--follow", "-f"},
      description = "Go on as more is written.")
  boolean follow;

  @Option(
      names = {"--lines", "-n"},
      paramLabel = "N",
      description = "The last lines only. Default: 50, all for a job")
  @Nullable Integer lines;

  @Override
  protected int run(JobDesk desk) throws StoreException, IOException, InterruptedException {
    if (lines != null && (lines < 1 || lines > MOST)) {
      throw wrong("--lines: " + lines + " is not a whole number from 1 to " + MOST);
    }
    JobLog log = new JobLog(settings.logDir(), job);
    List<String> last = log.last(lines != null ? lines : job == null ? 50 : MOST);
    print(last);
    if (last.isEmpty() && !follow) {
      return nothing(job == null ? nothingAtAll() : nothingOf(desk, job));
    }
    boolean over = false;
    while (follow && !over && !out().checkError()) {
      over = job != null && isOver(desk, job);
      if (!over) {
        QueueNews.pause(LOOK);
      }
      print(log.more());
    }
    return ExitCodes.OK;
  }

  /** Lines of programs and older workers may have in them what steers a terminal. */
  private void print(List<String> lines) {
    lines.forEach(line -> out().println(PlainText.lines(line)));
  }

  private String nothingAtAll() {
    return "There is no log in " + settings.logDir() + ": no worker has run here yet.";
  }

  private String nothingOf(JobDesk desk, long id) throws StoreException {
    Optional<JobRow> row = desk.row(id);
    return row.isEmpty()
        ? "There is no job " + id + " in " + settings.db() + "."
        : "The log in "
            + settings.logDir()
            + " says nothing of job "
            + id
            + ", which is "
            + row.get().status()
            + ".";
  }

  private static boolean isOver(JobDesk desk, long id) throws StoreException {
    return desk.row(id)
        .map(row -> row.isOver() || row.status().equals(JobStatus.NEEDS_DECISION))
        .orElse(true);
  }
}
