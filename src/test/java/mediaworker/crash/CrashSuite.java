package mediaworker.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All scenarios, one after the other. */
public final class CrashSuite {

  private final Path folder;
  private final Path logs;
  private final long seed;
  private final Consumer<String> out;

  /**
   * @param folder an empty folder
   * @param seed of all that is left to chance, as far as it can be
   * @param out hears each line of the table as it comes
   */
  public CrashSuite(Path folder, long seed, Consumer<String> out) {
    this.folder = folder;
    this.logs = folder.resolve("logs");
    this.seed = seed;
    this.out = out;
  }

  /** One scenario; empty where it cannot be had on this machine. */
  @FunctionalInterface
  private interface Scenario {
    Optional<Tally> run() throws Exception;
  }

  /**
   * Runs them.
   *
   * @param scale 1 for hundreds of rounds; smaller for fewer
   * @param only the names of some; none for all
   * @return the table, and whether nothing was lost, doubled or stuck and no recovery was slow
   * @throws IllegalArgumentException for a name that is none
   */
  public Outcome run(double scale, Set<String> only) throws Exception {
    Map<String, Scenario> all = scenarios(scale);
    if (!all.keySet().containsAll(only)) {
      throw new IllegalArgumentException("Scenarios are: " + String.join(", ", all.keySet()));
    }
    List<Tally> tallies = new ArrayList<>();
    out.accept(Tally.HEAD.stripTrailing());
    for (Map.Entry<String, Scenario> scenario : all.entrySet()) {
      if (only.isEmpty() || only.contains(scenario.getKey())) {
        scenario.getValue().run().ifPresent(tally -> told(tallies, tally));
      }
    }
    told(tallies, Tally.sum(tallies));
    return new Outcome(tallies);
  }

  private Map<String, Scenario> scenarios(double scale) {
    KillScenarios kills = new KillScenarios(folder, logs, seed);
    TroubleScenarios trouble = new TroubleScenarios(folder, logs);
    FuzzScenarios fuzz = new FuzzScenarios(folder, logs, seed);
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("random", () -> Optional.of(kills.atRandom(times(150, scale))));
    all.put("keying", () -> Optional.of(kills.atStepsOfMediaJobs(times(4, scale), true)));
    all.put("paid", () -> Optional.of(kills.atStepsOfPaidCalls(times(3, scale))));
    all.put("two", () -> Optional.of(kills.oneOfTwo(times(20, scale))));
    all.put("stopped", () -> Optional.of(kills.stopped(times(4, scale))));
    all.put("clock", () -> Optional.of(kills.clockJumps(times(40, scale))));
    all.put("disk", () -> trouble.smallDisk(times(4, scale)));
    all.put(
        "writers",
        () -> Optional.of(trouble.foreignWriters(Duration.ofSeconds(times(120, scale)))));
    all.put("rows", () -> Optional.of(fuzz.rows(times(2000, scale))));
    all.put("media", () -> Optional.of(fuzz.media(times(1000, scale))));
    return all;
  }

  private void told(List<Tally> all, Tally tally) {
    out.accept(tally.line());
    all.add(tally);
  }

  private static int times(int many, double scale) {
    return Math.max(1, (int) Math.round(many * scale));
  }

  /** What came of it. */
  public static final class Outcome {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private final List<Tally> all;

    private Outcome(List<Tally> all) {
      this.all = all;
    }

    /** Whether every promise was kept. */
    public boolean isGood() {
      Tally sum = all.get(all.size() - 1);
      return sum.lost() == 0
          && sum.doubled() == 0
          && sum.stuck() == 0
          && sum.worst().compareTo(QUICK) < 0;
    }

    /** The table, in Markdown. */
    public String table() {
      StringBuilder table = new StringBuilder(Tally.HEAD);
      all.forEach(tally -> table.append(tally.line()).append('\n'));
      return table.toString();
    }
  }
}
