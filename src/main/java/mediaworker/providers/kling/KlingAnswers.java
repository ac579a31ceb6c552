package mediaworker.providers.kling;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Polled;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import tools.jackson.databind.JsonNode;

/** Reads the answers of both standards: {@code {code, message, request_id, data}}. */
final class KlingAnswers {

  private static final Pattern EXISTS =
      Pattern.compile("(?i)already exist|duplicat|must be unique|repeat|external|\\btask_?id");
  private static final Pattern NOT_THERE = Pattern.compile("(?i)not (exist|found)|no such");
  private static final Pattern CONTENT =
      Pattern.compile("(?i)risk control|content|sensitive|moderat|violat|policy|safety");

  private final Faults faults;
  private final InstantSource clock;

  /**
   * Reads answers.
   *
   * @param clock by which tokens are made
   */
  KlingAnswers(Faults faults, InstantSource clock) {
    this.faults = faults;
    this.clock = clock;
  }

  Submitted created(TaskRef withoutId, Answer answer) throws IOException {
    JsonNode json = answer.json();
    String id = Json.firstText(json, "/data/id", "/data/task_id");
    if (answer.isSuccess() && isFine(json) && !id.isEmpty()) {
      return new Submitted.Accepted(
          new TaskRef(id, withoutId.operation(), withoutId.path()), Optional.empty());
    }
    return faults.nothing(kindOfCreate(answer, json), answer, said(answer, json));
  }

  private static FailureClass kindOfCreate(Answer answer, JsonNode json) {
    return switch (Json.text(json, "/code")) {
      case "1000", "1001", "1002", "1003", "1004", "1103", "1304" -> FailureClass.AUTH;
      case "1100", "1101", "1102" -> FailureClass.MONEY;
      // The id is taken, however that is put: by a create of this very call whose answer was lost.
      // Asking costs nothing, and where there is no task this sentence ends the attempt.
      case "1201" -> isDuplicate(json) ? FailureClass.AMBIGUOUS : FailureClass.INVALID_INPUT;
      case "1200", "1202", "1203" -> FailureClass.INVALID_INPUT;
      case "1300", "1301" -> FailureClass.CONTENT_POLICY;
      case "1302" -> FailureClass.RATE;
      case "1303" -> FailureClass.CONCURRENCY;
      case "5000", "5001", "5002" -> FailureClass.AMBIGUOUS;
      default -> Faults.ofCreate(answer.status());
    };
  }

  private static boolean isDuplicate(JsonNode json) {
    return EXISTS.matcher(Json.text(json, "/message")).find();
  }

  /** Whether a look-up by name was answered with: there is none. */
  static boolean isNotThere(Answer answer, JsonNode json) {
    String code = Json.text(json, "/code");
    return code.equals("1203")
        || (code.equals("1201") && NOT_THERE.matcher(Json.text(json, "/message")).find())
        || (answer.status() == 404 && code.isEmpty() && json.isObject());
  }

  static boolean isFine(JsonNode json) {
    return Json.text(json, "/code").equals("0");
  }

  static boolean hasCode(JsonNode json) {
    return !Json.text(json, "/code").isEmpty();
  }

  /** Why a question was not answered, for a person. */
  String unanswered(Answer answer, JsonNode json) {
    return faults.of(kindOfQuestion(answer, json), answer, said(answer, json)).sentence();
  }

  private static FailureClass kindOfQuestion(Answer answer, JsonNode json) {
    return switch (Json.text(json, "/code")) {
      case "1000", "1001", "1002", "1003", "1004", "1103", "1304" -> FailureClass.AUTH;
      case "1302", "1303" -> FailureClass.RATE;
      default -> Faults.ofQuestion(answer.status());
    };
  }

  Polled polled(TaskRef task, Answer answer) throws IOException {
    JsonNode json = answer.json();
    if (!answer.isSuccess() || !isFine(json)) {
      FailureClass kind = kindOfQuestion(answer, json);
      return isNotThere(answer, json)
          ? faults.notKnown(answer, said(answer, json))
          : new Polled.AskAgain(faults.of(kind, answer, said(answer, json)));
    }
    JsonNode data = json.path("data");
    JsonNode record = data.isArray() ? find(data, task.id()) : data;
    if (!record.isObject()) {
      return new Polled.Running(Double.NaN, "Kling does not show the task (yet)");
    }
    return status(record, json, answer);
  }

  private static JsonNode find(JsonNode tasks, String id) {
    for (JsonNode task : tasks) {
      if (id.equals(Json.text(task, "/id")) || id.equals(Json.text(task, "/external_id"))) {
        return task;
      }
    }
    return tasks.path(tasks.size());
  }

  private Polled status(JsonNode record, JsonNode json, Answer answer) {
    String status = Json.firstText(record, "/status", "/task_status");
    String message = Json.firstText(record, "/message", "/task_status_msg");
    String requestId = Json.text(json, "/request_id");
    return switch (status) {
      case "submitted", "processing" -> new Polled.Running(Double.NaN, status);
      case "succeeded", "succeed" -> {
        List<RemoteOutput> outputs = outputs(record);
        yield outputs.isEmpty()
            ? failed(record, answer, FailureClass.PROVIDER_FAULT, "no result", requestId)
            : new Polled.Succeeded(outputs, cost(record));
      }
      case "failed" -> {
        boolean content = CONTENT.matcher(message).find();
        yield failed(
            record,
            answer,
            content ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT,
            message,
            requestId);
      }
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  private Polled failed(
      JsonNode record, Answer answer, FailureClass kind, String message, String requestId) {
    return new Polled.Failed(
        faults.of(kind, answer, new Said("", message, requestId)), cost(record));
  }

  private static List<RemoteOutput> outputs(JsonNode record) {
    List<RemoteOutput> outputs = new ArrayList<>();
    for (String list : List.of("/outputs", "/task_result/videos", "/task_result/images")) {
      for (JsonNode output : record.at(list)) {
        String url = Json.text(output, "/url");
        if (!url.isEmpty()) {
          outputs.add(new RemoteOutput.Url(url));
        }
      }
    }
    return outputs;
  }

  /** The entries of one unit added up; the first unit where there are several. */
  private static Optional<Cost> cost(JsonNode record) {
    BigDecimal sum = BigDecimal.ZERO;
    String unit = "";
    for (JsonNode entry : record.path("billing")) {
      Optional<BigDecimal> amount = Json.number(entry, "/amount");
      String currency = Json.text(entry, "/currency");
      String its = currency.isEmpty() ? "units" : currency;
      if (amount.isPresent() && (unit.isEmpty() || unit.equals(its))) {
        unit = its;
        sum = sum.add(amount.get());
      }
    }
    if (!unit.isEmpty()) {
      return Optional.of(new Cost(sum, unit));
    }
    return Json.number(record, "/final_unit_deduction").map(units -> new Cost(units, "units"));
  }

  private Said said(Answer answer, JsonNode json) {
    String code = Json.text(json, "/code");
    String message = Json.text(json, "/message");
    String more = KlingToken.wrongClock(code, answer.clockAhead(clock.instant()));
    return new Said(code, joined(message, more), Json.text(json, "/request_id"));
  }

  private static String joined(String message, String more) {
    if (message.isBlank() || more.isEmpty()) {
      return message.isBlank() ? more : message;
    }
    return message.strip().replaceFirst("\\.$", "") + "; " + more;
  }
}
