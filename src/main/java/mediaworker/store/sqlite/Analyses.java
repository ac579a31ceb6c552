package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dashboard's pictures that wait for analyses of a style and of a palette: their texts go into
 * the prompt, and the row into the queue.
 */
final class Analyses {

  private static final String STYLE = "style_analysis_job_id";
  private static final String PALETTE = "color_analysis_job_id";

  private final Sql sql;

  Analyses(Sql sql) {
    this.sql = sql;
  }

  /** The ids of the analyses that an input names. */
  static Set<Long> needs(@Nullable String input) {
    Set<Long> ids = new LinkedHashSet<>();
    JsonNode fields = read(input);
    for (String name : List.of(STYLE, PALETTE)) {
      id(fields, name).ifPresent(ids::add);
    }
    return ids;
  }

  private static java.util.Optional<Long> id(JsonNode fields, String name) {
    String text = fields.path(name).asString("").strip();
    return text.matches("\\d{1,18}")
        ? java.util.Optional.of(Long.parseLong(text))
        : java.util.Optional.empty();
  }

  private static JsonNode read(@Nullable String input) {
    try {
      return JsonMapper.shared().readTree(input == null || input.isBlank() ? "{}" : input);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode(); // its handler says what is wrong with it
    }
  }

  /** Puts the texts into {@code style_prompt} and {@code prompt} and queues the row. */
  void merge(long id, String now) throws SQLException {
    String input =
        sql.query("SELECT input_data FROM jobs WHERE id = ?", row -> row.getString(1), id).get(0);
    String prompt = null;
    if (read(input) instanceof ObjectNode fields) {
      String style = text(fields, STYLE);
      String palette = text(fields, PALETTE);
      if (!style.isEmpty() || !palette.isEmpty()) {
        String before = fields.path("style_prompt").asString("").strip();
        String all = joined(before, style, palette.isEmpty() ? "" : "Palette: " + palette);
        fields.put("style_prompt", all);
        String object = fields.path("object_prompt").asString("").strip();
        prompt = object.isEmpty() ? all : object + ", in the style of " + all;
        input = fields.toString();
      }
    }
    sql.update(
        "UPDATE jobs SET status = 'queued', input_data = ?, prompt = COALESCE(?, prompt),"
            + " updated_at = ? WHERE id = ? AND status = 'waiting_for_analysis'",
        input,
        prompt,
        now,
        id);
  }

  private String text(JsonNode fields, String name) throws SQLException {
    java.util.Optional<Long> id = id(fields, name);
    if (id.isEmpty()) {
      return "";
    }
    List<String> texts =
        sql.query(
            "SELECT COALESCE(result_data, '') FROM jobs WHERE id = ? AND status = 'completed'",
            row -> row.getString(1),
            id.get());
    return texts.isEmpty() ? "" : texts.get(0).strip();
  }

  private static String joined(String... parts) {
    StringBuilder whole = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        whole.append(whole.isEmpty() ? "" : "\n").append(part);
      }
    }
    return whole.toString();
  }
}
