package mediaworker.cli.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.When;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStory;
import mediaworker.jobs.Pause;
import mediaworker.jobs.QueueState;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What commands say to programs. Names are the table's; what holds JSON in the table is JSON here;
 * times are ISO 8601 with an offset; what is not known is null.
 */
public final class JobsJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final When when;

  /**
   * @param when the zone that times are told in
   */
  public JobsJson(When when) {
    this.when = when;
  }

  /** Text for the output, a line each field. */
  public static String text(JsonNode node) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  /** An object without fields. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A list of nothing. */
  public static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /** Jobs in their order. */
  public ArrayNode rows(List<JobRow> rows) {
    ArrayNode all = array();
    rows.forEach(row -> all.add(row(row)));
    return all;
  }

  ObjectNode row(JobRow row) {
    ObjectNode node = object();
    node.put("id", row.id());
    node.put("job_type", row.type());
    node.put("status", row.status());
    node.put("prompt", row.order().prompt());
    node.set("input_data", value(row.order().inputData()));
    node.set("keying_settings", value(row.order().keyingSettings()));
    node.put("parent_job_id", row.order().parent());
    node.put("step", row.order().step());
    node.put("unique_key", row.order().uniqueKey());
    node.put("priority", row.order().priority());
    node.put("reuse", row.order().reuse());
    node.put("attempts", row.course().attempts());
    node.put("max_attempts", row.course().maxAttempts());
    node.put("progress", row.course().progress());
    node.put("progress_message", row.course().message());
    node.put("waits_for", row.course().waitsFor());
    node.put("worker", row.course().worker());
    node.put("result_data", row.result().result());
    node.set("outputs", value(row.result().outputs()));
    node.put("keyed_result_data", row.result().keyedResult());
    node.set("findings", value(row.result().findings()));
    node.put("error_message", row.result().error());
    node.put("reused_from", row.result().reusedFrom());
    node.put("created_at", time(row.times().created()));
    node.put("run_at", time(row.times().runAt()));
    node.put("started_at", time(row.times().started()));
    node.put("finished_at", time(row.times().finished()));
    node.put("updated_at", time(row.times().updated()));
    return node;
  }

  /** A job with its calls, parts, notices and history. */
  public ObjectNode story(JobStory story) {
    ObjectNode node = row(story.row());
    JobStory.Needs needs = story.needs();
    node.set("depends_on", value(needs.dependsOn()));
    node.put("on_need_failed", needs.onNeedFailed());
    node.set("used_input", value(needs.usedInput()));
    ArrayNode open = node.putArray("open_needs");
    needs.open().forEach((id, status) -> open.addObject().put("id", id).put("status", status));
    story.ahead().ifPresent(ahead -> node.put("ahead", ahead));
    ArrayNode calls = node.putArray("calls");
    for (JobStory.Call call : story.calls()) {
      ObjectNode one = calls.addObject();
      one.put("step", call.what().step());
      one.put("provider", call.what().provider());
      one.put("model", call.what().model());
      one.put("operation", call.what().operation());
      one.put("state", call.state());
      one.put("task_id", call.taskId());
      one.put("cost", call.price() == null ? null : call.price().amount());
      one.put("cost_unit", call.price() == null ? null : call.price().unit());
      one.put("intended_at", time(call.times().intended()));
      one.put("accepted_at", time(call.times().accepted()));
      one.put("ended_at", time(call.times().ended()));
      one.put("message", call.message());
    }
    ArrayNode children = node.putArray("children");
    story.children().forEach(child -> children.add(row(child)));
    ArrayNode notices = node.putArray("notices");
    for (JobStory.NoticeState notice : story.notices()) {
      ObjectNode one = notices.addObject();
      one.put("at", time(notice.at()));
      one.put("event", notice.event());
      one.put("state", notice.state());
      one.put("attempts", notice.attempts());
      one.put("next_at", time(notice.next()));
      one.put("http_status", notice.httpStatus());
      one.put("message", notice.message());
    }
    node.put("earlier_notices", story.earlierNotices());
    node.put("earlier_history", story.earlierEvents());
    ArrayNode events = node.putArray("history");
    for (JobEvent event : story.events()) {
      ObjectNode one = events.addObject();
      one.put("at", time(event.at()));
      one.put("what", event.what());
      one.put("attempt", event.attempt());
      one.put("keying_lap", event.lap());
      one.put("message", event.message());
    }
    return node;
  }

  /** The queue at a glance. */
  public ObjectNode state(QueueState state, List<JobDesk.Count> counts) {
    ObjectNode node = object();
    node.put("at", time(state.at()));
    ArrayNode types = node.putArray("queues");
    for (QueueState.Depth depth : state.depths()) {
      ObjectNode one = types.addObject();
      one.put("job_type", depth.kind());
      one.put("queued", depth.ready());
      one.put("latency_seconds", seconds(depth.latency(state.at())));
      one.put("scheduled", depth.scheduled());
      one.put("busy", depth.running());
      one.put("waiting", depth.remote());
      one.put("blocked", depth.blocked());
    }
    ArrayNode all = node.putArray("counts");
    for (JobDesk.Count count : counts) {
      all.addObject()
          .put("job_type", count.type())
          .put("status", count.status())
          .put("jobs", count.jobs());
    }
    node.set("busy", rows(state.running()));
    ArrayNode remote = node.putArray("waiting");
    for (QueueState.Remote one : state.remote()) {
      ObjectNode row = row(one.row());
      row.put("provider", one.provider());
      row.put("model", one.model());
      row.put("task_id", one.taskId());
      row.put("since", time(one.since()));
      remote.add(row);
    }
    ArrayNode workers = node.putArray("workers");
    for (QueueState.WorkerLine worker : state.workers()) {
      ObjectNode one = workers.addObject();
      one.put("name", worker.id().name());
      one.put("pid", worker.id().pid());
      one.put("threads", worker.threads());
      one.put("busy", worker.busy());
      one.put("since", time(worker.since()));
    }
    ArrayNode lanes = node.putArray("lanes");
    for (QueueState.LaneUse lane : state.lanes(LiveWorkers.of(state.workers()))) {
      ObjectNode one = lanes.addObject();
      one.put("name", lane.name());
      one.put("places", lane.places());
      one.put("busy", lane.busy());
      one.put("queued", lane.ready());
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
      one.put("not_before", time(use.notBefore()));
    }
    return node;
  }

  /** What is paused. */
  public ArrayNode pauses(List<Pause> pauses) {
    ArrayNode all = array();
    for (Pause pause : pauses) {
      ObjectNode one = all.addObject();
      one.put("scope", pause.scope().name().toLowerCase(java.util.Locale.ROOT));
      one.put("name", pause.name());
      one.put("since", time(pause.since()));
      one.put("until", time(pause.until()));
      one.put("reason", pause.reason());
    }
    return all;
  }

  /** What was done, and to which jobs it was not. */
  public ObjectNode changed(JobDesk.Changed changed) {
    ObjectNode node = object();
    ArrayNode done = node.putArray("done");
    changed.done().forEach(done::add);
    ObjectNode refused = node.putObject("refused");
    changed.refused().forEach((id, status) -> refused.put(String.valueOf(id), status));
    ArrayNode along = node.putArray("along");
    changed.along().forEach(along::add);
    ArrayNode sooner = node.putArray("sooner");
    changed.sooner().forEach(sooner::add);
    return node;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private @Nullable String time(@Nullable Instant time) {
    return time == null ? null : when.iso(time);
  }

  /** JSON as such, anything else as a text. */
  private static @Nullable JsonNode value(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }
}
