package mediaworker.jobs;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger: a call that costs money, from before it is made to what came of it.
 *
 * @param id the line
 * @param jobId the job it is made for
 * @param step which of the job's calls it is, from 0
 * @param provider the provider's name
 * @param model the model it uses
 * @param operation what is asked for, in the providers' word
 * @param marker a text that no other call has: names its folder, and the task where the provider
 *     lets us name it
 * @param state how far it is
 * @param taskId the provider's id of the task; null before it is known
 * @param taskPath what else is needed to find the task, empty when nothing; null while that is
 *     still to be worked out, since a person has named the task
 * @param outputs what was made, as JSON; null before it is known
 * @param intendedAt when the intent was written
 * @param acceptedAt when the provider had taken it; null before
 * @param asked whether a person has been asked to decide about it
 * @param sought whether its provider was asked what became of it, and could not tell
 * @param missed whether its answer was lost and its provider did not know it; where it has been
 *     made again since, by the same marker, both may have come through
 * @param message what was said of it last
 * @param inVain whether the same call would fail again
 */
public record PaidCall(
    long id,
    long jobId,
    int step,
    String provider,
    String model,
    String operation,
    String marker,
    State state,
    @Nullable String taskId,
    @Nullable String taskPath,
    @Nullable String outputs,
    Instant intendedAt,
    @Nullable Instant acceptedAt,
    boolean asked,
    boolean sought,
    boolean missed,
    @Nullable String message,
    boolean inVain) {

  /** The job types that make paid calls; a row that has become another job waits for none. */
  public static final Set<String> JOB_TYPES =
      Set.of(
          "image_generation",
          "animation",
          "background_removal",
          "style_analysis",
          "palette_analysis",
          "animation_prompting",
          "video_understanding",
          "gpu_job",
          "replicate",
          "fal");

  /** The message of a call whose outputs could not be brought in when its job failed for that. */
  public static final String NOT_FETCHED = "not fetched";

  /** Whether its provider was not asked yet, in the job's present life, for another link. */
  public boolean mayHaveFreshLink() {
    return taskId != null && (message == null || message.equals(NOT_FETCHED));
  }

  /** How far a call is. */
  public enum State {
    /** It is about to be made, or being made: after a crash nobody knows. */
    INTENDED,
    /** The provider has taken it and works on it. */
    ACCEPTED,
    /** It has an output that is not in our hands yet. */
    SUCCEEDED,
    /** Its output is ours. */
    DELIVERED,
    /** Nothing was created: nothing to pay. */
    REFUSED,
    /** The provider took it and gave it up, or its output was lost. */
    FAILED,
    /** It was stopped at the provider. */
    CANCELLED,
    /** Nobody can tell whether it was created: a person has to decide. */
    UNKNOWN,
    /** A person has decided to let it be. */
    DROPPED,
    /** The job gave it up, by its patience or a person; the provider may still go on. */
    ABANDONED;

    /** As the table has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a word. */
    public static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
