package mediaworker.providers;

import java.util.ArrayList;
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

  /** As many calls as it takes to make so many pictures. */
  public static Plan divided(String model, int count, int mostPerCall) {
    List<Integer> counts = new ArrayList<>();
    for (int left = count; left > 0; left -= mostPerCall) {
      counts.add(Math.min(mostPerCall, left));
    }
    return new Plan(model, counts);
  }

  /** One call for everything. */
  public static Plan single(String model, int count) {
    return new Plan(model, List.of(count));
  }
}
