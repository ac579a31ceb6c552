package mediaworker.providers.http;

import java.io.IOException;
import mediaworker.concurrent.Cancellation;
import okhttp3.Request;

/** Sends requests that cost nothing: polls, look-ups, uploads, cancels. */
@FunctionalInterface
public interface FreeCalls {

  /**
   * Sends a request and reads its answer to the end, whatever its status. Redirects are not
   * followed.
   *
   * @throws IOException when it did not get through; may be tried again
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  Answer send(Request request, Cancellation cancellation) throws IOException, InterruptedException;
}
