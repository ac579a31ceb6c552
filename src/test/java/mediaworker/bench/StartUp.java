package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * From the start of {@code bin/worker} to the moment its log, read through a pipe, says that a
 * claimed row was handed to a thread: the shell script, the JVM and the claim's commit are in it.
 */
final class StartUp {

  private static final double GOAL_SECONDS = 0.7;

  private final Machine machine;
  private final Path folder;

  StartUp(Machine machine, Path folder) {
    this.machine = machine;
    this.folder = folder;
  }

  void run(int repeats, Report report) throws IOException, SQLException, InterruptedException {
    Series with = new Series("start of bin/worker to the first claim", "s");
    Series without = new Series("– without class data sharing", "s");
    once(Map.of()); // reads the files into memory
    for (int i = 0; i < repeats; i++) {
      machine.awaitQuiet();
      Machine.Window window = machine.window();
      with.add(once(Map.of()), window.foreignPercent());
      Machine.Window second = machine.window();
      without.add(once(Map.of("WORKER_JAVA_OPTS", "-Xshare:off")), second.foreignPercent());
    }
    report.figure(with, "≤ 0.7", seconds -> seconds <= GOAL_SECONDS);
    report.figure(without);
  }

  private double once(Map<String, String> environment)
      throws IOException, SQLException, InterruptedException {
    Path here = folder.resolve("start");
    Path database = PackagedWorker.init(here);
    try (JobFile file = new JobFile(database)) {
      file.queue(1, 0);
    }
    CompletableFuture<Long> claimed = new CompletableFuture<>();
    long start = System.nanoTime();
    try (PackagedWorker worker =
        PackagedWorker.start(
            machine,
            here,
            environment,
            line -> {
              if (line.contains("Submitted job 1 ")) {
                claimed.complete(System.nanoTime());
              }
            })) {
      return (claimed.get(60, TimeUnit.SECONDS) - start) / 1e9;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the worker has not claimed a row within a minute", e);
    }
  }
}
