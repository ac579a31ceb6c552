package mediaworker.cli.look;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.PauseLines;
import mediaworker.cli.desk.UnknownWords;
import mediaworker.cli.desk.Waiting;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueState.Depth;
import mediaworker.jobs.QueueState.LaneUse;
import mediaworker.jobs.QueueState.ProviderUse;
import mediaworker.jobs.QueueState.Remote;
import mediaworker.jobs.QueueState.WorkerLine;

/** The queue at a glance as lines of text. */
final class StatusLines {

  private static final int BAR = 20;

  private final QueueState state;
  private final List<JobDesk.Count> counts;
  private final Map<String, CallLedger.Limits> limits;
  private final When when;
  private final int width;

  /**
   * @param limits of the providers, as this installation has them, by name
   */
  StatusLines(
      QueueState state,
      List<JobDesk.Count> counts,
      Map<String, CallLedger.Limits> limits,
      When when,
      int width) {
    this.state = state;
    this.counts = List.copyOf(counts);
    this.limits = Map.copyOf(limits);
    this.when = when;
    this.width = width;
  }

  /** Everything in one line: for a log, or where there is no terminal. */
  String oneLine() {
    return when.time(state.at()) + " " + sums(latency());
  }

  /** What has changed where this has: the figures, but not how old they are. */
  String change() {
    return sums(Duration.ZERO);
  }

  private String sums(Duration latency) {
    long busy = state.depths().stream().mapToLong(Depth::running).sum();
    long waiting = state.depths().stream().mapToLong(Depth::remote).sum();
    String line =
        state.ready()
            + " queued"
            + (state.ready() > 0 ? " (latency " + When.span(latency) + ")" : "")
            + ", "
            + busy
            + " busy, "
            + waiting
            + " waiting, "
            + state.blocked()
            + " blocked, "
            + state.scheduled()
            + " scheduled, "
            + count(JobStatus.FAILED)
            + " failed, "
            + count(JobStatus.NEEDS_DECISION)
            + " to decide";
    return state.pauses().isEmpty() ? line : line + ", PAUSED";
  }

  private Duration latency() {
    return state.depths().stream()
        .map(depth -> depth.latency(state.at()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private long count(String status) {
    return counts.stream()
        .filter(count -> count.status().equals(status))
        .mapToLong(JobDesk.Count::jobs)
        .sum();
  }

  /** All there is to tell; running jobs first, since they matter most where the screen is small. */
  List<String> all() {
    List<String> lines = new ArrayList<>();
    lines.add(Screen.cut(sums(latency()), width));
    for (String pause : pauses()) {
      lines.add(Screen.cut(pause, width));
    }
    UnknownWords.told(counts, "")
        .forEach(line -> lines.add(Screen.cut("LEFT ALONE: " + line, width)));
    section(lines, "Busy", busy());
    section(lines, "Waiting at providers", waiting());
    section(lines, "Queues", queues());
    section(lines, "Workers", workers());
    section(lines, "Lanes", lanes());
    section(lines, "Providers", providers());
    return lines;
  }

  private void section(List<String> lines, String title, List<String> more) {
    if (!more.isEmpty()) {
      lines.add("");
      lines.add(title);
      more.forEach(line -> lines.add(Screen.cut("  " + line, width)));
    }
  }

  private List<String> pauses() {
    return state.pauses().isEmpty() ? List.of() : PauseLines.of(state.pauses(), when);
  }

  private List<String> busy() {
    List<List<String>> table = new ArrayList<>();
    for (JobRow row : state.running()) {
      Instant started = row.times().started();
      String left = Waiting.timeLeft(row, state.at());
      table.add(
          List.of(
              String.valueOf(row.id()),
              row.type(),
              Screen.bar(row.course().progress() / 100, BAR)
                  + String.format(Locale.ROOT, " %3.0f %%", row.course().progress()),
              started == null ? "" : When.span(Duration.between(started, state.at())),
              left.isEmpty() ? "" : left + " left",
              said(row)));
    }
    return Screen.table(table, width - 2);
  }

  private static String said(JobRow row) {
    String message = row.course().message();
    return message == null ? "" : message;
  }

  private List<String> waiting() {
    List<List<String>> table = new ArrayList<>();
    for (Remote remote : state.remote()) {
      Instant look = remote.row().times().runAt();
      Instant since = remote.since();
      table.add(
          List.of(
              String.valueOf(remote.row().id()),
              remote.row().type(),
              remote.provider() == null ? "" : remote.provider(),
              since == null ? "" : "for " + When.span(Duration.between(since, state.at())),
              look == null ? "ready to fetch" : "next look " + when.time(look),
              said(remote.row())));
    }
    return Screen.table(table, width - 2);
  }

  private List<String> queues() {
    Map<String, Depth> depths = new TreeMap<>();
    state.depths().forEach(depth -> depths.put(depth.kind(), depth));
    counts.forEach(
        count ->
            depths.computeIfAbsent(count.type(), type -> new Depth(type, 0, null, 0, 0, 0, 0)));
    if (depths.isEmpty()) {
      return List.of();
    }
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "TYPE",
            "QUEUED",
            "LATENCY",
            "BUSY",
            "WAITING",
            "BLOCKED",
            "SCHEDULED",
            "DONE",
            "FAILED",
            "DECIDE"));
    depths.forEach(
        (type, depth) ->
            table.add(
                List.of(
                    type,
                    number(depth.ready()),
                    depth.ready() == 0 ? "" : When.span(depth.latency(state.at())),
                    number(depth.running()),
                    number(depth.remote()),
                    number(depth.blocked()),
                    number(depth.scheduled()),
                    number(count(type, JobStatus.COMPLETED)),
                    number(count(type, JobStatus.FAILED)),
                    number(count(type, JobStatus.NEEDS_DECISION)))));
    return Screen.table(table, width - 2);
  }

  private long count(String type, String status) {
    return counts.stream()
        .filter(count -> count.type().equals(type) && count.status().equals(status))
        .mapToLong(JobDesk.Count::jobs)
        .sum();
  }

  private static String number(long value) {
    return value == 0 ? "." : String.valueOf(value);
  }

  private List<String> workers() {
    List<WorkerLine> live = LiveWorkers.of(state.workers());
    if (live.isEmpty()) {
      return List.of("none runs; start one with: bin/worker");
    }
    return live.stream()
        .map(
            worker ->
                worker.id().name()
                    + ": "
                    + worker.busy()
                    + " of "
                    + worker.threads()
                    + " threads busy"
                    + (worker.since() == null
                        ? ""
                        : ", up " + When.span(Duration.between(worker.since(), state.at()))))
        .collect(Collectors.toList());
  }

  private List<String> lanes() {
    List<List<String>> table = new ArrayList<>();
    for (LaneUse lane : state.lanes(LiveWorkers.of(state.workers()))) {
      table.add(
          List.of(
              lane.name(),
              lane.busy() + " of " + lane.places() + " busy",
              lane.ready() == 0 ? "" : lane.ready() + " queued",
              lane.paused() ? "PAUSED" : lane.isShut() && lane.ready() > 0 ? "full" : ""));
    }
    return Screen.table(table, width - 2);
  }

  private List<String> providers() {
    List<List<String>> table = new ArrayList<>();
    for (ProviderUse use : state.providers()) {
      CallLedger.Limits limit = limits.get(use.name());
      table.add(
          List.of(
              use.name(),
              use.underWay() + (limit == null ? "" : " of " + limit.inFlight()) + " under way",
              use.today() + " calls today",
              use.spentToday().isEmpty()
                  ? ""
                  : spent(use.spentToday())
                      + (limit == null || limit.dailyBudget().isNone()
                          ? ""
                          : " of " + limit.dailyBudget()),
              use.notBefore() == null ? "" : "not before " + when.time(use.notBefore())));
    }
    return Screen.table(table, width - 2);
  }

  private static String spent(Map<String, Double> byUnit) {
    return byUnit.entrySet().stream()
        .map(one -> String.format(Locale.ROOT, "%.4f %s", one.getValue(), one.getKey()))
        .collect(Collectors.joining(" and "));
  }
}
