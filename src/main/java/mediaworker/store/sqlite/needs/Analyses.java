package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.JobReferences;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dashboard's pictures that wait for analyses of a style and of a palette: their texts go into
 * the prompt, and the row into the queue. While texts are still to come, {@code job_needs} has the
 * analyses as part 2, also of a row that was given up: queued again, it waits again, since it would
 * be paid without them.
 */
public final class Analyses {

  /** How analyses stand in {@code job_needs} until their texts are in the row. */
  static final int PART = 2;

  /** The status of a row of {@code jobs} that is queued again. */
  public static final String WAITS_OR_QUEUED =
      "CASE WHEN EXISTS (SELECT 1 FROM job_needs a WHERE a.job_id = jobs.id AND a.part = 2)"
          + " THEN 'waiting_for_analysis' ELSE 'queued' END";

  private static final String STYLE = "style_analysis_job_id";
  private static final String PALETTE = "color_analysis_job_id";

  private final Sql sql;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public Analyses(Sql sql) {
    this.sql = sql;
  }

  /** The ids of the analyses that an input names. */
  public static Set<Long> needs(@Nullable String input) {
    return new LinkedHashSet<>(ids(read(input)).values());
  }

  /** Why it cannot be waited for what an input names; empty when it can. */
  static String problem(@Nullable String input) {
    JsonNode fields = read(input);
    for (String name : List.of(STYLE, PALETTE)) {
      JsonNode value = fields.path(name);
      if (isThere(value) && id(value).isEmpty()) {
        return "\""
            + name
            + "\" must be the id of a job like 12, not "
            + value
            + ". Correct it in \"input_data\" and set the status to 'waiting_for_analysis' again.";
      }
    }
    return "";
  }

  private static Map<String, Long> ids(JsonNode fields) {
    Map<String, Long> ids = new LinkedHashMap<>();
    for (String name : List.of(STYLE, PALETTE)) {
      id(fields.path(name)).ifPresent(id -> ids.put(name, id));
    }
    return ids;
  }

  private static boolean isThere(JsonNode value) {
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isString() && value.asString().isBlank());
  }

  private static Optional<Long> id(JsonNode value) {
    String text = value.isValueNode() ? value.asString("").strip() : "";
    return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static JsonNode read(@Nullable String input) {
    try {
      return JsonMapper.shared().readTree(input == null || input.isBlank() ? "{}" : input);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode(); // its handler says what is wrong with it
    }
  }

  /** Keeps in mind that texts of a row are still to come although it waits for them no more. */
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

  /**
   * No worker may have seen yet what these wait for.
   *
   * @param ids a JSON list
   */
  public void keepOfThoseThatWait(String ids) throws SQLException {
    keepOf(ids, "status = 'waiting_for_analysis'");
  }

  /**
   * No worker may have seen what these waited for before a person ended them. That texts are not
   * added twice makes this right for one that had them, too.
   *
   * @param ids a JSON list
   */
  public void keepOfThoseThatNeverRan(String ids) throws SQLException {
    keepOf(ids, "started_at IS NULL");
  }

  private void keepOf(String ids, String condition) throws SQLException {
    record Named(long id, String input) {}
    List<Named> rows =
        sql.query(
            "SELECT id, input_data FROM jobs WHERE id IN (SELECT value FROM json_each(?)) AND "
                + condition
                + " AND input_data LIKE '%_analysis_job_id%'",
            row -> new Named(row.getLong(1), row.getString(2)),
            ids);
    for (Named row : rows) {
      keep(sql, row.id(), needs(row.input()));
    }
  }

  /** A row that a person has queued is taken as having its texts. */
  void forget() throws SQLException {
    sql.update(
        "DELETE FROM job_needs WHERE part = 2 AND EXISTS (SELECT 1 FROM jobs WHERE id = job_id"
            + " AND status NOT IN ('waiting_for_analysis', 'failed', 'cancelled', 'skipped'))");
  }

  /**
   * What came of it.
   *
   * @param problem why it will never have its texts, a sentence; empty when that is not so
   * @param isToWaitAgain whether what the input names is not, or not any more, what was waited for
   */
  record Merged(String problem, boolean isToWaitAgain) {}

  private record Row(String input, @Nullable String policy) {}

  /**
   * Puts the texts into {@code style_prompt} and {@code prompt} and queues the row. What else it
   * depends on is looked at next.
   */
  Merged merge(long id, String now) throws SQLException {
    Row row =
        sql.query(
                "SELECT COALESCE(input_data, ''), on_need_failed FROM jobs WHERE id = ?",
                it -> new Row(it.getString(1), it.getString(2)),
                id)
            .get(0);
    boolean anyway = WhenNeedFails.of(row.policy()).orElse(null) == WhenNeedFails.RUN_ANYWAY;
    JsonNode fields = read(row.input());
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Long> named : ids(fields).entrySet()) {
      Need need = need(named.getValue());
      if (!need.isCompleted()) {
        if (anyway && need.hasEnded()) {
          continue;
        }
        return new Merged("", true);
      }
      String text = text(need.id());
      texts.put(named.getKey(), JobReferences.literal(text));
      if (text.isEmpty() && !anyway) {
        return new Merged(
            "Job "
                + need.id()
                + " ("
                + need.type()
                + "), whose text this job waits for, is completed and has none in result_data.",
            false);
      }
    }
    queue(id, row.input(), fields, texts, now);
    return new Merged("", false);
  }

  private void queue(long id, String input, JsonNode fields, Map<String, String> texts, String now)
      throws SQLException {
    String prompt = null;
    String merged = input;
    if (fields instanceof ObjectNode object
        && texts.values().stream().anyMatch(t -> !t.isEmpty())) {
      String palette = texts.getOrDefault(PALETTE, "");
      String all =
          joined(
              object.path("style_prompt").asString("").strip(),
              texts.getOrDefault(STYLE, ""),
              palette.isEmpty() ? "" : "Palette: " + palette);
      object.put("style_prompt", all);
      String subject = object.path("object_prompt").asString("").strip();
      String both = subject.isEmpty() ? all : subject + ", in the style of " + all;
      prompt =
          both.replace(JobReferences.literal(JobReferences.BEGINNING), JobReferences.BEGINNING);
      merged = object.toString();
    }
    sql.update(
        "UPDATE jobs SET status = 'queued', input_data = ?, prompt = COALESCE(?, prompt),"
            + " needs_met = CASE WHEN depends_on IS NULL THEN needs_met END,"
            + " updated_at = ? WHERE id = ? AND status = 'waiting_for_analysis'",
        merged,
        prompt,
        now,
        id);
    sql.update("DELETE FROM job_needs WHERE job_id = ? AND part = ?", id, PART);
  }

  private Need need(long id) throws SQLException {
    return sql.query(Need.COLUMNS, Need::of, id).stream().findFirst().orElse(Need.missing(id));
  }

  private String text(long id) throws SQLException {
    return sql.query(
            "SELECT COALESCE(result_data, '') FROM jobs WHERE id = ?", row -> row.getString(1), id)
        .get(0)
        .strip();
  }

  /** One below the other, each once. */
  private static String joined(String before, String... texts) {
    List<String> parts = new ArrayList<>();
    if (!before.isEmpty()) {
      parts.add(before);
    }
    for (String text : texts) {
      if (!text.isEmpty() && !before.contains(text)) {
        parts.add(text);
      }
    }
    return String.join("\n", parts);
  }
}
