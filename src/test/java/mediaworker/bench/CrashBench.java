package mediaworker.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import mediaworker.crash.CrashSuite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run crash}: the long form of the crash suite. */
@Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    description = "Kills, stops, starves and lies to workers, and counts what is lost.")
final class CrashBench implements Callable<Integer> {

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "Rounds, as a part of the usual ones. Default: ${DEFAULT-VALUE}")
  private double scale;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Some: random, keying, paid, two, stopped, clock, disk, writers, rows, media. Default: all")
  private Set<String> only = new LinkedHashSet<>();

  @Option(names = "--seed", defaultValue = "20261125", description = "Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--out",
      defaultValue = "target/crash/reliability.md",
      description = "Where the table is kept. Default: ${DEFAULT-VALUE}")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Path parent = Files.createDirectories(Path.of("target/crash").toAbsolutePath());
    Path folder = Files.createTempDirectory(parent, "run-");
    long start = System.nanoTime();
    CrashSuite.Outcome outcome = new CrashSuite(folder, seed, System.out::println).run(scale, only);
    long minutes = Math.round((System.nanoTime() - start) / 60e9);
    Files.writeString(
        out,
        Machine.now()
            + ", "
            + new Machine(0).description()
            + ", "
            + minutes
            + " minutes\n\nbench/run crash --scale "
            + scale
            + " --seed "
            + seed
            + (only.isEmpty() ? "" : " --only " + String.join(",", only))
            + "\n\n"
            + outcome.table());
    System.out.println("Kept in " + out + "; logs in " + folder.resolve("logs"));
    return outcome.isGood() ? 0 : 1;
  }
}
