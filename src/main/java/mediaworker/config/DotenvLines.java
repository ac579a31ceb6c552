package mediaworker.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with the lines of a .env file, in the eyes of dotenv-java: it goes through them as
 * that does, since the library itself names the first wrong line alone, and none that a quote
 * swallows which is never closed.
 *
 * @param lines of the file
 * @param file for the sentences
 * @param told hears them; they name lines by their numbers, never by what stands there: it may be a
 *     secret
 */
record DotenvLines(List<String> lines, Path file, Consumer<String> told) {

  /** The library's own pattern of an entry. */
  private static final Pattern ENTRY =
      Pattern.compile("^\\s*([\\w.\\-]+)\\s*(=)\\s*('[^']*'|\"[^\"]*\"|[^#]*)?\\s*(#.*)?$");

  /** A value without quotes that goes on behind a # with no space before it: it is cut there. */
  private static final Pattern CUT =
      Pattern.compile("\\s*[\\w.\\-]+\\s*=\\s*[^'\"#\\s][^#]*(?<!\\s)#.*");

  private static final Pattern UNESCAPED_QUOTE = Pattern.compile("(?<!\\\\)\"");

  /** Tells all of it, in the order of the lines. */
  void check() {
    StringBuilder entry = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (entry.isEmpty()) {
        if (line.isBlank() || line.startsWith("#") || line.startsWith("////")) {
          continue;
        }
        first = i;
      }
      Matcher read = ENTRY.matcher(entry.append(line));
      if (!read.matches()) {
        tell(
            first,
            " is not NAME=value and is not read"
                + (line.strip().startsWith("export ") ? ": leave \"export\" out." : "."));
      } else {
        String value = read.group(3);
        if (value.startsWith("\"") && !value.endsWith("\"")) {
          entry.append('\n'); // it goes on
          continue;
        }
        if (!isQuotedRightly(value.strip())) {
          tell(first, " has a quote too many or too few and is not read.");
        } else if (CUT.matcher(line).matches()) {
          tell(
              first,
              " has a # in its value, where the rest is taken for a comment: put the value in"
                  + " quotes.");
        }
      }
      entry.setLength(0);
    }
    if (!entry.isEmpty()) {
      tell(
          first, " begins a value with a quote that never ends, so nothing is read from there on.");
    }
  }

  private static boolean isQuotedRightly(String value) {
    if (!value.startsWith("\"") && !value.endsWith("\"")) {
      return true;
    }
    return value.length() > 1
        && value.startsWith("\"")
        && value.endsWith("\"")
        && !UNESCAPED_QUOTE.matcher(value.substring(1, value.length() - 1)).find();
  }

  private void tell(int index, String what) {
    told.accept("Line " + (index + 1) + " of " + file + what);
  }
}
