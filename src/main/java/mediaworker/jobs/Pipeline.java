package mediaworker.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are to be queued together, below one parent.
 *
 * @param inputData the parent's input: a JSON object
 * @param prompt a note for people
 * @param priority of the parent and all steps
 * @param reuse whether its steps may take what equal jobs have made, where they do not say
 *     otherwise
 * @param steps in an order in which each comes after those it needs
 */
public record Pipeline(
    String inputData, @Nullable String prompt, int priority, boolean reuse, List<NewChild> steps) {

  /** The parent's job type. */
  public static final String TYPE = "pipeline";

  public Pipeline {
    steps = List.copyOf(steps);
  }

  /** The same, all of whose steps may that do not say otherwise. */
  public Pipeline withReuse() {
    return new Pipeline(inputData, prompt, priority, true, steps);
  }
}
