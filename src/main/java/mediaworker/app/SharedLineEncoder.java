package mediaworker.app;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the bytes of a line once for console and file, which a thread serves one after the other:
 * with tiny jobs the log is a good part of what a job costs. {@code %jobTag} in the pattern is
 * {@link JobTag}.
 */
final class SharedLineEncoder extends LayoutWrappingEncoder<ILoggingEvent> {

  private static final class Line {
    final ILoggingEvent event;
    final byte[] bytes;

    Line(ILoggingEvent event, byte[] bytes) {
      this.event = event;
      this.bytes = bytes;
    }
  }

  /** The line that a thread made last, until it is asked for again. */
  private static final ThreadLocal<@Nullable Line> LAST = new ThreadLocal<>();

  private final PatternLayout pattern = new PatternLayout();

  SharedLineEncoder(String pattern) {
    this.pattern.setPattern(pattern);
    this.pattern.getInstanceConverterMap().put("jobTag", JobTag::new);
  }

  @Override
  public void start() {
    pattern.setContext(context);
    pattern.start();
    setLayout(pattern);
    super.start();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Line last = LAST.get();
    if (last != null && last.event == event) {
      LAST.remove();
      return last.bytes;
    }
    byte[] bytes = super.encode(event);
    LAST.set(new Line(event, bytes));
    return bytes;
  }
}
