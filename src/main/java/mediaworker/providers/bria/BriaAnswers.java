package mediaworker.providers.bria;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import tools.jackson.databind.JsonNode;

/** Reads BRIA's answers: {@code {request_id, status, result, error: {code, message, details}}}. */
final class BriaAnswers {

  private static final Pattern MODERATION =
      Pattern.compile("moderat|inappropriate|nsfw|unsafe", Pattern.CASE_INSENSITIVE);
  private static final Pattern MONEY =
      Pattern.compile("quota|credit|trial|billing|payment|plan limit", Pattern.CASE_INSENSITIVE);

  /** Documented as a refusal, unlike all others above 499. */
  private static final int INPUT_NOT_SUPPORTED = 506;

  private final Faults faults;

  BriaAnswers(Faults faults) {
    this.faults = faults;
  }

  Submitted created(Operation operation, Answer answer) throws IOException {
    JsonNode json = answer.json();
    if (answer.isSuccess()) {
      List<RemoteOutput> outputs = outputs(json);
      if (!outputs.isEmpty()) {
        return new Submitted.Done(outputs, Optional.empty());
      }
      String id = Json.text(json, "/request_id");
      if (!id.isEmpty()) {
        return new Submitted.Accepted(new TaskRef(id, operation, ""), Optional.empty());
      }
    }
    Said said = said(json);
    if (answer.status() == INPUT_NOT_SUPPORTED && said.isReadable()) {
      return new Submitted.Refused(faults.of(FailureClass.INVALID_INPUT, answer, said));
    }
    return faults.nothing(kind(answer, words(json)), answer, said);
  }

  private static FailureClass kind(Answer answer, String words) {
    return switch (answer.status()) {
      case 403, 429 ->
          MONEY.matcher(words).find() ? FailureClass.MONEY : Faults.ofCreate(answer.status());
      case 422 ->
          MODERATION.matcher(words).find()
              ? FailureClass.CONTENT_POLICY
              : FailureClass.INVALID_INPUT;
      default -> Faults.ofCreate(answer.status());
    };
  }

  Polled polled(Answer answer) throws IOException {
    JsonNode json = answer.json();
    String status = Json.text(json, "/status");
    if (answer.status() == 404) {
      return faults.notKnown(answer, said(json));
    }
    if (!answer.isSuccess() || status.isEmpty()) {
      return new Polled.AskAgain(faults.of(Faults.ofQuestion(answer.status()), answer, said(json)));
    }
    return switch (status) {
      case "IN_PROGRESS" -> new Polled.Running(Double.NaN, "in progress");
      case "COMPLETED" -> {
        List<RemoteOutput> outputs = outputs(json);
        yield outputs.isEmpty()
            ? failed(answer, json, FailureClass.PROVIDER_FAULT)
            : new Polled.Succeeded(outputs, Optional.empty());
      }
      // UNKNOWN is documented as an internal error that ends the request.
      case "ERROR", "FAILED", "UNKNOWN" -> failed(answer, json, ofEnd(json));
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  /** An ended request tells by a word, not by a number as a refused one does. */
  private static FailureClass ofEnd(JsonNode json) {
    String code = Json.text(json, "/error/code");
    if (MODERATION.matcher(code + " " + words(json)).find()) {
      return FailureClass.CONTENT_POLICY;
    }
    return code.equals("VALIDATION_ERROR")
        ? FailureClass.INVALID_INPUT
        : FailureClass.PROVIDER_FAULT;
  }

  /** The fault that an answer to a free call tells of. */
  Fault fault(Answer answer, FailureClass kind) throws IOException {
    return faults.of(kind, answer, said(answer.json()));
  }

  private Polled failed(Answer answer, JsonNode json, FailureClass kind) {
    return new Polled.Failed(faults.of(kind, answer, said(json)), Optional.empty());
  }

  private static List<RemoteOutput> outputs(JsonNode json) {
    List<RemoteOutput> outputs = new ArrayList<>();
    for (String field : List.of("/result/image_url", "/result/video_url")) {
      String url = Json.text(json, field);
      if (!url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      }
    }
    return outputs;
  }

  private static String words(JsonNode json) {
    String message = Json.firstText(json, "/error/message", "/error", "/message", "/detail");
    String details = Json.text(json, "/error/details");
    return details.isEmpty() ? message : message + ": " + details;
  }

  private static Said said(JsonNode json) {
    return new Said(Json.text(json, "/error/code"), words(json), Json.text(json, "/request_id"));
  }
}
