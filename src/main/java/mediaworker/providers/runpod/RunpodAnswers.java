package mediaworker.providers.runpod;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Runpod's answers: {@code {id, status, output, error, executionTime}}. */
final class RunpodAnswers {

  /** What programs write where there was none. */
  private static final Set<String> NO_ERROR = Set.of("", "none", "None", "null", "false", "0");

  private static final int MOST_WORDS = 300;
  private static final Pattern MONEY =
      Pattern.compile("balance|credit|funds|payment", Pattern.CASE_INSENSITIVE);

  private final Faults faults;
  private final Set<String> base64Fields;

  RunpodAnswers(Faults faults, Set<String> base64Fields) {
    this.faults = faults;
    this.base64Fields = Set.copyOf(base64Fields);
  }

  Submitted created(Answer answer, String endpoint) throws IOException {
    JsonNode json = answer.json();
    String id = Json.text(json, "/id");
    return answer.isSuccess() && !id.isEmpty()
        ? new Submitted.Accepted(new TaskRef(id, Operation.GPU_JOB, endpoint), Optional.empty())
        : faults.nothing(refusal(answer, words(answer, json)), answer, said(answer, json));
  }

  private static FailureClass refusal(Answer answer, String words) {
    boolean client = answer.status() >= 400 && answer.status() < 500;
    return client && MONEY.matcher(words).find()
        ? FailureClass.MONEY
        : Faults.ofCreate(answer.status());
  }

  Polled polled(Answer answer) throws IOException {
    JsonNode json = answer.json(base64Fields);
    if (answer.status() == 404) {
      return faults.notKnown(answer, said(answer, answer.json()));
    }
    String status = Json.text(json, "/status");
    if (!answer.isSuccess() || status.isEmpty()) {
      return new Polled.AskAgain(
          faults.of(Faults.ofQuestion(answer.status()), answer, said(answer, answer.json())));
    }
    return switch (status) {
      case "IN_QUEUE", "IN_PROGRESS", "RUNNING" ->
          new Polled.Running(
              Double.NaN, status.toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
      case "COMPLETED" -> {
        JsonNode output = json.path("output");
        List<RemoteOutput> outputs = RunpodOutput.in(output, answer);
        boolean texts = outputs.stream().allMatch(each -> each instanceof RemoteOutput.Text);
        yield outputs.isEmpty()
            ? new Polled.Failed(
                faults.failed(
                    FailureClass.PROVIDER_FAULT,
                    new Said("", "the handler has returned no output", Json.text(json, "/id"))),
                seconds(json))
            : texts && isError(output)
                ? failed(answer, FailureClass.PROVIDER_FAULT)
                : new Polled.Succeeded(outputs, seconds(json));
      }
      case "FAILED", "CANCELLED" -> failed(answer, FailureClass.PROVIDER_FAULT);
      case "TIMED_OUT" -> failed(answer, FailureClass.EXPIRED);
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  /** Whether a handler has returned words of an error, and beside them no others. */
  private static boolean isError(JsonNode output) {
    JsonNode error = output.path("error");
    boolean told = error.isString() ? !NO_ERROR.contains(error.asString().strip()) : isFull(error);
    return told
        && output.properties().stream()
            .allMatch(field -> field.getKey().equals("error") || isEmpty(field.getValue()));
  }

  private static boolean isFull(JsonNode node) {
    return node.isContainer() && !node.isEmpty();
  }

  private static boolean isEmpty(JsonNode node) {
    return node.isContainer()
        ? node.valueStream().allMatch(RunpodAnswers::isEmpty)
        : !node.isString() || node.asString().isBlank();
  }

  /** Read once more, as words may look like base64. */
  private Polled failed(Answer answer, FailureClass kind) throws IOException {
    JsonNode json = answer.json();
    return new Polled.Failed(faults.of(kind, answer, said(answer, json)), seconds(json));
  }

  CancelAnswer cancelled(Answer answer) throws IOException {
    String status = Json.text(answer.json(), "/status");
    if (answer.isSuccess() && status.equals("CANCELLED")) {
      return CancelAnswer.CANCELLED;
    }
    boolean over =
        answer.status() == 404 || Set.of("COMPLETED", "FAILED", "TIMED_OUT").contains(status);
    return over ? CancelAnswer.ALREADY_OVER : CancelAnswer.GOES_ON;
  }

  /** Runpod bills worker time, and tells that of the handler. */
  private static Optional<Cost> seconds(JsonNode json) {
    return Json.number(json, "/executionTime")
        .map(millis -> new Cost(millis.divide(BigDecimal.valueOf(1000)), "seconds"));
  }

  private static Said said(Answer answer, JsonNode json) {
    String status = Json.text(json, "/status");
    String id = Json.text(json, "/id");
    return new Said(status, words(answer, json), id);
  }

  private static String words(Answer answer, JsonNode json) {
    String words =
        Json.firstText(
            json,
            "/error",
            "/error/message",
            "/output/error",
            "/output/error/message",
            "/message",
            "/detail",
            "/title");
    if (words.startsWith("{")) {
      return traceback(words);
    }
    if (!words.isEmpty() || json.isContainer()) {
      return words;
    }
    String text = answer.beginning(MOST_WORDS);
    return text.startsWith("<") || text.startsWith("{") ? "" : text;
  }

  /** What the handler raised, as Runpod's SDK packs it: a JSON object within the text. */
  private static String traceback(String words) {
    try {
      JsonNode raised = JsonMapper.shared().readTree(words);
      String message = Json.text(raised, "/error_message");
      return message.isEmpty() ? words : message;
    } catch (JacksonException e) {
      return words;
    }
  }
}
