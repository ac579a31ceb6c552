package mediaworker.crash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What came of a scenario.
 *
 * @param scenario what was done
 * @param rounds how often
 * @param kills workers that were killed
 * @param jobs rows that were queued
 * @param lost rows that have not ended as they should, or whose output is not there
 * @param doubled rows that were completed or paid more than once
 * @param stuck rows that nobody works on and nobody will
 * @param worst longest time from a kill until nothing was held by the dead worker any more;
 *     negative where none was killed
 */
record Tally(
    String scenario,
    int rounds,
    int kills,
    int jobs,
    int lost,
    int doubled,
    int stuck,
    Duration worst) {

  static final Duration NONE = Duration.ofSeconds(-1);

  /** Heads of the table. */
  static final String HEAD =
      "| scenario | rounds | kills | jobs | lost | doubled | stuck | worst recovery |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- |\n";

  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %,d | %d | %d | %d | %s |",
        scenario,
        rounds,
        kills,
        jobs,
        lost,
        doubled,
        stuck,
        worst.isNegative() ? "–" : String.format(Locale.ROOT, "%.1f s", worst.toMillis() / 1000.0));
  }

  /** All together. */
  static Tally sum(List<Tally> all) {
    Tally sum = new Tally("**all**", 0, 0, 0, 0, 0, 0, NONE);
    for (Tally one : all) {
      sum =
          new Tally(
              sum.scenario,
              sum.rounds + one.rounds,
              sum.kills + one.kills,
              sum.jobs + one.jobs,
              sum.lost + one.lost,
              sum.doubled + one.doubled,
              sum.stuck + one.stuck,
              sum.worst.compareTo(one.worst) > 0 ? sum.worst : one.worst);
    }
    return sum;
  }
}
