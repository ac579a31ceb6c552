package mediaworker.handlers.parents;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Children;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.NewChild;
import org.jspecify.annotations.Nullable;

/**
 * {@code pipeline}: the parent of the steps that a pipeline file describes, which were written with
 * it. Queued again after a failure it lets only those run that have not succeeded.
 *
 * <p>Fields: {@code result}, the step whose result becomes the pipeline's; {@code may_fail}, steps
 * without which it is complete all the same.
 */
public final class PipelineHandler implements JobHandler<PipelineHandler.Input> {

  /**
   * The row's fields.
   *
   * @param result the step whose result is the pipeline's; null for the last one
   * @param optional steps that may fail
   */
  public record Input(@Nullable String result, List<String> optional) {
    public Input {
      optional = List.copyOf(optional);
    }
  }

  private final Children children;

  public PipelineHandler(Children children) {
    this.children = children;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("pipeline");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    String result = fields.optionalText("result").orElse(null);
    List<String> optional = fields.texts("may_fail");
    // Its file and parameters are for who reads the row.
    fields.doneWithSome();
    return new Input(result, optional);
  }

  @Override
  public JobResult run(Input input, JobContext context) throws JobFailure {
    Brood brood = Brood.of(context, children);
    List<Child> steps = brood.all();
    Optional<JobResult> wait =
        brood.missing(
            steps.stream()
                .map(child -> new NewChild(child.step(), child.type(), "{}", null))
                .toList(),
            JobStatus.WAITING_FOR_CHILDREN,
            "waits for its steps");
    if (wait.isPresent()) {
      return wait.get();
    }
    for (Child child : steps) {
      // A skipped step is what its author wanted; the failure that it was skipped for counts.
      boolean failed = !child.isCompleted() && !child.status().equals(JobStatus.SKIPPED);
      if (failed && !isOptional(child, input)) {
        throw Brood.failure(child);
      }
    }
    return finished(input, steps);
  }

  private static JobResult finished(Input input, List<Child> steps) {
    List<String> results = new ArrayList<>();
    // Rows that a person has put beside the steps have no names, and are no result.
    String last =
        steps.stream()
            .map(child -> base(child.step()))
            .filter(step -> !step.isEmpty())
            .reduce("", (earlier, later) -> later);
    String wanted = input.result() == null ? last : input.result();
    for (Child child : steps) {
      if (child.isCompleted()
          && (child.step().equals(wanted) || base(child.step()).equals(wanted))) {
        if (child.outputs().isEmpty()) {
          String one = child.keyedResult() == null ? child.result() : child.keyedResult();
          Optional.ofNullable(one).ifPresent(results::add);
        } else {
          results.addAll(child.outputs());
        }
      }
    }
    long done = steps.stream().filter(Child::isCompleted).count();
    return new JobResult.Finished(
        results.isEmpty() ? null : results.get(0),
        done + " of " + steps.size() + " steps completed",
        results.size() > 1 ? results : List.of());
  }

  private static boolean isOptional(Child child, Input input) {
    return input.optional().contains(base(child.step()));
  }

  /** The name of a step that is one of several from a loop. */
  private static String base(String step) {
    return step.replaceFirst("\\.\\d+$", "");
  }
}
