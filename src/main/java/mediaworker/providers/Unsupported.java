package mediaworker.providers;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a provider or model cannot do with a request, so that a person reads all of it at
 * once. For one request, on one thread.
 */
public final class Unsupported {

  private static final int MOST_CHARACTERS = 480;
  private static final int MOST_PICTURES = 100;

  private final String who;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param who the subject of the sentence: "Kling with kling-2.6"
   */
  public Unsupported(String who) {
    this.who = who;
  }

  /**
   * Notes a problem.
   *
   * @param problem a predicate that goes on after the subject: "makes 5 or 10 seconds, not 7"
   */
  public Unsupported when(boolean wrong, String problem) {
    if (wrong) {
      problems.add(problem);
    }
    return this;
  }

  /** Notes what a request to a model by name lacks whatever the model: its picture or its video. */
  public Unsupported whenNothingToWorkOn(MediaRequest request) {
    return when(
            request.count() < 1 || request.count() > MOST_PICTURES,
            "makes 1 to " + MOST_PICTURES + " pictures a job")
        .when(
            request.operation() == Operation.IMAGE_BACKGROUND_REMOVAL && request.images().isEmpty(),
            "needs a picture in image")
        .when(
            request.operation() == Operation.VIDEO_BACKGROUND_REMOVAL && request.video().isEmpty(),
            "needs a video");
  }

  /**
   * Ends the check.
   *
   * @throws ProviderException of {@link FailureClass#INVALID_INPUT}, naming every problem noted
   */
  public void throwIfAny() throws ProviderException {
    if (problems.isEmpty()) {
      return;
    }
    String sentence = who + " " + String.join("; it ", problems);
    throw ProviderException.invalid(
        (sentence.length() > MOST_CHARACTERS
                ? sentence.substring(0, MOST_CHARACTERS) + "…"
                : sentence)
            + ".");
  }
}
