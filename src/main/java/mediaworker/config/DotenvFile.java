package mediaworker.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a .env file: lines of NAME=value as shells and Docker Compose read them, perhaps those of
 * other programs too.
 */
final class DotenvFile {

  /**
   * A value in single or double quotes is what stands between them, the latter over several lines
   * too. A plain one ends at a # only behind a space: keys and colours may hold one.
   */
  private static final Pattern ENTRY =
      Pattern.compile(
          "[ \\t]*(?:export[ \\t]+)?(?<name>[\\w.\\-]+)[ \\t]*=[ \\t]*"
              + "(?:(?:'(?<single>[^'\\r\\n]*)'|\"(?<double>[^\"]*(?:(?<=\\\\)\"[^\"]*)*)\")[ \\t]*(?:#.*)?"
              + "|(?<plain>.*?)[ \\t]*(?:(?<=[ \\t])#.*)?)"
              + "(?:\\R|\\z)");

  private static final Pattern NOTHING = Pattern.compile("[ \\t]*(?:#.*)?(?:\\R|\\z)");
  private static final Pattern LINE = Pattern.compile(".*(?:\\R|\\z)");

  private DotenvFile() {}

  /**
   * The names and values that stand in the file, in its order. Lines that are no NAME=value are
   * passed over, since they may be meant for another program.
   *
   * @param passedOver hears a sentence that names such a line by its number, never by what stands
   *     there: it may be a secret
   * @throws UnreadableException when the file cannot be read at all
   */
  static List<Map.Entry<String, String>> read(Path file, Consumer<String> passedOver)
      throws UnreadableException {
    String text;
    try {
      text = TextFile.read(file);
    } catch (IOException e) {
      throw new UnreadableException(
          "The file " + file + " cannot be read: check that it is UTF-8 text and its rights.");
    }
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    Matcher at = ENTRY.matcher(text);
    while (at.regionStart() < text.length()) {
      if (at.usePattern(ENTRY).lookingAt()) {
        entries.add(Map.entry(at.group("name"), value(at)));
      } else if (!at.usePattern(NOTHING).lookingAt()) {
        at.usePattern(LINE).lookingAt();
        long line = 1 + text.substring(0, at.regionStart()).chars().filter(c -> c == '\n').count();
        passedOver.accept("Line " + line + " of " + file + " is not NAME=value and is not read.");
      }
      at.region(at.end(), text.length());
    }
    return entries;
  }

  private static String value(Matcher entry) {
    for (String quotes : List.of("single", "double")) {
      String quoted = entry.group(quotes);
      if (quoted != null) {
        return quoted;
      }
    }
    return entry.group("plain");
  }

  /** The file cannot be read; the message is a sentence. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String sentence) {
      super(sentence);
    }
  }
}
