package mediaworker.http.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Pause;
import mediaworker.jobs.QueueState;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The queue as the page and its events tell of it. Pure. */
final class QueueJson {

  private QueueJson() {}

  /** The queue at a glance. */
  static ObjectNode of(QueueState state, List<JobDesk.Count> counts) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("at", state.at().toString());
    node.set("counts", counts(state, counts));
    ArrayNode kinds = node.putArray("kinds");
    for (QueueState.Depth depth : state.depths()) {
      ObjectNode kind = kinds.addObject();
      kind.put("job_type", depth.kind());
      kind.put("ready", depth.ready());
      JobJson.time(kind, "oldest_ready_at", depth.oldestReady());
      kind.put("latency_seconds", depth.latency(state.at()).toMillis() / 1000.0);
      kind.put("scheduled", depth.scheduled());
      kind.put("running", depth.running());
      kind.put("waiting_remote", depth.remote());
      kind.put("blocked", depth.blocked());
    }
    node.set("running", running(state));
    ArrayNode remote = node.putArray("waiting");
    state.remote().forEach(row -> remote.add(remote(row)));
    ArrayNode workers = node.putArray("workers");
    for (QueueState.WorkerLine worker : state.workers()) {
      ObjectNode one = workers.addObject();
      one.put("name", worker.id().name());
      one.put("threads", worker.threads());
      one.put("busy", worker.busy());
      JobJson.time(one, "started_at", worker.since());
    }
    ArrayNode lanes = node.putArray("lanes");
    for (QueueState.LaneUse lane : state.lanes(state.workers())) {
      ObjectNode one = lanes.addObject();
      one.put("name", lane.name());
      one.put("places", lane.places());
      one.put("busy", lane.busy());
      one.put("ready", lane.ready());
      one.put("paused", lane.paused());
    }
    node.set("pauses", pauses(state.pauses()));
    ArrayNode providers = node.putArray("providers");
    for (QueueState.ProviderUse use : state.providers()) {
      ObjectNode one = providers.addObject();
      one.put("name", use.name());
      one.put("under_way", use.underWay());
      one.put("calls_today", use.today());
      use.spentToday().forEach(one.putObject("spent_today")::put);
      JobJson.time(one, "not_before", use.notBefore());
    }
    return node;
  }

  /** Rows on threads. */
  static ArrayNode running(QueueState state) {
    ArrayNode running = JsonMapper.shared().createArrayNode();
    state.running().forEach(row -> running.add(JobJson.summary(row)));
    return running;
  }

  static ArrayNode pauses(List<Pause> all) {
    ArrayNode pauses = JsonMapper.shared().createArrayNode();
    for (Pause pause : all) {
      ObjectNode one = pauses.addObject();
      one.put("scope", pause.scope().name().toLowerCase(Locale.ROOT));
      one.put("name", pause.name());
      JobJson.time(one, "since", pause.since());
      JobJson.time(one, "until", pause.until());
      one.put("reason", pause.reason());
    }
    return pauses;
  }

  private static ObjectNode remote(QueueState.Remote remote) {
    JobRow row = remote.row();
    ObjectNode node = JobJson.summary(row);
    node.put("provider", remote.provider());
    node.put("model", remote.model());
    node.put("task_id", remote.taskId());
    JobJson.time(node, "accepted_at", remote.since());
    JobJson.time(node, "next_look_at", row.times().runAt());
    return node;
  }

  /**
   * How many rows there are of each status; those that move are from the same moment as the rest.
   */
  private static ObjectNode counts(QueueState state, List<JobDesk.Count> all) {
    Map<String, Long> sums = new TreeMap<>();
    for (String word :
        List.of(
            JobStatus.NEEDS_DECISION, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)) {
      sums.put(word, 0L);
    }
    for (JobDesk.Count count : all) {
      sums.merge(count.status(), count.jobs(), Long::sum);
    }
    for (String word :
        List.of(JobStatus.KEYING_QUEUED, JobStatus.PROCESSING, JobStatus.KEYING_PROCESSING)) {
      sums.remove(word);
    }
    sums.put("queued", state.ready() + state.scheduled());
    sums.put("running", state.depths().stream().mapToLong(QueueState.Depth::running).sum());
    sums.put(
        JobStatus.WAITING_REMOTE,
        state.depths().stream().mapToLong(QueueState.Depth::remote).sum());
    ObjectNode node = JsonMapper.shared().createObjectNode();
    sums.forEach(node::put);
    return node;
  }
}
