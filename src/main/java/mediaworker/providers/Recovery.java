package mediaworker.providers;

import java.util.List;
import java.util.function.Predicate;

/** What became of a create whose answer was lost. */
public sealed interface Recovery {

  /** It was created. */
  record Found(TaskRef task) implements Recovery {}

  /** It provably was not. */
  record Absent() implements Recovery {}

  /**
   * Nobody can tell.
   *
   * @param why for a person
   */
  record CannotTell(String why) implements Recovery {}

  /**
   * The tasks that the account may have created since the intent, at a provider that keeps no name
   * of ours. Only the ledger knows which of them belong to other calls: see {@link #without}.
   *
   * @param matching those that were created since and look like the request
   * @param others others that could be it: the provider may have reworded what it shows of them, or
   *     the clock may have been moved since the intent, so that they only look older
   */
  record Candidates(List<TaskRef> matching, List<TaskRef> others) implements Recovery {
    public Candidates {
      matching = List.copyOf(matching);
      others = List.copyOf(others);
    }

    /**
     * The answer once the tasks of other calls are taken away: the only one that matches is the
     * call's; where nothing is left at all, it was not created.
     *
     * @param known whether the ledger has a task by this id
     * @return {@link Found}, {@link Absent} or {@link CannotTell}
     */
    public Recovery without(Predicate<String> known) {
      List<TaskRef> alike = matching.stream().filter(task -> !known.test(task.id())).toList();
      List<String> rest =
          others.stream().map(TaskRef::id).filter(id -> !known.test(id)).limit(3).toList();
      if (alike.size() == 1) {
        return new Found(alike.get(0));
      }
      if (!alike.isEmpty()) {
        return new CannotTell(
            "several tasks there look like it: "
                + String.join(", ", alike.stream().map(TaskRef::id).limit(3).toList()));
      }
      return rest.isEmpty()
          ? new Absent()
          : new CannotTell(
              "tasks were created there that this worker knows nothing of: "
                  + String.join(", ", rest));
    }
  }
}
