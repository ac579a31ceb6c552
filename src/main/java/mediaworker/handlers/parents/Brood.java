package mediaworker.handlers.parents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Children;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;

/**
 * The children of one parent as they stand now, and what is still to be done about them. A parent's
 * handler asks for the same children every time it is run; what is completed is never done again.
 */
final class Brood {

  private final Map<String, Child> latest = new LinkedHashMap<>();
  private final List<Child> all;
  private final boolean resumed;

  private Brood(List<Child> all, boolean resumed) {
    this.all = all;
    this.resumed = resumed;
    all.forEach(child -> latest.put(child.step(), child));
  }

  /** Reads them. */
  static Brood of(JobContext context, Children children) throws JobFailure {
    try {
      return new Brood(children.of(context.job().id()), context.job().stage() == Stage.RESUMED);
    } catch (StoreException e) {
      throw JobFailure.transientFault(e.sentence(), e);
    }
  }

  /** All of them, oldest first. */
  List<Child> all() {
    return all;
  }

  /** The child of a step. */
  Optional<Child> step(String name) {
    return Optional.ofNullable(latest.get(name));
  }

  /** The child of a step that is completed. */
  Optional<Child> completed(String name) {
    return step(name).filter(Child::isCompleted);
  }

  /**
   * What has to be waited for before the parent can go on: children that are not there yet, that
   * still run, or that ended without a result and run again, since the parent was queued again.
   *
   * @param status the word that the parent shows meanwhile
   * @param note one line for the parent
   * @return empty when all of them have ended
   */
  Optional<JobResult> missing(List<NewChild> wanted, String status, String note) {
    List<NewChild> add = new ArrayList<>();
    List<Long> again = new ArrayList<>();
    boolean under = false;
    for (NewChild child : wanted) {
      Child there = latest.get(child.step());
      if (there == null) {
        add.add(child);
      } else if (!there.hasEnded()) {
        under = true;
        again.add(there.id());
      } else if (!there.isCompleted() && !resumed) {
        again.add(there.id());
      }
    }
    return add.isEmpty() && again.isEmpty() && !under
        ? Optional.empty()
        : Optional.of(new JobResult.WaitForChildren(add, again, status, Double.NaN, note));
  }

  /**
   * The failure of a parent whose child is not completed.
   *
   * @param child one that ended without a result
   */
  static JobFailure failure(Child child) {
    String how =
        switch (child.status()) {
          case "cancelled" -> "was cancelled";
          case "skipped" -> "was skipped";
          default -> "failed";
        };
    String step = child.step().isEmpty() ? "" : " \"" + child.step() + "\"";
    return JobFailure.input(
        "Its part"
            + step
            + ", job "
            + child.id()
            + " ("
            + child.type()
            + "), "
            + how
            + (child.error() == null ? "." : ": " + child.error()));
  }
}
