package mediaworker.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code bin/worker} as a process of its own, as its users start it. */
final class PackagedWorker implements AutoCloseable {

  private final Process process;

  private PackagedWorker(Process process) {
    this.process = process;
  }

  /** Starts it in the folder of its database; its output goes to a file. */
  static PackagedWorker start(Machine machine, Path folder, String... arguments)
      throws IOException {
    ProcessBuilder builder = builder(folder, Map.of(), arguments);
    builder.redirectOutput(folder.resolve("out.txt").toFile());
    return new PackagedWorker(machine.own(builder.start()));
  }

  /** Starts it and hands over each line that it writes, on a thread of its own. */
  static PackagedWorker start(
      Machine machine,
      Path folder,
      Map<String, String> environment,
      Consumer<String> line,
      String... arguments)
      throws IOException {
    Process process = machine.own(builder(folder, environment, arguments).start());
    readLines(process, line);
    return new PackagedWorker(process);
  }

  /** Makes an empty job database in an empty folder. */
  static Path init(Path folder) throws IOException, InterruptedException {
    clear(folder);
    Process init =
        builder(folder, Map.of(), "init").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (init.waitFor() != 0) {
      throw new IOException("bin/worker init ended with exit code " + init.exitValue());
    }
    return folder.resolve("jobs.db");
  }

  private static ProcessBuilder builder(
      Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("bin/worker").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return builder;
  }

  /** Reads a process's output on a thread of its own, so that no pipe ever fills. */
  static Thread readLines(Process process, Consumer<String> line) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader = process.inputReader()) {
                reader.lines().forEach(line);
              } catch (IOException | UncheckedIOException e) {
                // The process has been killed.
              }
            },
            "output of " + process.pid());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Removes what an earlier run has left and makes the folder. */
  static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM, and its end. */
  @Override
  public void close() throws IOException {
    end(process);
  }

  static void end(Process process) throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("a process did not end within 20 s of SIGTERM and was killed");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
