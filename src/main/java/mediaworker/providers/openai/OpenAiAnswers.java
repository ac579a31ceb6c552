package mediaworker.providers.openai;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.filetype.FileKind;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.MediaRequest;
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

/**
 * Reads answers by their shape rather than by what was asked, since an answer may be read by a
 * later life of the worker with other settings: {@code data} is the Images API's, {@code output}
 * the Responses API's, {@code choices} that of chat completions.
 */
final class OpenAiAnswers {

  private static final Set<String> BASE64 = Set.of("b64_json", "result");

  private final Faults faults;

  OpenAiAnswers(ProviderSettings settings, InstantSource clock) {
    this.faults = new Faults(OpenAiProvider.DESCRIPTION, settings, clock);
  }

  /** How a call ended; one of the three is there. */
  private record End(
      List<RemoteOutput> outputs, Optional<Polled.Failed> failed, Optional<Polled> under) {
    static End with(List<RemoteOutput> outputs) {
      return new End(outputs, Optional.empty(), Optional.empty());
    }

    static End failed(Polled.Failed failed) {
      return new End(List.of(), Optional.of(failed), Optional.empty());
    }

    static End running(Polled running) {
      return new End(List.of(), Optional.empty(), Optional.of(running));
    }
  }

  Submitted created(MediaRequest request, Answer answer) throws IOException {
    JsonNode body = answer.json(BASE64);
    Said said = said(answer, body);
    if (!answer.isSuccess()) {
      return faults.notCreated(kind(answer.status(), said), answer, said);
    }
    if (!isKnown(body, said)) {
      return new Submitted.Unknown(faults.of(FailureClass.AMBIGUOUS, answer, said));
    }
    End end = end(answer, body, said, request.json());
    if (end.under().isPresent()) {
      String id = Json.text(body, "/id");
      return id.isEmpty()
          ? new Submitted.Unknown(faults.of(FailureClass.AMBIGUOUS, answer, said))
          : new Submitted.Accepted(new TaskRef(id, request.operation(), ""), Optional.empty());
    }
    return end.failed()
        .<Submitted>map(failed -> new Submitted.Failed(failed.fault(), failed.cost()))
        .orElseGet(() -> new Submitted.Done(end.outputs(), cost(body)));
  }

  Polled polled(Answer answer) throws IOException {
    JsonNode body = answer.json(BASE64);
    Said said = said(answer, body);
    if (!answer.isSuccess()) {
      return faults.notAnswered(answer, said);
    }
    if (!isKnown(body, said)) {
      return faults.unreadable(answer);
    }
    End end = end(answer, body, said, false);
    return end.under()
        .or(() -> end.failed())
        .orElseGet(() -> new Polled.Succeeded(end.outputs(), cost(body)));
  }

  CancelAnswer cancelled(Answer answer) throws IOException {
    return switch (Json.text(answer.json(BASE64), "/status")) {
      case "cancelled" -> CancelAnswer.CANCELLED;
      case "completed", "failed", "incomplete" -> CancelAnswer.ALREADY_OVER;
      default -> CancelAnswer.GOES_ON;
    };
  }

  private static boolean isKnown(JsonNode body, Said said) {
    return body.path("choices").isArray()
        || body.path("data").isArray()
        || !Json.text(body, "/status").isEmpty()
        || said.isReadable();
  }

  private End end(Answer answer, JsonNode body, Said said, boolean json) throws IOException {
    if (body.path("choices").isArray()) {
      return chat(body, said, json);
    }
    if (body.path("data").isArray()) {
      return images(answer, body, said);
    }
    return response(answer, body, said, json);
  }

  private End images(Answer answer, JsonNode body, Said said) throws IOException {
    List<RemoteOutput> outputs = new ArrayList<>();
    for (JsonNode picture : body.path("data")) {
      String url = Json.text(picture, "/url");
      Optional<RemoteOutput> bytes = picture(answer, Json.text(picture, "/b64_json"));
      bytes.ifPresent(outputs::add);
      if (bytes.isEmpty() && !url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      }
    }
    return outputs.isEmpty()
        ? failed(FailureClass.PROVIDER_FAULT, body, "", "the answer has no picture", said)
        : End.with(outputs);
  }

  private static Optional<RemoteOutput> picture(Answer answer, String text) throws IOException {
    Optional<Path> file = answer.spooled(text);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(new RemoteOutput.Bytes(file.get(), FileKind.extension(file.get(), "png")));
  }

  private End chat(JsonNode body, Said said, boolean json) {
    JsonNode choice = body.path("choices").path(0);
    String refusal = Json.text(choice, "/message/refusal");
    String finish = Json.text(choice, "/finish_reason");
    if (!refusal.isEmpty() || finish.equals("content_filter")) {
      return failed(FailureClass.CONTENT_POLICY, body, finish, refusal, said);
    }
    return text(Json.text(choice, "/message/content"), finish.equals("length"), body, said, json);
  }

  private End response(Answer answer, JsonNode body, Said said, boolean json) throws IOException {
    String status = Json.text(body, "/status");
    if (status.equals("failed") || status.equals("cancelled")) {
      String code = Json.text(body, "/error/code");
      Said why =
          new Said(
              code.isEmpty() ? status : code, Json.text(body, "/error/message"), said.requestId());
      return failed(failureKind(why), body, why.code(), why.message(), said);
    }
    if (status.isEmpty()) {
      return failed(failureKind(said), body, said.code(), said.message(), said);
    }
    if (!status.equals("completed") && !status.equals("incomplete")) {
      return End.running(new Polled.Running(Double.NaN, status));
    }
    List<RemoteOutput> pictures = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    for (JsonNode item : body.path("output")) {
      if (Json.text(item, "/type").equals("image_generation_call")) {
        picture(answer, Json.text(item, "/result")).ifPresent(pictures::add);
      }
      for (JsonNode part : item.path("content")) {
        text.append(Json.text(part, "/text"));
        refusal.append(Json.text(part, "/refusal"));
      }
    }
    if (!pictures.isEmpty()) {
      return End.with(pictures);
    }
    String cut = Json.text(body, "/incomplete_details/reason");
    if (refusal.length() > 0 || cut.equals("content_filter")) {
      return failed(FailureClass.CONTENT_POLICY, body, cut, refusal.toString(), said);
    }
    return text(text.toString(), status.equals("incomplete"), body, said, json);
  }

  /** A text that was cut is still worth its money, unless it was to be JSON. */
  private End text(String text, boolean cut, JsonNode body, Said said, boolean json) {
    if (text.isBlank() || (cut && json)) {
      return failed(
          FailureClass.PROVIDER_FAULT,
          body,
          "",
          cut
              ? "the answer was cut off; openai.max-output-tokens has to be higher"
              : "the answer has no result",
          said);
    }
    return End.with(List.of(new RemoteOutput.Text(text.strip())));
  }

  private End failed(FailureClass kind, JsonNode body, String code, String message, Said said) {
    return End.failed(
        new Polled.Failed(
            faults.failed(kind, new Said(code, message, said.requestId())), cost(body)));
  }

  /** What the code of a failed response means. */
  private static FailureClass failureKind(Said why) {
    if (Faults.isContent(why)) {
      return FailureClass.CONTENT_POLICY;
    }
    return switch (why.code()) {
      case "invalid_prompt",
          "invalid_image",
          "invalid_image_url",
          "invalid_image_format",
          "invalid_base64_image",
          "invalid_image_mode",
          "image_too_large",
          "image_too_small",
          "image_parse_error",
          "image_file_too_large",
          "image_file_not_found",
          "unsupported_image_media_type",
          "empty_image_file",
          "failed_to_download_image" ->
          FailureClass.INVALID_INPUT;
      default -> FailureClass.PROVIDER_FAULT;
    };
  }

  /** What the Images and other APIs mean by a status and {@code error.code} or {@code .type}. */
  private static FailureClass kind(int status, Said said) {
    FailureClass plain = Faults.ofCreate(status);
    if (status == 429) {
      return Faults.isMoney(said)
          ? FailureClass.MONEY
          : Faults.isConcurrency(said) ? FailureClass.CONCURRENCY : FailureClass.RATE;
    }
    if (status == 400 || status == 403) {
      if (Faults.isMoney(said)) {
        return FailureClass.MONEY;
      }
      if (Faults.isContent(said)) {
        return FailureClass.CONTENT_POLICY;
      }
    }
    return plain;
  }

  private static Said said(Answer answer, JsonNode body) {
    String id = answer.header("x-request-id");
    JsonNode error = body.path("error");
    if (!error.isObject()) {
      return new Said("", "", id);
    }
    String code = Json.text(error, "/code");
    return new Said(
        code.isEmpty() ? Json.text(error, "/type") : code, Json.text(error, "/message"), id);
  }

  private static Optional<Cost> cost(JsonNode body) {
    JsonNode tokens = body.path("usage").path("total_tokens");
    return tokens.isNumber()
        ? Optional.of(new Cost(BigDecimal.valueOf(tokens.asLong()), "tokens"))
        : Optional.empty();
  }
}
