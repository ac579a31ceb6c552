package mediaworker.providers.bytedance;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
import mediaworker.providers.http.FaultReader;
import mediaworker.providers.http.FaultReader.Said;
import mediaworker.providers.http.JsonTrees;
import mediaworker.providers.http.Sniffer;
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

  private final FaultReader faults;
  private final ProviderSettings settings;

  ArkAnswers(FaultReader faults, ProviderSettings settings) {
    this.faults = faults;
    this.settings = settings;
  }

  /** The answer to a video's create: {@code {id}}. */
  Submitted task(Answer answer) throws IOException {
    JsonNode json = answer.json();
    String id = JsonTrees.text(json, "/id");
    return answer.isSuccess() && !id.isEmpty()
        ? new Submitted.Accepted(new TaskRef(id, Operation.ANIMATION, ""), Optional.empty())
        : faults.notCreated(answer, said(answer, json, FaultReader.ofCreate(answer.status())));
  }

  /** The answer to pictures: the result itself, where single pictures may have failed. */
  Submitted pictures(Answer answer) throws IOException {
    JsonNode json = answer.json(Set.of(BASE64));
    if (!answer.isSuccess()) {
      return faults.notCreated(answer, said(answer, json, FaultReader.ofCreate(answer.status())));
    }
    List<RemoteOutput> outputs = new ArrayList<>();
    JsonNode failed = json;
    for (JsonNode picture : json.path("data")) {
      String base64 = JsonTrees.text(picture, "/" + BASE64);
      String url = JsonTrees.text(picture, "/url");
      var file = answer.spooled(base64);
      if (file.isPresent()) {
        outputs.add(
            new RemoteOutput.Bytes(file.get(), Sniffer.extension(file.get()).orElse("jpg")));
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
    return faults.notCreated(answer, said(answer, json, FailureClass.AMBIGUOUS));
  }

  /** Of a call that was made: by content, or the provider's fault. */
  private Fault lost(Answer answer, JsonNode json) {
    Said said = said(answer, json, FailureClass.PROVIDER_FAULT);
    return said.kind() == FailureClass.CONTENT_POLICY
        ? faults.fault(answer, said)
        : faults.fault(
            answer,
            new Said(FailureClass.PROVIDER_FAULT, said.code(), said.words(), said.requestId()));
  }

  Polled polled(Answer answer) throws IOException {
    JsonNode json = answer.json();
    String status = JsonTrees.text(json, "/status");
    if (answer.status() == 404 && json.isObject()) {
      return new Polled.Failed(
          faults.fault(answer, plain(answer, json, FailureClass.EXPIRED)), Optional.empty());
    }
    if (!answer.isSuccess() || !json.isObject()) {
      return faults.askAgain(answer, said(answer, json, FaultReader.ofQuestion(answer.status())));
    }
    return switch (status) {
      case "queued", "running" -> new Polled.Running(Double.NaN, status);
      case "succeeded" -> succeeded(answer, json);
      case "failed" -> new Polled.Failed(lost(answer, json), tokens(json));
      case "cancelled" ->
          new Polled.Failed(
              faults.fault(
                  answer, new Said(FailureClass.PROVIDER_FAULT, "", "it was cancelled", "")),
              Optional.empty());
      case "expired" ->
          new Polled.Failed(
              faults.fault(answer, plain(answer, json, FailureClass.EXPIRED)), tokens(json));
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  private Polled succeeded(Answer answer, JsonNode json) {
    List<RemoteOutput> outputs = new ArrayList<>();
    for (String field : List.of("/content/video_url", "/content/last_frame_url")) {
      String url = JsonTrees.text(json, field);
      if (!url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      }
    }
    if (outputs.isEmpty()) {
      Said nothing = new Said(FailureClass.PROVIDER_FAULT, "", "no result", requestId(answer));
      return new Polled.Failed(faults.fault(answer, nothing), tokens(json));
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
    return JsonTrees.number(json, pointer)
        .map(
            amount -> {
              if (price.signum() <= 0) {
                return new Cost(amount, perMillion ? "tokens" : "images");
              }
              BigDecimal dollars = amount.multiply(price);
              return new Cost(perMillion ? dollars.divide(MILLION) : dollars, "USD");
            });
  }

  private Said said(Answer answer, JsonNode json, FailureClass byStatus) {
    Said plain = plain(answer, json, byStatus);
    return new Said(kind(answer, plain), plain.code(), plain.words(), plain.requestId());
  }

  private static Said plain(Answer answer, JsonNode json, FailureClass kind) {
    return new Said(
        kind,
        JsonTrees.firstText(json, "/error/code", "/code"),
        JsonTrees.firstText(json, "/error/message", "/message"),
        requestId(answer));
  }

  private static String requestId(Answer answer) {
    return answer.header("X-Request-Id");
  }

  /** What a server error says of itself changes nothing: the task may be there. */
  private static FailureClass kind(Answer answer, Said said) {
    String code = said.code();
    if (answer.status() >= 500 || code.isEmpty()) {
      return said.kind();
    }
    if (CONTENT.matcher(code).find()) {
      return FailureClass.CONTENT_POLICY;
    }
    boolean tooMany = answer.status() == 429;
    if (tooMany && CONCURRENCY.matcher(code + " " + said.words()).find()) {
      return FailureClass.CONCURRENCY;
    }
    if (MONEY.matcher(code).find()) {
      return FailureClass.MONEY;
    }
    return switch (code.toLowerCase(Locale.ROOT)) {
      case "authenticationerror", "accessdenied" -> FailureClass.AUTH;
      default -> said.kind();
    };
  }
}
