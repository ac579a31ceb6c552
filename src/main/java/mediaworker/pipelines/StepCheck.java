package mediaworker.pipelines;

import java.util.Optional;

/** Looks at one step's input. */
@FunctionalInterface
public interface StepCheck {

  /**
   * What is wrong with it.
   *
   * @return a sentence; empty where nothing is
   */
  Optional<String> problem(String jobType, String inputData);
}
