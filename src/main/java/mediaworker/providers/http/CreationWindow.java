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
 */
public record CreationWindow(Instant earliest, Instant doubtful) {

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
    Instant earliest = intendedAt.plus(answer.clockAhead(now)).minus(slack);
    return new CreationWindow(earliest, earliest.minus(MOVED));
  }
}
