package mediaworker.providers.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import mediaworker.providers.Submitted;
import org.jspecify.annotations.Nullable;

/**
 * Turns what one provider says into {@link Fault}s, and answers that are no success into what they
 * mean for a create or a poll, in sentences that are the same for all. Safe for use by many
 * threads.
 */
public final class Faults {

  private static final int MOST_MESSAGE = 240;
  private static final int MOST_ID = 100;

  /**
   * Statuses by which the server itself says that it did not take the request (RFC 9110 §15.5, RFC
   * 6585), even where nothing else can be read.
   */
  private static final Set<Integer> PLAIN_REFUSALS =
      Set.of(401, 402, 403, 404, 405, 411, 413, 414, 415, 429, 431);

  private static final Pattern MONEY =
      Pattern.compile(
          "insufficient[_ ](quota|credit|funds|balance)|billing|payment|exhausted[_ ]balance"
              + "|balance[_ ](exhausted|is)|credit_balance|out of credit|top up"
              + "|spend(ing)?[_ -]?limit|hard_limit|usage_limit");

  private static final Pattern CONCURRENCY =
      Pattern.compile("concurren|parallel task|too many (running|active|pending)|in[- ]flight");

  private static final Pattern CONTENT =
      Pattern.compile(
          "moderation|content[_ ](policy|filter|violation)|safety (system|filter|check)|nsfw"
              + "|flagged|sensitive|prohibited_content|policy_violation|not allowed by our");

  private final ProviderDescription about;
  private final List<Secret> secrets;
  private final InstantSource clock;

  /**
   * Faults of one provider.
   *
   * @param clock to count {@code Retry-After} dates from
   */
  public Faults(ProviderDescription about, ProviderSettings settings, InstantSource clock) {
    this.about = about;
    this.secrets = List.copyOf(settings.keys().values());
    this.clock = clock;
  }

  /**
   * What the status alone says of a create: 4xx means that the request was not acted on (RFC 9110
   * §15.5), but for those that speak of a request cut short or of a conflict, which may be one with
   * the request itself; anything else leaves it open.
   */
  public static FailureClass ofCreate(int status) {
    return switch (status) {
      case 401, 403 -> FailureClass.AUTH;
      case 402 -> FailureClass.MONEY;
      case 429 -> FailureClass.RATE;
      case 408, 409, 425, 499 -> FailureClass.AMBIGUOUS;
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

  /** Whether the words are about money, quota or an unpaid bill. */
  public static boolean isMoney(Said said) {
    return MONEY.matcher(said.words()).find();
  }

  /** Whether the words are about too many tasks at once. */
  public static boolean isConcurrency(Said said) {
    return CONCURRENCY.matcher(said.words()).find();
  }

  /** Whether the words are about rules on content. */
  public static boolean isContent(Said said) {
    return CONTENT.matcher(said.words()).find();
  }

  /** An answer that means this. */
  public Fault of(FailureClass kind, Answer answer, Said said) {
    boolean fine = answer.isSuccess();
    return fault(
        kind,
        said,
        fine ? 0 : answer.status(),
        fine ? null : answer.retryAfter(clock.instant()).orElse(null));
  }

  /** The provider took the call and says that it failed. */
  public Fault failed(FailureClass kind, Said said) {
    return fault(kind, said, 0, null);
  }

  /** The same fault with a wait that stands in the body rather than in a header. */
  public static Fault after(Fault fault, @Nullable Duration wait) {
    return wait == null
        ? fault
        : new Fault(fault.kind(), fault.sentence(), fault.requestId(), wait);
  }

  /**
   * A create that brought no task: unknown where that is ambiguous, else refused. Refusals say why:
   * a bare status may come from a machine on the way and is believed only where it speaks for
   * itself. Statuses that leave it open do so whatever the provider takes their words for.
   */
  public Submitted nothing(FailureClass kind, Answer answer, Said said) {
    int status = answer.status();
    boolean open = !answer.isSuccess() && ofCreate(status) == FailureClass.AMBIGUOUS;
    boolean bare =
        status >= 400 && status < 500 && !said.isReadable() && !PLAIN_REFUSALS.contains(status);
    return kind == FailureClass.AMBIGUOUS || open || bare
        ? new Submitted.Unknown(of(FailureClass.AMBIGUOUS, answer, said))
        : new Submitted.Refused(of(kind, answer, said));
  }

  /**
   * What an answer that is no 2xx means for a create: server faults leave it open whatever they say
   * of themselves, and redirects are never followed.
   *
   * @param kind what it means where it is a refusal
   */
  public Submitted notCreated(FailureClass kind, Answer answer, Said said) {
    boolean redirect = answer.status() >= 300 && answer.status() < 400;
    return nothing(redirect ? FailureClass.INVALID_INPUT : kind, answer, said);
  }

  /**
   * What an answer that is no 2xx means for a poll: with 404 and 410 the task is not known,
   * anything else is asked again.
   */
  public Polled notAnswered(Answer answer, Said said) throws IOException {
    int status = answer.status();
    return status == 404 || status == 410
        ? notKnown(answer, said)
        : new Polled.AskAgain(of(ofQuestion(status), answer, said));
  }

  /** An answer to a poll that says that there is no such task. */
  public Polled notKnown(Answer answer, Said said) throws IOException {
    boolean bare = !answer.json().isContainer(); // text may be any machine's on the way
    return new Polled.NotKnown(of(FailureClass.UNKNOWN_TASK, answer, said), bare);
  }

  /** A 2xx answer to a poll that is no JSON: asked again. */
  public Polled unreadable(Answer answer) {
    return new Polled.AskAgain(
        of(FailureClass.REFUSED, answer, new Said("", "its answer cannot be read", "")));
  }

  /**
   * What an answer that is no 2xx means for a free call that prepares a create: an upload, a
   * look-up.
   *
   * @param kind what it means where it is a refusal for good
   */
  public ProviderException notPrepared(FailureClass kind, Answer answer, Said said) {
    boolean passing =
        answer.status() < 400 || answer.status() >= 500 || kind == FailureClass.AMBIGUOUS;
    return new ProviderException(of(passing ? FailureClass.REFUSED : kind, answer, said));
  }

  private Fault fault(FailureClass kind, Said said, int status, @Nullable Duration retryAfter) {
    String requestId = Redaction.clean(said.requestId(), secrets, MOST_ID);
    return new Fault(kind, sentence(kind, said, status), requestId, retryAfter);
  }

  private String sentence(FailureClass kind, Said said, int status) {
    if (status >= 300 && status < 400) {
      return about.title()
          + " answered with a redirect (HTTP "
          + status
          + "), which is not followed, so that nothing is paid twice: correct the setting "
          + about.name()
          + ".base-url.";
    }
    String message = Redaction.clean(said.message(), secrets, MOST_MESSAGE);
    String its = Redaction.clean(said.code(), secrets, MOST_ID);
    String code = its.matches("\\d+") ? "code " + its : its;
    String http = status == 0 ? "" : "HTTP " + status;
    String tail = code.isEmpty() || http.isEmpty() ? code + http : code + ", " + http;
    StringBuilder text = new StringBuilder(opening(kind));
    if (!message.isEmpty()) {
      text.append(": ").append(message.endsWith(".") ? chopped(message) : message);
    }
    if (!tail.isEmpty()) {
      text.append(" (").append(tail).append(')');
    }
    return text.append(text.toString().matches("(?s).*[!?…]") ? "" : ".").toString();
  }

  private static String chopped(String message) {
    return message.substring(0, message.length() - 1);
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
      case UNKNOWN_TASK -> who + " does not know the task";
      case EXPIRED -> who + " did not end the task within its time";
      case OUTPUT_GONE -> who + " does not have the result any more";
      case WITHHELD -> who + " does not hand the result out";
    };
  }
}
