package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SetbacksTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long nanos = Long.MAX_VALUE - 1000; // it wraps around at once
  private final Setbacks setbacks = new Setbacks(() -> nanos);

  @BeforeEach
  void listen() {
    lines.start();
    ((Logger) LoggerFactory.getLogger(Dispatcher.class)).addAppender(lines);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(Dispatcher.class)).detachAppender(lines);
  }

  private static StoreException full() {
    return new StoreException(StoreException.Kind.FOR_NOW, "The database cannot grow.");
  }

  @Test
  void a_database_that_cannot_grow_is_tried_ever_more_slowly_with_one_line_a_minute() {
    List<Long> pauses = new ArrayList<>();
    Duration spent = Duration.ZERO;
    while (spent.compareTo(Duration.ofMinutes(10)) < 0) {
      Duration pause = setbacks.of(full());
      pauses.add(pause.toMillis());
      spent = spent.plus(pause);
      nanos += pause.toNanos();
    }

    assertThat(pauses).startsWith(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    assertThat(lines.list.size()).isBetween(9, 11);
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo("The database cannot grow. Nothing is lost: it is tried again until it works.");
  }

  @Test
  void a_fault_that_comes_again_and_again_makes_no_storm_either() {
    for (int i = 0; i < 100; i++) {
      setbacks.of(new IllegalStateException("a fault of ours"));
    }

    assertThat(lines.list).hasSize(1);
  }

  @Test
  void after_a_round_that_was_made_the_first_pause_is_short_again() {
    setbacks.of(full());
    setbacks.of(full());
    setbacks.over();

    assertThat(setbacks.of(full())).isEqualTo(Duration.ofMillis(250));
  }
}
