package mediaworker.jobs;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that is to be queued.
 *
 * @param type its {@code job_type}
 * @param inputData {@code input_data}: a JSON object; null for none
 * @param keyingSettings {@code keying_settings}: a JSON object; null for none
 * @param prompt a note for people; null for none
 * @param priority higher runs sooner
 * @param runAt not before then; null for as soon as it can
 * @param maxAttempts how often it may be tried, 1…{@link #MOST_ATTEMPTS}; 0 for the table's default
 * @param uniqueKey a name that no other job of the table has: who queues under it again is answered
 *     the first job; null for none
 * @param parent the job it is a part of; null for none
 * @param callbackUrl who is told of its end; null for nobody
 * @param reuse whether it may take what an equal job has made, and leave what it makes to others
 * @param dependsOn the jobs that must be completed first
 * @param onNeedFailed what becomes of it when one of them is not; null for the usual
 */
public record JobDraft(
    String type,
    @Nullable String inputData,
    @Nullable String keyingSettings,
    @Nullable String prompt,
    int priority,
    @Nullable Instant runAt,
    int maxAttempts,
    @Nullable String uniqueKey,
    @Nullable Long parent,
    @Nullable String callbackUrl,
    boolean reuse,
    List<Long> dependsOn,
    @Nullable WhenNeedFails onNeedFailed) {

  public JobDraft {
    dependsOn = List.copyOf(dependsOn);
  }

  /** How often a job may be tried at the most. */
  public static final int MOST_ATTEMPTS = 1000;

  /** A job with nothing but its input. */
  public static JobDraft of(String type, @Nullable String inputData) {
    return new JobDraft(
        type, inputData, null, null, 0, null, 0, null, null, null, false, List.of(), null);
  }

  /** The same with dials of the keyer. */
  public JobDraft withKeyingSettings(@Nullable String json) {
    return changed(draft -> draft.keyingSettings = json);
  }

  /** The same with a note. */
  public JobDraft withPrompt(@Nullable String note) {
    return changed(draft -> draft.prompt = note);
  }

  /** The same with another priority. */
  public JobDraft withPriority(int value) {
    return changed(draft -> draft.priority = value);
  }

  /** The same, not before then. */
  public JobDraft withRunAt(@Nullable Instant time) {
    return changed(draft -> draft.runAt = time);
  }

  /** The same with so many attempts. */
  public JobDraft withMaxAttempts(int attempts) {
    return changed(draft -> draft.maxAttempts = attempts);
  }

  /** The same under a name that no other job has. */
  public JobDraft withUniqueKey(@Nullable String key) {
    return changed(draft -> draft.uniqueKey = key);
  }

  /** The same as a part of another job. */
  public JobDraft withParent(@Nullable Long id) {
    return changed(draft -> draft.parent = id);
  }

  /** The same with somebody who is told of its end. */
  public JobDraft withCallbackUrl(@Nullable String url) {
    return changed(draft -> draft.callbackUrl = url);
  }

  /** The same, free to take what an equal job has made. */
  public JobDraft withReuse(boolean may) {
    return changed(draft -> draft.reuse = may);
  }

  /**
   * The same, to wait for other jobs.
   *
   * @param onFailure what becomes of it when one of them is not completed; null for the usual
   */
  public JobDraft withNeeds(List<Long> ids, @Nullable WhenNeedFails onFailure) {
    return changed(
        draft -> {
          draft.dependsOn = ids;
          draft.onNeedFailed = onFailure;
        });
  }

  private JobDraft changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.draft();
  }

  /** A draft while it is being changed. */
  private static final class Copy {
    private final JobDraft from;
    private @Nullable String keyingSettings;
    private @Nullable String prompt;
    private int priority;
    private @Nullable Instant runAt;
    private int maxAttempts;
    private @Nullable String uniqueKey;
    private @Nullable Long parent;
    private @Nullable String callbackUrl;
    private boolean reuse;
    private List<Long> dependsOn;
    private @Nullable WhenNeedFails onNeedFailed;

    Copy(JobDraft from) {
      this.from = from;
      this.keyingSettings = from.keyingSettings;
      this.prompt = from.prompt;
      this.priority = from.priority;
      this.runAt = from.runAt;
      this.maxAttempts = from.maxAttempts;
      this.uniqueKey = from.uniqueKey;
      this.parent = from.parent;
      this.callbackUrl = from.callbackUrl;
      this.reuse = from.reuse;
      this.dependsOn = from.dependsOn;
      this.onNeedFailed = from.onNeedFailed;
    }

    JobDraft draft() {
      return new JobDraft(
          from.type,
          from.inputData,
          keyingSettings,
          prompt,
          priority,
          runAt,
          maxAttempts,
          uniqueKey,
          parent,
          callbackUrl,
          reuse,
          dependsOn,
          onNeedFailed);
    }
  }
}
