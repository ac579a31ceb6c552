package mediaworker.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The queue: how fast it drains, notices, claims, starts and fills its threads. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the queue with the packaged worker and durable commits, beside other queues on"
          + " SQLite where they can run.",
      "Parts: drain (10,000 no-op jobs, 3 threads), pickup (rows of another process), idle (CPU and"
          + " memory while nothing is to do), claim (cost beside a million rows), start (exec to"
          + " the first claim), threads (16 jobs of 500 ms on 8 threads)."
    },
    footer = {
      "",
      "BENCH_PEERS names a folder of peers to run beside ours instead of bench/peers: each a folder"
          + " NAME with package.json and NAME.mjs (see bench/README.md)."
    })
final class QueueBench implements Callable<Integer> {

  /** What can be measured. */
  enum Part {
    drain,
    pickup,
    idle,
    claim,
    start,
    threads
  }

  @Spec CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "PART", description = "Parts to run; without: all.")
  Set<Part> parts = EnumSet.noneOf(Part.class);

  @Option(
      names = "--repeats",
      defaultValue = "7",
      description = "Runs of each figure (default ${DEFAULT-VALUE}).")
  int repeats;

  @Option(
      names = "--wait",
      defaultValue = "10",
      description =
          "Seconds to wait at the most for a quiet machine before each run"
              + " (default ${DEFAULT-VALUE}).")
  int waitSeconds;

  @Option(
      names = "--dir",
      description = "Where the databases go: a real disk (default target/bench).")
  Path dir = Path.of("target/bench");

  @Option(
      names = "--out",
      description = "Where the results go (default bench/results/DATE-queue.md).")
  Path out =
      Path.of("bench/results", Machine.now().replace(':', '-').replace(' ', '-') + "-queue.md");

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "Something to keep with the results, such as how busy the machine was.")
  String note = "";

  @Option(names = "--no-peers", description = "Measure ours only.")
  boolean noPeers;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createDirectories(dir.toAbsolutePath());
    Machine machine = new Machine(waitSeconds);
    Set<Part> wanted = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
    Report report = new Report(machine, folder, command());
    List<Peer> peers = new ArrayList<>();
    if (!noPeers) {
      peers.addAll(Peer.found(folder, report));
    }
    if (!note.isBlank()) {
      report.note(note);
    }
    report.say("Machine: " + machine.description());
    if (wanted.contains(Part.drain)) {
      new Drain(machine, folder, peers).run(repeats, report);
    }
    if (wanted.contains(Part.threads)) {
      new FullThreads(machine, folder, peers).run(repeats, report);
    }
    if (wanted.contains(Part.start)) {
      new StartUp(machine, folder).run(repeats, report);
    }
    if (wanted.contains(Part.pickup)) {
      new Pickup(machine, folder, peers).run(Math.min(repeats, 5), report);
    }
    if (wanted.contains(Part.idle)) {
      new Idle(machine, folder, peers).run(Math.min(repeats, 3), report);
    }
    if (wanted.contains(Part.claim)) {
      new ClaimCost(machine, folder).run(repeats, report);
    }
    report.write(out);
    spec.commandLine().getOut().println("Kept in " + out);
    return 0;
  }

  private String command() {
    List<String> words = new ArrayList<>(List.of("bench/run queue"));
    parts.forEach(part -> words.add(part.name().toLowerCase(Locale.ROOT)));
    words.add("--repeats " + repeats);
    words.add("--wait " + waitSeconds);
    if (noPeers) {
      words.add("--no-peers");
    }
    return String.join(" ", words);
  }
}
