package mediaworker.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler answers when it did not fail. */
public sealed interface JobResult {

  /**
   * The work is done.
   *
   * @param result what the lap leaves in the row: {@code keyed_result_data} after a keying lap,
   *     else {@code result_data}
   * @param note one line for {@code progress_message} and the log
   * @param outputs every file or URL the job has made, where there is more than the result; empty
   *     otherwise
   * @param findings what was found on the way, for programs: a JSON object; null for nothing
   */
  record Finished(
      @Nullable String result, String note, List<String> outputs, @Nullable String findings)
      implements JobResult {
    public Finished {
      outputs = List.copyOf(outputs);
    }

    /** Without findings. */
    public Finished(@Nullable String result, String note, List<String> outputs) {
      this(result, note, outputs, null);
    }

    /** One result. */
    public Finished(@Nullable String result, String note) {
      this(result, note, List.of());
    }
  }

  /**
   * Something elsewhere is under way. The row waits without a thread; its next step runs beside the
   * pool ({@link RemoteJobHandler#advance}).
   *
   * @param at when to look again
   * @param fraction 0…1, or NaN to leave the row's progress as it is
   * @param note one line for {@code progress_message}
   */
  record Waiting(Instant at, double fraction, String note) implements JobResult {}

  /**
   * What was waited for is there; the rest needs a thread of the pool, before new work.
   *
   * @param note one line for {@code progress_message}
   */
  record Ready(String note) implements JobResult {}

  /**
   * The job cannot begin yet, through no fault of its own. It goes back to the queue with its
   * attempt.
   *
   * @param at when to try again at the latest
   * @param reason one line for {@code progress_message}
   * @param waitsFor what it waits for, by which it is woken sooner: a provider's name
   */
  record Snoozed(Instant at, String reason, String waitsFor) implements JobResult {}

  /**
   * Other jobs have to be done first, each a row of its own. The row waits without a thread; when
   * all of them have ended, one way or another, the handler is run again.
   *
   * @param add children to be made
   * @param again ids of children that ended without a result and are to run again
   * @param underWay ids of children that had not ended; they are waited for, and do not run again
   *     where they end meanwhile
   * @param status the word that the row shows meanwhile: {@link JobStatus#WAITING_FOR_CHILDREN} or
   *     {@link JobStatus#STITCHING}
   * @param fraction 0…1, or NaN to leave the row's progress as it is
   * @param note one line for {@code progress_message}
   * @param open so many may still be under way when the handler is run again, where it tells a
   *     fraction; 0 for none
   */
  record WaitForChildren(
      List<NewChild> add,
      List<Long> again,
      List<Long> underWay,
      String status,
      double fraction,
      String note,
      int open)
      implements JobResult {
    public WaitForChildren {
      add = List.copyOf(add);
      again = List.copyOf(again);
      underWay = List.copyOf(underWay);
    }

    /** Waits for new children. */
    public WaitForChildren(List<NewChild> add, String note) {
      this(add, List.of(), List.of(), JobStatus.WAITING_FOR_CHILDREN, Double.NaN, note, 0);
    }
  }

  /**
   * A person has to decide how it goes on.
   *
   * @param sentence for {@code error_message}: what is not known, and what can be done
   */
  record NeedsDecision(String sentence) implements JobResult {}
}
