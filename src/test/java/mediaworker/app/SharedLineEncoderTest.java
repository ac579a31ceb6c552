package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.Charset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedLineEncoderTest {

  private final LoggerContext context = new LoggerContext();
  private final SharedLineEncoder console = encoder();
  private final SharedLineEncoder file = encoder();

  @Test
  void both_appenders_get_the_line_of_each_event() {
    for (String message : new String[] {"one", "two", "two"}) {
      ILoggingEvent event = event(message, Map.of());

      assertThat(text(console, event)).isEqualTo("[main] " + message + "\n");
      assertThat(text(file, event)).isEqualTo("[main] " + message + "\n");
    }
  }

  @Test
  void an_event_that_only_one_appender_takes_is_not_given_out_as_the_next_one() {
    text(console, event("refused by the file", Map.of()));

    assertThat(text(file, event("next", Map.of()))).isEqualTo("[main] next\n");
    assertThat(text(console, event("last", Map.of()))).isEqualTo("[main] last\n");
  }

  @Test
  void lines_of_a_job_carry_its_id_and_others_nothing() {
    assertThat(text(console, event("Processing", Map.of("job", "7"))))
        .isEqualTo("[job 7] [main] Processing\n");
    assertThat(text(console, event("Stopping", Map.of("other", "x"))))
        .isEqualTo("[main] Stopping\n");
  }

  private SharedLineEncoder encoder() {
    SharedLineEncoder encoder = new SharedLineEncoder("%jobTag[%thread] %msg%n");
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private ILoggingEvent event(String message, Map<String, String> tags) {
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("test"), Level.INFO, message, null, null);
    event.setThreadName("main");
    event.setMDCPropertyMap(tags);
    return event;
  }

  private static String text(SharedLineEncoder encoder, ILoggingEvent event) {
    return new String(encoder.encode(event), Charset.defaultCharset()).replace("\r\n", "\n");
  }
}
