package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Chains of a filter graph being written, with labels in series. What is to be joined hard is
 * collected, so that a run of cuts becomes one concat filter. Not thread safe.
 */
final class Labels {

  private final List<String> chains = new ArrayList<>();
  private final String prefix;
  private int next;

  /**
   * For one kind of stream.
   *
   * @param prefix what all its labels begin with
   */
  Labels(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Adds a chain.
   *
   * @param inputsAndFilters labels in brackets, then filters with commas
   * @return the label of its end, in brackets
   */
  String chain(String inputsAndFilters) {
    String label = "[" + prefix + next++ + "]";
    chains.add(inputsAndFilters + label);
    return label;
  }

  /** Adds a chain with labels of its own at its end. */
  void chainTo(String inputsAndFilters, String ends) {
    chains.add(inputsAndFilters + ends);
  }

  /** Everything written so far. */
  List<String> chains() {
    return List.copyOf(chains);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
