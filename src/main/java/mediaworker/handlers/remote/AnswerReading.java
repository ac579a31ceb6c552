package mediaworker.handlers.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final int MOST_TOLD = 10_000;

  /** Of which calls it is in the log. */
  private static final Set<String> told = ConcurrentHashMap.newKeySet();

  private AnswerReading() {}

  /** {@link Provider#created}; left open where it cannot be read. */
  static Submitted created(
      ProviderSetup setup, MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    try {
      return setup.provider().created(request, call, answer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      return new Submitted.Unknown(
          Fault.of(FailureClass.AMBIGUOUS, unread(setup, call.marker(), e)));
    }
  }

  /** {@link Provider#polled}; asked again where it cannot be read. */
  static Polled polled(ProviderSetup setup, TaskRef task, Answer answer) throws IOException {
    try {
      return setup.provider().polled(task, answer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      return new Polled.AskAgain(Fault.of(FailureClass.REFUSED, unread(setup, task.id(), e)));
    }
  }

  /** {@link Provider#recover}. */
  static Recovery recovery(
      ProviderSetup setup,
      MediaRequest request,
      CreateCall call,
      FreeCalls http,
      Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    try {
      return setup.provider().recover(request, call, http, cancellation);
    } catch (CancellationException e) {
      throw e;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      throw new UnreadableListException(unread(setup, call.marker(), e));
    }
  }

  /**
   * Says so once for each call: it may be asked for often.
   *
   * @param which the task or the marker
   */
  private static String unread(ProviderSetup setup, String which, RuntimeException e) {
    String title = setup.description().title();
    if (told.size() >= MOST_TOLD) {
      told.clear();
    }
    if (told.add(setup.name() + " " + which)) {
      // Not its message, which may quote the answer: links in it are signed.
      RuntimeException quiet = new RuntimeException(e.getClass().getName());
      quiet.setStackTrace(e.getStackTrace());
      log.error("An answer of {} ({}) is of a shape that is not known here", title, which, quiet);
    }
    return title + "'s answer cannot be read";
  }
}
