package mediaworker.providers.http;

import java.time.Duration;
import java.time.Instant;

/**
 * When the task of a lost call was created, if it was, by its provider's clock. What both clocks
 * differ by now is allowed for. What ours was moved by between the intent and now is not known, so
 * the task may also be an older one than it should be: an older one that looks like the request and
 * is no other call's leaves it open whether the call was made, which a person can tell and a second
 * payment cannot undo.
 *
 * @param earliest not before that, if our clock was not moved since the intent
 * @param doubtful not before that, however it was moved
 * @param before how long before the answer the doubtful time was; negative where our clock was
 *     certainly set back since by more than is allowed for, so that no time tells anything
 */
public record CreationWindow(Instant earliest, Instant doubtful, Duration before) {

  /** What a person is told where {@link #isOutOfTime}. */
  public static final String OUT_OF_TIME =
      "the clock was set back since by more than a day, so that no time tells which task is the"
          + " call's";

  /** A clock that is a day ahead, or in another zone, and a little more. */
  private static final Duration MOVED = Duration.ofHours(26);

  /**
   * As an answer tells.
   *
   * @param intendedAt when the intent was written, by our clock
   * @param answer one that has just come from the provider
   * @param now by our clock
   * @param slack what clocks and roundings may differ by all the same
   */
  public static CreationWindow of(Instant intendedAt, Answer answer, Instant now, Duration slack) {
    Duration ahead = answer.clockAhead(now);
    Instant earliest = intendedAt.plus(ahead).minus(slack);
    Instant doubtful = earliest.minus(MOVED);
    return new CreationWindow(earliest, doubtful, Duration.between(doubtful, now.plus(ahead)));
  }

  /** Whether the clock was set back since the intent by more than is allowed for. */
  public boolean isOutOfTime() {
    return before.isNegative();
  }

  /**
   * Whether a task that was just created may not be listed yet. An intent that lies ahead by more
   * is one of a clock that was set back since: waiting for its time might take years.
   *
   * @param after how long a list may take
   */
  public static boolean isTooEarly(Instant intendedAt, Instant now, Duration after) {
    return now.isBefore(intendedAt.plus(after)) && !now.isBefore(intendedAt.minus(after));
  }
}
