package mediaworker.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the terminal of this process is, as {@code stty size} tells: Java itself cannot.
 *
 * @param columns letters in a line, from 1
 * @param rows lines, from 1
 */
public record TerminalSize(int columns, int rows) {

  private static final Pattern ANSWER = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
  private static final int MOST_MILLIS = 2000;

  /** The size it has now; empty where there is no terminal, or none that says. */
  public static Optional<TerminalSize> now() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(MOST_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher answer = ANSWER.matcher(text);
      if (!answer.matches()) {
        return Optional.empty();
      }
      TerminalSize size =
          new TerminalSize(Integer.parseInt(answer.group(2)), Integer.parseInt(answer.group(1)));
      return size.columns() > 0 && size.rows() > 1 ? Optional.of(size) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Whether one of this process's outputs goes to a terminal.
   *
   * @param descriptor 1 for standard output, 2 for standard error
   */
  public static boolean isWrittenTo(int descriptor) {
    try {
      Process test = new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO().start();
      return test.waitFor(MOST_MILLIS, TimeUnit.MILLISECONDS) && test.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
