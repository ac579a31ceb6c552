package mediaworker.app;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobReferences;

/**
 * Looks at the steps of a pipeline before they are queued, as the worker will when it takes them.
 */
public final class JobChecks {

  /** A reference as an element of a list. */
  private static final Pattern LIST_OF_RESULTS =
      Pattern.compile("[\\[,]\"\\$\\{job\\.[^\"]*\"\\s*[,\\]]");

  private final JobTypes types;
  private final boolean withPaid;

  /** Knows the job types that a worker with these settings serves. */
  public JobChecks(AppSettings settings) {
    this.types = new JobTypes(settings);
    this.withPaid = !settings.paid().providers().isEmpty();
  }

  /**
   * What is wrong with a job, as far as can be told without its files and other jobs' results.
   *
   * @return a sentence; empty where nothing is
   */
  public Optional<String> problem(String jobType, String inputData) {
    Optional<String> reference = JobReferences.problem(inputData);
    if (reference.isPresent()) {
      return Optional.of(reference.get() + ".");
    }
    boolean unknownCount = LIST_OF_RESULTS.matcher(inputData).find();
    boolean known = types.names().contains(jobType);
    if (known && (unknownCount || (!withPaid && types.paid().contains(jobType)))) {
      return Optional.empty();
    }
    List<String> problems = types.problems(JobDraft.of(jobType, inputData));
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", problems));
  }
}
