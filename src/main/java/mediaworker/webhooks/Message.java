package mediaworker.webhooks;

import java.time.Instant;
import java.util.Optional;
import mediaworker.jobs.Notice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a receiver gets of a notice.
 *
 * @param id the same for each delivery of it
 * @param body JSON: type, timestamp, data
 */
record Message(String id, String body) {

  /** The message of a notice. */
  static Message of(Notice notice) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("type", "job." + notice.status());
    root.put("timestamp", notice.at().toString());
    ObjectNode data = root.putObject("data");
    data.put("job_id", notice.jobId());
    data.put("job_type", notice.jobType());
    data.put("status", notice.status());
    data.put("result_data", notice.result().result());
    data.put("keyed_result_data", notice.result().keyedResult());
    data.set("outputs", json(notice.result().outputs()).orElse(data.nullNode()));
    data.set("findings", json(notice.result().findings()).orElse(data.nullNode()));
    data.put("error_message", notice.result().error());
    return new Message(id(notice), JsonMapper.shared().writeValueAsString(root));
  }

  /** Two databases may have a notice of the same number, but hardly one of the same moment. */
  private static String id(Notice notice) {
    return "msg_" + Long.toString(millis(notice.at()), 36) + "_" + notice.id();
  }

  private static long millis(Instant time) {
    return Math.max(0, time.toEpochMilli());
  }

  /** Where a notice goes: the column, else the field of the input data. */
  static Optional<String> url(Notice notice) {
    if (notice.callbackUrl() != null && !notice.callbackUrl().isBlank()) {
      return Optional.of(notice.callbackUrl().strip());
    }
    return json(notice.inputData())
        .map(input -> input.path("callback_url").asString("").strip())
        .filter(text -> !text.isEmpty());
  }

  private static Optional<JsonNode> json(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonMapper.shared().readTree(text));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
