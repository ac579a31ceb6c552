package mediaworker.pipelines;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts values where {@code ${name}} or {@code ${name.field}} stands. A text that is nothing else
 * becomes the value itself, a number or list as well. References to results of steps ({@code
 * ${job.…}}) are left for the worker.
 */
final class Variables {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{((?!job\\.)[A-Za-z_][\\w-]*(?:\\.[\\w-]+)*)}");

  /** A reference to a step's result. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?<!\\$)\\$\\{job\\.([A-Za-z_][\\w-]*(?:\\.\\d+)?)\\.[a-z_]+(?:\\.\\d+)?}");

  private final Map<String, JsonNode> values;
  private final Expansion expansion;
  private final Consumer<String> problems;

  /**
   * @param expansion counts what comes of the values
   * @param problems gets the name of each variable that has no value
   */
  Variables(Map<String, JsonNode> values, Expansion expansion, Consumer<String> problems) {
    this.values = new TreeMap<>(values);
    this.expansion = expansion;
    this.problems = problems;
  }

  /** The same with further values, which win. */
  Variables with(Map<String, JsonNode> more) {
    Map<String, JsonNode> all = new TreeMap<>(values);
    all.putAll(more);
    return new Variables(all, expansion, problems);
  }

  /**
   * The tree with values in place of variables; the given one stays as it is.
   *
   * @throws Expansion.TooLargeException when it becomes too long
   */
  JsonNode in(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        expansion.addCharacters(field.getKey().length());
        copy.set(field.getKey(), in(field.getValue()));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(element -> copy.add(in(element)));
      return copy;
    }
    if (node.isString()) {
      return text(node);
    }
    expansion.addCharacters(node.toString().length());
    return node;
  }

  private JsonNode text(JsonNode node) {
    String text = node.asString();
    Matcher whole = VARIABLE.matcher(text);
    if (whole.matches()) {
      JsonNode value = value(whole.group(1));
      expansion.addCharacters(value.toString().length());
      return value;
    }
    whole.reset();
    expansion.addCharacters(text.length());
    StringBuilder result = new StringBuilder();
    while (whole.find()) {
      JsonNode value = value(whole.group(1));
      String words = value.isContainer() ? value.toString() : value.asString("");
      expansion.addCharacters(words.length());
      whole.appendReplacement(result, Matcher.quoteReplacement(words));
    }
    whole.appendTail(result);
    return JSON.valueToTree(result.toString());
  }

  private JsonNode value(String path) {
    List<String> parts = List.of(path.split("\\."));
    JsonNode value = values.get(parts.get(0));
    for (String part : parts.subList(1, parts.size())) {
      value = value == null ? null : value.path(part);
    }
    if (value == null || value.isMissingNode()) {
      problems.accept(path);
      return JSON.valueToTree("");
    }
    return value;
  }

  /** The steps whose results a tree names. */
  static Set<String> references(JsonNode node) {
    Set<String> names = new LinkedHashSet<>();
    if (node.isString()) {
      Matcher matcher = REFERENCE.matcher(node.asString());
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    node.forEach(child -> names.addAll(references(child)));
    return names;
  }
}
