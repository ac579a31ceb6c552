package mediaworker.pipelines;

import java.util.Set;
import mediaworker.jobs.WhenNeedFails;
import org.jspecify.annotations.Nullable;

/**
 * One job of a pipeline.
 *
 * @param base the step's name in the file
 * @param name its own: the same, or with a number behind for one of a loop's
 * @param type its job type
 * @param input its input as JSON
 * @param note for people; null for none
 * @param needs what it needs
 * @param mayFail whether the pipeline is complete without it
 * @param reuse whether it may take what an equal job has made; null for as the pipeline
 */
record Step(
    String base,
    String name,
    String type,
    String input,
    @Nullable String note,
    Needs needs,
    boolean mayFail,
    @Nullable Boolean reuse) {

  /**
   * What a step needs.
   *
   * @param names of steps, or of all steps of a loop
   * @param whenFailed what becomes of it when one of them fails
   */
  record Needs(Set<String> names, WhenNeedFails whenFailed) {
    Needs {
      names = Set.copyOf(names);
    }
  }
}
