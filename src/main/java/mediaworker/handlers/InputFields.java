package mediaworker.handlers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.JobFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the fields of a row's JSON and collects every problem, so that a person hears of all of
 * them at once. Reading methods answer a harmless value where there is a problem; {@link #done}
 * then throws.
 *
 * <p>One reader may cover several objects (the input data and the keying settings): the first that
 * has a field wins. Not safe for use by several threads.
 */
public final class InputFields {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_QUOTE = 60;

  private final List<JsonNode> objects = new ArrayList<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  private InputFields() {}

  /**
   * Starts with a column's JSON.
   *
   * @param column the column's name, for the message
   * @param json its text; null and empty count as an empty object
   * @throws JobFailure when it is not a JSON object
   */
  public static InputFields of(String column, @Nullable String json) throws JobFailure {
    InputFields fields = new InputFields();
    fields.add(column, json);
    return fields;
  }

  /** Adds another column, asked after those before it. */
  public InputFields and(String column, @Nullable String json) throws JobFailure {
    add(column, json);
    return this;
  }

  private void add(String column, @Nullable String json) throws JobFailure {
    if (json == null || json.isBlank()) {
      return;
    }
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw JobFailure.input(
          "The column " + column + " is not valid JSON" + where + ": " + quote(json) + ".");
    }
    if (!node.isObject()) {
      throw JobFailure.input(
          "The column "
              + column
              + " must be a JSON object like {\"video\": \"in.mp4\"}, not "
              + quote(json)
              + ".");
    }
    objects.add(node);
  }

  /** A text that must be there; the first of the names that is. */
  public String text(String... names) {
    Optional<String> found = optionalText(names);
    if (found.isEmpty() && !hasWrongType(names)) {
      problems.add("\"" + names[0] + "\" is missing" + misspelt(names));
    }
    return found.orElse("");
  }

  /** A text that may be missing; an empty one counts as missing. */
  public Optional<String> optionalText(String... names) {
    Optional<Found> found = find(names);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonNode value = found.get().value();
    if (!value.isString()) {
      problems.add(wrong(found.get(), "a text"));
      return Optional.empty();
    }
    return Optional.of(value.asString()).filter(text -> !text.isBlank());
  }

  /** One of a few words, in any case; the default where missing. */
  public String choice(String name, String otherwise, String... words) {
    Optional<String> found = optionalText(name).map(word -> word.strip().toLowerCase(Locale.ROOT));
    if (found.isPresent() && !Arrays.asList(words).contains(found.get())) {
      problems.add(
          "\""
              + name
              + "\" is "
              + quote(found.get())
              + " but must be one of "
              + String.join(", ", words));
      return otherwise;
    }
    return found.orElse(otherwise);
  }

  /** A number in a range; the default where missing. Numbers written as text are taken. */
  public double number(String name, double otherwise, double least, double most) {
    return optionalNumber(name, least, most).orElse(otherwise);
  }

  /** A number that must be there. */
  public double requiredNumber(String name, double least, double most) {
    Optional<Double> found = optionalNumber(name, least, most);
    if (found.isEmpty() && !hasWrongType(name)) {
      problems.add("\"" + name + "\" is missing" + misspelt(name));
    }
    return found.orElse(least);
  }

  /** A number in a range that may be missing. */
  public Optional<Double> optionalNumber(String name, double least, double most) {
    Optional<Found> found = find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = found.get().value();
    double value = Double.NaN;
    if (node.isNumber()) {
      value = node.asDouble();
    } else if (node.isString()) {
      try {
        value = Double.parseDouble(node.asString().strip());
      } catch (NumberFormatException e) {
        value = Double.NaN;
      }
    }
    if (!Double.isFinite(value)) {
      problems.add(wrong(found.get(), "a number"));
      return Optional.empty();
    }
    if (value < least || value > most) {
      problems.add(
          "\""
              + name
              + "\" is "
              + plain(value)
              + " but must be between "
              + plain(least)
              + " and "
              + plain(most));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /** A whole number in a range; the default where missing. */
  public int integer(String name, int otherwise, int least, int most) {
    double value = number(name, otherwise, least, most);
    if (value != Math.rint(value)) {
      problems.add("\"" + name + "\" is " + plain(value) + " but must be a whole number");
      return otherwise;
    }
    return (int) value;
  }

  /** True or false; 0, 1, "yes", "on" and the like are taken. */
  public boolean flag(String name, boolean otherwise) {
    Optional<Found> found = find(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    JsonNode node = found.get().value();
    String word = node.isString() ? node.asString().strip() : node.toString();
    switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> {
        return true;
      }
      case "false", "0", "no", "off", "" -> {
        return false;
      }
      default -> {
        problems.add(wrong(found.get(), "true or false"));
        return otherwise;
      }
    }
  }

  /** A list of texts that may be missing (empty then); a single text counts as a list of one. */
  public List<String> texts(String... names) {
    Optional<Found> found = find(names);
    if (found.isEmpty()) {
      return List.of();
    }
    JsonNode node = found.get().value();
    if (node.isString()) {
      return List.of(node.asString());
    }
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (element.isString() && !element.asString().isBlank()) {
          texts.add(element.asString());
        }
      }
    }
    if (!node.isArray() || texts.size() < node.size()) {
      problems.add(wrong(found.get(), "a list of texts"));
    }
    return texts;
  }

  /** The raw JSON of a field that may be missing; for fields of a shape of their own. */
  public Optional<JsonNode> json(String name) {
    return find(name).map(Found::value);
  }

  /** Whether a field is there and not null. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** Adds a problem of the caller's own: part of a sentence that names the field. */
  public void problem(String what) {
    problems.add(what);
  }

  /**
   * Ends the reading.
   *
   * @return fields that nobody asked for, in the row's order: perhaps misspelt
   * @throws JobFailure naming all problems
   */
  public Set<String> done() throws JobFailure {
    if (!problems.isEmpty()) {
      throw JobFailure.input("The input is not right: " + String.join("; ", problems) + ".");
    }
    return unknown();
  }

  private Set<String> unknown() {
    Set<String> unknown = new LinkedHashSet<>();
    for (JsonNode object : objects) {
      object.propertyNames().forEach(unknown::add);
    }
    unknown.removeAll(asked);
    return unknown;
  }

  private record Found(String name, JsonNode value) {}

  private Optional<Found> find(String... names) {
    asked.addAll(Arrays.asList(names));
    for (JsonNode object : objects) {
      for (String name : names) {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isNull()) {
          return Optional.of(new Found(name, value));
        }
      }
    }
    return Optional.empty();
  }

  private boolean hasWrongType(String... names) {
    return find(names).filter(found -> !found.value().isString() || !blank(found)).isPresent();
  }

  private static boolean blank(Found found) {
    return found.value().isString() && found.value().asString().isBlank();
  }

  private String misspelt(String... names) {
    Set<String> candidates = new HashSet<>(unknown());
    return candidates.stream()
        .filter(candidate -> Arrays.stream(names).anyMatch(name -> near(candidate, name)))
        .findFirst()
        .map(candidate -> " (is \"" + candidate + "\" a slip of the pen?)")
        .orElse("");
  }

  /** Whether two words differ by at most two letters (Levenshtein). */
  private static boolean near(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = row;
    }
    return previous[b.length()] <= 2;
  }

  private static String wrong(Found found, String wanted) {
    return "\""
        + found.name()
        + "\" is "
        + quote(found.value().toString())
        + " but must be "
        + wanted;
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private static String quote(String text) {
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }
}
