package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CPU, in per cent of one core, and resident memory over 30 s with nothing to do. */
final class Idle {

  private static final long SETTLE_MILLIS = 5_000;
  private static final long LENGTH_MILLIS = 30_000;
  private static final double GOAL_PERCENT = 0.3;
  private static final double GOAL_MIB = 80;

  private final Machine machine;
  private final Path folder;
  private final List<Peer> peers;

  Idle(Machine machine, Path folder, List<Peer> peers) {
    this.machine = machine;
    this.folder = folder;
    this.peers = peers;
  }

  void run(int repeats, Report report) throws IOException, InterruptedException {
    Series cpu = new Series("idle CPU over 30 s", "%");
    Series memory = new Series("resident memory, idle", "MiB");
    Map<Peer, List<Series>> theirs = new LinkedHashMap<>();
    peers.forEach(
        peer ->
            theirs.put(
                peer,
                List.of(
                    new Series("– idle CPU of " + peer.label(), "%"),
                    new Series("– resident memory of " + peer.name(), "MiB"))));
    for (int i = 0; i < repeats; i++) {
      Path here = folder.resolve("idle");
      PackagedWorker.init(here);
      try (PackagedWorker worker = PackagedWorker.start(machine, here)) {
        measure(worker.process(), cpu, memory);
      }
      for (Map.Entry<Peer, List<Series>> peer : theirs.entrySet()) {
        Process process = peer.getKey().idle(3, line -> {});
        measure(process, peer.getValue().get(0), peer.getValue().get(1));
        PackagedWorker.end(process);
      }
    }
    report.figure(cpu, "≤ 0.3", percent -> percent <= GOAL_PERCENT);
    report.figure(memory, "≤ 80", mib -> mib <= GOAL_MIB);
    theirs.values().forEach(series -> series.forEach(report::figure));
  }

  private void measure(Process process, Series cpu, Series memory) throws InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    Machine.Window window = machine.window();
    long start = System.nanoTime();
    double before = Machine.cpuSeconds(process);
    Thread.sleep(LENGTH_MILLIS);
    double used = Machine.cpuSeconds(process) - before;
    double seconds = (System.nanoTime() - start) / 1e9;
    double foreign = window.foreignPercent();
    cpu.add(used / seconds * 100, foreign);
    memory.add(Machine.residentMib(process), foreign);
  }
}
