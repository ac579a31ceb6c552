package mediaworker.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import mediaworker.http.FileReply;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Looks at one picture of a clip, as it is and keyed, while somebody tries settings. */
final class PlaygroundApi {

  private static final double LONGEST = 24 * 3600;

  private static final int LONGEST_VIEW = 64;

  private final Backend backend;

  PlaygroundApi(Backend backend) {
    this.backend = backend;
  }

  void addTo(Router router) {
    router.add("GET", "/api/preview/info", this::info);
    router.add("GET", "/api/preview/frame", this::frame);
    router.add("POST", "/api/preview/key", this::key);
  }

  private Reply info(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    String reference = reference(request.query("file"), request.query("job"));
    MediaDesk.Info info = backend.media().info(reference);
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("file", reference);
    node.put("width", info.width());
    node.put("height", info.height());
    node.put("seconds", info.seconds());
    node.put("fps", info.fps());
    node.put("alpha", info.alpha());
    return Reply.json(node);
  }

  private Reply frame(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    String reference = reference(request.query("file"), request.query("job"));
    double seconds = seconds(request.query("time").orElse("0"));
    Path png = backend.media().frame(reference, seconds, request.query("small").isPresent());
    return FileReply.of(request, png).with("Cache-Control", "private, max-age=300");
  }

  private Reply key(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    ObjectNode body = request.json();
    JsonNode settings = body.path("settings");
    if (!settings.isMissingNode() && !settings.isObject()) {
      throw HttpProblem.badRequest("\"settings\" must be an object like {\"tolerance\": 1.2}.");
    }
    String reference =
        reference(
            Optional.of(body.path("file").asString("")).filter(text -> !text.isBlank()),
            Optional.of(body.path("job").asString("")).filter(text -> !text.isBlank()));
    MediaDesk.Keyed keyed =
        backend
            .media()
            .key(
                reference,
                seconds(body.path("time").asString("0")),
                settings.isObject() ? JsonMapper.shared().writeValueAsString(settings) : "{}",
                view(body.path("view").asString("")));
    // A header carries ASCII only.
    String note = Base64.getEncoder().encodeToString(keyed.note().getBytes(StandardCharsets.UTF_8));
    return Reply.bytes(200, keyed.png().type(), keyed.png().bytes()).with("X-Keying-Note", note);
  }

  /** A file by its path, or the video of a job that can be keyed: what it made, else its input. */
  private String reference(Optional<String> file, Optional<String> job)
      throws HttpProblem, StoreException {
    if (file.isPresent()) {
      return file.get();
    }
    if (job.isEmpty() || !job.get().matches("[0-9]{1,18}")) {
      throw HttpProblem.badRequest("\"file\" is missing: a path as rows have it.");
    }
    long id = Long.parseLong(job.get());
    JobRow row = backend.desk().row(id).orElseThrow(() -> JobsApi.gone(id));
    boolean keying = row.type().equals("keying");
    return (keying ? MediaNames.of(row, "input") : MediaNames.of(row, "result"))
        .or(() -> MediaNames.of(row, "input"))
        .orElseThrow(() -> HttpProblem.notFound("Job " + id + " names no clip or picture."));
  }

  private static String view(String text) throws HttpProblem {
    if (text.length() > LONGEST_VIEW) {
      throw HttpProblem.badRequest("\"view\" may have " + LONGEST_VIEW + " characters.");
    }
    return text;
  }

  private static double seconds(String text) throws HttpProblem {
    if (text.matches("[0-9]{1,6}(\\.[0-9]{1,9})?") && Double.parseDouble(text) <= LONGEST) {
      return Double.parseDouble(text);
    }
    throw HttpProblem.badRequest("\"time\" must be seconds from the start, like 1.5.");
  }
}
