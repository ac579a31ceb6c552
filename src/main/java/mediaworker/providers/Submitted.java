package mediaworker.providers;

import java.util.List;
import java.util.Optional;

/** What a create request came to. */
public sealed interface Submitted {

  /** A task is under way; it is to be polled. */
  record Accepted(TaskRef task, Optional<Cost> cost) implements Submitted {}

  /** The answer holds the result already. */
  record Done(List<RemoteOutput> outputs, Optional<Cost> cost) implements Submitted {
    public Done {
      outputs = List.copyOf(outputs);
    }
  }

  /** Nothing was created: the provider says so. Any kind but {@link FailureClass#AMBIGUOUS}. */
  record Refused(Fault fault) implements Submitted {}

  /** The call was made, perhaps paid, and brought nothing: a refusal by content within a 200. */
  record Failed(Fault fault, Optional<Cost> cost) implements Submitted {}

  /** It cannot be told whether anything was created. */
  record Unknown(Fault fault) implements Submitted {}
}
