package mediaworker.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvBuilder;
import io.github.cdimascio.dotenv.DotenvEntry;
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

  private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'");

  private DotenvFile() {}

  /**
   * The names and values that stand in the file. Lines that are no NAME=value are passed over,
   * since they may be meant for another program.
   *
   * @param passedOver hears a sentence of each such line, see {@link DotenvLines}
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
    new DotenvLines(lines, path, passedOver).check();
    return entries(
        Dotenv.configure()
            .directory(String.valueOf(path.getParent()))
            .filename(String.valueOf(path.getFileName()))
            .ignoreIfMalformed());
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

  /** The file cannot be read; the message is a sentence. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String sentence) {
      super(sentence);
    }
  }
}
