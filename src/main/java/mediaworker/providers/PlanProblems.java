package mediaworker.providers;

import java.util.ArrayList;
import java.util.List;

/** Collects what a provider cannot do with a request, so that one sentence names all of it. */
public final class PlanProblems {
  private final String subject;
  private final List<String> parts = new ArrayList<>();

  /**
   * Starts without problems.
   *
   * @param subject who cannot do it: "OpenAI with gpt-image-2"
   */
  public PlanProblems(String subject) {
    this.subject = subject;
  }

  /**
   * Notes a problem.
   *
   * @param present whether there is one
   * @param what a part of a sentence that fits behind the subject: "takes no seed"
   */
  public PlanProblems when(boolean present, String what) {
    if (present) {
      parts.add(what);
    }
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws ProviderException of {@link FailureClass#INVALID_INPUT} when there was any problem
   */
  public void throwIfAny() throws ProviderException {
    if (!parts.isEmpty()) {
      throw ProviderException.invalid(subject + " " + String.join(", and ", parts) + ".");
    }
  }
}
