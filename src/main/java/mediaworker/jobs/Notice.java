package mediaworker.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Word of a job's end that is to be sent to the URL its row names.
 *
 * @param id never used again; the receiver tells repeated deliveries by it
 * @param jobId the job
 * @param jobType its type
 * @param status what it became: completed, failed, cancelled, skipped or needs_decision
 * @param callbackUrl the column; null where the field of the input data is meant
 * @param inputData {@code input_data} as written
 * @param result what the row held then
 * @param at when it happened
 * @param attempts deliveries tried so far, this one included
 */
public record Notice(
    long id,
    long jobId,
    String jobType,
    String status,
    @Nullable String callbackUrl,
    @Nullable String inputData,
    Result result,
    Instant at,
    int attempts) {

  /**
   * What the row held.
   *
   * @param result {@code result_data}
   * @param keyedResult {@code keyed_result_data}
   * @param outputs a JSON list
   * @param findings a JSON object
   * @param error {@code error_message}
   */
  public record Result(
      @Nullable String result,
      @Nullable String keyedResult,
      @Nullable String outputs,
      @Nullable String findings,
      @Nullable String error) {}
}
