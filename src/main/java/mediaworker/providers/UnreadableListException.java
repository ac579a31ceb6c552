package mediaworker.providers;

import java.io.IOException;

/**
 * A provider has answered where a lost call is looked for, but not as it should. A machine on the
 * way may have; so it is asked again for a while, after which nobody can tell.
 */
public final class UnreadableListException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what cannot be read, for a person, without a full stop
   */
  public UnreadableListException(String message) {
    super(message);
  }
}
