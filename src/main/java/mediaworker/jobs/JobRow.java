package mediaworker.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the jobs table as people see it.
 *
 * @param id its id
 * @param type {@code job_type}
 * @param status the status word; any text, since others may write their own
 * @param order what is to be done
 * @param course how far it is
 * @param result what it left
 * @param times when things happened
 */
public record JobRow(
    long id, String type, String status, Order order, Course course, Result result, Times times) {

  /**
   * What is to be done.
   *
   * @param parent the job it is a part of
   * @param reuse whether it may take what an equal job has made
   * @param step its name among the parts of its parent
   */
  public record Order(
      @Nullable String prompt,
      @Nullable String inputData,
      @Nullable String keyingSettings,
      @Nullable Long parent,
      @Nullable String uniqueKey,
      int priority,
      boolean reuse,
      @Nullable String step) {}

  /**
   * How far it is.
   *
   * @param progress 0…100 per cent
   * @param waitsFor a provider whose limit or pause it waits for
   * @param worker who holds it; null when nobody does
   */
  public record Course(
      int attempts,
      int maxAttempts,
      double progress,
      @Nullable String message,
      @Nullable String waitsFor,
      @Nullable String worker) {}

  /**
   * What it left.
   *
   * @param result {@code result_data}: a path relative to the base folder, a URL or a text
   * @param outputs all outputs as a JSON list, where there are several
   * @param keyedResult the output of a keying lap
   * @param error why it failed, in a sentence
   * @param reusedFrom the job whose outputs it has taken; null when it has made them
   * @param findings what the last completed run found, be it of the job or of a keying lap, as a
   *     JSON object: a failed one leaves it, the next completed one replaces it; null for nothing
   */
  public record Result(
      @Nullable String result,
      @Nullable String outputs,
      @Nullable String keyedResult,
      @Nullable String error,
      @Nullable Long reusedFrom,
      @Nullable String findings) {}

  /** When things happened; null for what has not, or is written in a form that nobody can read. */
  public record Times(
      @Nullable Instant created,
      @Nullable Instant runAt,
      @Nullable Instant started,
      @Nullable Instant finished,
      @Nullable Instant updated) {}

  /** Whether it has come to an end, so that nothing happens to it any more by itself. */
  public boolean isOver() {
    return JobStatus.OVER.contains(status);
  }
}
