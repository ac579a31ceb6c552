package mediaworker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads UTF-8, also as editors on Windows write it. */
final class TextFile {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /** The text of a file, without a byte order mark. */
  static String read(Path file) throws IOException {
    String text = Files.readString(file);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
