package mediaworker.providers.leonardo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.filetype.FileKind;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderException;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import tools.jackson.databind.JsonNode;

/** Reads Leonardo's answers; refusals may come as errors, lists and GraphQL errors within a 200. */
final class LeonardoAnswers {

  private static final List<String> JOBS =
      List.of("generate", "sdGenerationJob", "motionVideoGenerationJob", "motionSvdGenerationJob");

  private static final Pattern KEY =
      Pattern.compile("authorization hook|api key|access.denied", Pattern.CASE_INSENSITIVE);
  private static final Pattern CONTENT =
      Pattern.compile("moderat|nsfw|inappropriate|content policy|violat", Pattern.CASE_INSENSITIVE);
  private static final Pattern MONEY =
      Pattern.compile(
          "insufficient|not enough|credit|balance|billing|payment|subscription",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CONCURRENCY =
      Pattern.compile("concurren|pending|queue|simultaneous", Pattern.CASE_INSENSITIVE);

  /** Of a queue that takes no more, rather than of one that has failed. */
  private static final Pattern LIMIT =
      Pattern.compile(
          "too many|limit|maximum|exceed|concurren|simultaneous|full", Pattern.CASE_INSENSITIVE);

  /** Of a server that has failed on the way, after it may have begun. */
  private static final Pattern FAULT =
      Pattern.compile(
          "timed? ?-?out|internal|unexpected|unavailable|try again|went wrong",
          Pattern.CASE_INSENSITIVE);

  private final Faults faults;

  LeonardoAnswers(Faults faults) {
    this.faults = faults;
  }

  Submitted created(Operation operation, Answer answer) throws IOException {
    JsonNode json = answer.json();
    for (String job : JOBS) {
      String id = Json.text(json.path(job), "/generationId");
      if (answer.isSuccess() && !id.isEmpty()) {
        return new Submitted.Accepted(new TaskRef(id, operation, ""), cost(json.path(job)));
      }
    }
    return faults.nothing(ofCreate(answer, json), answer, said(answer, json));
  }

  /** The answer of the route that waits: charged, whatever is in it. */
  Submitted cutout(Answer answer) throws IOException {
    JsonNode json = answer.json(Set.of("dataB64"));
    JsonNode result = json.path("generateSync");
    if (!answer.isSuccess() || !result.isObject()) {
      return faults.nothing(ofCreate(answer, json), answer, said(answer, json));
    }
    List<RemoteOutput> outputs = new ArrayList<>();
    for (JsonNode picture : result.path("results")) {
      var file = answer.spooled(Json.text(picture, "/dataB64"));
      String url = Json.text(picture, "/url");
      if (file.isPresent()) {
        outputs.add(new RemoteOutput.Bytes(file.get(), FileKind.extension(file.get(), "png")));
      } else if (!url.isEmpty()) {
        outputs.add(new RemoteOutput.Url(url));
      }
    }
    if (!outputs.isEmpty()) {
      return new Submitted.Done(outputs, cost(result));
    }
    boolean blocked = !List.of("", "0").contains(Json.text(result, "/blockedCount"));
    Said said =
        new Said("", blocked ? "the result was blocked" : "no result", Json.text(result, "/id"));
    FailureClass kind = blocked ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT;
    return new Submitted.Failed(faults.of(kind, answer, said), cost(result));
  }

  /**
   * What became of a create. Errors within a 200 created nothing where their words or their shape
   * say so, as a list that validation writes; of any others the list of generations tells.
   */
  private static FailureClass ofCreate(Answer answer, JsonNode json) {
    String words = words(json);
    FailureClass byStatus = Faults.ofCreate(answer.status());
    boolean inside = answer.isSuccess();
    if (!inside && byStatus == FailureClass.AMBIGUOUS) {
      return byStatus;
    }
    if (inside && FAULT.matcher(words + " " + code(json)).find()) {
      return FailureClass.AMBIGUOUS; // whatever else its words are about
    }
    if (KEY.matcher(words).find()) {
      return FailureClass.AUTH;
    }
    if (!inside) {
      return byWords(words, byStatus);
    }
    FailureClass said =
        byWords(words, isOfValidation(json) ? FailureClass.INVALID_INPUT : FailureClass.AMBIGUOUS);
    return said == FailureClass.CONCURRENCY && !LIMIT.matcher(words).find()
        ? FailureClass.AMBIGUOUS
        : said;
  }

  private static boolean isOfValidation(JsonNode json) {
    return (json.isArray() && !json.isEmpty())
        || json.at("/errors/0/extensions/details/errors").isArray();
  }

  private static FailureClass byWords(String words, FailureClass otherwise) {
    if (CONTENT.matcher(words).find()) {
      return FailureClass.CONTENT_POLICY;
    }
    if (CONCURRENCY.matcher(words).find()) {
      return FailureClass.CONCURRENCY;
    }
    return MONEY.matcher(words).find() ? FailureClass.MONEY : otherwise;
  }

  Polled polled(TaskRef task, Answer answer) throws IOException {
    JsonNode json = answer.json();
    if (!answer.isSuccess() || !json.has("generations_by_pk")) {
      FailureClass kind =
          KEY.matcher(words(json)).find() ? FailureClass.AUTH : Faults.ofQuestion(answer.status());
      return new Polled.AskAgain(faults.of(kind, answer, said(answer, json)));
    }
    JsonNode record = json.path("generations_by_pk");
    if (!record.isObject()) {
      return new Polled.Running(Double.NaN, "Leonardo does not show the task (yet)");
    }
    String status = Json.text(record, "/status");
    return switch (status) {
      case "PENDING" -> new Polled.Running(Double.NaN, "pending");
      case "COMPLETE" -> {
        List<RemoteOutput> outputs = outputs(task, record);
        yield outputs.isEmpty()
            ? failed(answer, task, "it ended without a result")
            : new Polled.Succeeded(outputs, Optional.empty());
      }
      case "FAILED" -> failed(answer, task, "it gives no reason");
      default -> new Polled.Running(Double.NaN, "a status unknown here: " + status);
    };
  }

  private Polled failed(Answer answer, TaskRef task, String words) {
    Said said = new Said("", words, task.id());
    return new Polled.Failed(
        faults.of(FailureClass.PROVIDER_FAULT, answer, said), Optional.empty());
  }

  private static List<RemoteOutput> outputs(TaskRef task, JsonNode record) {
    List<RemoteOutput> outputs = new ArrayList<>();
    boolean video = task.operation() == Operation.ANIMATION;
    for (String list : List.of("generated_images", "generated_videos")) {
      for (JsonNode made : record.path(list)) {
        String url =
            video ? Json.firstText(made, "/motionMP4URL", "/url") : Json.text(made, "/url");
        if (!url.isEmpty()) {
          outputs.add(new RemoteOutput.Url(url));
        }
      }
    }
    return outputs;
  }

  /**
   * Of a free call that was not served.
   *
   * @throws ProviderException when it is refused
   * @throws IOException when it may be tried again
   */
  void throwRefused(Answer answer) throws ProviderException, IOException {
    JsonNode json = answer.json();
    FailureClass kind = isOfKey(json) ? FailureClass.AUTH : ofCreate(answer, json);
    if (kind == FailureClass.AMBIGUOUS) {
      throw new IOException(
          "Leonardo named no place to upload the picture to (HTTP " + answer.status() + ")");
    }
    throw new ProviderException(faults.of(kind, answer, said(answer, json)));
  }

  /** Why a question was not answered, for a person. */
  String unanswered(Answer answer) throws IOException {
    JsonNode json = answer.json();
    FailureClass kind = isOfKey(json) ? FailureClass.AUTH : Faults.ofQuestion(answer.status());
    return faults.of(kind, answer, said(answer, json)).sentence();
  }

  /** Whatever the status: a wrong key is told of with one of servers' own faults, too. */
  private static boolean isOfKey(JsonNode json) {
    String words = words(json);
    return KEY.matcher(words).find() && !FAULT.matcher(words).find();
  }

  private static Optional<Cost> cost(JsonNode job) {
    String unit = Json.text(job, "/cost/unit");
    return Json.number(job, "/cost/amount")
        .map(amount -> new Cost(amount, unit.equals("DOLLARS") ? "USD" : "credits"))
        .or(() -> Json.number(job, "/apiCreditCost").map(c -> new Cost(c, "credits")));
  }

  private static Said said(Answer answer, JsonNode json) {
    return new Said(code(json), words(json), answer.header("x-request-id"));
  }

  private static String code(JsonNode json) {
    return Json.firstText(json, "/code", "/errors/0/extensions/code", "/0/code");
  }

  private static String words(JsonNode json) {
    return Json.firstText(
        json,
        "/errors/0/extensions/details/errors/0/message",
        "/0/extensions/details/errors/0/message",
        "/errors/0/message",
        "/0/message",
        "/error/message",
        "/error",
        "/message");
  }
}
