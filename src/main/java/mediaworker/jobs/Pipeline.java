package mediaworker.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are to be queued together, below one parent.
 *
 * @param inputData the parent's input: a JSON object
 * @param prompt a note for people
 * @param priority of the parent and all steps
 * @param steps in an order in which each comes after those it needs
 */
public record Pipeline(
    String inputData, @Nullable String prompt, int priority, List<NewChild> steps) {

  /** The parent's job type. */
  public static final String TYPE = "pipeline";

  public Pipeline {
    steps = List.copyOf(steps);
  }
}
