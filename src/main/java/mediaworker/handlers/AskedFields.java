package mediaworker.handlers;

import static java.util.stream.Collectors.joining;
import static mediaworker.handlers.Problems.quote;
import static mediaworker.text.Spelling.isNear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import mediaworker.jobs.Remarks;
import mediaworker.text.Spelling;
import tools.jackson.databind.JsonNode;

/**
 * Finds the fields of a row and remembers which names were asked for. At the end the others are
 * {@linkplain Remarks remarked} upon: they may be misspelt. Not safe for use by several threads.
 */
final class AskedFields {

  /** So many unknown fields are named; a row may have any number. */
  private static final int MOST_ASIDE = 4;

  /** The first that has a field wins. */
  private final List<JsonNode> objects = new ArrayList<>();

  private final List<AskedFields> inside = new ArrayList<>();

  /** The worker itself reads who is to be told of the job's end. */
  private final Set<String> asked = new LinkedHashSet<>(Set.of("callback_url"));

  /** What may have been meant by a field that is missing. */
  private final Set<String> slips = new LinkedHashSet<>();

  /**
   * A field that is there and not null.
   *
   * @param name the one of its names that it has
   */
  record Found(String name, JsonNode value) {

    /** Java's own reading would take "2d" and "0x1p3" as well. */
    private static final Pattern DECIMAL =
        Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,4})?");

    /** Whether it is an empty text. */
    boolean isBlank() {
      return value.isString() && value.asString().isBlank();
    }

    /** The number it is, or that it spells; NaN for what is none. */
    double decimal() {
      if (value.isNumber()) {
        // A whole number of 400 digits has no double, which Jackson would throw for.
        return value.asDouble(Double.NaN);
      }
      String text = value.isString() ? value.asString().strip() : "";
      return DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }

    /** True or false, as people write them; empty for anything else. */
    Optional<Boolean> truth() {
      String word = value.isString() ? value.asString().strip() : value.toString();
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "true", "1", "yes", "on" -> Optional.of(true);
        case "false", "0", "no", "off", "" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
  }

  /** Adds an object, asked after those before it. */
  void add(JsonNode object) {
    objects.add(object);
  }

  /** Those of an object inside, remarked upon along with these. */
  AskedFields within(JsonNode object) {
    AskedFields fields = new AskedFields();
    fields.add(object);
    inside.add(fields);
    return fields;
  }

  /** The first of the names that is there. */
  Optional<Found> find(String... names) {
    known(names);
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

  /** Takes names for asked for. */
  void known(String... names) {
    asked.addAll(Arrays.asList(names));
  }

  /** Takes names for not asked for. */
  void leaveAside(String... names) {
    Arrays.asList(names).forEach(asked::remove);
  }

  /**
   * What a field may have been written as that is missing. To be asked at the end, since what is
   * asked for later is no slip of it.
   *
   * @return the end of a problem's sentence; empty for nothing
   */
  String misspelt(String... names) {
    Optional<String> slip =
        unknown().stream()
            .filter(candidate -> Arrays.stream(names).anyMatch(name -> isNear(candidate, name)))
            .findFirst();
    slip.ifPresent(slips::add);
    return slip.map(AskedFields::slip).orElse("");
  }

  private static String slip(String name) {
    return " (is \"" + name + "\" a slip of the pen?)";
  }

  /**
   * Remarks upon the fields that nobody asked for, here and in the objects inside.
   *
   * @param told a sentence of problems; the slips that it names are not remarked upon once more
   */
  void remark(String told) {
    List<Supplier<String>> aside = new ArrayList<>();
    aside(told, aside);
    if (!aside.isEmpty()) {
      String more =
          aside.size() > MOST_ASIDE ? " and " + (aside.size() - MOST_ASIDE) + " more" : "";
      Remarks.say(
          "Not known and left aside: "
              + aside.stream().limit(MOST_ASIDE).map(Supplier::get).collect(joining(", "))
              + more
              + ".");
    }
  }

  /** Worded when it is told: a row may have any number. */
  private void aside(String told, List<Supplier<String>> aside) {
    Set<String> absent = new LinkedHashSet<>(asked);
    absent.removeAll(given());
    for (String name : unknown()) {
      if (!slips.contains(name) || !told.contains(slip(name))) {
        aside.add(
            () ->
                quote("\"" + name + "\"")
                    + Spelling.question(name, absent)
                        .map(question -> " (" + question + ")")
                        .orElse(""));
      }
    }
    inside.forEach(fields -> fields.aside(told, aside));
  }

  /** Fields that nobody asked for so far, in the row's order. */
  private Set<String> unknown() {
    Set<String> unknown = given();
    unknown.removeAll(asked);
    return unknown;
  }

  /** All fields that are there. */
  private Set<String> given() {
    Set<String> given = new LinkedHashSet<>();
    for (JsonNode object : objects) {
      object.propertyNames().forEach(given::add);
    }
    return given;
  }
}
