package mediaworker.providers.http;

import java.io.IOException;

/** A create whose answer has a place on the disk: nothing is left but to send it. */
@FunctionalInterface
public interface ReadyCreate {

  /**
   * Sends it, once.
   *
   * @throws CreateException when there is no answer, saying whether it may have been sent
   */
  Answer send() throws IOException;
}
