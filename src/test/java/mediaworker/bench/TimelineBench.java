package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether n equal jobs on w places end in ceil(n/w) rounds, and what it takes beyond them. */
@Command(
    name = "timelines",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures timelines with scaled time: n equal jobs on w places should end in ceil(n/w) rounds."
          + " What is told is what they take beyond that.",
      "On threads, on simulated GPUs of 24, 40 and 80 GB, at a provider with a limit, and as the"
          + " steps of a pipeline. A minute takes 0.6 s."
    })
final class TimelineBench implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description = "Runs of each figure (default ${DEFAULT-VALUE}).")
  int repeats;

  @Option(
      names = "--minute",
      paramLabel = "MS",
      defaultValue = "600",
      description = "Milliseconds that stand for a minute (default ${DEFAULT-VALUE}).")
  int minuteMillis;

  @Option(
      names = "--wait",
      defaultValue = "5",
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
      description = "Where the results go (default bench/results/DATE-timelines.md).")
  Path out =
      Path.of("bench/results", Machine.now().replace(':', '-').replace(' ', '-') + "-timelines.md");

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createDirectories(dir.toAbsolutePath()).resolve("timelines");
    Machine machine = new Machine(waitSeconds);
    String command = "bench/run timelines --repeats " + repeats + " --minute " + minuteMillis;
    List<String> table = new ArrayList<>();
    List<String> runs = new ArrayList<>();
    System.out.println("Machine: " + machine.description());
    try (SlowProvider provider = new SlowProvider(minuteMillis)) {
      for (Timeline timeline : Timeline.all(provider)) {
        Series over = new Series(timeline.what(), "ms");
        for (int i = 0; i < repeats; i++) {
          machine.awaitQuiet();
          Machine.Window window = machine.window();
          double millis = run(timeline, machine, folder);
          over.add(millis - ideal(timeline), window.foreignPercent());
        }
        String line = line(timeline, over);
        System.out.println(line);
        table.add(line);
        runs.add("- " + timeline.what() + ", ms over the ideal: " + over.all());
      }
    }
    write(machine, command, table, runs);
    spec.commandLine().getOut().println("Kept in " + out);
    return 0;
  }

  private double ideal(Timeline timeline) {
    return timeline.rounds() * timeline.minutes() * minuteMillis;
  }

  private double run(Timeline timeline, Machine machine, Path folder)
      throws IOException, SQLException, InterruptedException {
    Path database = PackagedWorker.init(folder);
    timeline.prepare(machine, folder, timeline.minutes() * minuteMillis / 1000.0);
    try (JobFile file = new JobFile(database)) {
      timeline.queue(file, timeline.minutes() * minuteMillis / 1000.0);
      try (PackagedWorker worker =
          PackagedWorker.start(machine, folder, timeline.options().toArray(String[]::new))) {
        file.awaitCompleted(timeline.rows(), worker);
        return file.spanMillis();
      }
    }
  }

  private String line(Timeline timeline, Series over) {
    double ideal = ideal(timeline);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %.2f | %.2f | %.0f (%s) | %.0f | %.1f %% | %.0f %% |",
        timeline.what(),
        timeline.jobs(),
        timeline.places(),
        timeline.rounds(),
        ideal / 1000,
        (ideal + over.median()) / 1000,
        over.median(),
        over.spread(),
        over.median() / timeline.rounds(),
        over.median() / ideal * 100,
        over.foreignPercent());
  }

  private void write(Machine machine, String command, List<String> table, List<String> runs)
      throws IOException {
    Path parent = out.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(
        out,
        "# Timelines, "
            + Machine.now()
            + "\n\n- Machine: "
            + machine.description()
            + "\n- Command: `"
            + command
            + "`\n\nFrom the first start to the last end as the table has them. The figure is the"
            + " median of the runs during which other programs used at most 10 % of the machine, or"
            + " of the three least disturbed; \"others\" is the most they used during those.\n\n"
            + HEAD
            + String.join("\n", table)
            + "\n\nEvery run, and in brackets what others used of the machine:\n\n"
            + String.join("\n", runs)
            + "\n");
  }

  private static final String HEAD =
      "| what | jobs n | places w | rounds | ideal s | measured s | over, ms (spread) | a round, ms"
          + " | of ideal | others |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
}
