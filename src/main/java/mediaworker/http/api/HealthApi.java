package mediaworker.http.api;

import java.util.ArrayList;
import java.util.List;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether the worker lives and can take jobs, and why not. Anybody may ask. */
final class HealthApi {

  private final Backend backend;

  HealthApi(Backend backend) {
    this.backend = backend;
  }

  void addTo(Router router) {
    router.addOpen("GET", "/health", request -> health(request, false));
    router.addOpen("GET", "/health/live", request -> health(request, true));
    router.addOpen("GET", "/health/ready", request -> health(request, false));
  }

  /**
   * @param liveOnly whether it is enough that the process answers
   */
  private Reply health(Request request, boolean liveOnly) {
    List<String> problems = new ArrayList<>();
    if (!liveOnly) {
      problems.addAll(backend.worker().problems());
      try {
        backend.desk().pauses(); // whether the database can be read
      } catch (StoreException e) {
        problems.add(e.sentence());
      }
    }
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("status", problems.isEmpty() ? "ok" : "not ready");
    node.put("live", true);
    node.put("ready", problems.isEmpty());
    ArrayNode told = node.putArray("problems");
    if (request.isTrusted()) {
      problems.forEach(told::add); // they name files and settings
    }
    return Reply.json(problems.isEmpty() ? 200 : 503, node);
  }
}
