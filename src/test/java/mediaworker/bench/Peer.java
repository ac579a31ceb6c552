package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another queue on SQLite, driven by a small Node program of a common form: {@code seed DB N},
 * {@code drain DB N THREADS}, {@code idle DB THREADS}, {@code produce DB N LEAST_MS MOST_MS}. It
 * runs with its own defaults, so most do not sync their commits.
 */
final class Peer {

  private static final Pattern DRAINED = Pattern.compile("=(\\d+) wall=([0-9.]+)s");
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");

  /** Installing compiles; nothing else takes long. */
  private static final int PATIENCE_MINUTES = 10;

  /** What a drain took, from the first handler's start to the last completion recorded. */
  record Drained(double jobsPerSecond, double seconds) {}

  private final String name;
  private final Path home;

  private Peer(String name, Path home) {
    this.name = name;
    this.home = home;
  }

  /** The peers of this machine, installed; what cannot run is told. */
  static List<Peer> found(Path folder, Report report) throws IOException, InterruptedException {
    String named = System.getenv("BENCH_PEERS");
    Path source = Path.of(named == null || named.isBlank() ? "bench/peers" : named);
    if (!Files.isDirectory(source)) {
      report.note("no peers run: BENCH_PEERS does not name a folder");
      return List.of();
    }
    List<Peer> peers = new ArrayList<>();
    try (Stream<Path> folders = Files.list(source)) {
      for (Path peer : folders.sorted().toList()) {
        String name = peer.getFileName().toString();
        if (Files.exists(peer.resolve("package.json"))
            && Files.exists(peer.resolve(name + ".mjs"))) {
          install(name, peer, folder.resolve("peers").resolve(name), report).ifPresent(peers::add);
        }
      }
    }
    return peers;
  }

  private static Optional<Peer> install(String name, Path source, Path home, Report report)
      throws IOException, InterruptedException {
    Files.createDirectories(home);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Peer peer = new Peer(name, home);
    try {
      if (!Files.isDirectory(home.resolve("node_modules"))) {
        report.say("Installing " + name + " by npm; this compiles it, which takes a minute or two");
        peer.run(List.of("npm", "install", "--no-audit", "--no-fund"), Map.of(), line -> {});
      }
      peer.seed(1);
      return Optional.of(peer);
    } catch (IOException e) {
      report.note(name + " cannot run here and is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  String name() {
    return name;
  }

  /** Its name and version, with its own durability. */
  String label() {
    try {
      Matcher version =
          VERSION.matcher(
              Files.readString(home.resolve("node_modules").resolve(name).resolve("package.json")));
      return name + (version.find() ? " " + version.group(1) : "") + " (its own durability)";
    } catch (IOException e) {
      return name;
    }
  }

  /** A fresh database with so many jobs. */
  void seed(int jobs) throws IOException, InterruptedException {
    PackagedWorker.clear(home.resolve("db"));
    node(Map.of(), line -> {}, "seed", String.valueOf(jobs));
  }

  Drained drain(int jobs, int threads, int millis) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    node(
        Map.of("SLEEP_MS", String.valueOf(millis)),
        lines::add,
        "drain",
        String.valueOf(jobs),
        String.valueOf(threads));
    Matcher matcher = DRAINED.matcher(lines.stream().collect(Collectors.joining(" ")));
    if (!matcher.find()) {
      throw new IOException(name + " has not told its rate: " + lines);
    }
    return new Drained(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
  }

  /** A worker on an empty queue, still running. */
  Process idle(int threads, Consumer<String> line) throws IOException, InterruptedException {
    seed(0);
    Process process =
        new ProcessBuilder("node", name + ".mjs", "idle", "db/x.db", String.valueOf(threads))
            .directory(home.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    PackagedWorker.readLines(process, line);
    return process;
  }

  void produce(int rows, int leastMillis, int mostMillis, Consumer<String> line)
      throws IOException, InterruptedException {
    node(
        Map.of(),
        line,
        "produce",
        String.valueOf(rows),
        String.valueOf(leastMillis),
        String.valueOf(mostMillis));
  }

  private void node(Map<String, String> environment, Consumer<String> line, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", name + ".mjs", arguments[0], "db/x.db"));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    run(command, environment, line);
  }

  private void run(List<String> command, Map<String, String> environment, Consumer<String> line)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(environment);
    builder.redirectError(home.resolve("errors.txt").toFile());
    Process process = builder.start();
    Thread output = PackagedWorker.readLines(process, line);
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(
          String.join(" ", command) + " has not ended within " + PATIENCE_MINUTES + " minutes");
    }
    output.join();
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }
}
