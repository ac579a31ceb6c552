package mediaworker.http.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.http.HttpProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a request's JSON. What is wrong is gathered, so that {@link #refuse} tells all of
 * it at once; a field that is missing or null is left open. Used by one thread.
 */
final class Fields {

  private final ObjectNode body;
  private final List<String> problems = new ArrayList<>();

  Fields(ObjectNode body) {
    this.body = body;
  }

  /**
   * The request's, of which these are all that it may have.
   *
   * @throws HttpProblem naming those that it has beside them: a misspelt one left open would mean
   *     something else
   */
  static Fields only(ObjectNode body, String... names) throws HttpProblem {
    Fields fields = new Fields(body);
    fields.expect(Set.of(names), "of this request");
    fields.refuse();
    return fields;
  }

  /**
   * Notes fields that have other names.
   *
   * @param what "of a job": what they are no fields of
   */
  void expect(Set<String> names, String what) {
    Set<String> unknown = new TreeSet<>(body.propertyNames());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      problems.add(
          "\""
              + String.join("\", \"", unknown)
              + (unknown.size() == 1 ? "\" is no field " : "\" are no fields ")
              + what);
    }
  }

  /**
   * Notes something that is wrong.
   *
   * @param sentence without its full stop
   */
  void wrong(String sentence) {
    problems.add(sentence);
  }

  /**
   * Ends it when anything is wrong.
   *
   * @throws HttpProblem naming every wrong field
   */
  void refuse() throws HttpProblem {
    if (!problems.isEmpty()) {
      throw HttpProblem.badRequest(String.join("; ", problems) + ".");
    }
  }

  /** A text that is not blank. */
  @Nullable String text(String name) {
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

  /** A text that is not blank, where to leave it out means more than to say it. */
  @Nullable String textOrNone(String name) {
    String text = text(name);
    JsonNode value = body.path(name);
    if (text == null && value.isString()) {
      problems.add("\"" + name + "\" must not be empty");
    }
    return text;
  }

  /** An http(s) URL. */
  @Nullable String url(String name) {
    String text = text(name);
    if (text != null && !text.strip().matches("(?i)https?://[^\\s/@]+(/.*)?")) {
      problems.add("\"" + name + "\" must be an http(s) URL without a password in it");
    }
    return text == null ? null : text.strip();
  }

  /** A JSON object, or a text that holds one. */
  @Nullable String object(String name) {
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

  /** A whole number in a range, both ends included. */
  int number(String name, int otherwise, int least, int most) {
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

  /** Yes or no. */
  boolean flag(String name, boolean otherwise) {
    JsonNode value = body.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      problems.add("\"" + name + "\" must be true or false");
    }
    return value.isBoolean() ? value.asBoolean() : otherwise;
  }

  /** The id of a job. */
  @Nullable Long id(String name) {
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

  /** A list of ids of jobs; none where it is left open. */
  List<Long> ids(String name) {
    JsonNode value = body.path(name);
    List<Long> ids = new ArrayList<>();
    boolean wrong = !value.isMissingNode() && !value.isNull() && !value.isArray();
    for (JsonNode id : value) {
      if (id.isIntegralNumber() && id.canConvertToLong() && id.asLong() > 0) {
        ids.add(id.asLong());
      } else {
        wrong = true;
      }
    }
    if (wrong) {
      problems.add("\"" + name + "\" must be a list of jobs' numbers like [7, 8]");
    }
    return ids;
  }

  /**
   * A time.
   *
   * @param zone of one that names none
   */
  @Nullable Instant time(String name, ZoneId zone) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Instant time = instant(name, text, zone);
    // What is written into the table has four figures for the year, in local time.
    int year = time == null ? 1 : time.atZone(zone).getYear();
    if (year < 1 || year > 9999) {
      problems.add("\"" + name + "\" must be in the years 1 to 9999");
      return null;
    }
    return time;
  }

  private @Nullable Instant instant(String name, String text, ZoneId zone) {
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
