package mediaworker.providers.fal;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the queue's answers. A task's reference holds the path to ask at: first that of its status,
 * which ends in {@link #STATUS}, then that of its result.
 */
final class FalAnswers {

  static final String STATUS = "/status";

  /** By which the queue answers for itself, not for the model. */
  private static final Set<Integer> OF_THE_QUEUE = Set.of(401, 402, 403, 404, 408, 410, 429);

  /** By which a model may end as well, of which then a type of the error tells. */
  private static final Set<Integer> PASSING = Set.of(409, 425, 502, 503, 504);

  private final Faults faults;
  private final HttpUrl base;

  FalAnswers(ProviderSettings settings, InstantSource clock) {
    this.faults = new Faults(FalProvider.DESCRIPTION, settings, clock);
    this.base = settings.url("base-url");
  }

  Faults faults() {
    return faults;
  }

  Submitted created(Operation operation, String model, Answer answer) throws IOException {
    JsonNode body = answer.json();
    Said said = said(answer, body);
    if (!answer.isSuccess()) {
      return faults.notCreated(kind(answer.status(), said), answer, said);
    }
    String id = Json.text(body, "/request_id");
    if (id.isEmpty()) {
      return new Submitted.Unknown(faults.of(FailureClass.AMBIGUOUS, answer, said));
    }
    return new Submitted.Accepted(
        task(id, operation, model, Json.text(body, "/status_url")), Optional.empty());
  }

  /** The reference of a task whose status URL may not be known. */
  TaskRef task(String id, Operation operation, String model, String statusUrl) {
    return new TaskRef(id, operation, path(statusUrl, model, id));
  }

  /**
   * The status URL's path below the base URL. Only the path is kept: the key goes to the configured
   * host alone. The model's own path below its app is not part of it.
   */
  private String path(String statusUrl, String model, String id) {
    HttpUrl url = HttpUrl.parse(statusUrl);
    if (url != null && url.encodedPath().endsWith(STATUS)) {
      String prefix = base.encodedPath().replaceFirst("/$", "");
      String path = url.encodedPath();
      return !prefix.isEmpty() && path.startsWith(prefix + "/")
          ? path.substring(prefix.length())
          : path;
    }
    String[] parts = model.split("/", -1);
    return new HttpUrl.Builder()
            .scheme("https")
            .host("fal")
            .addPathSegment(parts[0])
            .addPathSegment(parts[1])
            .addPathSegment("requests")
            .addPathSegment(id)
            .build()
            .encodedPath()
        + STATUS;
  }

  Polled polled(TaskRef task, Answer answer) throws IOException {
    return task.path().endsWith(STATUS) ? status(task, answer) : result(task, answer);
  }

  private Polled status(TaskRef task, Answer answer) throws IOException {
    JsonNode body = answer.json();
    Said said = said(answer, body);
    if (!answer.isSuccess()) {
      return faults.notAnswered(answer, said);
    }
    String status = Json.text(body, "/status");
    return switch (status) {
      case "" -> faults.unreadable(answer);
      case "IN_QUEUE" -> new Polled.Running(Double.NaN, queued(body));
      case "COMPLETED" ->
          said.isReadable()
              ? failed(task, answer, said, 0)
              : new Polled.Next(
                  new TaskRef(
                      task.id(),
                      task.operation(),
                      task.path().substring(0, task.path().length() - STATUS.length())));
      case "FAILED", "ERROR", "CANCELED", "CANCELLED" ->
          failed(
              task, answer, said.isReadable() ? said : new Said(status, "", said.requestId()), 0);
      default -> new Polled.Running(Double.NaN, status);
    };
  }

  private static String queued(JsonNode body) {
    String position = Json.text(body, "/queue_position");
    return position.isEmpty() ? "IN_QUEUE" : "IN_QUEUE, " + position + " before it";
  }

  private Polled result(TaskRef task, Answer answer) throws IOException {
    JsonNode body = answer.json();
    Said said = said(answer, body);
    int status = answer.status();
    if (answer.isSuccess()) {
      return body.isMissingNode() ? faults.unreadable(answer) : outputs(task, body, answer);
    }
    boolean still = said.words().contains("in progress") || said.words().contains("in queue");
    if (status == 400 && still) {
      return new Polled.Running(Double.NaN, "IN_PROGRESS");
    }
    boolean ofNoKind = said.isReadable() && said.code().isEmpty() && !Faults.isContent(said);
    if (status == 500 && ofNoKind) {
      return new Polled.NotKnown(faults.of(FailureClass.WITHHELD, answer, said), true);
    }
    boolean passing = said.code().isEmpty() && PASSING.contains(status);
    boolean ofTheModel =
        said.isReadable() && status >= 400 && !OF_THE_QUEUE.contains(status) && !passing;
    return ofTheModel ? failed(task, answer, said, status) : faults.notAnswered(answer, said);
  }

  private Polled outputs(TaskRef task, JsonNode body, Answer answer) throws IOException {
    JsonNode kept = withoutBlocked(body);
    List<RemoteOutput> outputs = Outputs.in(kept, answer);
    boolean files = outputs.stream().anyMatch(each -> !(each instanceof RemoteOutput.Text));
    boolean anything = task.operation() == Operation.ANY_MODEL && !outputs.isEmpty();
    if (files || anything) {
      return new Polled.Succeeded(outputs, cost(answer));
    }
    boolean blocked = body.path("has_nsfw_concepts").size() > 0 && body.path("images").size() > 0;
    return new Polled.Failed(
        faults.failed(
            blocked ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT,
            new Said(
                blocked ? "has_nsfw_concepts" : "",
                blocked ? "its filter blacked out every picture" : "the result has no file in it",
                task.id())),
        cost(answer));
  }

  /** Pictures that the filter has caught come as black ones. */
  private static JsonNode withoutBlocked(JsonNode body) {
    JsonNode flags = body.path("has_nsfw_concepts");
    JsonNode images = body.path("images");
    if (!(body instanceof ObjectNode) || !flags.isArray() || !images.isArray()) {
      return body;
    }
    ObjectNode kept = (ObjectNode) body.deepCopy();
    ArrayNode good = kept.putArray("images");
    for (int i = 0; i < images.size(); i++) {
      if (!flags.path(i).asBoolean(false)) {
        good.add(images.get(i));
      }
    }
    return kept;
  }

  private Polled failed(TaskRef task, Answer answer, Said said, int status) {
    String id = said.requestId().isEmpty() ? task.id() : said.requestId();
    FailureClass kind =
        Faults.isContent(said)
            ? FailureClass.CONTENT_POLICY
            : status >= 400 && status < 500
                ? FailureClass.INVALID_INPUT
                : said.code().equals("startup_timeout")
                    ? FailureClass.EXPIRED
                    : FailureClass.PROVIDER_FAULT;
    return new Polled.Failed(
        faults.failed(kind, new Said(said.code(), said.message(), id)), cost(answer));
  }

  CancelAnswer cancelled(Answer answer) throws IOException {
    String status = Json.text(answer.json(), "/status");
    if (status.equals("ALREADY_COMPLETED") || answer.status() == 409) {
      return CancelAnswer.ALREADY_OVER;
    }
    // A running one is asked to stop; whether its model does is not told.
    return status.equals("OK") || status.equals("CANCELLED")
        ? CancelAnswer.CANCELLED
        : CancelAnswer.GOES_ON;
  }

  static FailureClass kind(int status, Said said) {
    if (Faults.isMoney(said) && (status == 403 || status == 429 || status == 400)) {
      return FailureClass.MONEY;
    }
    if (status == 429 && Faults.isConcurrency(said)) {
      return FailureClass.CONCURRENCY;
    }
    return (status == 400 || status == 422) && Faults.isContent(said)
        ? FailureClass.CONTENT_POLICY
        : Faults.ofCreate(status);
  }

  /** {@code detail} is a text with {@code error_type} beside it, or a list of typed messages. */
  static Said said(Answer answer, JsonNode body) {
    String id = answer.header("x-fal-request-id");
    JsonNode detail = body.path("detail");
    String type = Json.text(body, "/error_type");
    if (type.isEmpty()) {
      type = answer.header("X-Fal-Error-Type");
    }
    if (!detail.isArray()) {
      String error = Json.text(body, "/error");
      String text = Json.text(detail);
      return new Said(type, text.isEmpty() ? error : text, id);
    }
    List<String> messages = new ArrayList<>();
    for (JsonNode each : detail) {
      List<String> place = new ArrayList<>();
      each.path("loc").forEach(part -> place.add(Json.text(part)));
      String message = Json.text(each, "/msg");
      String where = String.join(".", place);
      String text = where.isEmpty() || message.isEmpty() ? where + message : where + ": " + message;
      if (!text.isEmpty()) {
        messages.add(text);
      }
      type = type.isEmpty() ? Json.text(each, "/type") : type;
    }
    return new Said(type, String.join("; ", messages), id);
  }

  private static Optional<Cost> cost(Answer answer) {
    String units = answer.header("x-fal-billable-units");
    return units.matches("\\d{1,9}(\\.\\d{1,9})?")
        ? Optional.of(new Cost(new BigDecimal(units), "units"))
        : Optional.empty();
  }
}
