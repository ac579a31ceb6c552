package mediaworker.providers.http;

import java.io.IOException;
import java.util.function.Consumer;

/** A create whose answer has a place on the disk: nothing is left but to send it. */
@FunctionalInterface
public interface ReadyCreate {

  /**
   * Sends it, once. An answer that the disk does not take is held in memory, and tried again for a
   * while.
   *
   * @param held told once, with the reason, when that begins; the process may end before it is over
   * @throws CreateException when there is no answer, or none that could be kept, saying whether it
   *     may have been sent
   */
  Answer send(Consumer<String> held) throws IOException;
}
