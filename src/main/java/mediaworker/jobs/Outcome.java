package mediaworker.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a claimed row. Decided by {@link RetryPolicy}, written by the {@link JobStore}.
 */
public sealed interface Outcome {

  /** Whether the row has ended with it, so that what needs the job is to be told. */
  default boolean endsRow() {
    return this instanceof Completed || this instanceof Failed;
  }

  /** The same, with more to say of the row where it says how the work went. */
  default Outcome remarked(List<String> remarks) {
    if (remarks.isEmpty()) {
      return this;
    }
    String more = String.join(" ", remarks);
    if (this instanceof Completed done) {
      return new Completed(
          done.result(),
          RetryPolicy.sentence(ended(done.note()), more),
          done.outputs(),
          done.findings());
    }
    if (this instanceof Failed failed) {
      return new Failed(RetryPolicy.sentence(ended(failed.message()), more));
    }
    if (this instanceof RetryAt retry) {
      return new RetryAt(retry.at(), RetryPolicy.sentence(ended(retry.message()), more));
    }
    if (this instanceof Undecided undecided) {
      return new Undecided(RetryPolicy.sentence(ended(undecided.message()), more));
    }
    return this;
  }

  private static String ended(String sentence) {
    boolean ends =
        sentence.isEmpty() || ".…?!".indexOf(sentence.charAt(sentence.length() - 1)) >= 0;
    return ends ? sentence : sentence + ".";
  }

  /** The row is completed; each as in {@link JobResult.Finished}. */
  record Completed(
      @Nullable String result, String note, List<String> outputs, @Nullable String findings)
      implements Outcome {
    /** Without findings. */
    public Completed(@Nullable String result, String note, List<String> outputs) {
      this(result, note, outputs, null);
    }

    /** One result. */
    public Completed(@Nullable String result, String note) {
      this(result, note, List.of());
    }
  }

  /** The row failed for good. */
  record Failed(String message) implements Outcome {}

  /** The row goes back and is not taken again before {@code at}; the attempt counts. */
  record RetryAt(Instant at, String message) implements Outcome {}

  /**
   * The row waits for something elsewhere, without a thread.
   *
   * @param at when its next step is due; null when it is ready for a thread
   * @param percent 0…100, or NaN to leave the row's progress as it is
   */
  record Waiting(@Nullable Instant at, double percent, String note) implements Outcome {}

  /** The row goes back to the queue until {@code at} or until it is woken; no attempt is lost. */
  record Snoozed(Instant at, String reason, String waitsFor) implements Outcome {
    /** What a row waits for that finds too little room on a disk, or the database locked. */
    public static final String MACHINE = "this machine";
  }

  /**
   * The row waits for its children, which are written with it.
   *
   * @param add children to be made
   * @param again ids of children that are to run again
   * @param underWay ids of children that had not ended when the handler looked
   * @param status the word that the row shows meanwhile
   * @param percent 0…100, or NaN for that of its children
   * @param open so many may still be under way when the row goes on, where there is a percentage; 0
   *     for none
   */
  record WaitingForChildren(
      List<NewChild> add,
      List<Long> again,
      List<Long> underWay,
      String status,
      double percent,
      String note,
      int open)
      implements Outcome {
    public WaitingForChildren {
      add = List.copyOf(add);
      again = List.copyOf(again);
      underWay = List.copyOf(underWay);
    }
  }

  /** A person has to decide. */
  record Undecided(String message) implements Outcome {}

  /**
   * The row goes back as it was before the claim, with its attempt: being stopped is not failing.
   */
  record Released() implements Outcome {}

  /** A person has taken the row back: nothing is written but that the claim is over. */
  record TakenBack() implements Outcome {}
}
