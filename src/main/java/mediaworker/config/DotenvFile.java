package mediaworker.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvBuilder;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a .env file: lines of NAME=value, perhaps those of other programs too. */
final class DotenvFile {

  /** How dotenv-java tells of a line that it cannot read; the line follows. */
  private static final String MALFORMED = "Malformed entry ";

  /** A value without quotes that goes on behind a # with no space before it: it is cut there. */
  private static final Pattern CUT =
      Pattern.compile("\\s*[\\w.\\-]+\\s*=\\s*[^'\"#\\s][^#]*(?<!\\s)#.*");

  private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'");

  private DotenvFile() {}

  /**
   * The names and values that stand in the file. Lines that are no NAME=value are passed over,
   * since they may be meant for another program.
   *
   * @param passedOver hears a sentence that names such a line, or one that is cut at a #, by its
   *     number, never by what stands there: it may be a secret
   * @throws UnreadableException when the file cannot be read at all
   */
  static Map<String, String> read(Path file, Consumer<String> passedOver)
      throws UnreadableException {
    Path path = file.toAbsolutePath();
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw new UnreadableException(
          "The file " + path + " cannot be read: check that it is UTF-8 text and its rights.");
    }
    DotenvBuilder reader =
        Dotenv.configure()
            .directory(String.valueOf(path.getParent()))
            .filename(String.valueOf(path.getFileName()));
    for (int i = 0; i < lines.size(); i++) {
      if (CUT.matcher(lines.get(i)).matches()) {
        passedOver.accept(
            line(i, path)
                + " has a # in its value, where the rest is taken for a comment: put the value in"
                + " quotes.");
      }
    }
    try {
      return entries(reader);
    } catch (DotenvException e) {
      passedOver.accept(sentence(path, lines, String.valueOf(e.getMessage())));
      return entries(reader.ignoreIfMalformed());
    }
  }

  private static Map<String, String> entries(DotenvBuilder reader) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (DotenvEntry entry : reader.load().entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
      // The library takes double quotes off, and leaves single ones.
      Matcher quoted = SINGLE_QUOTED.matcher(entry.getValue());
      entries.put(entry.getKey(), quoted.matches() ? quoted.group(1) : entry.getValue());
    }
    return entries;
  }

  private static String sentence(Path file, List<String> lines, String reason) {
    String malformed = reason.startsWith(MALFORMED) ? reason.substring(MALFORMED.length()) : "";
    for (int i = 0; i < lines.size(); i++) {
      if (!malformed.isBlank() && lines.get(i).strip().equals(malformed.strip())) {
        boolean exported = malformed.strip().startsWith("export ");
        return line(i, file)
            + " is not NAME=value and is not read"
            + (exported ? ": leave \"export\" out." : ".");
      }
    }
    return "The file " + file + " has a line that is not NAME=value, which is not read.";
  }

  private static String line(int index, Path file) {
    return "Line " + (index + 1) + " of " + file;
  }

  /** The file cannot be read; the message is a sentence. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String sentence) {
      super(sentence);
    }
  }
}
