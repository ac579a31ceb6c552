package mediaworker.providers.gemini;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.filetype.FileKind;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FileBody;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads answers of {@code generateContent}, in which refusals by content are HTTP 200. */
final class GeminiAnswers {

  private static final Set<String> BASE64 = Set.of("data");

  /** Ends that are about rules on content; others but STOP and MAX_TOKENS are faults. */
  private static final Set<String> CONTENT =
      Set.of(
          "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION");

  /** Not "billing": every refusal by quota speaks of that. */
  private static final Pattern ACCOUNT =
      Pattern.compile("limit: 0\\b|credit|prepaid|prepayment|spend|balance|depleted");

  private static final Pattern DELAY = Pattern.compile("(\\d{1,7})(\\.\\d+)?s");

  /** A longer wait is one for a quota of the day. */
  private static final Duration LONGEST_RATE_WAIT = Duration.ofMinutes(2);

  private static final int SHOWN_WORDS = 200;

  private final Faults faults;

  GeminiAnswers(ProviderSettings settings, InstantSource clock) {
    this.faults = new Faults(GeminiProvider.DESCRIPTION, settings, clock);
  }

  Faults faults() {
    return faults;
  }

  Submitted created(MediaRequest request, Answer answer) throws IOException {
    JsonNode body = answer.json(BASE64);
    if (!answer.isSuccess()) {
      return refused(answer);
    }
    String blocked = Json.text(body, "/promptFeedback/blockReason");
    String id = Json.text(body, "/responseId");
    JsonNode candidate = body.path("candidates").path(0);
    if (candidate.isMissingNode() && blocked.isEmpty()) {
      return new Submitted.Unknown(faults.of(FailureClass.AMBIGUOUS, answer, new Said("", "", id)));
    }
    if (candidate.isMissingNode()) {
      return failed(
          FailureClass.CONTENT_POLICY,
          new Said(blocked, "the request was blocked by its rules on content", id),
          body);
    }
    return request.operation() == Operation.IMAGE_GENERATION
        ? picture(answer, body, candidate, id)
        : text(request, body, candidate, id);
  }

  private Submitted picture(Answer answer, JsonNode body, JsonNode candidate, String id)
      throws IOException {
    List<RemoteOutput> outputs = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    for (JsonNode part : candidate.path("content").path("parts")) {
      if (part.path("thought").asBoolean(false)) {
        continue; // drafts and reasoning
      }
      JsonNode inline = part.path("inlineData");
      Optional<Path> file = answer.spooled(Json.text(inline, "/data"));
      if (file.isPresent()) {
        outputs.add(
            new RemoteOutput.Bytes(
                file.get(),
                FileKind.extension(
                    file.get(), FileBody.extension(Json.text(inline, "/mimeType")))));
      }
      words.append(Json.text(part, "/text"));
    }
    if (!outputs.isEmpty()) {
      return new Submitted.Done(outputs, cost(body));
    }
    String said = words.toString().strip();
    return ended(
        candidate,
        said.isEmpty()
            ? "it made no picture"
            : "it answered with words instead of a picture: "
                + said.substring(0, Math.min(SHOWN_WORDS, said.length())),
        id,
        body);
  }

  /** A text that was cut is still worth its money, unless it was to be JSON. */
  private Submitted text(MediaRequest request, JsonNode body, JsonNode candidate, String id) {
    StringBuilder words = new StringBuilder();
    for (JsonNode part : candidate.path("content").path("parts")) {
      if (!part.path("thought").asBoolean(false)) {
        words.append(Json.text(part, "/text"));
      }
    }
    String finish = Json.text(candidate, "/finishReason");
    boolean cut = finish.equals("MAX_TOKENS");
    boolean whole = finish.equals("STOP") || finish.isEmpty() || (cut && !request.json());
    if (!words.toString().isBlank() && whole) {
      return new Submitted.Done(
          List.of(new RemoteOutput.Text(words.toString().strip())), cost(body));
    }
    return ended(
        candidate,
        cut
            ? "the answer was cut off; gemini.max-output-tokens has to be higher"
            : "it gave no answer",
        id,
        body);
  }

  private Submitted ended(JsonNode candidate, String what, String id, JsonNode body) {
    String finish = Json.text(candidate, "/finishReason");
    boolean content = CONTENT.contains(finish);
    String message = Json.text(candidate, "/finishMessage");
    return failed(
        content ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT,
        new Said(
            finish.equals("STOP") ? "" : finish,
            message.isEmpty() ? (content ? "its rules on content are against it" : what) : message,
            id),
        body);
  }

  private Submitted failed(FailureClass kind, Said said, JsonNode body) {
    return new Submitted.Failed(faults.failed(kind, said), cost(body));
  }

  private Submitted refused(Answer answer) throws IOException {
    Submitted refused = faults.notCreated(kind(answer), answer, said(answer));
    Duration wait = delay(error(answer));
    return refused instanceof Submitted.Refused it
        ? new Submitted.Refused(Faults.after(it.fault(), wait))
        : refused;
  }

  Said said(Answer answer) throws IOException {
    JsonNode error = error(answer);
    return new Said(Json.text(error, "/status"), Json.text(error, "/message"), "");
  }

  /** The error may lie in a list of one. */
  private static JsonNode error(Answer answer) throws IOException {
    JsonNode body = answer.json();
    return (body.isArray() ? body.path(0) : body).path("error");
  }

  /** What a refusal means: a 429 is told by the quota it names before the wait. */
  FailureClass kind(Answer answer) throws IOException {
    JsonNode error = error(answer);
    Said said = said(answer);
    boolean badKey =
        detail(error, "reason").startsWith("API_KEY_") || said.words().contains("api key");
    return switch (answer.status()) {
      case 400 ->
          badKey
              ? FailureClass.AUTH
              : said.code().equals("FAILED_PRECONDITION")
                  ? Faults.isMoney(said) ? FailureClass.MONEY : FailureClass.AUTH
                  : FailureClass.INVALID_INPUT;
      case 403 -> Faults.isMoney(said) ? FailureClass.MONEY : FailureClass.AUTH;
      case 429 -> isQuotaGone(error, said) ? FailureClass.MONEY : FailureClass.RATE;
      default -> Faults.ofCreate(answer.status());
    };
  }

  private static boolean isQuotaGone(JsonNode error, Said said) {
    for (JsonNode detail : error.path("details")) {
      for (JsonNode violation : detail.path("violations")) {
        if (Json.text(violation, "/quotaId").toLowerCase(Locale.ROOT).contains("perday")
            || Json.text(violation, "/quotaValue").equals("0")) {
          return true;
        }
      }
    }
    Duration wait = delay(error);
    return ACCOUNT.matcher(said.words()).find()
        || (wait != null && wait.compareTo(LONGEST_RATE_WAIT) > 0);
  }

  private static @Nullable Duration delay(JsonNode error) {
    Matcher delay = DELAY.matcher(detail(error, "retryDelay"));
    return delay.matches()
        ? Duration.ofMillis(
            Math.round(
                1000
                    * Double.parseDouble(
                        delay.group(1) + (delay.group(2) == null ? "" : delay.group(2)))))
        : null;
  }

  private static String detail(JsonNode error, String field) {
    for (JsonNode detail : error.path("details")) {
      String text = Json.text(detail, "/" + field);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private static Optional<Cost> cost(JsonNode body) {
    JsonNode tokens = body.path("usageMetadata").path("totalTokenCount");
    return tokens.isNumber()
        ? Optional.of(new Cost(BigDecimal.valueOf(tokens.asLong()), "tokens"))
        : Optional.empty();
  }
}
