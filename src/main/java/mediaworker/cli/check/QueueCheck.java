package mediaworker.cli.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.app.JobTypes;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.UnknownWords;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Pause;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueState.Depth;
import mediaworker.jobs.QueueState.LaneUse;
import mediaworker.jobs.QueueState.Remote;
import mediaworker.jobs.QueueState.WorkerLine;
import mediaworker.jobs.StoreException;
import mediaworker.text.PlainText;
import picocli.CommandLine.Model.CommandSpec;

/** Looks for what is wrong with the queue right now. */
final class QueueCheck {

  /** A running job writes its progress about once a second. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** What waits longer while a thread is free is not waiting for its turn. */
  private static final Duration STARVING = Duration.ofMinutes(5);

  /** Providers keep what they made for an hour or so at the least. */
  private static final Duration UNSEEN = Duration.ofMinutes(10);

  private static final long LARGE_WAL = 256L << 20;
  private static final int SHOWN = 500;

  private final Settings settings;
  private final CommandSpec spec;
  private final Findings findings;

  /**
   * @param spec the command's, by which the values of families are known
   * @param findings gets a line for each thing that is looked at
   */
  QueueCheck(Settings settings, CommandSpec spec, Findings findings) {
    this.settings = settings;
    this.spec = spec;
    this.findings = findings;
  }

  /** Looks at all of it. */
  void look(JobDesk desk) throws StoreException {
    QueueState state = desk.state(SHOWN);
    List<WorkerLine> live = LiveWorkers.of(state.workers());
    workers(state, live);
    ZoneCheck.told(live).forEach(sentence -> findings.line("NOTE", "time zone", sentence));
    pauses(state);
    starving(state, live);
    stuck(desk, state);
    standstill(desk);
    providers(state);
    decisions(desk);
    failures(desk, state.at());
    leftAlone(desk);
    commits();
  }

  private void workers(QueueState state, List<WorkerLine> live) {
    if (!live.isEmpty()) {
      int threads = live.stream().mapToInt(WorkerLine::threads).sum();
      findings.ok("workers", live.size() + " with " + threads + " threads");
    } else if (state.ready() + state.scheduled() + state.remote().size() > 0) {
      findings.problem("workers", "jobs wait and no worker runs; start one with: bin/worker");
    } else {
      findings.ok("workers", "none runs, and nothing waits for one");
    }
  }

  /** Looks whether a worker of this database runs on this machine, and at nothing else. */
  void workersHere(QueueState state) {
    int count = LiveWorkers.here(state.workers()).size();
    if (count == 0) {
      findings.problem("workers", "none of this database runs on this machine");
    } else {
      findings.ok("workers", count + (count == 1 ? " runs" : " run"));
    }
  }

  private void pauses(QueueState state) {
    for (Pause pause : state.pauses()) {
      String name = pause.name().isEmpty() ? "" : " " + pause.name();
      findings.problem(
          "paused",
          pause.what()
              + (pause.reason() == null ? "" : " (" + PlainText.line(pause.reason()) + ")")
              + "; go on with: bin/worker resume"
              + name);
    }
  }

  private void starving(QueueState state, List<WorkerLine> live) {
    int threads = live.stream().mapToInt(WorkerLine::threads).sum();
    int busy = live.stream().mapToInt(WorkerLine::busy).sum();
    for (Depth depth : state.depths()) {
      Duration latency = depth.latency(state.at());
      if (depth.ready() == 0) {
        continue;
      }
      String told =
          depth.ready() + " " + depth.kind() + " queued, the oldest for " + When.span(latency);
      Optional<LaneUse> shut =
          state.lanesOf(depth.kind(), live).stream().filter(LaneUse::isShut).findFirst();
      if (shut.isPresent() && !shut.get().paused()) {
        findings.ok("queue", told + "; the lane " + shut.get().name() + " is full");
      } else if (latency.compareTo(STARVING) > 0
          && threads > busy
          && shut.isEmpty()
          && !state.isPaused(depth.kind())) {
        findings.problem(
            "queue", told + ", though a thread is free: see bin/worker list --status queued");
      } else {
        findings.ok("queue", told);
      }
    }
  }

  private void stuck(JobDesk desk, QueueState state) throws StoreException {
    Set<String> dead =
        new HashSet<>(state.workers().stream().map(line -> line.id().name()).toList());
    LiveWorkers.of(state.workers()).forEach(line -> dead.remove(line.id().name()));
    for (JobRow row : desk.find(JobFilter.ALL.withStatuses(JobStatus.RUNNING), page())) {
      String job = "job " + row.id() + " (" + row.type() + ")";
      String worker = row.course().worker();
      Instant updated = row.times().updated();
      if (worker == null) {
        findings.problem(
            "stuck",
            job
                + " says "
                + row.status()
                + " but no worker holds it; bin/worker cancel "
                + row.id()
                + " and retry it");
      } else if (dead.contains(worker)) {
        findings.problem(
            "stuck", job + " is held by a worker that is gone; the next one takes it back");
      } else if (updated != null && Duration.between(updated, state.at()).compareTo(QUIET) > 0) {
        findings.problem(
            "stuck",
            job
                + " has said nothing for "
                + When.span(Duration.between(updated, state.at()))
                + ": see bin/worker logs "
                + row.id());
      }
    }
  }

  private void standstill(JobDesk desk) throws StoreException {
    for (JobRow row : desk.standstill(SHOWN)) {
      findings.problem(
          "circle",
          "job "
              + row.id()
              + " ("
              + row.type()
              + ") waits for jobs that wait for it or for each other; correct depends_on or"
              + " parent_job_id (SELECT * FROM v_needs), or bin/worker cancel "
              + row.id());
    }
  }

  private static JobPage page() {
    return new JobPage(JobPage.Order.OLDEST, SHOWN, null, 0);
  }

  private void providers(QueueState state) {
    JobTypes types = Wiring.types(settings, spec);
    Set<String> paid = types.paid();
    boolean none = types.providersWithKey().isEmpty();
    for (Depth depth : state.depths()) {
      if (none && depth.ready() > 0 && paid.contains(depth.kind())) {
        findings.problem(
            "keys",
            depth.ready()
                + " "
                + depth.kind()
                + " jobs wait and no provider has a key here; docs/providers.md names the"
                + " variables");
      }
    }
    for (Remote remote : state.remote()) {
      Instant look = remote.row().times().runAt();
      if (look != null && Duration.between(look, state.at()).compareTo(UNSEEN) > 0) {
        findings.problem(
            "expiring",
            "job "
                + remote.row().id()
                + " should have been looked at "
                + When.span(Duration.between(look, state.at()))
                + " ago; "
                + (remote.provider() == null ? "its provider" : remote.provider())
                + " keeps what it made for a limited time: start a worker");
      }
    }
  }

  private void decisions(JobDesk desk) throws StoreException {
    for (JobRow row :
        desk.find(JobFilter.ALL.withStatuses(Set.of(JobStatus.NEEDS_DECISION)), page())) {
      findings.problem(
          "to decide", "job " + row.id() + " (" + row.type() + "): bin/worker show " + row.id());
    }
  }

  private void failures(JobDesk desk, Instant now) throws StoreException {
    long failed =
        desk.count(
            JobFilter.ALL
                .withStatuses(Set.of(JobStatus.FAILED))
                .withSince(now.minus(Duration.ofDays(1))));
    if (failed > 0) {
      findings.ok(
          "failed",
          failed
              + (failed == 1 ? " job" : " jobs")
              + " since yesterday: bin/worker list --status failed --since 1d");
    }
  }

  /** No problem as such: other programs may have words of their own. */
  private void leftAlone(JobDesk desk) throws StoreException {
    UnknownWords.told(desk.counts(), ", which this worker does not know")
        .forEach(line -> findings.ok("left alone", line));
  }

  /** What is committed goes back into the file only when no reader still needs the old state. */
  private void commits() {
    Path wal = settings.db().resolveSibling(settings.db().getFileName() + "-wal");
    try {
      long size = Files.exists(wal) ? Files.size(wal) : 0;
      if (size > LARGE_WAL) {
        findings.problem(
            "reader",
            String.format(
                Locale.ROOT,
                "%s has grown to %.0f MB: a program keeps a read transaction open on the database;"
                    + " close it (an open sqlite3 shell, a page of results that is not read to its"
                    + " end)",
                wal,
                size / 1e6));
      }
    } catch (IOException e) {
      findings.problem("reader", wal + " cannot be looked at");
    }
  }
}
