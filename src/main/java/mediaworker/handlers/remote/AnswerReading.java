package mediaworker.handlers.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Recovery;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.UnreadableListException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has providers read their answers. One that they stumble over, of a shape that nobody has thought
 * of, is an answer that cannot be read: what is paid is not given up for a fault of ours.
 */
final class AnswerReading {

  private static final Logger log = LoggerFactory.getLogger(AnswerReading.class);

  private AnswerReading() {}

  /** {@link Provider#created}; left open where it cannot be read. */
  static Submitted created(Provider provider, MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    try {
      return provider.created(request, call, answer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      return new Submitted.Unknown(Fault.of(FailureClass.AMBIGUOUS, unread(provider, e)));
    }
  }

  /** {@link Provider#polled}; asked again where it cannot be read. */
  static Polled polled(Provider provider, TaskRef task, Answer answer) throws IOException {
    try {
      return provider.polled(task, answer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      return new Polled.AskAgain(Fault.of(FailureClass.REFUSED, unread(provider, e)));
    }
  }

  /** {@link Provider#recover}. */
  static Recovery recovery(
      Provider provider,
      MediaRequest request,
      CreateCall call,
      FreeCalls http,
      Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    try {
      return provider.recover(request, call, http, cancellation);
    } catch (CancellationException e) {
      throw e;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      throw new UnreadableListException(unread(provider, e));
    }
  }

  private static String unread(Provider provider, RuntimeException e) {
    log.error("An answer of {} is of a shape that is not known here", provider.name(), e);
    return provider.name() + "'s answer cannot be read";
  }
}
