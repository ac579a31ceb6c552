package mediaworker.http.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.http.HttpProblem;
import mediaworker.jobs.JobDraft;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a job that is to be queued from a request's JSON, and tells all that is wrong at once. */
final class Drafts {

  private static final Set<String> FIELDS =
      Set.of(
          "job_type",
          "input_data",
          "keying_settings",
          "prompt",
          "priority",
          "run_at",
          "max_attempts",
          "unique_key",
          "callback_url",
          "parent_job_id",
          "reuse");

  private final ObjectNode body;
  private final ZoneId zone;
  private final List<String> problems = new ArrayList<>();

  private Drafts(ObjectNode body, ZoneId zone) {
    this.body = body;
    this.zone = zone;
  }

  /**
   * The job.
   *
   * @param zone of times that name none
   * @throws HttpProblem naming every wrong field
   */
  static JobDraft read(ObjectNode body, ZoneId zone) throws HttpProblem {
    return new Drafts(body, zone).draft();
  }

  /**
   * A pipeline's parent with what a request says of it beside the file.
   *
   * @param zone of times that name none
   * @throws HttpProblem naming every wrong field
   */
  static JobDraft changed(JobDraft parent, ObjectNode body, ZoneId zone) throws HttpProblem {
    Drafts request = new Drafts(body, zone);
    JobDraft draft = request.ordered(parent);
    request.refuse();
    return draft;
  }

  private JobDraft draft() throws HttpProblem {
    Collection<String> unknown = new TreeSet<>(body.propertyNames());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      problems.add(
          "\""
              + String.join("\", \"", unknown)
              + "\" is no field of a job; what the job works on"
              + " stands in \"input_data\"");
    }
    String type = text("job_type");
    if (type == null) {
      problems.add("\"job_type\" is missing");
    }
    JobDraft draft =
        ordered(JobDraft.of(type == null ? "" : type, object("input_data")))
            .withKeyingSettings(object("keying_settings"));
    refuse();
    return draft;
  }

  /** What the request leaves open stays. */
  private JobDraft ordered(JobDraft draft) {
    String prompt = text("prompt");
    return draft
        .withPrompt(prompt == null ? draft.prompt() : prompt)
        .withPriority(number("priority", draft.priority(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .withRunAt(time("run_at"))
        .withMaxAttempts(number("max_attempts", 0, 1, 1000))
        .withUniqueKey(text("unique_key"))
        .withParent(id("parent_job_id"))
        .withCallbackUrl(url("callback_url"))
        .withReuse(flag("reuse", draft.reuse()));
  }

  private void refuse() throws HttpProblem {
    if (!problems.isEmpty()) {
      throw HttpProblem.badRequest(String.join("; ", problems) + ".");
    }
  }

  private @Nullable String text(String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      problems.add("\"" + name + "\" must be a text");
      return null;
    }
    return value.asString().isBlank() ? null : value.asString();
  }

  private @Nullable String url(String name) {
    String text = text(name);
    if (text != null && !text.strip().matches("(?i)https?://[^\\s/@]+(/.*)?")) {
      problems.add("\"" + name + "\" must be an http(s) URL without a password in it");
    }
    return text == null ? null : text.strip();
  }

  /** A JSON object, or a text that holds one. */
  private @Nullable String object(String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (value.isObject()) {
      return JsonMapper.shared().writeValueAsString(value);
    }
    if (value.isString()
        && MediaNames.json(value.asString()).filter(JsonNode::isObject).isPresent()) {
      return value.asString();
    }
    problems.add("\"" + name + "\" must be a JSON object like {\"video\": \"in.mp4\"}");
    return null;
  }

  private int number(String name, int otherwise, int least, int most) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      problems.add("\"" + name + "\" must be a whole number");
      return otherwise;
    }
    int number = value.asInt();
    if (number < least || number > most) {
      problems.add("\"" + name + "\" must be from " + least + " to " + most);
    }
    return number;
  }

  private boolean flag(String name, boolean otherwise) {
    JsonNode value = body.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      problems.add("\"" + name + "\" must be true or false");
    }
    return value.isBoolean() ? value.asBoolean() : otherwise;
  }

  private @Nullable Long id(String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
      problems.add("\"" + name + "\" must be the number of a job");
      return null;
    }
    return value.asLong();
  }

  private @Nullable Instant time(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
    try {
      return OffsetDateTime.parse(iso).toInstant();
    } catch (DateTimeParseException withZone) {
      try {
        return LocalDateTime.parse(iso).atZone(zone).toInstant();
      } catch (DateTimeParseException e) {
        problems.add("\"" + name + "\" must be a time like 2026-05-04T18:30:00Z");
        return null;
      }
    }
  }
}
