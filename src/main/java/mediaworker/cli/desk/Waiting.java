package mediaworker.cli.desk;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mediaworker.app.LiveWorkers;
import mediaworker.app.QueueNews;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.Terminal;
import mediaworker.cli.console.When;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import mediaworker.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Waits for jobs' ends. Progress goes to standard error: a bar that is drawn over itself in a
 * terminal, else a line for each tenth, so that standard output holds the results alone.
 */
public final class Waiting {

  private static final Duration LOOK = Duration.ofMillis(500);

  /** A terminal is not drawn over more often. */
  private static final long DRAW_MILLIS = 100;

  private static final int BAR = 24;

  private final JobDesk desk;
  private final PrintWriter out;
  private final PrintWriter err;
  private final When when;
  private final boolean terminal;
  private final Map<Long, Integer> told = new LinkedHashMap<>();
  private int drawn;

  /**
   * @param out for results alone
   * @param err for progress, and for how jobs ended that have no result
   */
  public Waiting(JobDesk desk, PrintWriter out, PrintWriter err, When when) {
    this(desk, out, err, when, Terminal.isWrittenTo(2));
  }

  Waiting(JobDesk desk, PrintWriter out, PrintWriter err, When when, boolean terminal) {
    this.desk = desk;
    this.out = out;
    this.err = err;
    this.when = when;
    this.terminal = terminal;
  }

  /**
   * Waits and tells.
   *
   * @param most how long; null for as long as it takes
   * @return the exit code
   */
  public int forEnds(List<Long> ids, @Nullable Duration most)
      throws StoreException, InterruptedException {
    Instant until = most == null ? Instant.MAX : when.now().plus(most);
    hint(desk, err);
    try (QueueNews news = new QueueNews(desk)) {
      while (true) {
        List<JobRow> rows =
            desk.find(JobFilter.ids(ids), new JobPage(JobPage.Order.OLDEST, ids.size(), null, 0));
        boolean over = rows.stream().allMatch(Waiting::isSettled);
        if (over || !when.now().isBefore(until)) {
          clear();
          return told(ids, rows);
        }
        show(rows);
        news.await(terminal ? Duration.ofMillis(DRAW_MILLIS) : LOOK, LOOK);
      }
    }
  }

  /** Says so when nobody is there to do what is waited for. */
  public static void hint(JobDesk desk, PrintWriter err) throws StoreException {
    if (LiveWorkers.of(desk.state(0).workers()).isEmpty()) {
      err.println("No worker runs on this database yet; start one with: bin/worker");
    }
  }

  private static boolean isSettled(JobRow row) {
    return row.isOver() || row.status().equals(JobStatus.NEEDS_DECISION);
  }

  private void show(List<JobRow> rows) {
    if (!terminal) {
      rows.stream().filter(row -> !isSettled(row)).forEach(this::showTenth);
      return;
    }
    String line = rows.size() == 1 ? line(rows.get(0)) : lineOfMany(rows);
    line = Screen.cut(line, Screen.width(System.getenv()) - 1);
    err.print("\r" + line + " ".repeat(Math.max(0, drawn - Screen.columns(line))));
    err.flush();
    drawn = Screen.columns(line);
  }

  private void clear() {
    if (terminal && drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      err.flush();
    }
  }

  private void showTenth(JobRow row) {
    int tenth = (int) (row.course().progress() / 10);
    boolean runs = JobStatus.RUNNING.contains(row.status());
    int mark = runs ? tenth : -1 - Math.floorMod(row.status().hashCode(), 1000);
    if (!Objects.equals(told.put(row.id(), mark), mark)) {
      err.println(line(row));
    }
  }

  private String lineOfMany(List<JobRow> rows) {
    long ended = rows.stream().filter(Waiting::isSettled).count();
    double sum =
        rows.stream().mapToDouble(row -> isSettled(row) ? 100 : row.course().progress()).sum();
    return Screen.bar(sum / rows.size() / 100, BAR) + " " + ended + " of " + rows.size() + " over";
  }

  /** "Job 7 [####----] 42 %, 12 s left: frame 120 of 153". */
  private String line(JobRow row) {
    if (JobStatus.WAITING.contains(row.status())) {
      Instant at = row.times().runAt();
      return "Job "
          + row.id()
          + (at == null ? " is queued" : " waits until " + when.shown(at))
          + said(row);
    }
    return "Job "
        + row.id()
        + " "
        + Screen.bar(row.course().progress() / 100, BAR)
        + String.format(java.util.Locale.ROOT, " %3.0f %%", row.course().progress())
        + left(row)
        + said(row);
  }

  private static String said(JobRow row) {
    String message = row.course().message();
    return message == null || message.isBlank() ? "" : ": " + PlainText.line(message);
  }

  /** From how far it has come; nothing before that says something. */
  private String left(JobRow row) {
    String left = timeLeft(row, when.now());
    return left.isEmpty() ? "" : ", " + left + " left";
  }

  /** "12 s" at the pace so far; empty while that says nothing. */
  public static String timeLeft(JobRow row, Instant now) {
    double done = row.course().progress() / 100;
    Instant started = row.times().started();
    if (started == null || done < 0.02 || done >= 1) {
      return "";
    }
    double millis = Duration.between(started, now).toMillis();
    return millis < 1000 ? "" : When.span(Duration.ofMillis((long) (millis * (1 - done) / done)));
  }

  private int told(List<Long> ids, List<JobRow> rows) {
    List<Long> gone = new ArrayList<>(ids);
    int code = ExitCodes.OK;
    for (JobRow row : rows) {
      gone.remove(row.id());
      code = worse(code, told(row));
    }
    for (Long id : gone) {
      err.println("Job " + id + " was deleted.");
      code = worse(code, ExitCodes.NOT_ENDED);
    }
    return code;
  }

  private static int worse(int one, int other) {
    return one == ExitCodes.JOB_FAILED || other == ExitCodes.OK ? one : other;
  }

  private int told(JobRow row) {
    String said = row.result().error();
    String error = said == null ? null : PlainText.line(said);
    switch (row.status()) {
      case JobStatus.COMPLETED -> {
        String keyed = row.result().keyedResult();
        String result = keyed != null ? keyed : row.result().result();
        if (result != null) {
          out.println(PlainText.lines(result));
        }
        return ExitCodes.OK;
      }
      case JobStatus.FAILED -> {
        err.println("Job " + row.id() + " failed" + (error == null ? "." : ": " + error));
        return ExitCodes.JOB_FAILED;
      }
      case JobStatus.CANCELLED -> err.println("Job " + row.id() + " was cancelled.");
      case JobStatus.SKIPPED ->
          err.println("Job " + row.id() + " was skipped" + (error == null ? "." : ": " + error));
      case JobStatus.NEEDS_DECISION ->
          err.println(
              "Job " + row.id() + " needs a decision" + (error == null ? "." : ": " + error));
      default ->
          err.println(
              "Job "
                  + row.id()
                  + " is not over yet ("
                  + PlainText.line(row.status())
                  + "); it goes on.");
    }
    return ExitCodes.NOT_ENDED;
  }
}
