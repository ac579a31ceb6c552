package mediaworker.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
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
final class ListCommand extends DeskCommand {

  private static final int MOST = 10_000;

  private static final List<String> HEADING =
      List.of("ID", "TYPE", "STATUS", "DONE", "TRY", "AGE", "WHAT");

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
  int run(JobDesk desk) throws StoreException {
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
    lines(rows, when, Screen.width(System.getenv())).forEach(out()::println);
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

  /** A heading and a line a job. */
  static List<String> lines(List<JobRow> rows, When when, int width) {
    return lines(rows, when, width, false);
  }

  /** The same of a job's parts, with their names where they have some. */
  static List<String> parts(List<JobRow> rows, When when, int width) {
    return lines(rows, when, width, rows.stream().anyMatch(row -> row.order().step() != null));
  }

  private static List<String> lines(List<JobRow> rows, When when, int width, boolean steps) {
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(HEADING);
    if (steps) {
      heading.add(1, "STEP");
    }
    table.add(heading);
    for (JobRow row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(row.id()));
      if (steps) {
        cells.add(text(row.order().step()));
      }
      cells.add(row.type());
      cells.add(row.status());
      cells.add(done(row));
      cells.add(row.course().attempts() + "/" + row.course().maxAttempts());
      cells.add(age(row, when.now()));
      cells.add(what(row, when));
      table.add(cells);
    }
    return Screen.table(table, width);
  }

  private static String done(JobRow row) {
    boolean shown =
        JobStatus.RUNNING.contains(row.status()) || row.status().equals(JobStatus.WAITING_REMOTE);
    return shown ? String.format(Locale.ROOT, "%.0f %%", row.course().progress()) : "";
  }

  private static String age(JobRow row, Instant now) {
    Instant from = row.times().finished();
    if (from == null) {
      from = row.times().created();
    }
    return from == null ? "" : When.span(Duration.between(from, now));
  }

  /** What is most worth a glance: the error, the result, what it does, or what it is about. */
  private static String what(JobRow row, When when) {
    String error = row.result().error();
    if (error != null && !row.status().equals(JobStatus.COMPLETED)) {
      return error;
    }
    if (row.status().equals(JobStatus.COMPLETED)) {
      String keyed = row.result().keyedResult();
      String result = keyed != null ? keyed : row.result().result();
      Long from = row.result().reusedFrom();
      return (result != null ? result : text(row.course().message()))
          + (from == null ? "" : " (reused from job " + from + ")");
    }
    Instant at = row.times().runAt();
    if (at != null && JobStatus.WAITING.contains(row.status())) {
      return "not before " + when.shown(at) + " " + text(row.course().message());
    }
    String message = row.course().message();
    if (message != null && !message.isBlank()) {
      return message;
    }
    String prompt = row.order().prompt();
    return prompt != null ? prompt : text(row.order().inputData());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
