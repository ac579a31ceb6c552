package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * 10,000 queued no-op jobs, 3 threads: jobs a second from the first job's start to the moment the
 * last completion can be read from the file. The start of the process is not counted, what is cold
 * in it is.
 */
final class Drain {

  private static final int JOBS = 10_000;
  private static final int THREADS = 3;
  private static final double GOAL = 15_000;
  private static final double TIMES_PLAINJOB = 2;

  private final Machine machine;
  private final Path folder;
  private final List<Peer> peers;

  Drain(Machine machine, Path folder, List<Peer> peers) {
    this.machine = machine;
    this.folder = folder;
    this.peers = peers;
  }

  void run(int repeats, Report report) throws IOException, SQLException, InterruptedException {
    Series ours = new Series("drain of 10,000 no-op jobs, 3 threads", "jobs/s");
    Map<Peer, Series> theirs = new LinkedHashMap<>();
    Map<Peer, Series> ratios = new LinkedHashMap<>();
    for (Peer peer : peers) {
      theirs.put(peer, new Series("– the same by " + peer.label(), "jobs/s"));
      ratios.put(peer, new Series("– ours to " + peer.name() + ", run by run", "×"));
    }
    for (int i = 0; i < repeats; i++) {
      machine.awaitQuiet();
      Machine.Window window = machine.window();
      double rate = once();
      double foreign = window.foreignPercent();
      ours.add(rate, foreign);
      report.say(
          "drain: " + Machine.number(rate) + " jobs/s, others " + Math.round(foreign) + " %");
      for (Peer peer : peers) {
        machine.awaitQuiet();
        peer.seed(JOBS);
        Machine.Window peerWindow = machine.window();
        Peer.Drained drained = peer.drain(JOBS, THREADS, 0);
        double peerForeign = peerWindow.foreignPercent();
        report.say(
            peer.name()
                + ": "
                + Machine.number(drained.jobsPerSecond())
                + " jobs/s, others "
                + Math.round(peerForeign)
                + " %");
        theirs.get(peer).add(drained.jobsPerSecond(), peerForeign);
        ratios.get(peer).add(rate / drained.jobsPerSecond(), Math.max(foreign, peerForeign));
      }
    }
    report.figure(ours, "≥ 15,000", rate -> rate >= GOAL);
    for (Peer peer : peers) {
      report.figure(theirs.get(peer));
      if (peer.name().equals("plainjob")) {
        report.figure(ratios.get(peer), "≥ 2", times -> times >= TIMES_PLAINJOB);
      } else {
        report.figure(ratios.get(peer));
      }
    }
  }

  private double once() throws IOException, SQLException, InterruptedException {
    Path here = folder.resolve("drain");
    Path database = PackagedWorker.init(here);
    try (JobFile file = new JobFile(database)) {
      file.queue(JOBS, 0);
      try (PackagedWorker worker =
          PackagedWorker.start(machine, here, "--max-concurrent-jobs", String.valueOf(THREADS))) {
        Instant end = file.awaitCompleted(JOBS, worker);
        return JOBS / (Duration.between(file.firstStart(), end).toNanos() / 1e9);
      }
    }
  }
}
