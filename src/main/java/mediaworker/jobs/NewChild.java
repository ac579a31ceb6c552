package mediaworker.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child that a parent wants: a row of its own, which any worker may take.
 *
 * @param step its name among the children of its parent
 * @param type its job type
 * @param inputData a JSON object; may name the results of other children, {@code
 *     ${job.STEP.result}}
 * @param prompt a note for people
 * @param needs steps that must be completed first: children of the same parent, from before or
 *     earlier in the same list
 * @param whenNeedFails what becomes of it when one of them is not
 * @param reuse whether it may take what an equal job has made; null for as its parent
 */
public record NewChild(
    String step,
    String type,
    String inputData,
    @Nullable String prompt,
    List<String> needs,
    WhenNeedFails whenNeedFails,
    @Nullable Boolean reuse) {
  public NewChild {
    needs = List.copyOf(needs);
  }

  /** The same where nothing in its input is meant as a reference, whoever wrote it. */
  public NewChild literally() {
    return new NewChild(
        step, type, JobReferences.literal(inputData), prompt, needs, whenNeedFails, reuse);
  }

  /** A child that needs no other. */
  public NewChild(String step, String type, String inputData, @Nullable String prompt) {
    this(step, type, inputData, prompt, List.of(), WhenNeedFails.FAIL, null);
  }
}
