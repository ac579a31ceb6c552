package mediaworker.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The children of parents, for reading. Safe for use by many threads. */
public interface Children {

  /**
   * A child as its row stands now.
   *
   * @param step its name; empty for rows that other programs made
   * @param result {@code result_data}
   * @param keyedResult {@code keyed_result_data}
   * @param outputs all outputs where there are several; empty otherwise
   * @param error {@code error_message}
   * @param started when its work began; null before
   * @param finished when it ended; null before
   * @param called how long the paid call took that made its result, from the intent to the answer,
   *     as the ledger has it; null without one
   * @param earlier whether it ended in an earlier run of its parent, which has been queued again
   *     since
   */
  record Child(
      long id,
      String step,
      String type,
      String status,
      @Nullable String result,
      @Nullable String keyedResult,
      List<String> outputs,
      @Nullable String error,
      @Nullable Instant started,
      @Nullable Instant finished,
      @Nullable Duration called,
      boolean earlier) {

    private static final Set<String> ENDED =
        Set.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.SKIPPED);

    public Child {
      outputs = List.copyOf(outputs);
    }

    /** Whether it ended well. */
    public boolean isCompleted() {
      return status.equals(JobStatus.COMPLETED);
    }

    /** Whether it ended, one way or another. */
    public boolean hasEnded() {
      return ENDED.contains(status);
    }
  }

  /** The children of a job, oldest first. */
  List<Child> of(long jobId) throws StoreException;
}
