package mediaworker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StallWatchTest {

  @Test
  @Timeout(10)
  void an_interrupt_after_a_write_that_was_broken_off_is_kept() throws Exception {
    try (StallWatch watch = new StallWatch(Duration.ofMillis(20));
        StallWatch.Sending sending = watch.begin()) {
      assertThatThrownBy(() -> sending.write(StallWatchTest::forever))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).as("the watch's own").isFalse();
      Thread.currentThread().interrupt();
      sending.write(() -> {});
      assertThat(Thread.interrupted()).as("somebody else's").isTrue();
    }
  }

  @Test
  @Timeout(10)
  void a_second_write_that_lasts_for_ever_is_broken_off_too() {
    try (StallWatch watch = new StallWatch(Duration.ofMillis(20));
        StallWatch.Sending sending = watch.begin()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> sending.write(StallWatchTest::forever))
            .isInstanceOf(InterruptedIOException.class);
      }
    }
  }

  private static void forever() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // As a channel does, whose thread stays interrupted.
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
