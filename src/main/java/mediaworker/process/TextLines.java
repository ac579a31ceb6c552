package mediaworker.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The lines of a program's output. A carriage return ends one as well: progress bars write nothing
 * else for hours. What is longer than {@link #LONGEST} is cut, so that output without line ends
 * cannot fill the memory.
 */
public final class TextLines {

  /** Characters of a line that are kept; the rest (a binary dump, say) is thrown away. */
  public static final int LONGEST = 2_000;

  private TextLines() {}

  /** Reads to the end. Bytes that are no UTF-8 come as the replacement character. */
  public static void read(InputStream in, Consumer<String> each) throws IOException {
    Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    StringBuilder line = new StringBuilder();
    boolean afterReturn = false;
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\r' || (c == '\n' && !afterReturn)) {
        each.accept(line.toString());
        line.setLength(0);
      } else if (c != '\n' && line.length() < LONGEST) {
        line.append((char) c);
      }
      afterReturn = c == '\r';
    }
    if (!line.isEmpty()) {
      each.accept(line.toString());
    }
  }
}
