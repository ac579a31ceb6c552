package mediaworker.providers.replicate;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Outputs;
import mediaworker.providers.http.Said;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads predictions and refusals ({@code title}, {@code detail}, {@code status}). */
final class ReplicateAnswers {

  /** "E005", in the text of a failed prediction. */
  private static final Pattern CODE = Pattern.compile("\\bE\\d{3,4}\\b");

  /** The wait, which stands in the text of a refusal: "resets in ~30s". */
  private static final Pattern RESETS = Pattern.compile("resets? in ~?(\\d{1,5})\\s*s");

  private final Faults faults;

  ReplicateAnswers(ProviderSettings settings, InstantSource clock) {
    this.faults = new Faults(ReplicateProvider.DESCRIPTION, settings, clock);
  }

  Faults faults() {
    return faults;
  }

  Submitted created(Operation operation, Answer answer) throws IOException {
    JsonNode body = answer.json();
    Said said = said(answer, body);
    if (!answer.isSuccess()) {
      FailureClass kind = kind(answer.status(), said);
      Submitted refused = faults.notCreated(kind, answer, said);
      return refused instanceof Submitted.Refused it && it.fault().retryAfter() == null
          ? new Submitted.Refused(Faults.after(it.fault(), wait(body)))
          : refused;
    }
    String id = Json.text(body, "/id");
    return id.isEmpty()
        ? new Submitted.Unknown(faults.of(FailureClass.AMBIGUOUS, answer, said))
        : new Submitted.Accepted(new TaskRef(id, operation, ""), Optional.empty());
  }

  Polled polled(TaskRef task, Answer answer) throws IOException {
    JsonNode body = answer.json();
    if (!answer.isSuccess()) {
      return faults.notAnswered(answer, said(answer, body));
    }
    String status = Json.text(body, "/status");
    return switch (status) {
      case "" -> faults.unreadable(answer);
      case "succeeded" -> succeeded(task, body, answer);
      case "failed" -> failed(task, body);
      case "canceled", "cancelled" ->
          ended(task, body, FailureClass.PROVIDER_FAULT, status, "the prediction was cancelled");
      case "aborted" ->
          ended(
              task,
              body,
              FailureClass.EXPIRED,
              status,
              "the prediction did not start before its deadline");
      default -> new Polled.Running(Double.NaN, status);
    };
  }

  private Polled succeeded(TaskRef task, JsonNode body, Answer answer) throws IOException {
    if (body.path("data_removed").asBoolean(false)) {
      return ended(
          task,
          body,
          FailureClass.OUTPUT_GONE,
          "data_removed",
          "its outputs were deleted, which happens an hour after the end");
    }
    List<RemoteOutput> outputs = Outputs.in(body.path("output"), answer);
    return outputs.isEmpty()
        ? ended(task, body, FailureClass.PROVIDER_FAULT, "", "the prediction has no output")
        : new Polled.Succeeded(outputs, cost(body));
  }

  private Polled failed(TaskRef task, JsonNode body) {
    String error = Json.text(body, "/error");
    Matcher code = CODE.matcher(error);
    Said said = new Said(code.find() ? code.group() : "", error, task.id());
    boolean content = said.code().equals("E005") || Faults.isContent(said);
    return ended(
        task,
        body,
        content ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT,
        said.code(),
        error.isEmpty() ? "the prediction failed without a reason" : error);
  }

  private Polled ended(
      TaskRef task, JsonNode body, FailureClass kind, String code, String message) {
    return new Polled.Failed(faults.failed(kind, new Said(code, message, task.id())), cost(body));
  }

  CancelAnswer cancelled(Answer answer) throws IOException {
    return switch (Json.text(answer.json(), "/status")) {
      case "canceled", "cancelled", "aborted" -> CancelAnswer.CANCELLED;
      case "succeeded", "failed" -> CancelAnswer.ALREADY_OVER;
      default ->
          // It is stopped a moment later: the answer still shows it as it was.
          answer.isSuccess() ? CancelAnswer.CANCELLED : CancelAnswer.GOES_ON;
    };
  }

  static FailureClass kind(int status, Said said) {
    FailureClass plain = Faults.ofCreate(status);
    if (status == 429) {
      return Faults.isConcurrency(said) ? FailureClass.CONCURRENCY : plain;
    }
    if (status == 403 && Faults.isMoney(said)) {
      return FailureClass.MONEY;
    }
    return (status == 400 || status == 422) && Faults.isContent(said)
        ? FailureClass.CONTENT_POLICY
        : plain;
  }

  static Said said(Answer answer, JsonNode body) {
    String detail = Json.text(body, "/detail");
    String title = Json.text(body, "/title");
    return new Said(
        detail.isEmpty() ? "" : title,
        detail.isEmpty() ? title : detail,
        answer.header("x-request-id"));
  }

  private static @Nullable Duration wait(JsonNode body) {
    JsonNode seconds = body.path("retry_after");
    if (seconds.isNumber()) {
      return Duration.ofSeconds(Math.max(0, seconds.asLong()));
    }
    Matcher text = RESETS.matcher(Json.text(body, "/detail"));
    return text.find() ? Duration.ofSeconds(Long.parseLong(text.group(1))) : null;
  }

  /** Replicate tells the time a model ran, not what it costs. */
  private static Optional<Cost> cost(JsonNode body) {
    JsonNode seconds = body.path("metrics").path("predict_time");
    return seconds.isNumber()
        ? Optional.of(new Cost(new BigDecimal(seconds.asString()), "seconds"))
        : Optional.empty();
  }
}
