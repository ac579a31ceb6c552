package mediaworker.providers.bytedance;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.filetype.FileKind;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import tools.jackson.databind.JsonNode;

/** Reads ModelArk's answers; its errors are {@code {error: {code, message}}}, or that bare. */
final class ArkAnswers {

  private static final String BASE64 = "b64_json";
  private static final Pattern CONTENT =
      Pattern.compile(
          "SensitiveContent|RiskDetection|ContentPolicy|Copyright", Pattern.CASE_INSENSITIVE);
  private static final Pattern MONEY =
      Pattern.compile(
          "Overdue|Arrear|Balance|QuotaExceeded|SetLimitExceeded", Pattern.CASE_INSENSITIVE);
  private static final Pattern CONCURRENCY =
      Pattern.compile("concurren|running tasks|queued tasks", Pattern.CASE_INSENSITIVE);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Faults faults;
  private final ProviderSettings settings;

  ArkAnswers(Faults faults, ProviderSettings settings) {
    this.faults = faults;
    this.settings = settings;
  }

  /** The answer to a video's create: {@code {id}}. */
  Submitted task(Answer answer) throws IOException {
    JsonNode json = answer.json();
    String id = Json.text(json, "/id");
    return answer.isSuccess() && !id.isEmpty()
        ? new Submitted.Accepted(new TaskRef(id, Operation.ANIMATION, ""), Optional.empty())
        : faults.nothing(
            kind(Faults.ofCreate(answer.status()), answer, json), answer, said(answer, json));
  }

  /** The answer to pictures: the result itself, where single pictures may have failed. */
  Submitted pictures(Answer answer) throws IOException {
    JsonNode json = answer.json(Set.of(BASE64));
    if (!answer.isSuccess()) {
      return faults.nothing(
          kind(Faults.ofCreate(answer.status()), answer, json), answer, said(answer, json));
    }
    List<RemoteOutput> outputs = new ArrayList<>();
    JsonNode failed = json;
    for (JsonNode picture : json.path("data")) {
      String base64 = Json.text(picture, "/" + BASE64);
      String url = Json.text(picture, "/url");
      var file = answer.spooled(base64);
      if (file.isPresent()) {
        outputs.add(new RemoteOutput.Bytes(file.get(), FileKind.extension(file.get(), "jpg")));
      } else if (!url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      } else if (picture.path("error").isObject()) {
        failed = picture;
      }
    }
    if (!outputs.isEmpty()) {
      return new Submitted.Done(outputs, cost(json, "/usage/generated_images", "usd-per-image"));
    }
    if (failed.path("error").isObject()) {
      return new Submitted.Failed(
          lost(answer, failed), cost(json, "/usage/generated_images", "usd-per-image"));
    }
    return faults.nothing(kind(FailureClass.AMBIGUOUS, answer, json), answer, said(answer, json));
  }

  /** Of a call that was made: by content, or the provider's fault. */
  private Fault lost(Answer answer, JsonNode json) {
    boolean content =
        kind(FailureClass.PROVIDER_FAULT, answer, json) == FailureClass.CONTENT_POLICY;
    return faults.of(
        content ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT,
        answer,
        said(answer, json));
  }

  /** Why a question was not answered, for a person. */
  String unanswered(Answer answer) throws IOException {
    JsonNode json = answer.json();
    FailureClass kind = kind(Faults.ofQuestion(answer.status()), answer, json);
    return faults.of(kind, answer, said(answer, json)).sentence();
  }

  Polled polled(Answer answer) throws IOException {
    JsonNode json = answer.json();
    String status = Json.text(json, "/status");
    if (answer.status() == 404) {
      return faults.notKnown(answer, said(answer, json));
    }
    if (!answer.isSuccess() || !json.isObject()) {
      return new Polled.AskAgain(
          faults.of(
              kind(Faults.ofQuestion(answer.status()), answer, json), answer, said(answer, json)));
    }
    return switch (status) {
      case "queued", "running" -> new Polled.Running(Double.NaN, status);
      case "succeeded" -> succeeded(answer, json);
      case "failed" -> new Polled.Failed(lost(answer, json), tokens(json));
      case "cancelled" ->
          new Polled.Failed(
              faults.failed(FailureClass.PROVIDER_FAULT, new Said("", "it was cancelled", "")),
              Optional.empty());
      case "expired" ->
          new Polled.Failed(
              faults.of(FailureClass.EXPIRED, answer, said(answer, json)), tokens(json));
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  private Polled succeeded(Answer answer, JsonNode json) {
    List<RemoteOutput> outputs = new ArrayList<>();
    for (String field : List.of("/content/video_url", "/content/last_frame_url")) {
      String url = Json.text(json, field);
      if (!url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      }
    }
    if (outputs.isEmpty()) {
      Said nothing = new Said("", "no result", requestId(answer));
      return new Polled.Failed(faults.failed(FailureClass.PROVIDER_FAULT, nothing), tokens(json));
    }
    return new Polled.Succeeded(outputs, tokens(json));
  }

  /** Deleting cancels a task in the queue; a running one goes on and the request is refused. */
  CancelAnswer cancelled(Answer answer) {
    if (answer.isSuccess()) {
      return CancelAnswer.CANCELLED;
    }
    return answer.status() == 404 ? CancelAnswer.ALREADY_OVER : CancelAnswer.GOES_ON;
  }

  private Optional<Cost> tokens(JsonNode json) {
    return cost(json, "/usage/completion_tokens", "usd-per-million-tokens");
  }

  /** In dollars where the price is set, else in the measure that ModelArk tells. */
  private Optional<Cost> cost(JsonNode json, String pointer, String priceSetting) {
    BigDecimal price = new BigDecimal(settings.value(priceSetting).strip());
    boolean perMillion = priceSetting.equals("usd-per-million-tokens");
    return Json.number(json, pointer)
        .map(
            amount -> {
              if (price.signum() <= 0) {
                return new Cost(amount, perMillion ? "tokens" : "images");
              }
              BigDecimal dollars = amount.multiply(price);
              return new Cost(perMillion ? dollars.divide(MILLION) : dollars, "USD");
            });
  }

  private static Said said(Answer answer, JsonNode json) {
    return new Said(
        Json.firstText(json, "/error/code", "/code"),
        Json.firstText(json, "/error/message", "/message"),
        requestId(answer));
  }

  private static String requestId(Answer answer) {
    return answer.header("X-Request-Id");
  }

  /** What a server error says of itself changes nothing: the task may be there. */
  private static FailureClass kind(FailureClass otherwise, Answer answer, JsonNode json) {
    Said said = said(answer, json);
    String code = said.code();
    if (answer.status() >= 500 || code.isEmpty()) {
      return otherwise;
    }
    if (CONTENT.matcher(code).find()) {
      return FailureClass.CONTENT_POLICY;
    }
    boolean tooMany = answer.status() == 429;
    if (tooMany && CONCURRENCY.matcher(code + " " + said.message()).find()) {
      return FailureClass.CONCURRENCY;
    }
    if (MONEY.matcher(code).find()) {
      return FailureClass.MONEY;
    }
    return switch (code.toLowerCase(Locale.ROOT)) {
      case "authenticationerror", "accessdenied" -> FailureClass.AUTH;
      default -> otherwise;
    };
  }
}
