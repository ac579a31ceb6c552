package mediaworker.jobs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one job.
 *
 * @param row the row
 * @param ahead how many rows would be taken before it; empty for a row that does not wait for a
 *     thread
 * @param calls its paid calls, the first first
 * @param children rows that are parts of it, the first first
 * @param events what happened to it last, the first first
 * @param earlierEvents how many there were before those
 * @param needs what it needs of other jobs
 * @param notices the last ones to its {@code callback_url}, the first of them first
 * @param earlierNotices how many there were before those
 */
public record JobStory(
    JobRow row,
    OptionalLong ahead,
    List<Call> calls,
    List<JobRow> children,
    List<JobEvent> events,
    long earlierEvents,
    Needs needs,
    List<NoticeState> notices,
    long earlierNotices) {

  public JobStory {
    calls = List.copyOf(calls);
    children = List.copyOf(children);
    events = List.copyOf(events);
    notices = List.copyOf(notices);
  }

  /**
   * What a job needs of others.
   *
   * @param dependsOn {@code depends_on} as it stands there; null for none
   * @param onNeedFailed {@code on_need_failed}: what becomes of it when one of them is not
   *     completed
   * @param usedInput {@code input_data} as it ran, with other jobs' results in it; null where that
   *     names none
   * @param open the jobs that it still waits for, by id, with their statuses; an empty text for one
   *     that is gone. its parts are not among them
   */
  public record Needs(
      @Nullable String dependsOn,
      @Nullable String onNeedFailed,
      @Nullable String usedInput,
      SortedMap<Long, String> open) {
    public Needs {
      open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    }
  }

  /**
   * A notice of what the job became.
   *
   * @param at when it became so
   * @param event the status that it had then
   * @param state pending, delivered or given_up
   * @param attempts deliveries that were begun, one that is under way included
   * @param next when it is tried next; null when it is settled or just being sent
   * @param httpStatus the receiver's last answer; null when there was none
   * @param message why it was not taken the last time; null where it was, or was not tried yet
   */
  public record NoticeState(
      @Nullable Instant at,
      String event,
      String state,
      int attempts,
      @Nullable Instant next,
      @Nullable Integer httpStatus,
      @Nullable String message) {

    /** Whether an attempt was begun that may be answered yet. */
    public boolean isBeingSent() {
      return state.equals("pending") && attempts > 0 && next == null;
    }
  }

  /**
   * A paid call.
   *
   * @param what whom was asked for what
   * @param state the ledger's word for how far it is
   * @param taskId the provider's id; null before it is known
   * @param price what it cost; null where the provider does not tell
   * @param times when
   * @param message what was said of it last
   */
  public record Call(
      Asked what,
      String state,
      @Nullable String taskId,
      CallLedger.@Nullable Price price,
      CallTimes times,
      @Nullable String message) {}

  /**
   * Whom was asked for what.
   *
   * @param step which of the job's calls it is, from 0
   * @param operation in the providers' word
   */
  public record Asked(int step, String provider, @Nullable String model, String operation) {}

  /** When a call was made, taken and over; null for what has not happened. */
  public record CallTimes(
      @Nullable Instant intended, @Nullable Instant accepted, @Nullable Instant ended) {}
}
