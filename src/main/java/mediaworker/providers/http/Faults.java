package mediaworker.providers.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import mediaworker.providers.Submitted;
import org.jspecify.annotations.Nullable;

/**
 * Turns what one provider says into {@link Fault}s, and answers that are no success into what they
 * mean for a create or a poll. Safe for use by many threads.
 */
public final class Faults {

  private static final int MOST_MESSAGE = 300;
  private static final int MOST_ID = 100;

  /**
   * Statuses by which the server itself says that it did not take the request (RFC 9110 §15.5, RFC
   * 6585), even where nothing else can be read.
   */
  private static final Set<Integer> PLAIN_REFUSALS =
      Set.of(401, 403, 404, 405, 411, 413, 414, 415, 429, 431);

  /** May be answered after the work was begun: timeouts, conflicts, a client that left. */
  private static final Set<Integer> UNCLEAR = Set.of(408, 409, 425, 499);

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

  private final String title;
  private final String name;
  private final List<Secret> secrets;
  private final InstantSource clock;

  /**
   * Faults of one provider.
   *
   * @param title its name for people
   * @param clock to count {@code Retry-After} dates from
   */
  public Faults(String title, ProviderSettings settings, InstantSource clock) {
    this.title = title;
    this.name = settings.name();
    this.secrets = List.copyOf(settings.keys().values());
    this.clock = clock;
  }

  /** What a 4xx status means where nothing more is known. */
  public static FailureClass byStatus(int status) {
    return switch (status) {
      case 401, 403 -> FailureClass.AUTH;
      case 402 -> FailureClass.MONEY;
      case 429 -> FailureClass.RATE;
      default -> FailureClass.INVALID_INPUT;
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

  /** The provider did not take the request. */
  public Fault refused(FailureClass kind, Answer answer, Said said) {
    return fault(
        kind,
        "refused the request",
        said,
        answer.status(),
        answer.retryAfter(clock.instant()).orElse(null));
  }

  /** The provider took it and says that it failed. */
  public Fault failed(FailureClass kind, Said said) {
    return fault(kind, "could not do it", said, 0, null);
  }

  /** It cannot be told whether a create was taken. */
  public Fault ambiguous(Answer answer, Said said) {
    return fault(
        FailureClass.AMBIGUOUS,
        "gave an answer that does not tell whether the call was made",
        said,
        answer.status(),
        null);
  }

  /** The same fault with a wait that stands in the body rather than in a header. */
  public static Fault after(Fault fault, @Nullable Duration wait) {
    return wait == null
        ? fault
        : new Fault(fault.kind(), fault.sentence(), fault.requestId(), wait);
  }

  /**
   * What an answer that is no 2xx means for a create.
   *
   * @param kind what it means where it is a refusal
   */
  public Submitted notCreated(Answer answer, Said said, FailureClass kind) {
    int status = answer.status();
    if (status >= 300 && status < 400) {
      return new Submitted.Refused(
          Fault.of(
              FailureClass.INVALID_INPUT,
              title
                  + " answered with a redirect (HTTP "
                  + status
                  + "), which is not followed for calls that cost money: set "
                  + name
                  + ".base-url to the address that answers itself."));
    }
    boolean refusal =
        status >= 400
            && status < 500
            && !UNCLEAR.contains(status)
            && (said.isReadable() || PLAIN_REFUSALS.contains(status));
    return refusal
        ? new Submitted.Refused(refused(kind, answer, said))
        : new Submitted.Unknown(ambiguous(answer, said));
  }

  /**
   * What an answer that is no 2xx means for a poll: 404 and 410 end the task, anything else is
   * asked again.
   */
  public Polled notAnswered(Answer answer, Said said) {
    int status = answer.status();
    if (status == 404 || status == 410) {
      return new Polled.Failed(
          fault(FailureClass.EXPIRED, "does not know the task any more", said, status, null),
          java.util.Optional.empty());
    }
    FailureClass kind =
        switch (status) {
          case 401, 403, 402, 429 -> byStatus(status);
          default -> FailureClass.PROVIDER_FAULT;
        };
    return new Polled.AskAgain(
        fault(
            kind,
            "did not tell how the task stands",
            said,
            status,
            answer.retryAfter(clock.instant()).orElse(null)));
  }

  /**
   * What an answer that is no 2xx means for a free call that prepares a create: an upload, a
   * look-up.
   *
   * @param kind what it means where it is a refusal for good
   */
  public ProviderException notPrepared(Answer answer, Said said, FailureClass kind) {
    boolean passing = answer.status() < 400 || answer.status() >= 500 || answer.status() == 408;
    return new ProviderException(refused(passing ? FailureClass.REFUSED : kind, answer, said));
  }

  /** A 2xx answer to a poll that is no JSON: asked again. */
  public Polled unreadable(Answer answer) {
    return new Polled.AskAgain(
        fault(
            FailureClass.PROVIDER_FAULT,
            "gave an answer that cannot be read",
            new Said("", "", ""),
            answer.status(),
            null));
  }

  private Fault fault(
      FailureClass kind, String what, Said said, int status, @Nullable Duration retryAfter) {
    String message = Redaction.clean(said.message(), secrets, MOST_MESSAGE);
    String code = Redaction.clean(said.code(), secrets, MOST_ID);
    StringBuilder text = new StringBuilder(title).append(' ').append(what);
    String tail =
        status == 0 ? code : code.isEmpty() ? "HTTP " + status : code + ", HTTP " + status;
    if (!tail.isEmpty()) {
      text.append(" (").append(tail).append(')');
    }
    if (!message.isEmpty()) {
      text.append(": ").append(message);
    }
    if (".!?…".indexOf(text.charAt(text.length() - 1)) < 0) {
      text.append('.');
    }
    return new Fault(
        kind, text.toString(), Redaction.clean(said.requestId(), secrets, MOST_ID), retryAfter);
  }
}
