package mediaworker.handlers.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command line with places for values: {@code realesrgan -i {image} -o {output} -s {scale:4}}.
 *
 * <p>Blanks part words. Quotation marks of both kinds hold a word together; within them and outside
 * a backslash takes the meaning from a quotation mark, a blank or a backslash, and is itself
 * elsewhere. A name in braces is a place; after a colon comes its default; doubled braces are
 * braces. Words are parted before values come in, so a value can neither part a word nor quote;
 * there is no shell.
 */
public final class CommandTemplate {

  /** The place of the file or folder that the program is to write. */
  static final String OUTPUT = "output";

  private static final Pattern PLACE =
      Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]{0,59})(?::([^{}]*))?\\}");

  /** A word's part: a text, or a place (then the text is its default). */
  private record Part(@Nullable String place, @Nullable String text) {}

  private final List<List<Part>> words;

  private CommandTemplate(List<List<Part>> words) {
    this.words = words;
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException when it is none; the message is the end of "… is wrong: …"
   */
  public static CommandTemplate parse(String text) {
    List<List<Part>> words = new Parser(text).words();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("it names no program");
    }
    CommandTemplate template = new CommandTemplate(words);
    if (words.get(0).stream().anyMatch(part -> part.place() != null)
        || template.program().isEmpty()) {
      throw new IllegalArgumentException(
          "its first word must be the program, without {…}: a row must not choose it");
    }
    if (!template.places().contains(OUTPUT)) {
      throw new IllegalArgumentException(
          "it has no {output}, the place that the program is to write to");
    }
    return template;
  }

  /** All words and places, as one text. */
  String words() {
    return words.toString();
  }

  /** The first word. */
  public String program() {
    StringBuilder program = new StringBuilder();
    words.get(0).forEach(part -> program.append(part.text()));
    return program.toString();
  }

  /** The names of the places that a row's fields go to. */
  public Set<String> fields() {
    Set<String> names = places();
    names.remove(OUTPUT);
    return names;
  }

  /** The names of all places, {@link #OUTPUT} among them. */
  Set<String> places() {
    Set<String> names = new LinkedHashSet<>();
    words.forEach(
        word ->
            word.forEach(
                part -> {
                  if (part.place() != null) {
                    names.add(part.place());
                  }
                }));
    return names;
  }

  /** The default of a place; the first one where it stands several times. */
  Optional<String> otherwise(String place) {
    return words.stream()
        .flatMap(List::stream)
        .filter(part -> place.equals(part.place()) && part.text() != null)
        .map(part -> String.valueOf(part.text()))
        .findFirst();
  }

  /** Places whose value begins an argument, so that the program may take it for an option. */
  Set<String> leading(Map<String, String> values) {
    Set<String> names = new LinkedHashSet<>();
    for (List<Part> word : words) {
      for (Part part : word) {
        if (!text(part, values).isEmpty()) {
          if (part.place() != null) {
            names.add(part.place());
          }
          break;
        }
      }
    }
    return names;
  }

  /** The arguments after the program; each word of the template is exactly one. */
  List<String> arguments(Map<String, String> values) {
    List<String> arguments = new ArrayList<>();
    for (List<Part> word : words.subList(1, words.size())) {
      StringBuilder argument = new StringBuilder();
      word.forEach(part -> argument.append(text(part, values)));
      arguments.add(argument.toString());
    }
    return arguments;
  }

  private static String text(Part part, Map<String, String> values) {
    return part.place() == null
        ? String.valueOf(part.text())
        : values.getOrDefault(part.place(), "");
  }

  /** Every place with a value that shows where it stands, for the curious. */
  @Override
  public String toString() {
    Map<String, String> names = new LinkedHashMap<>();
    places().forEach(place -> names.put(place, "{" + place + "}"));
    return program() + " " + String.join(" ", arguments(names));
  }

  /** Goes through the text once. */
  private static final class Parser {
    private final String text;
    private final List<List<Part>> words = new ArrayList<>();
    private List<Part> word = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private boolean inWord; // an empty pair of quotation marks is a word too
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<List<Part>> words() {
      char quote = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (quote == 0 && Character.isWhitespace(c)) {
          endWord();
          at++;
        } else if (c == quote || (quote == 0 && (c == '"' || c == '\''))) {
          quote = c == quote ? 0 : c;
          inWord = true;
          at++;
        } else {
          inWord = true;
          part(c);
        }
      }
      if (quote != 0) {
        throw new IllegalArgumentException("a quotation mark (" + quote + ") is not closed");
      }
      endWord();
      return words;
    }

    private void part(char c) {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (c == '\\' && (next == '"' || next == '\'' || next == '\\' || next == ' ')) {
        literal.append(next);
        at += 2;
      } else if ((c == '{' || c == '}') && next == c) {
        literal.append(c);
        at += 2;
      } else if (c == '{' || c == '}') {
        place();
      } else {
        literal.append(c);
        at++;
      }
    }

    private void place() {
      Matcher place = PLACE.matcher(text).region(at, text.length());
      if (!place.lookingAt()) {
        String from = text.substring(at, Math.min(text.length(), at + 20));
        throw new IllegalArgumentException(
            "\"" + from + "\" is no place like {image} or {scale:4}; braces are written {{ and }}");
      }
      endLiteral();
      word.add(new Part(place.group(1), place.group(2)));
      at = place.end();
    }

    private void endLiteral() {
      if (!literal.isEmpty()) {
        word.add(new Part(null, literal.toString()));
        literal.setLength(0);
      }
    }

    private void endWord() {
      if (inWord) {
        endLiteral();
        words.add(word);
        word = new ArrayList<>();
        inWord = false;
      }
    }
  }
}
