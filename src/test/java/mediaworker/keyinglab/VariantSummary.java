package mediaworker.keyinglab;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Tells in a few lines how the keyer does on many random clips. */
final class VariantSummary {

  private final List<Measured> keyed;
  private final List<Measured> refused;
  private final List<Measured> accepted;
  private final long without;

  VariantSummary(List<Measured> all) {
    without = all.stream().filter(one -> Variants.mustBeRefused(one.lab())).count();
    keyed =
        all.stream().filter(one -> !one.isRefused() && !Variants.mustBeRefused(one.lab())).toList();
    refused =
        all.stream().filter(one -> one.isRefused() && !Variants.mustBeRefused(one.lab())).toList();
    accepted =
        all.stream().filter(one -> !one.isRefused() && Variants.mustBeRefused(one.lab())).toList();
  }

  /** The summary as Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "| | median | upper quarter from | worst | worst clip |");
    line(text, "| --- | ---: | ---: | ---: | --- |");
    measure(text, "SAD, share of the picture × 1000", VariantSummary::sadShare);
    measure(text, "MSE", one -> one.ours().mse());
    measure(text, "dE", one -> one.ours().dE());
    measure(text, "spill", one -> one.ours().spill());
    measure(text, "comp", one -> one.ours().comp());
    measure(
        text,
        "comp above the true alpha's",
        one -> one.source().map(source -> one.ours().comp() - source.comp()).orElse(Double.NaN));
    measure(text, "dtSSD", one -> one.ours().dtssd());
    measure(text, "SAD ×", Measured::sadRatio);
    measure(text, "comp ×", Measured::compRatio);
    line(text, "");
    if (keyed.stream().anyMatch(one -> !one.baselines().isEmpty())) {
      line(
          text,
          "Of %d clips keyed %d reach both aims, %d the one for SAD, %d the one for comp.",
          keyed.size(),
          keyed.stream().filter(Measured::meetsAims).count(),
          keyed.stream().filter(one -> one.sadRatio() <= 0.7).count(),
          keyed.stream().filter(one -> one.compRatio() <= 0.4).count());
    }
    line(text, "Clips with a screen that were refused: %d.%s", refused.size(), names(refused));
    line(
        text,
        "Clips without a screen: %d; of them accepted: %d.%s",
        without,
        accepted.size(),
        names(accepted));
    return text.toString();
  }

  private static double sadShare(Measured one) {
    return 1e6 * one.ours().sad() / ((double) one.lab().width() * one.lab().height());
  }

  private void measure(StringBuilder text, String name, ToDoubleFunction<Measured> value) {
    List<Measured> sorted =
        keyed.stream()
            .filter(one -> !Double.isNaN(value.applyAsDouble(one)))
            .sorted((a, b) -> Double.compare(value.applyAsDouble(a), value.applyAsDouble(b)))
            .toList();
    if (sorted.isEmpty()) {
      return;
    }
    double[] values =
        sorted.stream().flatMapToDouble(one -> DoubleStream.of(value.applyAsDouble(one))).toArray();
    Measured worst = sorted.get(sorted.size() - 1);
    line(
        text,
        "| %s | %.2f | %.2f | %.2f | %s |",
        name,
        values[values.length / 2],
        values[values.length * 3 / 4],
        values[values.length - 1],
        number(worst));
  }

  private static String names(List<Measured> some) {
    return some.isEmpty()
        ? ""
        : " " + String.join(", ", some.stream().map(VariantSummary::number).toList()) + ".";
  }

  private static String number(Measured one) {
    String name = one.lab().name();
    return name.substring(0, name.indexOf(' '));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
