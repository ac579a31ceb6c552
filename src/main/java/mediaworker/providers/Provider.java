package mediaworker.providers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import okhttp3.Request;

/**
 * One provider of paid calls: its requests, its answers, its error codes. Knows nothing of rows, of
 * the ledger and of waiting; sends nothing that costs money itself. Stateless but for its settings;
 * safe for use by many threads.
 *
 * <p>A call's life: {@link #plan} → {@link #prepare} → (the intent is written) → the request is
 * sent once → {@link #created} → {@link #pollRequest} and {@link #polled} until the end.
 */
public interface Provider {

  /** Its name in rows, settings and the ledger: lower case, "kling". */
  String name();

  /** What it can be asked for. */
  Set<Operation> operations();

  /**
   * Whether a call for this may leave a task that is polled and can be adopted by its id; false for
   * those that are answered with the result or not at all, of which {@link #pollRequest} is never
   * asked.
   */
  default boolean hasTasks(Operation operation) {
    return true;
  }

  /**
   * Whether it fetches pictures and videos from URLs itself for this operation; otherwise the
   * worker downloads them first and hands over files.
   */
  boolean takesUrls(Operation operation);

  /**
   * The settings that shape what it makes of such a request, besides the model, where they are not
   * the usual ones: "image-format=webp". What was made with others is not the same.
   */
  default List<String> shapedBy(Operation operation) {
    return List.of();
  }

  /**
   * Checks a request and says how it will be served. Looks at no network.
   *
   * @throws ProviderException naming everything that this provider or model cannot do
   */
  Plan plan(MediaRequest request) throws ProviderException;

  /**
   * Builds the one request that costs money, complete with key. Uploads and the like, which are
   * free, are made here.
   *
   * @throws ProviderException when a free call is refused or an input is not acceptable
   */
  Request prepare(MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException;

  /**
   * Reads the answer to {@link #prepare}'s request, whatever its HTTP status.
   *
   * <p>Only a documented refusal may become {@link Submitted.Refused}; what could have created a
   * task (5xx, an answer that cannot be read) is {@link Submitted.Unknown}.
   */
  Submitted created(MediaRequest request, CreateCall call, Answer answer) throws IOException;

  /** Asks how a task stands. */
  Request pollRequest(TaskRef task);

  /** Reads the answer to {@link #pollRequest}, whatever its HTTP status. */
  Polled polled(TaskRef task, Answer answer) throws IOException;

  /**
   * The reference of a task that a person adopts by its id.
   *
   * @param id as the provider's own pages show it
   */
  default TaskRef adopted(String id, MediaRequest request, CreateCall call) {
    return new TaskRef(id, request.operation(), "");
  }

  /**
   * Finds out what became of a create whose answer was lost.
   *
   * @throws UnreadableListException when its answer is none; tried again, but not for ever
   * @throws IOException when the provider cannot be asked now; tried again later
   */
  default Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    return new Recovery.CannotTell(name() + " has no way to look a lost call up");
  }

  /**
   * How long after its create a task may not be found by {@link #recover} yet. What tells so by the
   * time of day does not hold where that was set back, so it is waited for by the steady clock too.
   */
  default Duration absentAfter() {
    return Duration.ZERO;
  }

  /**
   * Whether a second create under a marker whose first one has come through after all is refused,
   * or answered with the task of the first. A create that was refused, or is not known there, is
   * then made again under its own marker, so that one that was only late is not paid twice.
   */
  default boolean refusesRepeats() {
    return false;
  }

  /** The request that cancels a task; empty where the provider has none. */
  default Optional<Request> cancelRequest(TaskRef task) {
    return Optional.empty();
  }

  /**
   * Whether {@link #cancelRequest} is known to leave the result of a task alone that has ended; no
   * task is cancelled elsewhere before it was seen to be under way.
   */
  default boolean cancelKeepsResults() {
    return false;
  }

  /** Reads the answer to {@link #cancelRequest}. */
  default CancelAnswer cancelled(TaskRef task, Answer answer) throws IOException {
    return CancelAnswer.GOES_ON;
  }
}
