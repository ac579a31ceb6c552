package mediaworker.app;

import java.util.Objects;

/** The worker cannot work as it is set up. The message is a sentence that says what to change. */
public final class SetupException extends Exception {
  private static final long serialVersionUID = 1L;

  public SetupException(String sentence) {
    super(sentence);
  }

  /** What to change, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
