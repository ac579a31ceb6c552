package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** 16 jobs of 500 ms on 8 threads: what is lost beyond the second that they need. */
final class FullThreads {

  private static final int JOBS = 16;
  private static final int THREADS = 8;
  private static final int MILLIS = 500;
  private static final double IDEAL_MILLIS = (double) JOBS / THREADS * MILLIS;
  private static final double GOAL_MILLIS = 40;

  private final Machine machine;
  private final Path folder;
  private final List<Peer> peers;

  FullThreads(Machine machine, Path folder, List<Peer> peers) {
    this.machine = machine;
    this.folder = folder;
    this.peers = peers;
  }

  void run(int repeats, Report report) throws IOException, SQLException, InterruptedException {
    Series ours = new Series("16 jobs of 500 ms on 8 threads, over the ideal second", "ms");
    Map<Peer, Series> theirs = new LinkedHashMap<>();
    peers.forEach(peer -> theirs.put(peer, new Series("– the same by " + peer.label(), "ms")));
    for (int i = 0; i < repeats; i++) {
      machine.awaitQuiet();
      Machine.Window window = machine.window();
      double over = once();
      ours.add(over, window.foreignPercent());
      for (Peer peer : peers) {
        peer.seed(JOBS);
        Machine.Window peerWindow = machine.window();
        Peer.Drained drained = peer.drain(JOBS, THREADS, MILLIS);
        theirs.get(peer).add(drained.seconds() * 1000 - IDEAL_MILLIS, peerWindow.foreignPercent());
      }
    }
    report.figure(ours, "≤ 40", over -> over <= GOAL_MILLIS);
    theirs.values().forEach(report::figure);
  }

  private double once() throws IOException, SQLException, InterruptedException {
    Path here = folder.resolve("threads");
    Path database = PackagedWorker.init(here);
    try (JobFile file = new JobFile(database)) {
      file.queue(JOBS, MILLIS / 1000.0);
      try (PackagedWorker worker =
          PackagedWorker.start(machine, here, "--max-concurrent-jobs", String.valueOf(THREADS))) {
        Instant end = file.awaitCompleted(JOBS, worker);
        return Duration.between(file.firstStart(), end).toNanos() / 1e6 - IDEAL_MILLIS;
      }
    }
  }
}
