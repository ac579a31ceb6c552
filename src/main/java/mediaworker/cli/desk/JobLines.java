package mediaworker.cli.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import org.jspecify.annotations.Nullable;

/** Jobs in columns, a line each. */
public final class JobLines {

  private static final List<String> HEADING =
      List.of("ID", "TYPE", "STATUS", "DONE", "TRY", "AGE", "WHAT");

  private JobLines() {}

  /** A heading and a line a job. */
  public static List<String> of(List<JobRow> rows, When when, int width) {
    return lines(rows, when, width, false);
  }

  /** The same of a job's parts, with their names where they have some. */
  public static List<String> parts(List<JobRow> rows, When when, int width) {
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
