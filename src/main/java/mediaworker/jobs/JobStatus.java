package mediaworker.jobs;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The status words this worker reads or writes. Text, not an enum: the table belongs to people and
 * other programs too, and their words pass through unharmed.
 */
public final class JobStatus {

  /** Waits for a thread. */
  public static final String QUEUED = "queued";

  /** Runs. */
  public static final String PROCESSING = "processing";

  /** Waits for a keying lap over the video in {@code result_data}. */
  public static final String KEYING_QUEUED = "keying_queued";

  /** Is being keyed: a keying job, or a keying lap of any job. */
  public static final String KEYING_PROCESSING = "keying_processing";

  /** Waits, without a thread, for a task that is under way at a provider. */
  public static final String WAITING_REMOTE = "waiting_remote";

  /** Waits for jobs that it needs. */
  public static final String WAITING_FOR_JOBS = "waiting_for_jobs";

  /** A parent that waits for its children. */
  public static final String WAITING_FOR_CHILDREN = "waiting_for_children";

  /** A parent whose last child joins what the others have made; the dashboard's word. */
  public static final String STITCHING = "stitching";

  /** The dashboard's word for a picture that waits for the analyses its prompt is made of. */
  public static final String WAITING_FOR_ANALYSIS = "waiting_for_analysis";

  /** Not run, since a job that it needs was not completed. */
  public static final String SKIPPED = "skipped";

  /** A person has to decide how it goes on: it is not known whether a call was paid. */
  public static final String NEEDS_DECISION = "needs_decision";

  /** Ended well. */
  public static final String COMPLETED = "completed";

  /** Ended badly; also how the dashboard cancels. */
  public static final String FAILED = "failed";

  /** Given up by a person. */
  public static final String CANCELLED = "cancelled";

  /** The words of rows to which nothing happens any more by itself. */
  public static final Set<String> OVER = Set.of(COMPLETED, FAILED, CANCELLED, SKIPPED);

  /** The words of rows that wait for a thread or their time. */
  public static final Set<String> WAITING = Set.of(QUEUED, KEYING_QUEUED);

  /** The words of rows on threads. */
  public static final Set<String> RUNNING = Set.of(PROCESSING, KEYING_PROCESSING);

  /** The words of rows that wait for other rows. */
  public static final Set<String> BLOCKED =
      Set.of(WAITING_FOR_JOBS, WAITING_FOR_CHILDREN, STITCHING, WAITING_FOR_ANALYSIS);

  /** The words of parents that wait for their children. */
  public static final Set<String> PARENTS = Set.of(WAITING_FOR_CHILDREN, STITCHING);

  /** The words of rows that may wait for a time. */
  public static final Set<String> PUT_OFF =
      Set.of(
          QUEUED,
          KEYING_QUEUED,
          WAITING_FOR_JOBS,
          WAITING_FOR_ANALYSIS,
          WAITING_FOR_CHILDREN,
          STITCHING);

  /** The words of rows that have not ended: what a person may stop. */
  public static final Set<String> NOT_OVER =
      Set.of(
          QUEUED,
          KEYING_QUEUED,
          PROCESSING,
          KEYING_PROCESSING,
          WAITING_REMOTE,
          NEEDS_DECISION,
          WAITING_FOR_JOBS,
          WAITING_FOR_CHILDREN,
          STITCHING,
          WAITING_FOR_ANALYSIS);

  /** All words that this worker knows. */
  public static final Set<String> KNOWN =
      Stream.of(NOT_OVER, OVER).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

  private JobStatus() {}

  /** The word under which a row of this lap waits. */
  public static String waiting(Stage stage) {
    return switch (stage) {
      case MAIN -> QUEUED;
      case RESUMED -> WAITING_FOR_CHILDREN;
      case KEYING -> KEYING_QUEUED;
    };
  }

  /** The word that a row shows while it is worked on under a claim. */
  public static String running(Claim claim) {
    return claim.lane() == Lane.REMOTE ? WAITING_REMOTE : running(claim.job());
  }

  /** The word under which a job runs on a thread. */
  public static String running(Job job) {
    return job.stage() == Stage.KEYING || job.type().equals(Job.KEYING_TYPE)
        ? KEYING_PROCESSING
        : PROCESSING;
  }
}
