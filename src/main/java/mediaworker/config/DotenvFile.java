package mediaworker.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Reads a .env file: lines of NAME=value, perhaps those of other programs too. */
final class DotenvFile {

  /** How dotenv-java tells of a line that it cannot read; the line follows. */
  private static final String MALFORMED = "Malformed entry ";

  private DotenvFile() {}

  /**
   * The names and values that stand in the file.
   *
   * @throws UnreadableException with a sentence that names the file and the line, never what stands
   *     there: it may be a secret
   */
  static Collection<DotenvEntry> read(Path file) throws UnreadableException {
    Path path = file.toAbsolutePath();
    try {
      return Dotenv.configure()
          .directory(String.valueOf(path.getParent()))
          .filename(String.valueOf(path.getFileName()))
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE);
    } catch (DotenvException e) {
      throw new UnreadableException(sentence(path, String.valueOf(e.getMessage())));
    }
  }

  private static String sentence(Path file, String reason) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return "The file " + file + " cannot be read: check that it is UTF-8 text and its rights.";
    }
    String line = reason.startsWith(MALFORMED) ? reason.substring(MALFORMED.length()) : "";
    for (int i = 0; i < lines.size(); i++) {
      if (!line.isBlank() && lines.get(i).strip().equals(line.strip())) {
        return "Line " + (i + 1) + " of " + file + " is not NAME=value.";
      }
    }
    return "The file " + file + " has a line that is not NAME=value.";
  }

  /** The file cannot be read; the message is a sentence. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String sentence) {
      super(sentence);
    }
  }
}
