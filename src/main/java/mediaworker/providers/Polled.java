package mediaworker.providers;

import java.util.List;
import java.util.Optional;

/** How a task stands. */
public sealed interface Polled {

  /**
   * Not at its end. Also for statuses that nobody here knows: those are said in the note.
   *
   * @param fraction 0…1, or NaN where the provider does not tell
   * @param note the provider's word for it, "processing"
   */
  record Running(double fraction, String note) implements Polled {}

  /** The outputs are there. */
  record Succeeded(List<RemoteOutput> outputs, Optional<Cost> cost) implements Polled {
    public Succeeded {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * The answer lies behind a request of its own: it is asked for at once by this reference, which
   * nobody keeps; the next look begins with the task's own again.
   */
  record Next(TaskRef task) implements Polled {}

  /** The provider has given the task up. */
  record Failed(Fault fault, Optional<Cost> cost) implements Polled {}

  /**
   * The provider says that it knows no such task, or does not hand out what came of it. One that
   * was created just now may not be in its books yet, and a server may have failed on the way, so
   * this ends nothing by itself.
   *
   * @param bare whether nothing but the HTTP status says so, which may come from a machine on the
   *     way that knows nothing of tasks
   */
  record NotKnown(Fault fault, boolean bare) implements Polled {}

  /** The question itself was refused for now (rate, server fault): ask again later. */
  record AskAgain(Fault fault) implements Polled {}
}
