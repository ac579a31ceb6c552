package mediaworker.cli.look;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mediaworker.app.JobLog;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobLines;
import mediaworker.cli.desk.JobsJson;
import mediaworker.cli.desk.Waiting;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStory;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.UnknownStatus;
import mediaworker.text.PlainText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows everything about a job. */
@Command(
    name = "show",
    description = {
      "Show everything about a job: input, result, its life as a timeline with failed attempts,"
          + " paid calls and their cost, notices to its callback_url, parts, and its lines of the"
          + " log.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker show 7",
      "  bin/worker show 7 --log 0 --json | jq -r .error_message"
    })
public final class ShowCommand extends DeskCommand {

  @Parameters(paramLabel = "JOB", description = "The job's id.")
  long job;

  @Option(
      names = "--log",
      paramLabel = "N",
      defaultValue = "20",
      description = "Lines of the log at the most. Default: ${DEFAULT-VALUE}")
  int logLines;

  @Option(names = "--all", description = "Its whole history, not only the last 100 entries.")
  boolean all;

  @Option(names = "--json", description = "As JSON, without the log.")
  boolean json;

  private final When when = When.here();

  @Override
  protected int run(JobDesk desk) throws StoreException, IOException {
    Optional<JobStory> found = desk.show(job, all);
    if (found.isEmpty()) {
      return nothing("There is no job " + job + " in " + settings.db() + ".");
    }
    JobStory story = found.get();
    if (json) {
      out().println(JobsJson.text(new JobsJson(when).story(story)));
      return ExitCodes.OK;
    }
    head(story);
    long earlier = story.earlierEvents();
    section(
        earlier == 0 ? "Timeline" : "Timeline (" + earlier + " earlier entries: --all)",
        timeline(story));
    section("Paid calls", calls(story));
    section("Notices to callback_url", notices(story));
    if (!story.children().isEmpty()) {
      section("Parts", JobLines.parts(story.children(), when, Screen.width(System.getenv()) - 2));
    }
    if (logLines > 0) {
      section("Log", new JobLog(settings.logDir(), job).last(logLines));
    }
    return ExitCodes.OK;
  }

  private void head(JobStory story) {
    JobRow row = story.row();
    String type = PlainText.line(row.type());
    String status = PlainText.line(row.status());
    out().println("Job " + row.id() + ": " + type + ", " + status + place(story));
    field("left alone", leftAlone(row));
    field("note", row.order().prompt());
    field("input", row.order().inputData());
    field("keying", row.order().keyingSettings());
    field("used input", story.needs().usedInput());
    field("part of", row.order().parent());
    field("step", row.order().step());
    field("needs", needs(story.needs()));
    field("open needs", open(story.needs()));
    field("unique key", row.order().uniqueKey());
    field("priority", row.order().priority() == 0 ? null : row.order().priority());
    field("attempts", row.course().attempts() + " of " + row.course().maxAttempts());
    if (!row.isOver() && row.course().progress() > 0) {
      String left = Waiting.timeLeft(row, when.now());
      field(
          "progress",
          String.format(Locale.ROOT, "%.0f %%", row.course().progress())
              + (left.isEmpty() ? "" : ", " + left + " left"));
    }
    field("says", row.course().message());
    field("waits for", row.course().waitsFor());
    field("reuse", row.order().reuse() ? "yes" : null);
    field("worker", row.course().worker());
    field(
        "reused",
        row.result().reusedFrom() == null ? null : "from job " + row.result().reusedFrom());
    field("result", row.result().result());
    field("outputs", row.result().outputs());
    field("keyed", row.result().keyedResult());
    field("findings", row.result().findings());
    field("error", row.result().error());
  }

  private static @Nullable String leftAlone(JobRow row) {
    return JobStatus.KNOWN.contains(row.status())
        ? null
        : "the status '"
            + UnknownStatus.readable(row.status())
            + "' is none that this worker knows; to run it: UPDATE jobs SET status = 'queued'"
            + " WHERE id = "
            + row.id();
  }

  private static @Nullable String needs(JobStory.Needs needs) {
    String policy = needs.onNeedFailed();
    return needs.dependsOn() == null
        ? null
        : "jobs " + needs.dependsOn() + (policy == null ? "" : ", where one fails: " + policy);
  }

  private static String open(JobStory.Needs needs) {
    return needs.open().entrySet().stream()
        .map(
            need ->
                "job "
                    + need.getKey()
                    + " ("
                    + (need.getValue().isEmpty() ? "gone" : need.getValue())
                    + ")")
        .collect(Collectors.joining(", "));
  }

  private static String place(JobStory story) {
    if (story.ahead().isEmpty()) {
      return "";
    }
    long ahead = story.ahead().getAsLong();
    return ahead == 0 ? ", next in line" : ", " + ahead + " before it";
  }

  private void field(String name, @Nullable Object value) {
    if (value != null && !value.toString().isBlank()) {
      out().println(String.format(Locale.ROOT, "  %-11s", name) + PlainText.line(value.toString()));
    }
  }

  private void section(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out().println();
      out().println(title);
      lines.forEach(line -> out().println("  " + PlainText.lines(line)));
    }
  }

  private record Moment(Instant at, String what) {}

  private List<String> timeline(JobStory story) {
    JobRow row = story.row();
    List<Moment> moments = new ArrayList<>();
    add(moments, row.times().created(), "queued");
    for (JobEvent event : story.events()) {
      add(moments, event.at(), told(event));
    }
    for (JobStory.Call call : story.calls()) {
      String provider = call.what().provider();
      add(moments, call.times().intended(), "asked " + provider);
      add(moments, call.times().accepted(), provider + " took it");
      add(moments, call.times().ended(), provider + ": " + call.state());
    }
    add(moments, row.times().started(), "started, attempt " + row.course().attempts());
    Instant finished = row.times().finished();
    if (row.isOver() || row.status().equals(JobStatus.NEEDS_DECISION)) {
      add(moments, finished, row.status() + took(row.times().started(), finished));
    }
    if (JobStatus.WAITING.contains(row.status())
        || row.status().equals(JobStatus.WAITING_FOR_JOBS)) {
      add(moments, row.times().runAt(), "not before");
    } else if (JobStatus.PARENTS.contains(row.status())) {
      add(moments, row.times().runAt(), "goes on, not before");
    } else if (row.status().equals(JobStatus.WAITING_REMOTE)) {
      add(moments, row.times().runAt(), "next look at the provider");
    }
    moments.sort(Comparator.comparing(Moment::at));
    return moments.stream().map(moment -> when.shown(moment.at()) + "  " + moment.what()).toList();
  }

  private static void add(List<Moment> all, @Nullable Instant at, String what) {
    if (at != null) {
      all.add(new Moment(at, what));
    }
  }

  private static String took(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null || to.isBefore(from)
        ? ""
        : String.format(
            Locale.ROOT, " after %.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }

  private static String told(JobEvent event) {
    String attempt =
        event.attempt() > 0 ? "attempt " + event.attempt() + (event.lap() ? " of keying" : "") : "";
    String said = event.message() == null ? "" : ": " + PlainText.line(event.message());
    return switch (event.what()) {
      case JobEvent.FAILED -> attempt + " failed" + said;
      case JobEvent.RETRY -> attempt + " failed, another follows" + said;
      case JobEvent.RELEASED -> attempt + " given back" + said;
      case JobEvent.ORPHANED -> attempt + " lost" + said;
      case JobEvent.UNDECIDED -> "a person has to decide" + said;
      case JobEvent.CANCELLED -> "cancelled by a person" + said;
      case JobEvent.AGAIN -> "queued again by a person" + said;
      case JobEvent.PRIORITY -> "priority set to " + event.message();
      default -> event.what() + said;
    };
  }

  private List<String> calls(JobStory story) {
    List<List<String>> table = new ArrayList<>();
    for (JobStory.Call call : story.calls()) {
      String model = call.what().model();
      table.add(
          List.of(
              call.what().provider(),
              model == null ? "" : model,
              call.state(),
              call.taskId() == null ? "" : "task " + call.taskId(),
              call.price() == null
                  ? ""
                  : call.price().amount().toPlainString() + " " + call.price().unit(),
              call.message() == null ? "" : call.message()));
    }
    return Screen.table(table, Screen.width(System.getenv()) - 2);
  }

  private List<String> notices(JobStory story) {
    List<String> lines = new ArrayList<>();
    if (story.earlierNotices() > 0) {
      lines.add(
          story.earlierNotices()
              + (story.earlierNotices() == 1 ? " earlier one" : " earlier ones"));
    }
    story.notices().forEach(notice -> lines.add(notice(notice)));
    return lines;
  }

  private String notice(JobStory.NoticeState notice) {
    String at = notice.at() == null ? "" : when.shown(notice.at()) + "  ";
    String tried =
        notice.attempts() == 0
            ? ""
            : notice.isBeingSent()
                ? ", attempt " + notice.attempts() + " is under way"
                : " after attempt " + notice.attempts();
    String status = notice.httpStatus() == null ? "" : ", status " + notice.httpStatus();
    String again =
        notice.next() == null || notice.attempts() == 0
            ? ""
            : ", again at " + when.shown(notice.next());
    String why = notice.message() == null ? "" : ": " + PlainText.line(notice.message());
    return at
        + notice.event()
        + ": "
        + notice.state().replace('_', ' ')
        + tried
        + status
        + again
        + why;
  }
}
