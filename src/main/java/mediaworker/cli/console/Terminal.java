package mediaworker.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.process.TerminalSize;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that is drawn over, by the escape sequences that all of them know (ECMA-48, and
 * xterm's alternate screen), so that what stood there before is back at the end. Where there is
 * none, it only has a width.
 */
public final class Terminal implements AutoCloseable {

  private static final String ESCAPE = "\u001b[";
  private static final String BEGIN = ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "2J";
  private static final String END = ESCAPE + "?25h" + ESCAPE + "?1049l";

  private final PrintWriter out;
  private final boolean real;
  private final @Nullable Thread atExit;
  private volatile boolean resized = true;
  private TerminalSize size = new TerminalSize(100, 30);

  private Terminal(PrintWriter out, boolean real) {
    this.out = out;
    this.real = real;
    if (real) {
      Signals.onResize(() -> resized = true);
      out.print(BEGIN);
      out.flush();
      // Ctrl-C ends the JVM, not the loop that draws.
      Thread restore = new Thread(this::restore, "Terminal");
      Runtime.getRuntime().addShutdownHook(restore);
      atExit = restore;
    } else {
      atExit = null;
    }
  }

  /**
   * Takes the terminal, if there is one.
   *
   * @param plain never to draw over it
   */
  public static Terminal open(PrintWriter out, boolean plain) {
    return new Terminal(
        out,
        !plain && canDraw(System.getenv()) && isWrittenTo(1) && TerminalSize.now().isPresent());
  }

  /** Whether standard output (1) or standard error (2) goes to a terminal. */
  public static boolean isWrittenTo(int descriptor) {
    return TerminalSize.isWrittenTo(descriptor);
  }

  /** An editor's shell or a serial line says "dumb": it would show escape sequences as they are. */
  static boolean canDraw(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return !kind.isBlank() && !kind.equals("dumb");
  }

  /** Whether there is one to draw on. */
  public boolean isReal() {
    return real;
  }

  /** Columns that a line may take. */
  public int width() {
    look();
    return real ? size.columns() : Screen.width(System.getenv());
  }

  private void look() {
    if (real && resized) {
      resized = false;
      Optional<TerminalSize> now = TerminalSize.now();
      now.ifPresent(found -> size = found);
      out.print(ESCAPE + "2J");
    }
  }

  /** Draws lines from the top, as many as there is room for, and a line at the foot. */
  public void draw(String foot, List<String> lines) {
    look();
    int room = size.rows() - 1;
    StringBuilder text = new StringBuilder(ESCAPE + "H");
    for (int i = 0; i < room; i++) {
      boolean more = i == room - 1 && lines.size() > room;
      String line =
          more
              ? "… " + (lines.size() - room + 1) + " lines more"
              : i < lines.size() ? lines.get(i) : "";
      text.append(Screen.cut(line, size.columns())).append(ESCAPE + "K\r\n");
    }
    text.append(ESCAPE + "7m")
        .append(Screen.cut(foot, size.columns()))
        .append(ESCAPE + "0m" + ESCAPE + "J");
    out.print(text);
    out.flush();
  }

  private void restore() {
    out.print(END);
    out.flush();
  }

  @Override
  public void close() {
    if (atExit != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
        restore();
      } catch (IllegalStateException e) {
        // The JVM is ending, and does it.
      }
    }
  }
}
