package mediaworker.jobs;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of paid calls and what is known of their providers. Every method is one transaction
 * that is on the disk when it returns, whatever durability the rest of the database has: money
 * depends on it.
 *
 * <p>What is written tells what has happened in the world, so it is not guarded by a claim, but for
 * {@link #intend}. Safe for use by many threads.
 */
public interface CallLedger {

  /**
   * A call that is about to be made.
   *
   * @param marker unique; see {@link PaidCall}
   */
  record Intent(int step, String provider, String model, String operation, String marker) {}

  /**
   * Limits of a provider. They hold over all workers of one database and survive restarts, since
   * they are counted in the ledger.
   *
   * @param inFlight calls under way at once
   * @param startsPerMinute calls begun in any minute
   * @param dailyBudget what may be spent from midnight to midnight
   */
  record Limits(int inFlight, int startsPerMinute, Budget dailyBudget) {}

  /** Whether a call may be made now. */
  sealed interface Permit {
    /** It stands in the ledger as intended. */
    record Granted(PaidCall call) implements Permit {}

    /**
     * Not now.
     *
     * @param until when to ask again at the latest
     * @param reason for a person
     */
    record Denied(Instant until, String reason) implements Permit {}

    /** The row is no longer ours. */
    record Lost() implements Permit {}
  }

  /** What a call has cost. */
  record Price(BigDecimal amount, String unit) {}

  /**
   * The latest call of each step of a job, by step, but for those that are settled: their row has
   * ended with them, so that a person who queues it again wants new ones.
   */
  List<PaidCall> of(long jobId) throws StoreException;

  /** How often the provider has given up a step of a job since the row last ended. */
  int failures(long jobId, int step) throws StoreException;

  /** How many calls of a step its provider has never heard of, since the row last ended. */
  int misses(long jobId, int step) throws StoreException;

  /** The ids of the latest 100,000 tasks of a call's provider that belong to another call. */
  Set<String> tasksOfOthers(PaidCall call) throws StoreException;

  /**
   * Whether another worker makes a call to the same provider just now, or looks for one, whose task
   * has no id here yet.
   *
   * @param call one whose row this worker holds
   */
  boolean othersOnTheirWay(PaidCall call) throws StoreException;

  /** The markers of calls whose output is not delivered yet, or that are not decided. */
  Set<String> openMarkers() throws StoreException;

  /** Whether a call of this name was ever made. */
  boolean knows(String marker) throws StoreException;

  /**
   * Asks for leave to make a call and, if it is given, writes the intent, both at once. One under
   * the marker of a refused call of the same step takes that call up again.
   */
  Permit intend(Claim claim, Intent intent, Limits limits, Instant now) throws StoreException;

  /** Says whether a call could be made now, without writing anything; empty when it could. */
  Optional<Permit.Denied> wouldDeny(String provider, Limits limits, Instant now)
      throws StoreException;

  /**
   * The provider has taken a call. A row that stood undecided for want of this goes on by itself.
   *
   * @param taskId the provider's id
   * @param taskPath what else is needed to find the task; null where that is still to be worked out
   */
  void accepted(
      PaidCall call, String taskId, @Nullable String taskPath, @Nullable Price price, Instant now)
      throws StoreException;

  /** A call has outputs, which are still to be fetched. */
  void succeeded(PaidCall call, String outputs, @Nullable Price price, Instant now)
      throws StoreException;

  /** What is known so far of a call that has no answer; nothing else of it changes. */
  void noted(PaidCall call, @Nullable String message) throws StoreException;

  /** A call's outputs have to be asked for once more; the message stays, so that it is once. */
  void lookAgain(PaidCall call, String message) throws StoreException;

  /**
   * A call is over, one way or another. Wakes a row that waited for its place.
   *
   * @param state any but intended, accepted, succeeded
   * @param message what there is to say; the outputs' places when delivered
   * @param requestId the provider's id of the request; empty where unknown
   */
  void ended(
      PaidCall call,
      PaidCall.State state,
      String message,
      String requestId,
      @Nullable Price price,
      Instant now)
      throws StoreException;

  /**
   * The provider was asked what became of a call and could not tell: it is unknown, and not looked
   * for again.
   *
   * @param why for a person
   */
  void untold(PaidCall call, String why, Instant now) throws StoreException;

  /**
   * The provider was asked what became of a call and has never had it: it counts as refused. Made
   * again under its marker it may still meet the first one, if that was only late.
   *
   * @param why for a person
   */
  void missed(PaidCall call, String why, Instant now) throws StoreException;

  /**
   * The provider took a call and gave it up.
   *
   * @param inVain whether the same call would fail again, so that it is never made by itself
   */
  void failed(
      PaidCall call,
      String message,
      String requestId,
      @Nullable Price price,
      boolean inVain,
      Instant now)
      throws StoreException;

  /**
   * Nothing more is sent to a provider until then, or until a person resumes it.
   *
   * @param reason for a person: shown in the rows that wait
   */
  void pause(String provider, Instant until, String reason) throws StoreException;

  /** Nothing is sent to a provider before then: it asked us to wait. */
  void holdOff(String provider, Instant until) throws StoreException;

  /** Fewer calls at once for a while: the provider said that there were too many. */
  void lowerInFlight(String provider, Duration time, Instant now) throws StoreException;

  /**
   * Calls that a provider still works on although their row is gone or has been given up; also
   * those that were let be when their row failed by itself, once a person has cancelled or deleted
   * it.
   */
  List<PaidCall> abandoned() throws StoreException;

  /** Whether a call still stands as {@link #abandoned} gave it: its row may have gone on since. */
  boolean isAbandoned(PaidCall call) throws StoreException;

  /** The same, and a person has cancelled or deleted its row. */
  boolean isGivenUp(PaidCall call) throws StoreException;

  /**
   * As {@link #ended}, where {@link #isAbandoned} holds, both at once.
   *
   * @return whether it was written
   */
  boolean endedAbandoned(
      PaidCall call, PaidCall.State state, String message, @Nullable Price price, Instant now)
      throws StoreException;

  /**
   * A call's task was cancelled at its provider. This counts for a row that was queued again
   * meanwhile as well, unless something else has become of the call.
   *
   * @return whether it was written
   */
  boolean cancelledAbandoned(PaidCall call, Instant now) throws StoreException;

  /**
   * As {@link #accepted}, where {@link #isGivenUp} holds, both at once.
   *
   * @return whether it was written
   */
  boolean acceptedAbandoned(
      PaidCall call, String taskId, String taskPath, @Nullable Price price, Instant now)
      throws StoreException;

  /**
   * As {@link #succeeded}, where {@link #isAbandoned} holds, both at once.
   *
   * @return whether it was written
   */
  boolean succeededAbandoned(PaidCall call, String outputs, @Nullable Price price, Instant now)
      throws StoreException;

  /** Says in a row that was given up what became of its call; the status stays a person's. */
  void tell(long jobId, String message) throws StoreException;
}
