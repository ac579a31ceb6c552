package mediaworker.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a claimed row. Decided by {@link RetryPolicy}, written by the {@link JobStore}.
 */
public sealed interface Outcome {

  /** The row is completed. */
  record Completed(@Nullable String result, String note) implements Outcome {}

  /** The row failed for good. */
  record Failed(String message) implements Outcome {}

  /** The row goes back and is not taken again before {@code at}; the attempt counts. */
  record RetryAt(Instant at, String message) implements Outcome {}

  /**
   * The row goes back as it was before the claim, with its attempt: being stopped is not failing.
   */
  record Released() implements Outcome {}

  /** A person has taken the row back: nothing is written but that the claim is over. */
  record TakenBack() implements Outcome {}
}
