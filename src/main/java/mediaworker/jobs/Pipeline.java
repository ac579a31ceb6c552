package mediaworker.jobs;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Steps that are to be queued together, below one parent.
 *
 * @param parent what becomes the parent's row: its priority holds for all steps, its {@code runAt}
 *     lets none of them begin before, its {@code maxAttempts} are those of each step, and by its
 *     {@code reuse} they may take what equal jobs have made, where they do not say otherwise
 * @param steps in an order in which each comes after those it needs
 */
public record Pipeline(JobDraft parent, List<NewChild> steps) {

  /** The parent's job type. */
  public static final String TYPE = "pipeline";

  public Pipeline {
    steps = List.copyOf(steps);
  }

  /** The same steps below another parent. */
  public Pipeline with(UnaryOperator<JobDraft> change) {
    return new Pipeline(change.apply(parent), steps);
  }
}
