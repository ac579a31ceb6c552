package mediaworker.jobs;

import org.jspecify.annotations.Nullable;

/**
 * One row of the jobs table as it stood when it was claimed.
 *
 * @param id the row's id
 * @param type {@code job_type}, as written
 * @param stage which lap it is on
 * @param inputData {@code input_data} as written; a JSON object for most types
 * @param resultData {@code result_data}: on a keying lap the video to key
 * @param keyingSettings {@code keying_settings} as written; a JSON object
 * @param attempts attempts so far, this one included
 * @param maxAttempts how many it may have
 * @param reuse whether it may take what an equal job has made, and leave what it makes to others
 * @param createdAt {@code created_at} as written, which tells it from a row of the same id in
 *     another database; empty where there is none
 */
public record Job(
    long id,
    String type,
    Stage stage,
    @Nullable String inputData,
    @Nullable String resultData,
    @Nullable String keyingSettings,
    int attempts,
    int maxAttempts,
    boolean reuse,
    String createdAt) {

  /** One that is in no table. */
  public Job(
      long id,
      String type,
      Stage stage,
      @Nullable String inputData,
      @Nullable String resultData,
      @Nullable String keyingSettings,
      int attempts,
      int maxAttempts,
      boolean reuse) {
    this(id, type, stage, inputData, resultData, keyingSettings, attempts, maxAttempts, reuse, "");
  }

  /** The same, which makes everything itself. */
  public Job(
      long id,
      String type,
      Stage stage,
      @Nullable String inputData,
      @Nullable String resultData,
      @Nullable String keyingSettings,
      int attempts,
      int maxAttempts) {
    this(id, type, stage, inputData, resultData, keyingSettings, attempts, maxAttempts, false);
  }

  /** The name under which the handler of a keying lap is registered, whatever the row's type. */
  public static final String KEYING_LAP = "keying lap";

  /** The job type whose rows are taken, like laps, before all others. */
  public static final String KEYING_TYPE = "keying";

  /** The same job with other input. */
  public Job withInput(String input) {
    return new Job(
        id,
        type,
        stage,
        input,
        resultData,
        keyingSettings,
        attempts,
        maxAttempts,
        reuse,
        createdAt);
  }

  /** What selects the handler: the lap or the type. */
  public String kind() {
    return stage == Stage.KEYING ? KEYING_LAP : type;
  }
}
