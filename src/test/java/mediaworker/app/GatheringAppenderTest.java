package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringAppenderTest {

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final CountDownLatch written = new CountDownLatch(1);
  private final GatheringAppender log = new GatheringAppender(context, "%jobTag%msg%n%ex");

  GatheringAppenderTest() {
    log.writeTo(target(console, () -> {}));
    log.writeTo(target(file, written::countDown));
    log.start();
  }

  @AfterEach
  void stop() {
    log.stop();
  }

  @Test
  void every_line_of_every_thread_is_written_once_and_in_its_threads_order() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "t" + t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  say(name + " " + i, Map.of());
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    log.flush();

    for (int t = 0; t < 4; t++) {
      String name = "t" + t + " ";
      assertThat(lines(file).stream().filter(line -> line.startsWith(name)))
          .hasSize(5_000)
          .isSortedAccordingTo(
              java.util.Comparator.comparingInt(
                  (String line) -> Integer.parseInt(line.substring(name.length()))));
    }
    assertThat(lines(console)).isEqualTo(lines(file)).hasSize(20_000);
  }

  @Test
  void a_line_is_written_without_being_asked_for() throws Exception {
    say("alone", Map.of());

    assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lines(console)).containsExactly("alone");
  }

  @Test
  void lines_logged_after_the_stop_are_written_at_once() {
    say("before", Map.of());
    log.stop();
    assertThat(lines(file)).containsExactly("before");
    log.doAppend(event("after", Map.of()));

    assertThat(lines(file)).containsExactly("before", "after");
  }

  @Test
  void a_thread_that_is_interrupted_keeps_its_line_and_its_interrupt() {
    Thread.currentThread().interrupt();
    say("interrupted", Map.of());

    assertThat(Thread.interrupted()).isTrue();
    log.flush();
    assertThat(lines(file)).containsExactly("interrupted");
  }

  @Test
  void lines_of_a_job_carry_its_id_and_others_nothing() {
    say("Processing", Map.of("job", "7"));
    say("Stopping", Map.of("other", "x"));
    log.flush();

    assertThat(lines(file)).containsExactly("[job 7] Processing", "Stopping");
  }

  /** As a row with such a job type, and a program with such a complaint, would have it. */
  @Test
  void no_message_looks_like_a_line_of_its_own_or_steers_a_terminal() {
    String forged = "2026-05-04 12:00:00.000 ERROR [job 8] Failed";
    say("Failed job 7 (a\r\n" + forged + "\u001b[2J\u009b2J\u202e\u0085" + forged + ")", Map.of());
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("test"),
            Level.INFO,
            "Broke",
            new IllegalStateException("so\n" + forged + "\u001b]0;title\u0007"),
            null);
    event.setMDCPropertyMap(Map.of());
    log.doAppend(event);
    log.flush();

    assertThat(lines(file))
        .startsWith(
            "Failed job 7 (a",
            "  " + forged + "?[2J?2J?",
            "  " + forged + ")",
            "Broke",
            "java.lang.IllegalStateException: so",
            "  " + forged + "?]0;title?")
        .filteredOn(line -> line.startsWith("\tat "))
        .isNotEmpty();
  }

  private void say(String message, Map<String, String> tags) {
    log.doAppend(event(message, tags));
  }

  private OutputStreamAppender<ILoggingEvent> target(ByteArrayOutputStream sink, Runnable onWrite) {
    OutputStreamAppender<ILoggingEvent> target = new OutputStreamAppender<>();
    target.setContext(context);
    target.setOutputStream(
        new java.io.FilterOutputStream(sink) {
          @Override
          public void write(byte[] bytes, int from, int length) {
            sink.write(bytes, from, length);
          }

          @Override
          public void flush() {
            if (sink.size() > 0) {
              onWrite.run();
            }
          }
        });
    return target;
  }

  private ILoggingEvent event(String message, Map<String, String> tags) {
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("test"), Level.INFO, message, null, null);
    event.setMDCPropertyMap(tags);
    return event;
  }

  private static List<String> lines(ByteArrayOutputStream out) {
    return out.toString(Charset.defaultCharset()).lines().toList();
  }
}
