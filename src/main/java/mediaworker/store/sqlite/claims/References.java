package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.jobs.JobReferences;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the results of other jobs where a row's input names them ({@link JobReferences}): by their
 * id, or by the name of a step of the same parent. A name that several steps have ({@code NAME.1},
 * {@code NAME.2}, …) stands for the list of theirs. Runs inside the transaction of the claim.
 */
final class References {

  /** What stands beside references stays as it was written, with all of a number's digits. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final JsonMapper STRICT =
      JSON.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String COLUMNS =
      "SELECT id, COALESCE(step, ''), status, result_data, keyed_result_data, outputs FROM jobs";

  private final Sql sql;

  References(Sql sql) {
    this.sql = sql;
  }

  /** A reference that names nothing there is. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    Unresolved(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  private record Source(
      long id,
      String step,
      String status,
      @Nullable String result,
      @Nullable String keyed,
      List<String> outputs) {}

  /**
   * The input with results in place of references.
   *
   * @param before the input as an earlier attempt of the same run has used it, from which the
   *     results of needs are taken that were completed and are deleted since; null for none
   * @throws Unresolved when one names a job or a result that is not there
   */
  String resolve(long jobId, String input, @Nullable String before)
      throws SQLException, Unresolved {
    JsonNode tree;
    try {
      String text = input.startsWith("\ufeff") ? input.substring(1) : input;
      // Of a job that has begun the last counts of a field that is there twice.
      tree = (before == null ? STRICT : JSON).readTree(text);
    } catch (JacksonException e) {
      return input; // its handler says what is wrong with it
    }
    JsonNode used = used(before);
    Set<Long> gone = before == null ? Set.of() : gone(jobId);
    JsonNode resolved = node(new Reader(jobId, gone), tree, used);
    return JSON.writeValueAsString(resolved);
  }

  /** What an earlier attempt used; nothing where it is too long to be kept whole, or changed. */
  private static JsonNode used(@Nullable String before) {
    try {
      return before == null ? MissingNode.getInstance() : JSON.readTree(before);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /** Needs that were completed before they were deleted. */
  private Set<Long> gone(long jobId) throws SQLException {
    return Set.copyOf(
        sql.query(
            "SELECT needs_id FROM job_needs WHERE job_id = ? AND part = 0 AND met = 1"
                + " AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = needs_id)",
            row -> row.getLong(1),
            jobId));
  }

  /**
   * Whose input it is.
   *
   * @param gone needs whose results only an earlier attempt still has
   */
  private record Reader(long id, Set<Long> gone) {

    /** Whether a text names what is gone; a step's name may stand for it. */
    boolean misses(String text) {
      Matcher matcher = JobReferences.REFERENCE.matcher(text);
      while (!gone.isEmpty() && matcher.find()) {
        String name = matcher.group("name");
        if (!name.matches("\\d{1,18}") || gone.contains(Long.parseLong(name))) {
          return true;
        }
      }
      return false;
    }

    /** The same of the elements of a list, of which each may have become several. */
    boolean misses(ArrayNode list) {
      return list.valueStream()
          .anyMatch(element -> element.isString() && misses(element.asString()));
    }
  }

  /**
   * @param used what an earlier attempt has used in this place; missing where there was none
   */
  private JsonNode node(Reader reader, JsonNode node, JsonNode used)
      throws SQLException, Unresolved {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        object.set(name, node(reader, object.get(name), used.path(name)));
      }
      return object;
    }
    if (node instanceof ArrayNode array) {
      if (used.isArray() && reader.misses(array)) {
        return used;
      }
      boolean inStep = used.size() == array.size(); // none of its texts has become several
      ArrayNode all = JSON.createArrayNode();
      for (int i = 0; i < array.size(); i++) {
        JsonNode element = array.get(i);
        JsonNode one = node(reader, element, inStep ? used.path(i) : MissingNode.getInstance());
        // A list in a list of files is meant as more of them.
        if (element.isString() && one instanceof ArrayNode several) {
          all.addAll(several);
        } else {
          all.add(one);
        }
      }
      return all;
    }
    if (!node.isString() || !node.asString().contains(JobReferences.BEGINNING)) {
      return node;
    }
    return !used.isMissingNode() && reader.misses(node.asString())
        ? used
        : text(reader.id(), node.asString());
  }

  private JsonNode text(long jobId, String text) throws SQLException, Unresolved {
    Optional<String> problem = JobReferences.problem(text);
    if (problem.isPresent()) {
      throw new Unresolved(problem.get() + ".");
    }
    Matcher matcher = JobReferences.REFERENCE.matcher(text);
    if (matcher.matches()) {
      List<String> values = values(jobId, matcher);
      if (values.size() == 1
          && !matcher.group("what").equals("outputs")
          && !isLoop(jobId, matcher)) {
        return JSON.valueToTree(values.get(0));
      }
      ArrayNode list = JSON.createArrayNode();
      values.forEach(list::add);
      return list;
    }
    Matcher all = JobReferences.ALL.matcher(text);
    StringBuilder whole = new StringBuilder();
    while (all.find()) {
      String literally = all.group("text");
      String words = literally == null ? String.join(", ", values(jobId, all)) : literally;
      all.appendReplacement(whole, Matcher.quoteReplacement(words));
    }
    all.appendTail(whole);
    return JSON.valueToTree(whole.toString());
  }

  /** Of a loop there is a list, also where it had one turn. */
  private boolean isLoop(long jobId, Matcher reference) throws SQLException {
    String name = reference.group("name");
    return !name.matches("\\d+")
        && byStep(jobId, name).stream().noneMatch(source -> source.step().equals(name));
  }

  private List<String> values(long jobId, Matcher reference) throws SQLException, Unresolved {
    String name = reference.group("name");
    List<Source> sources = name.matches("\\d+") ? byId(Long.parseLong(name)) : byStep(jobId, name);
    if (sources.isEmpty()) {
      throw new Unresolved(
          reference.group()
              + " names no job: "
              + (name.matches("\\d+")
                  ? "there is none with the id " + name
                  : "its parent has no step " + name)
              + ". If it was deleted: docs/pipelines.md, \"A deleted step\".");
    }
    List<String> values = new ArrayList<>();
    for (Source source : sources) {
      List<String> found = values(source, reference.group("what"));
      if (found.isEmpty() && sources.size() == 1) {
        throw new Unresolved(
            reference.group()
                + " has no value: job "
                + source.id()
                + " is "
                + source.status()
                + " and has none. Name it in depends_on to wait for it.");
      }
      values.addAll(found);
    }
    return values;
  }

  private List<Source> byId(long id) throws SQLException {
    return sql.query(COLUMNS + " WHERE id = ?", References::source, id);
  }

  private List<Source> byStep(long jobId, String name) throws SQLException {
    List<Long> parent =
        sql.query(
            "SELECT parent_job_id FROM jobs WHERE id = ? AND parent_job_id IS NOT NULL",
            row -> row.getLong(1),
            jobId);
    if (parent.isEmpty()) {
      return List.of();
    }
    List<Source> found =
        new ArrayList<>(
            sql.query(
                COLUMNS
                    + " WHERE parent_job_id = ?1 AND (step = ?2"
                    + " OR (step >= ?2 || '.' AND step < ?2 || '/')) ORDER BY id",
                References::source,
                parent.get(0),
                name));
    Pattern wanted = Pattern.compile(Pattern.quote(name) + "(\\.\\d+)?");
    found.removeIf(source -> !wanted.matcher(source.step()).matches());
    return found;
  }

  private static Source source(java.sql.ResultSet row) throws SQLException {
    return new Source(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        SqliteChildren.outputs(row.getString(6)));
  }

  private static List<String> values(Source source, String what) {
    if (what.equals("result")) {
      return Optional.ofNullable(source.result()).stream().toList();
    }
    if (what.equals("keyed_result")) {
      return Optional.ofNullable(source.keyed()).stream().toList();
    }
    List<String> outputs =
        source.outputs().isEmpty()
            ? Optional.ofNullable(source.result()).stream().toList()
            : source.outputs();
    if (what.equals("outputs")) {
      return outputs;
    }
    int number =
        Integer.parseInt(what.substring("output.".length()).replaceFirst("^(.{9}).+", "$1"));
    return number < outputs.size() ? List.of(outputs.get(number)) : List.of();
  }
}
