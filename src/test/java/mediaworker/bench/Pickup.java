package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.process.JavaCommand;

/**
 * Another process inserts rows at random moments, each its own durable commit; from the return of
 * its commit to the moment the worker's log, read through a pipe, says that the job's thread
 * processes it. Both clocks are the system's monotonic one.
 */
final class Pickup {

  private static final int ROWS = 200;
  private static final int PEER_ROWS = 60; // they poll once a second
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double GOAL_MEDIAN_MILLIS = 2;
  private static final double GOAL_P99_MILLIS = 10;
  private static final Pattern PROCESSING = Pattern.compile("Processing job (\\d+)\\.\\.\\.");

  private final Machine machine;
  private final Path folder;
  private final List<Peer> peers;

  Pickup(Machine machine, Path folder, List<Peer> peers) {
    this.machine = machine;
    this.folder = folder;
    this.peers = peers;
  }

  /** The two figures of one side. */
  private record Figures(Series median, Series p99) {
    Figures(String by) {
      this(
          new Series(by + "pickup of another process's row, p50", "ms"),
          new Series(by + "pickup, p99", "ms"));
    }
  }

  void run(int repeats, Report report) throws IOException, InterruptedException {
    Figures ours = new Figures("");
    Map<Peer, Figures> theirs = new LinkedHashMap<>();
    for (Peer peer : peers) {
      theirs.put(peer, new Figures("– " + peer.name() + ": "));
    }
    for (int i = 0; i < repeats; i++) {
      machine.awaitQuiet();
      once(ours, report);
    }
    for (Map.Entry<Peer, Figures> peer : theirs.entrySet()) {
      oncePeer(peer.getKey(), peer.getValue(), report);
    }
    report.figure(ours.median(), "≤ 2", millis -> millis <= GOAL_MEDIAN_MILLIS);
    report.figure(ours.p99(), "≤ 10", millis -> millis <= GOAL_P99_MILLIS);
    theirs.values().forEach(peer -> report.figure(peer.median()));
    theirs.values().forEach(peer -> report.figure(peer.p99()));
  }

  private void once(Figures figures, Report report) throws IOException, InterruptedException {
    Path here = folder.resolve("pickup");
    Path database = PackagedWorker.init(here);
    Map<Long, Long> begun = new ConcurrentHashMap<>();
    try (PackagedWorker worker =
        PackagedWorker.start(
            machine,
            here,
            Map.of(),
            line -> {
              long now = System.nanoTime();
              Matcher matcher = PROCESSING.matcher(line);
              if (matcher.find()) {
                begun.put(Long.valueOf(matcher.group(1)), now);
              }
            })) {
      Thread.sleep(2_000);
      Machine.Window window = machine.window();
      Process producer =
          machine.own(
              new ProcessBuilder(
                      JavaCommand.line(Producer.class, database.toString(), String.valueOf(ROWS)))
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
      Map<Long, Long> committed = new ConcurrentHashMap<>();
      PackagedWorker.readLines(producer, line -> pair(line, committed)).join();
      producer.waitFor();
      double foreign = window.foreignPercent();
      awaitSeen(committed, begun);
      record(figures, committed, begun, foreign, "ours", report);
    }
  }

  private void oncePeer(Peer peer, Figures figures, Report report)
      throws IOException, InterruptedException {
    Map<Long, Long> begun = new ConcurrentHashMap<>();
    Process worker = peer.idle(3, line -> pair(line, begun));
    Thread.sleep(3_000);
    Machine.Window window = machine.window();
    Map<Long, Long> committed = new ConcurrentHashMap<>();
    peer.produce(PEER_ROWS, 200, 1_200, line -> pair(line, committed));
    double foreign = window.foreignPercent();
    awaitSeen(committed, begun);
    PackagedWorker.end(worker);
    record(figures, committed, begun, foreign, peer.name(), report);
  }

  /** Until the last row was seen; for a while where some never are. */
  private static void awaitSeen(Map<Long, Long> committed, Map<Long, Long> begun)
      throws InterruptedException {
    long end = System.nanoTime() + LONGEST_NANOS;
    while (!begun.keySet().containsAll(committed.keySet()) && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  private static void record(
      Figures figures,
      Map<Long, Long> committed,
      Map<Long, Long> begun,
      double foreign,
      String who,
      Report report) {
    List<Double> millis = new ArrayList<>();
    for (Map.Entry<Long, Long> row : committed.entrySet()) {
      Long seen = begun.get(row.getKey());
      if (seen != null) {
        millis.add((seen - row.getValue()) / (double) TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    if (millis.size() < committed.size() || millis.isEmpty()) {
      report.note(
          "pickup, " + who + ": " + (committed.size() - millis.size()) + " rows were never seen");
    }
    if (!millis.isEmpty()) {
      millis.sort(null);
      figures.median().add(millis.get(millis.size() / 2), foreign);
      figures.p99().add(millis.get((int) (millis.size() * 0.99)), foreign);
    }
  }

  /** Keeps a line of two numbers, a row and its time in nanoseconds. */
  private static void pair(String line, Map<Long, Long> times) {
    String[] words = line.split(" ");
    if (words.length == 2 && words[0].matches("\\d+") && words[1].matches("\\d+")) {
      times.putIfAbsent(Long.valueOf(words[0]), Long.valueOf(words[1]));
    }
  }
}
