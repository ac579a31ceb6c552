package mediaworker.http.api;

import java.io.IOException;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The queue as a whole: for the page, for clients of other workers, and pausing it. */
final class QueueApi {

  private static final int MOST_ROWS = 200;

  private final Backend backend;
  private final JobDesk desk;
  private final Changes changes;

  QueueApi(Backend backend, Changes changes) {
    this.backend = backend;
    this.desk = backend.desk();
    this.changes = changes;
  }

  void addTo(Router router) {
    router.add("GET", "/api/v1/queue/info", request -> Reply.json(info(desk.state(MOST_ROWS))));
    router.add("GET", "/api/v1/status/queue", request -> Reply.json(status()));
    router.add(
        "GET",
        "/api/queue",
        request -> Reply.json(QueueJson.of(desk.state(MOST_ROWS), desk.counts())));
    router.add("POST", "/api/queue/pause", this::pause);
    router.add("POST", "/api/queue/resume", this::resume);
  }

  /** Threads of all workers of the database; this one's alone before it is known there. */
  private static int threads(QueueState state) {
    return state.workers().stream().mapToInt(QueueState.WorkerLine::threads).sum();
  }

  private static ObjectNode info(QueueState state) {
    int total = threads(state);
    int busy = Math.min(total, busy(state));
    long waiting = state.ready() + state.scheduled();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("jobs_in_queue", waiting);
    node.put("waiting_jobs", state.ready());
    node.put("max_workers", total);
    ObjectNode workers = node.putObject("video_workers");
    workers.put("total_workers", total);
    workers.put("available_workers", total - busy);
    workers.put("busy_workers", busy);
    workers.put("pending_jobs", waiting);
    ArrayNode each = workers.putArray("workers_status");
    for (QueueState.WorkerLine worker : state.workers()) {
      for (int i = 0; i < worker.threads(); i++) {
        ObjectNode one = each.addObject();
        one.put("worker_id", worker.id().name() + "/" + i);
        one.put("is_busy", i < worker.busy());
        one.put("is_running", true);
      }
    }
    return node;
  }

  private static int busy(QueueState state) {
    return state.workers().stream()
        .mapToInt(worker -> Math.min(worker.threads(), worker.busy()))
        .sum();
  }

  private ObjectNode status() throws StoreException {
    QueueState state = desk.state(MOST_ROWS);
    long completed = 0;
    long failed = 0;
    for (JobDesk.Count count : desk.counts()) {
      completed += count.status().equals(JobStatus.COMPLETED) ? count.jobs() : 0;
      failed += count.status().equals(JobStatus.FAILED) ? count.jobs() : 0;
    }
    int threads = threads(state);
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("status", "success");
    ObjectNode info = node.putObject("queue_info");
    info.put("queue_size", desk.waiting());
    info.put("max_queue_size", backend.settings().maxQueueSize());
    info.put("running_tasks", busy(state));
    info.put("max_workers", threads);
    info.put("completed_tasks", completed);
    info.put("failed_tasks", failed);
    info.put("is_running", threads > 0 && backend.worker().problems().isEmpty());
    node.put("parallel_processing", threads > 1);
    return node;
  }

  private Reply pause(Request request) throws HttpProblem, StoreException, IOException {
    Fields fields = Fields.only(request.json(), "scope", "name", "reason");
    PauseTarget target = PauseTarget.read(fields);
    String reason = fields.text("reason");
    fields.refuse();
    target.mustBeKnown(backend);
    desk.pause(target.scope(), target.name(), reason == null ? null : reason.strip());
    return pauses();
  }

  private Reply resume(Request request) throws HttpProblem, StoreException, IOException {
    Fields fields = Fields.only(request.json(), "scope", "name", "reason");
    PauseTarget target = PauseTarget.read(fields);
    fields.refuse();
    // Whatever stands there can be ended; only what does not stand there may be misspelt.
    if (!desk.resume(target.scope(), target.name())) {
      target.mustBeKnown(backend);
    }
    return pauses();
  }

  private Reply pauses() throws StoreException {
    changes.ring();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.set("pauses", QueueJson.pauses(desk.pauses()));
    return Reply.json(node);
  }
}
