package mediaworker.jobs;

import org.jspecify.annotations.Nullable;

/** What a handler answers when it did not fail. */
public sealed interface JobResult {

  /**
   * The work is done.
   *
   * @param result what the lap leaves in the row: {@code keyed_result_data} after a keying lap,
   *     else {@code result_data}
   * @param note one line for {@code progress_message} and the log
   */
  record Finished(@Nullable String result, String note) implements JobResult {}
}
