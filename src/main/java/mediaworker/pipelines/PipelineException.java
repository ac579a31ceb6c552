package mediaworker.pipelines;

import java.util.List;

/** A pipeline file that cannot be run; tells every problem at once. */
public final class PipelineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PipelineException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, a sentence each. */
  public List<String> problems() {
    return problems;
  }
}
