package mediaworker.providers.http;

import java.time.Duration;
import java.time.InstantSource;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Submitted;
import org.jspecify.annotations.Nullable;

/** Says what an answer that is no success means, in sentences that are the same for providers. */
public final class FaultReader {

  /**
   * What a provider says of a failure.
   *
   * @param code its own code; empty where it has none
   * @param words its message as it came
   * @param requestId its id of the request; empty where unknown
   */
  public record Said(FailureClass kind, String code, String words, String requestId) {}

  private final ProviderDescription about;
  private final ProviderSettings settings;
  private final InstantSource clock;

  /**
   * @param clock for {@code Retry-After} dates
   */
  public FaultReader(ProviderDescription about, ProviderSettings settings, InstantSource clock) {
    this.about = about;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What the status alone says of a create, for bodies that say nothing: 4xx means that the request
   * was not acted on (RFC 9110 §15.5), but for those that speak of a request cut short or of a
   * conflict, which may be one with the request itself; anything else leaves it open.
   */
  public static FailureClass ofCreate(int status) {
    return switch (status) {
      case 401, 403 -> FailureClass.AUTH;
      case 402 -> FailureClass.MONEY;
      case 429 -> FailureClass.RATE;
      case 408, 409, 499 -> FailureClass.AMBIGUOUS;
      default ->
          status >= 300 && status < 500 ? FailureClass.INVALID_INPUT : FailureClass.AMBIGUOUS;
    };
  }

  /** What the status alone says of a question that costs nothing. */
  public static FailureClass ofQuestion(int status) {
    return switch (status) {
      case 401, 403 -> FailureClass.AUTH;
      case 402 -> FailureClass.MONEY;
      case 429 -> FailureClass.RATE;
      default -> FailureClass.REFUSED;
    };
  }

  /** A create that brought no task: refused, or unknown where it is ambiguous. */
  public Submitted notCreated(Answer answer, Said said) {
    Fault fault = fault(answer, said);
    return said.kind() == FailureClass.AMBIGUOUS
        ? new Submitted.Unknown(fault)
        : new Submitted.Refused(fault);
  }

  /** A question that was not answered. */
  public Polled askAgain(Answer answer, Said said) {
    return new Polled.AskAgain(fault(answer, said));
  }

  /** The fault with its sentence. */
  public Fault fault(Answer answer, Said said) {
    String requestId = PlainWords.of(said.requestId(), settings.keys().values());
    return new Fault(said.kind(), sentence(answer, said), requestId, retryAfter(answer));
  }

  private @Nullable Duration retryAfter(Answer answer) {
    return answer.isSuccess() ? null : answer.retryAfter(clock.instant()).orElse(null);
  }

  private String sentence(Answer answer, Said said) {
    if (answer.status() >= 300 && answer.status() < 400) {
      return about.title()
          + " answered with a redirect (HTTP "
          + answer.status()
          + "), which is not followed, so that nothing is paid twice: correct the setting "
          + about.name()
          + ".base-url.";
    }
    String words = PlainWords.of(said.words(), settings.keys().values());
    StringBuilder sentence = new StringBuilder(opening(said.kind()));
    if (!words.isEmpty()) {
      sentence.append(": ").append(words);
    }
    String code = PlainWords.of(said.code(), settings.keys().values());
    sentence.append(" (");
    if (!code.isEmpty()) {
      sentence.append("code ").append(code).append(", ");
    }
    return sentence.append("HTTP ").append(answer.status()).append(").").toString();
  }

  private String opening(FailureClass kind) {
    String who = about.title();
    return switch (kind) {
      case NOT_SENT, NOT_READY, REFUSED -> who + " could not take the request now";
      case NO_KEY, INVALID_INPUT -> who + " refused the request";
      case CONTENT_POLICY -> who + "'s rules on content are against it";
      case AUTH ->
          who
              + " does not accept the key ("
              + about.keyVariables().get(0)
              + ", made at "
              + about.keysAt()
              + "), or it is missing or lacks a right";
      case MONEY -> who + " says that credit or quota is used up";
      case RATE -> who + " asks for fewer requests";
      case CONCURRENCY -> who + " has as many tasks at once as it takes";
      case PROVIDER_FAULT -> who + " gave the task up";
      case AMBIGUOUS -> who + "'s answer does not tell whether a task was created";
      case EXPIRED -> who + " does not know the task any more, or its time ran out";
      case OUTPUT_GONE -> who + " does not have the result any more";
    };
  }
}
