package mediaworker.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as the provider says it.
 *
 * @param kind what it means
 * @param sentence for a person: the provider's words, short, without secrets and URLs; names the
 *     provider's code where there is one
 * @param requestId the provider's own id of the request, for their support; empty where unknown
 * @param retryAfter how long the provider asks to wait, at most a day; null where it does not say
 */
public record Fault(
    FailureClass kind, String sentence, String requestId, @Nullable Duration retryAfter) {

  /** A provider that asks for more has made a mistake, which is found out once a day. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  public Fault {
    if (retryAfter != null && retryAfter.compareTo(LONGEST_WAIT) > 0) {
      retryAfter = LONGEST_WAIT;
    }
  }

  /** A fault without request id and wait. */
  public static Fault of(FailureClass kind, String sentence) {
    return new Fault(kind, sentence, "", null);
  }
}
