package mediaworker.handlers;

import static mediaworker.handlers.Problems.quote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.assets.OutputNames;
import mediaworker.handlers.AskedFields.Found;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.Remarks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a row's JSON and collects every problem, so that a person hears of all of
 * them at once. Reading methods answer a harmless value where there is a problem; {@link #done}
 * then throws.
 *
 * <p>One reader may cover several objects (the input data and the keying settings): the first that
 * has a field wins. Not safe for use by several threads.
 */
public final class InputFields {

  private final AskedFields asked;
  private final Problems problems;
  private final String where;
  private final FieldWatch watch;

  private InputFields(AskedFields asked, Problems problems, String where) {
    this.asked = asked;
    this.problems = problems;
    this.where = where;
    this.watch = FieldWatch.of(where);
  }

  /**
   * Starts with a column's JSON.
   *
   * @param column the column's name, for the message
   * @param json its text; null and empty count as an empty object
   * @throws JobFailure when it is not a JSON object, or has a field twice
   */
  public static InputFields of(String column, @Nullable String json) throws JobFailure {
    InputFields fields = new InputFields(new AskedFields(), new Problems(), "");
    fields.add(column, json);
    return fields;
  }

  /**
   * The same for a job of which something may be made or paid for: it is read as it was then. Of a
   * field that is there twice the last counts.
   *
   * @throws JobFailure when it is not a JSON object
   */
  public static InputFields begun(String column, @Nullable String json) throws JobFailure {
    InputFields fields = new InputFields(new AskedFields(), new Problems(), "");
    JsonColumn.readBegun(column, json).ifPresent(fields.asked::add);
    return fields;
  }

  /** Adds another column, asked after those before it. */
  public InputFields and(String column, @Nullable String json) throws JobFailure {
    add(column, json);
    return this;
  }

  /**
   * A reader for an object inside; its problems are told along with these, by {@link #done} of this
   * reader.
   *
   * @param place where the object is, for the message: {@code element 2 of "videos"}
   */
  public InputFields within(String place, JsonNode object) {
    return new InputFields(asked.within(object), problems, where + place + ": ");
  }

  private void add(String column, @Nullable String json) throws JobFailure {
    JsonColumn.read(column, json).ifPresent(asked::add);
  }

  /** A text that must be there; the first of the names that is. */
  public String text(String... names) {
    watch.seen(FieldUse.Kind.TEXT, true, names);
    Optional<String> found = textOf(names);
    if (found.isEmpty() && !hasWrongType(names)) {
      missing(names);
    }
    return found.orElse("");
  }

  /** A text that may be missing; an empty one counts as missing. */
  public Optional<String> optionalText(String... names) {
    watch.seen(FieldUse.Kind.TEXT, false, names);
    return textOf(names);
  }

  private Optional<String> textOf(String... names) {
    Optional<Found> found = asked.find(names);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonNode value = found.get().value();
    if (!value.isString()) {
      wrong(found.get(), "a text");
      return Optional.empty();
    }
    return Optional.of(value.asString()).filter(text -> !text.isBlank());
  }

  /** {@code output_name}: a plain file name that may be missing. */
  public Optional<String> outputName() {
    Optional<String> name = optionalText("output_name");
    name.flatMap(OutputNames::problem)
        .ifPresent(
            problem -> about("output_name", "is \"" + quote(name.get()) + "\" but " + problem));
    return name;
  }

  /** A text, number, true or false that may be missing, as text; an empty one counts as missing. */
  public Optional<String> optionalScalar(String name) {
    watch.seen(FieldUse.Kind.SCALAR, false, name);
    return scalarOf(name);
  }

  private Optional<String> scalarOf(String name) {
    Optional<Found> found = asked.find(name).filter(value -> !value.isBlank());
    if (found.isPresent() && found.get().value().isContainer()) {
      wrong(found.get(), "a text or number");
      return Optional.empty();
    }
    return found.map(value -> value.value().asString());
  }

  /** A text, number, true or false that must be there, as text. */
  public String scalar(String name) {
    watch.seen(FieldUse.Kind.SCALAR, true, name);
    Optional<String> found = scalarOf(name);
    if (found.isEmpty() && !hasWrongType(name)) {
      missing(name);
    }
    return found.orElse("");
  }

  /** One of a few words, in any case; the default where missing. */
  public String choice(String name, String otherwise, String... words) {
    watch.seenWords(FieldUse.Kind.WORD, otherwise.isEmpty() ? null : otherwise, words, name);
    Optional<String> found = textOf(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    String word = found.get().strip().toLowerCase(Locale.ROOT);
    if (!Arrays.asList(words).contains(word)) {
      String all = String.join(", ", words);
      about(name, "is \"" + quote(found.get()) + "\" but must be one of " + all);
      return otherwise;
    }
    return word;
  }

  /** A number in a range; the default where missing. Numbers written as text are taken. */
  public double number(String name, double otherwise, double least, double most) {
    watch.seen(FieldUse.Kind.NUMBER, false, otherwise, least, most, name);
    return numberOf(name, least, most).orElse(otherwise);
  }

  /** A number that must be there. */
  public double requiredNumber(String name, double least, double most) {
    watch.seen(FieldUse.Kind.NUMBER, true, null, least, most, name);
    Optional<Double> found = numberOf(name, least, most);
    if (found.isEmpty() && !hasWrongType(name)) {
      missing(name);
    }
    return found.orElse(least);
  }

  /** A number in a range that may be missing; an empty text counts as missing. */
  public Optional<Double> optionalNumber(String name, double least, double most) {
    watch.seen(FieldUse.Kind.NUMBER, false, null, least, most, name);
    return numberOf(name, least, most);
  }

  private Optional<Double> numberOf(String name, double least, double most) {
    Optional<Found> found = asked.find(name).filter(value -> !value.isBlank());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    double value = found.get().decimal();
    if (Double.isInfinite(value)) {
      about(name, "is a number that is too large");
      return Optional.empty();
    }
    if (!Double.isFinite(value)) {
      wrong(found.get(), "a number");
      return Optional.empty();
    }
    if (value < least || value > most) {
      String range = plain(least) + " and " + plain(most);
      about(name, "is " + plain(value) + " but must be between " + range);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /** A whole number in a range; the default where missing. */
  public int integer(String name, int otherwise, int least, int most) {
    watch.seen(FieldUse.Kind.INTEGER, false, otherwise, (double) least, (double) most, name);
    double value = numberOf(name, least, most).orElse((double) otherwise);
    if (value != Math.rint(value)) {
      about(name, "is " + plain(value) + " but must be a whole number");
      return otherwise;
    }
    return (int) value;
  }

  /** True or false; 0, 1, "yes", "on" and the like are taken. */
  public boolean flag(String name, boolean otherwise) {
    watch.seen(FieldUse.Kind.FLAG, false, otherwise, null, null, name);
    Optional<Found> found = asked.find(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    Optional<Boolean> truth = found.get().truth();
    if (truth.isEmpty()) {
      wrong(found.get(), "true or false");
    }
    return truth.orElse(otherwise);
  }

  /** A list of texts that may be missing (empty then); a single text counts as a list of one. */
  public List<String> texts(String... names) {
    watch.seen(FieldUse.Kind.TEXTS, false, names);
    Optional<Found> found = asked.find(names);
    if (found.isEmpty()) {
      return List.of();
    }
    JsonNode node = found.get().value();
    if (node.isString()) {
      return found.get().isBlank() ? List.of() : List.of(node.asString());
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
      wrong(found.get(), "a list of texts");
    }
    return texts;
  }

  /** The raw JSON of a field that may be missing; for fields of a shape of their own. */
  public Optional<JsonNode> json(String name) {
    watch.seen(FieldUse.Kind.JSON, false, name);
    return asked.find(name).map(Found::value);
  }

  /**
   * Lets the members of an object field be read as fields of the row, with a prefix before their
   * names; the row's own fields of such names win.
   *
   * @return whether the field is an object
   */
  public boolean spread(String name, String prefix) {
    watch.seen(FieldUse.Kind.JSON, false, name);
    Optional<JsonNode> object = asked.find(name).map(Found::value).filter(JsonNode::isObject);
    object.ifPresent(
        node -> {
          ObjectNode spread = JsonNodeFactory.instance.objectNode();
          node.properties().forEach(entry -> spread.set(prefix + entry.getKey(), entry.getValue()));
          asked.add(spread);
        });
    return object.isPresent();
  }

  /** Whether a field is there and not null. */
  public boolean has(String name) {
    return asked.find(name).isPresent();
  }

  /** Whether a field is there and says something: an empty text counts as missing. */
  boolean says(String name) {
    return asked.find(name).filter(value -> !value.isBlank()).isPresent();
  }

  /** Says of fields that they are known though they do not count in this row: none is remarked. */
  public void notCounting(String... names) {
    asked.known(names);
  }

  /**
   * Leaves fields aside that were read, since this row's work has no use for them: where they are
   * given they are remarked upon as unknown ones are.
   */
  public void leaveAside(String... names) {
    asked.leaveAside(names);
  }

  /** Adds a problem of the caller's own: part of a sentence that names the field. */
  public void problem(String what) {
    problems.add(where + what);
  }

  private void about(String name, String what) {
    problem("\"" + name + "\" " + what);
  }

  /**
   * Ends the reading. Fields that nobody asked for, here and in the objects inside, are {@linkplain
   * Remarks remarked} upon: they may be misspelt. So they are where there are problems, but for
   * those that a problem names.
   *
   * @throws JobFailure naming all problems
   */
  public void done() throws JobFailure {
    String told = problems.isEmpty() ? "" : problems.sentence();
    asked.remark(told);
    if (!told.isEmpty()) {
      throw JobFailure.input(told);
    }
  }

  /**
   * Ends the reading of a row whose other fields are for somebody else.
   *
   * @throws JobFailure naming all problems
   */
  public void doneWithSome() throws JobFailure {
    if (!problems.isEmpty()) {
      throw JobFailure.input(problems.sentence());
    }
  }

  private boolean hasWrongType(String... names) {
    return asked
        .find(names)
        .filter(found -> !found.value().isString() || !found.isBlank())
        .isPresent();
  }

  /** What it may have been written as is guessed at the end: another field is no slip of this. */
  private void missing(String... names) {
    problems.addLater(() -> where + "\"" + names[0] + "\" is missing" + asked.misspelt(names));
  }

  private void wrong(Found found, String wanted) {
    about(found.name(), "is " + quote(found.value().toString()) + " but must be " + wanted);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
