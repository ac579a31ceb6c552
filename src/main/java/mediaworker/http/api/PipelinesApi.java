package mediaworker.http.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pipeline files that are queued: all of their steps or, where anything is wrong, none. */
final class PipelinesApi {

  private final Backend backend;
  private final Changes changes;

  PipelinesApi(Backend backend, Changes changes) {
    this.backend = backend;
    this.changes = changes;
  }

  void addTo(Router router) {
    router.add("POST", "/api/pipelines", this::submit);
  }

  private Reply submit(Request request) throws HttpProblem, StoreException, IOException {
    ObjectNode body = request.json();
    Drafts.mustBeOfAPipeline(body);
    JsonNode file = body.path("pipeline");
    if (!file.isObject() && !file.isString()) {
      throw HttpProblem.badRequest(
          "\"pipeline\" must be a pipeline file: its text, or the object that it holds.");
    }
    String text = file.isString() ? file.asString() : file.toString();
    Pipeline pipeline;
    List<String> remarked;
    try (Remarks remarks = Remarks.listen()) {
      WorkerDesk.PipelineText read = backend.worker().pipeline(text, parameters(body));
      pipeline = read.pipeline();
      remarked = remarks.sentences();
      if (pipeline == null) {
        throw HttpProblem.badRequest(remarks.after(String.join(" ", read.problems())));
      }
    }
    JobDraft parent = Drafts.changed(pipeline.parent(), body, backend.clock().getZone());
    Submitted submitted = Submitted.of(backend.worker().submit(pipeline.with(any -> parent)));
    long id = submitted.id();
    changes.ring();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("job_id", id)
        .put("steps", submitted.existing() ? 0 : pipeline.steps().size())
        .put("existing", submitted.existing());
    remarked.forEach(node.putArray("remarks")::add);
    return Reply.json(submitted.existing() ? 200 : 202, node).with("Location", "/api/jobs/" + id);
  }

  private static Map<String, JsonNode> parameters(ObjectNode body) throws HttpProblem {
    JsonNode given = body.path("parameters");
    if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
      throw HttpProblem.badRequest("\"parameters\" must be names with their values.");
    }
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    given.properties().forEach(one -> parameters.put(one.getKey(), one.getValue()));
    return parameters;
  }
}
