package mediaworker.providers;

import java.util.List;

/**
 * How a provider will serve a request, known before anything is sent.
 *
 * @param model the model that is used
 * @param counts pictures that each paid call is to bring, in order; one entry for a single call
 */
public record Plan(String model, List<Integer> counts) {
  public Plan {
    counts = List.copyOf(counts);
  }

  /** One call for everything. */
  public static Plan single(String model, int count) {
    return new Plan(model, List.of(count));
  }
}
