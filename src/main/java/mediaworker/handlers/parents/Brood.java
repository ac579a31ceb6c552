package mediaworker.handlers.parents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.handlers.JsonColumn;
import mediaworker.jobs.Children;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.JobStatus;
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

  /**
   * Reads them.
   *
   * @throws JobFailure when there are none yet and the row would not be taken as written
   */
  static Brood of(JobContext context, Children children) throws JobFailure {
    try {
      List<Child> all = children.of(context.job().id());
      if (all.isEmpty()) {
        JsonColumn.check("input_data", context.job().inputData());
      }
      return new Brood(all, context.job().stage() == Stage.RESUMED);
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
    Standing standing = standing(wanted);
    return standing.next().isEmpty() && standing.underWay().isEmpty()
        ? Optional.empty()
        : Optional.of(wait(standing.next(), standing.underWay(), status, Double.NaN, note, 0));
  }

  /**
   * How it stands about children that are wanted.
   *
   * @param next those that are to run: not there yet, or there and to run again
   * @param underWay ids of those that run
   * @param ended how many have ended, and stay so
   */
  private record Standing(List<NewChild> next, List<Long> underWay, int ended) {}

  private Standing standing(List<NewChild> wanted) {
    List<NewChild> next = new ArrayList<>();
    List<Long> underWay = new ArrayList<>();
    for (NewChild child : wanted) {
      Child there = latest.get(child.step());
      if (there == null || isForAgain(there)) {
        next.add(child);
      } else if (!there.hasEnded()) {
        underWay.add(there.id());
      }
    }
    return new Standing(next, underWay, wanted.size() - next.size() - underWay.size());
  }

  /**
   * Whether a child runs again: it ended without a result, and the parent was queued again since.
   */
  private boolean isForAgain(Child child) {
    return child.hasEnded() && !child.isCompleted() && (!resumed || child.earlier());
  }

  private JobResult wait(
      List<NewChild> next,
      List<Long> underWay,
      String status,
      double fraction,
      String note,
      int open) {
    List<NewChild> add = new ArrayList<>();
    List<Long> again = new ArrayList<>();
    for (NewChild child : next) {
      Child there = latest.get(child.step());
      if (there == null) {
        add.add(child.literally());
      } else {
        again.add(there.id());
      }
    }
    return new JobResult.WaitForChildren(add, again, underWay, status, fraction, note, open);
  }

  /** A note of a parent that lets some of its children run at a time. */
  @FunctionalInterface
  interface RollingNote {
    /**
     * One line.
     *
     * @param underWay how many run now
     * @param begun how many have ended or run
     */
    String of(int underWay, int begun);
  }

  /** Which part of a parent's work some children are, for its progress: both 0…1. */
  record Share(double from, double to) {

    private double at(double fraction) {
      return from + fraction * (to - from);
    }
  }

  /**
   * As {@link #missing}, but so many at a time: the next begins as soon as one has ended.
   *
   * @param atOnce at least 1
   */
  Optional<JobResult> rolling(List<NewChild> wanted, int atOnce, Share share, RollingNote note) {
    Standing standing = standing(wanted);
    List<NewChild> next = standing.next();
    int places = Math.max(0, atOnce - standing.underWay().size());
    List<NewChild> begin = next.subList(0, Math.min(places, next.size()));
    int busy = begin.size() + standing.underWay().size();
    if (busy == 0) {
      return Optional.empty();
    }
    boolean more = begin.size() < next.size();
    return Optional.of(
        wait(
            begin,
            standing.underWay(),
            JobStatus.WAITING_FOR_CHILDREN,
            share.at((double) standing.ended() / wanted.size()),
            note.of(busy, standing.ended() + busy),
            more ? busy - 1 : 0));
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
