package mediaworker.cli.look;

import java.util.List;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobLines;
import mediaworker.cli.desk.JobSelector;
import mediaworker.cli.desk.JobsJson;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(
    name = "list",
    description = {"List jobs, the newest first.", ""},
    footer = {
      "",
      "Examples:",
      "  bin/worker list --status failed --since yesterday",
      "  bin/worker list --status queued --order claim     in the order they will be taken",
      "  bin/worker list --type keying --search fox.mp4 --json | jq '.[].id'",
      "  bin/worker list --after 120                       go on behind job 120"
    })
public final class ListCommand extends DeskCommand {

  private static final int MOST = 10_000;

  @Mixin JobSelector selector = new JobSelector();

  @Option(
      names = {"--limit", "-n"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Jobs at the most. Default: ${DEFAULT-VALUE}")
  int limit;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "newest",
      description =
          "newest, oldest, recent (what changed last) or claim. Default: ${DEFAULT-VALUE}")
  JobPage.Order order = JobPage.Order.NEWEST;

  @Option(
      names = "--after",
      paramLabel = "JOB",
      description = "Go on behind this job; with the orders newest and oldest.")
  @Nullable Long after;

  @Option(names = "--json", description = "A JSON list.")
  boolean json;

  @Override
  protected int run(JobDesk desk) throws StoreException {
    if (limit < 1 || limit > MOST) {
      throw wrong("--limit: " + limit + " is not a whole number from 1 to " + MOST);
    }
    if (after != null && order != JobPage.Order.NEWEST && order != JobPage.Order.OLDEST) {
      throw wrong("--after goes with the orders newest and oldest only");
    }
    selector.mustHaveKnownWords(desk, this::types, this::wrong);
    When when = When.here();
    JobFilter filter = selector.filter(when);
    List<JobRow> rows = desk.find(filter, new JobPage(order, limit, after, 0));
    if (json) {
      out().println(JobsJson.text(new JobsJson(when).rows(rows)));
      return ExitCodes.OK;
    }
    if (rows.isEmpty()) {
      out().println("No jobs.");
      return ExitCodes.OK;
    }
    JobLines.of(rows, when, Screen.width(System.getenv())).forEach(out()::println);
    if (rows.size() == limit) {
      long all = desk.count(filter);
      if (all > limit) {
        out().println(limit + " of " + all + "; more with --limit, or --after " + last(rows) + ".");
      }
    }
    return ExitCodes.OK;
  }

  private static long last(List<JobRow> rows) {
    return rows.get(rows.size() - 1).id();
  }
}
