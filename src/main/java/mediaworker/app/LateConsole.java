package mediaworker.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes to standard error, and makes what it writes with when the first line comes: for most
 * commands none does, and reading the pattern would be a tenth of their time. Appends one line at a
 * time, as its base sees to.
 */
final class LateConsole extends AppenderBase<ILoggingEvent> {

  private final String pattern;
  private @Nullable ConsoleAppender<ILoggingEvent> console; // guarded by the base's lock

  LateConsole(LoggerContext context, String pattern) {
    setContext(context);
    setName("console");
    this.pattern = pattern;
  }

  @Override
  protected void append(ILoggingEvent event) {
    ConsoleAppender<ILoggingEvent> made = console;
    if (made == null) {
      LogLayout layout = new LogLayout(getContext(), pattern);
      layout.start();
      LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
      encoder.setContext(getContext());
      encoder.setLayout(layout);
      encoder.start();
      made = new ConsoleAppender<>();
      made.setContext(getContext());
      made.setTarget("System.err");
      made.setEncoder(encoder);
      made.start();
      console = made;
    }
    made.doAppend(event);
  }
}
