package mediaworker.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.RowLimits;
import mediaworker.text.Spelling;

/** Which handler serves which kind of job. Complete at start and never changed. */
public final class HandlerRegistry {

  private final Map<String, JobHandler<?>> handlers = new TreeMap<>();
  private final RowLimits limits;

  /**
   * Registers the handlers under their kinds.
   *
   * @throws IllegalArgumentException when two handlers claim the same kind
   */
  public HandlerRegistry(Collection<? extends JobHandler<?>> all) {
    this(all, RowLimits.USUAL);
  }

  /**
   * Registers the handlers under their kinds.
   *
   * @param limits what is refused before any handler sees it
   * @throws IllegalArgumentException when two handlers claim the same kind
   */
  public HandlerRegistry(Collection<? extends JobHandler<?>> all, RowLimits limits) {
    this.limits = limits;
    for (JobHandler<?> handler : all) {
      for (String kind : handler.kinds()) {
        if (handlers.put(kind, handler) != null) {
          throw new IllegalArgumentException("two handlers for " + kind);
        }
      }
    }
  }

  /**
   * The handler for a row.
   *
   * @throws JobFailure when the row is too large for any
   */
  Optional<JobHandler<?>> find(Job job) throws JobFailure {
    limits.check(job);
    return Optional.ofNullable(handlers.get(job.kind()));
  }

  /** The sentence about a job type that is none of the known ones. */
  public static String unknown(String type, Collection<String> known) {
    return "The job type \""
        + type
        + "\" is not known to this worker"
        + Spelling.end(type, known)
        + " Known are: "
        + String.join(", ", known)
        + ".";
  }

  /** The job types a row may have. */
  public Set<String> jobTypes() {
    Set<String> types = new TreeSet<>(handlers.keySet());
    types.remove(Job.KEYING_LAP);
    return types;
  }
}
