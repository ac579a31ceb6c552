package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

  /** How analyses stand in {@code job_needs} until their texts are in the row. */
  static final int PART = 2;

  /** Whether the texts of a row of {@code jobs} are still to come. */
  static final String MISSING =
      "EXISTS (SELECT 1 FROM job_needs a WHERE a.job_id = jobs.id AND a.part = 2)";

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

  /**
   * Keeps in mind that the texts of a row are still to come although it waits for them no more: it
   * was given up or cancelled, and if it is queued again it waits again.
   */
  static void keep(Sql sql, long id, Collection<Long> analyses) throws SQLException {
    for (long analysis : analyses) {
      sql.update(
          "INSERT INTO job_needs (job_id, needs_id, part, met) VALUES (?, ?, ?, 2)"
              + " ON CONFLICT DO UPDATE SET part = excluded.part, met = excluded.met",
          id,
          analysis,
          PART);
    }
  }

  private static Optional<Long> id(JsonNode fields, String name) {
    String text = fields.path(name).asString("").strip();
    return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static JsonNode read(@Nullable String input) {
    try {
      return JsonMapper.shared().readTree(input == null || input.isBlank() ? "{}" : input);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode(); // its handler says what is wrong with it
    }
  }

  /**
   * Puts the texts into {@code style_prompt} and {@code prompt} and queues the row. What else it
   * depends on is looked at next.
   */
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
            + " needs_met = CASE WHEN depends_on IS NULL THEN needs_met END,"
            + " updated_at = ? WHERE id = ? AND status = 'waiting_for_analysis'",
        input,
        prompt,
        now,
        id);
    sql.update("DELETE FROM job_needs WHERE job_id = ? AND part = ?", id, PART);
  }

  private String text(JsonNode fields, String name) throws SQLException {
    Optional<Long> id = id(fields, name);
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
