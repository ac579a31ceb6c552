package mediaworker.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvBuilder;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Reads a .env file: lines of NAME=value, perhaps those of other programs too. */
final class DotenvFile {

  /** How dotenv-java tells of a line that it cannot read; the line follows. */
  private static final String MALFORMED = "Malformed entry ";

  private DotenvFile() {}

  /**
   * The names and values that stand in the file. Lines that are no NAME=value are passed over,
   * since they may be meant for another program.
   *
   * @param passedOver hears a sentence that names such a line by its number, never by what stands
   *     there: it may be a secret
   * @throws UnreadableException when the file cannot be read at all
   */
  static Collection<DotenvEntry> read(Path file, Consumer<String> passedOver)
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
    try {
      return entries(reader);
    } catch (DotenvException e) {
      passedOver.accept(sentence(path, lines, String.valueOf(e.getMessage())));
      return entries(reader.ignoreIfMalformed());
    }
  }

  private static Collection<DotenvEntry> entries(DotenvBuilder reader) {
    return reader.load().entries(Dotenv.Filter.DECLARED_IN_ENV_FILE);
  }

  private static String sentence(Path file, List<String> lines, String reason) {
    String line = reason.startsWith(MALFORMED) ? reason.substring(MALFORMED.length()) : "";
    for (int i = 0; i < lines.size(); i++) {
      if (!line.isBlank() && lines.get(i).strip().equals(line.strip())) {
        return "Line " + (i + 1) + " of " + file + " is not NAME=value and is not read.";
      }
    }
    return "The file " + file + " has a line that is not NAME=value, which is not read.";
  }

  /** The file cannot be read; the message is a sentence. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String sentence) {
      super(sentence);
    }
  }
}
