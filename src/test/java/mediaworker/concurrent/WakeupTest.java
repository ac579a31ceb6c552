package mediaworker.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No ring is lost, and none is heard twice. */
class WakeupTest {

  /** Far beyond any test's patience: whoever wakes was rung. */
  private static final Duration NEVER = Duration.ofDays(1);

  private final Wakeup wakeup = new Wakeup();

  @Test
  void a_sleep_that_nobody_ends_ends_with_its_time() throws InterruptedException {
    assertThat(wakeup.await(Duration.ofMillis(1))).isFalse();
    assertThat(wakeup.await(Duration.ZERO)).isFalse();
    assertThat(wakeup.await(Duration.ofSeconds(-1))).isFalse();
  }

  @Test
  void a_ring_before_the_sleep_ends_it_at_once() throws InterruptedException {
    wakeup.ring();

    assertThat(wakeup.await(NEVER)).isTrue();
  }

  @Test
  void a_ring_before_a_sleep_of_no_length_is_heard_too() throws InterruptedException {
    wakeup.ring();

    assertThat(wakeup.await(Duration.ZERO)).isTrue();
  }

  @Test
  void many_rings_before_the_sleep_wake_once() throws InterruptedException {
    wakeup.ring();
    wakeup.ring();

    assertThat(wakeup.await(NEVER)).isTrue();
    assertThat(wakeup.await(Duration.ZERO)).isFalse();
  }

  @Test
  void a_ring_wakes_the_sleeper() throws Exception {
    FutureTask<Boolean> sleep = new FutureTask<>(() -> wakeup.await(NEVER));
    Thread sleeper = start(sleep);
    while (sleeper.getState() != Thread.State.TIMED_WAITING && sleeper.isAlive()) {
      Thread.onSpinWait();
    }

    wakeup.ring();

    assertThat(sleep.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void every_ring_after_a_sleep_is_heard_by_the_next_one() throws Exception {
    int rounds = 2000;
    Wakeup answer = new Wakeup();
    FutureTask<Boolean> other =
        new FutureTask<>(
            () -> {
              for (int i = 0; i < rounds; i++) {
                wakeup.await(NEVER);
                answer.ring();
              }
              return true;
            });
    start(other);

    for (int i = 0; i < rounds; i++) {
      wakeup.ring();
      assertThat(answer.await(Duration.ofSeconds(60))).as("round %d", i).isTrue();
    }
    assertThat(other.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void rings_from_many_threads_are_heard() throws Exception {
    List<FutureTask<Boolean>> ringers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      FutureTask<Boolean> ringer =
          new FutureTask<>(
              () -> {
                wakeup.ring();
                return true;
              });
      start(ringer);
      ringers.add(ringer);
    }

    assertThat(wakeup.await(Duration.ofSeconds(60))).isTrue();
    for (FutureTask<Boolean> ringer : ringers) {
      assertThat(ringer.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void an_interrupt_ends_the_sleep() {
    FutureTask<Boolean> sleep = new FutureTask<>(() -> wakeup.await(NEVER));

    start(sleep).interrupt();

    assertThatThrownBy(() -> sleep.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "WakeupTest");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
