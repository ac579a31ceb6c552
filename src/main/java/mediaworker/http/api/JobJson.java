package mediaworker.http.api;

import java.time.Instant;
import java.util.Optional;
import mediaworker.http.FileReply;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs as the API tells of them. Times are UTC, in ISO 8601. Pure. */
final class JobJson {

  private JobJson() {}

  /** What a list shows of a row. */
  static ObjectNode summary(JobRow row) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("job_id", row.id());
    node.put("job_type", row.type());
    node.put("status", row.status());
    node.put("progress", Math.round(row.course().progress() * 10) / 10.0);
    node.put("progress_message", row.course().message());
    node.put("error_message", row.result().error());
    node.put("title", MediaNames.title(row));
    node.put("priority", row.order().priority());
    node.put("attempts", row.course().attempts());
    node.put("max_attempts", row.course().maxAttempts());
    node.put("waits_for", row.course().waitsFor());
    node.put("parent_job_id", row.order().parent());
    node.put("step", row.order().step());
    time(node, "created_at", row.times().created());
    time(node, "run_at", row.times().runAt());
    time(node, "started_at", row.times().started());
    time(node, "finished_at", row.times().finished());
    node.put("has_thumbnail", MediaNames.shown(row).filter(JobJson::isPicture).isPresent());
    return node;
  }

  /** A row whole. */
  static ObjectNode full(JobRow row) {
    ObjectNode node = summary(row);
    node.put("prompt", row.order().prompt());
    node.put("unique_key", row.order().uniqueKey());
    node.put("reuse", row.order().reuse());
    node.put("reused_from", row.result().reusedFrom());
    node.put("worker", row.course().worker());
    time(node, "updated_at", row.times().updated());
    node.set("input_data", column(row.order().inputData()));
    node.set("keying_settings", column(row.order().keyingSettings()));
    node.put("result_data", row.result().result());
    node.put("keyed_result_data", row.result().keyedResult());
    node.set("outputs", column(row.result().outputs()));
    node.set("findings", column(row.result().findings()));
    ArrayNode files = node.putArray("files");
    for (String place : MediaNames.places(row)) {
      files.add(file(row, place));
    }
    return node;
  }

  /** Everything about a job. */
  static ObjectNode story(JobStory story) {
    ObjectNode node = full(story.row());
    if (story.ahead().isPresent()) {
      node.put("position", story.ahead().getAsLong() + 1);
    } else {
      node.putNull("position");
    }
    JobStory.Needs needs = story.needs();
    node.set("depends_on", column(needs.dependsOn()));
    node.put("on_need_failed", needs.onNeedFailed());
    node.set("used_input", column(needs.usedInput()));
    ArrayNode open = node.putArray("open_needs");
    needs.open().forEach((id, status) -> open.addObject().put("job_id", id).put("status", status));
    ArrayNode timeline = node.putArray("timeline");
    Timeline.of(story).forEach(entry -> timeline.add(moment(entry)));
    node.put("earlier_history", story.earlierEvents());
    ArrayNode calls = node.putArray("calls");
    story.calls().forEach(call -> calls.add(call(call)));
    ArrayNode notices = node.putArray("notices");
    story.notices().forEach(one -> notices.add(notice(one)));
    node.put("earlier_notices", story.earlierNotices());
    ArrayNode children = node.putArray("children");
    story.children().forEach(child -> children.add(summary(child)));
    return node;
  }

  private static ObjectNode moment(JobEvent event) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    time(node, "at", event.at());
    node.put("what", event.what());
    node.put("attempt", event.attempt() > 0 ? event.attempt() : null);
    node.put("message", event.message());
    return node;
  }

  private static ObjectNode call(JobStory.Call call) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("step", call.what().step());
    node.put("provider", call.what().provider());
    node.put("model", call.what().model());
    node.put("operation", call.what().operation());
    node.put("state", call.state());
    node.put("task_id", call.taskId());
    node.put("cost", call.price() == null ? null : call.price().amount().doubleValue());
    node.put("cost_unit", call.price() == null ? null : call.price().unit());
    time(node, "intended_at", call.times().intended());
    time(node, "accepted_at", call.times().accepted());
    time(node, "ended_at", call.times().ended());
    node.put("message", call.message());
    return node;
  }

  private static ObjectNode notice(JobStory.NoticeState notice) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    time(node, "at", notice.at());
    node.put("event", notice.event());
    node.put("state", notice.state());
    node.put("attempts", notice.attempts());
    time(node, "next_at", notice.next());
    node.put("http_status", notice.httpStatus());
    node.put("message", notice.message());
    return node;
  }

  private static ObjectNode file(JobRow row, String place) {
    String reference = MediaNames.of(row, place).orElse("");
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("place", place);
    node.put("name", MediaNames.fileName(reference));
    node.put("reference", reference);
    node.put("type", FileReply.type(MediaNames.fileName(reference)).orElse(""));
    node.put(
        "url",
        MediaNames.isElsewhere(reference)
            ? reference
            : "/api/jobs/" + row.id() + "/files/" + place);
    return node;
  }

  private static boolean isPicture(String reference) {
    Optional<String> type = FileReply.type(MediaNames.fileName(reference));
    return !MediaNames.isElsewhere(reference)
        && type.filter(name -> name.startsWith("video/") || name.startsWith("image/")).isPresent();
  }

  /** The JSON in a column; its text where it is none. */
  private static JsonNode column(@Nullable String text) {
    return text == null
        ? JsonMapper.shared().getNodeFactory().nullNode()
        : MediaNames.json(text)
            .orElseGet(() -> JsonMapper.shared().getNodeFactory().stringNode(text));
  }

  static void time(ObjectNode node, String name, @Nullable Instant time) {
    node.put(name, time == null ? null : time.toString());
  }
}
