package mediaworker.keyinglab;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.keyinglab.Metrics.Scores;

/**
 * What was measured of one clip.
 *
 * @param lab the clip
 * @param ours what the keyer scores; numbers that are none where it refused the clip
 * @param baselines tuned chromakey, then tuned colorkey; empty where they were not asked for
 * @param source what the true alpha would score, where that was asked for
 */
record Measured(LabCase lab, Scores ours, List<Baseline.Best> baselines, Optional<Scores> source) {

  boolean isRefused() {
    return Double.isNaN(ours.comp());
  }

  /** Against the least of the baselines'; NaN without them. */
  double sadRatio() {
    return ours.sad()
        / baselines.stream().mapToDouble(best -> best.scores().sad()).min().orElse(Double.NaN);
  }

  /** Against the least of the baselines'; NaN without them. */
  double compRatio() {
    return ours.comp()
        / baselines.stream().mapToDouble(best -> best.scores().comp()).min().orElse(Double.NaN);
  }

  /** Whether both aims are reached: 0.4 of the baselines' composite error, 0.7 of their SAD. */
  boolean meetsAims() {
    return sadRatio() <= 0.7 && compRatio() <= 0.4;
  }

  /** The clip's rows in the table, as Markdown. */
  String rows() {
    StringBuilder rows = new StringBuilder(row(lab.name(), "ours", ours, true));
    if (!baselines.isEmpty()) {
      rows.append(row("", "chromakey", baselines.get(0).scores(), false));
      rows.append(row("", "colorkey", baselines.get(1).scores(), false));
    }
    source.ifPresent(scores -> rows.append(row("", "true alpha", scores, false)));
    return rows.toString();
  }

  private String row(String name, String keyer, Scores s, boolean own) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %.2f | %.2f | %.1f | %.1f | %.1f | %.2f | %s | %s |%n",
        name,
        keyer,
        s.sad(),
        s.mse(),
        s.grad(),
        s.dE(),
        s.spill(),
        s.comp(),
        s.dtssd(),
        own ? ratio(sadRatio()) : "",
        own ? ratio(compRatio()) : "");
  }

  static String ratio(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }
}
