package mediaworker.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The runs of one figure, each with what others used of the machine meanwhile. */
final class Series {

  /** With less foreign use than this a run counts as undisturbed. */
  static final double QUIET_PERCENT = 10;

  /** So many runs are used at the least, the least disturbed ones. */
  private static final int ENOUGH = 3;

  record Run(double value, double foreignPercent) {}

  final String what;
  final String unit;
  private final List<Run> runs = new ArrayList<>();

  Series(String what, String unit) {
    this.what = what;
    this.unit = unit;
  }

  void add(double value, double foreignPercent) {
    runs.add(new Run(value, foreignPercent));
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** All undisturbed runs; where they are fewer than three, the three least disturbed. */
  List<Run> used() {
    List<Run> quietFirst = new ArrayList<>(runs);
    quietFirst.sort(Comparator.comparingDouble(Run::foreignPercent));
    long quiet = runs.stream().filter(run -> !(run.foreignPercent() > QUIET_PERCENT)).count();
    return quietFirst.subList(0, (int) Math.min(runs.size(), Math.max(quiet, ENOUGH)));
  }

  double median() {
    double[] values = used().stream().mapToDouble(Run::value).sorted().toArray();
    int half = values.length / 2;
    if (values.length == 0) {
      return Double.NaN;
    }
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }

  String spread() {
    return Machine.number(used().stream().mapToDouble(Run::value).min().orElse(Double.NaN))
        + "–"
        + Machine.number(used().stream().mapToDouble(Run::value).max().orElse(Double.NaN));
  }

  /** The most that others used of the machine during a run that is used. */
  double foreignPercent() {
    return used().stream().mapToDouble(Run::foreignPercent).max().orElse(Double.NaN);
  }

  int usedRuns() {
    return used().size();
  }

  int allRuns() {
    return runs.size();
  }

  /** Every run: value and, in brackets, the foreign share. */
  String all() {
    return runs.stream()
        .map(run -> Machine.number(run.value()) + " (" + Math.round(run.foreignPercent()) + " %)")
        .collect(Collectors.joining(", "));
  }
}
