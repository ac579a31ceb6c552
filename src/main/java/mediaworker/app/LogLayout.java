package mediaworker.app;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Context;
import mediaworker.text.PlainText;

/**
 * A pattern in which {@code %jobTag} is {@link JobTag}, and no message or exception can look like a
 * line of its own: rows name job types, and programs and providers tell what they like.
 */
final class LogLayout extends PatternLayout {

  /** The further lines of a message, a little to the right of where lines begin. */
  private static final String INDENT = "\n  ";

  LogLayout(Context context, String pattern) {
    setContext(context);
    setPattern(pattern);
    getInstanceConverterMap().put("jobTag", JobTag::new);
    getInstanceConverterMap().put("msg", Message::new);
    getInstanceConverterMap().put("ex", Trace::new);
  }

  /** A message. */
  static final class Message extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return PlainText.lines(super.convert(event)).replace("\n", INDENT);
    }
  }

  /** An exception with its stack; each place of it keeps its line. */
  static final class Trace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
      // What an exception says may have several lines too; those of the log begin with a digit.
      return PlainText.lines(super.throwableProxyToString(thrown)).replaceAll("\n(?=\\d)", INDENT);
    }
  }
}
