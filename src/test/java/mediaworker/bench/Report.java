package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;

/** What is shown while it runs and kept afterwards: a table, every run below it. */
final class Report {

  private final List<String> notes = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();
  private final String head;

  Report(Machine machine, Path folder, String command) throws IOException {
    this.head =
        "# Queue, "
            + Machine.now()
            + "\n\n- Machine: "
            + machine.description()
            + "\n- One write and sync of this disk: median "
            + Machine.number(Machine.syncMillis(folder))
            + " ms, before the runs\n- Command: `"
            + command
            + "`\n\nThe figure is the median of the runs during which other programs used at most "
            + Math.round(Series.QUIET_PERCENT)
            + " % of the machine, or of the three least disturbed where there are fewer than three;"
            + " \"others\" is the most they used during those.\n\n";
  }

  void say(String line) {
    System.out.println(line);
  }

  /** Something a reader of the results has to know. */
  void note(String line) {
    say(line);
    notes.add("- " + line);
  }

  /** A figure with a goal. */
  void figure(Series series, String goal, DoublePredicate reached) {
    line(series, goal, reached.test(series.median()) ? "reached" : "**not reached**");
  }

  /** A figure to compare with. */
  void figure(Series series) {
    line(series, "", "");
  }

  private void line(Series series, String goal, String verdict) {
    if (series.isEmpty()) {
      return;
    }
    String line =
        String.format(
            "| %s | %s %s | %s | %s | %s | %d of %d | %d %% |",
            series.what,
            Machine.number(series.median()),
            series.unit,
            series.spread(),
            goal,
            verdict,
            series.usedRuns(),
            series.allRuns(),
            Math.round(series.foreignPercent()));
    say(line);
    table.add(line);
    runs.add("- " + series.what + ", " + series.unit + ": " + series.all());
  }

  void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    String notesText = notes.isEmpty() ? "" : "\n" + String.join("\n", notes) + "\n";
    Files.writeString(
        file,
        head
            + "| what | figure | spread | goal | | runs used | others |\n"
            + "| --- | --- | --- | --- | --- | --- | --- |\n"
            + String.join("\n", table)
            + "\n"
            + notesText
            + "\nEvery run, and in brackets what others used of the machine:\n\n"
            + String.join("\n", runs)
            + "\n");
  }
}
