package mediaworker.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code [job 7] } in front of lines that a job causes, nothing in front of others. */
public final class JobTag extends ClassicConverter {

  /** Answers the tag with the blank behind it, or an empty text. */
  @Override
  public String convert(ILoggingEvent event) {
    String job = event.getMDCPropertyMap().get("job");
    return job == null ? "" : "[job " + job + "] ";
  }
}
