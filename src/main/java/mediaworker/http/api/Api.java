package mediaworker.http.api;

import java.util.List;
import java.util.Map;
import mediaworker.http.Resources;
import mediaworker.http.Router;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole API and the page, as routes. */
public final class Api implements AutoCloseable {

  private static final List<String> PAGE =
      List.of(
          "app.css",
          "app.js",
          "api.js",
          "dom.js",
          "queue.js",
          "job.js",
          "compare.js",
          "playground.js",
          "upload.js",
          "icon.svg");

  private final Backend backend;
  private final Changes changes = new Changes();
  private final LiveEvents events;
  private final Metrics metrics;

  public Api(Backend backend) {
    this.backend = backend;
    this.events = new LiveEvents(backend.desk());
    this.metrics = new Metrics(backend);
  }

  /** Every route but that of signing in. */
  public Router router() {
    Router router = new Router();
    new Resources("/page")
        .addTo(router, Map.of("/", "index.html", "/api/openapi.yaml", "openapi.yaml"), PAGE);
    new QueueApi(backend, changes).addTo(router);
    new JobsApi(backend, changes).addTo(router);
    new SubmitApi(backend, changes).addTo(router);
    new PipelinesApi(backend, changes).addTo(router);
    new FilesApi(backend).addTo(router);
    new PlaygroundApi(backend).addTo(router);
    new EventsApi(events).addTo(router);
    new HealthApi(backend).addTo(router);
    router.add("GET", "/metrics", request -> metrics.scrape(request));
    router.add(
        "GET",
        "/api/worker",
        request -> {
          ObjectNode node = JsonMapper.shared().createObjectNode();
          node.put("name", backend.worker().name());
          var types = node.putArray("job_types");
          backend.worker().jobTypes().forEach(types::add);
          ObjectNode places = node.putObject("provider_places");
          backend.worker().providerPlaces().forEach(places::put);
          return mediaworker.http.Reply.json(node);
        });
    return router;
  }

  /** The table has changed, or may have. Cheap; any thread. */
  public void ring() {
    changes.ring();
    events.ring();
  }

  /** What a job's run came to, for the metrics. Cheap; any thread. */
  public Metrics metrics() {
    return metrics;
  }

  /** Ends the streams, and answers those who wait. */
  @Override
  public void close() {
    changes.close();
    events.close();
  }
}
