package mediaworker.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private final Cancellation cancellation = new Cancellation();
  private final List<String> happened = new ArrayList<>();

  @Test
  void the_first_reason_stays() {
    assertThat(cancellation.cancel(Cancellation.Reason.SHUTDOWN)).isTrue();
    assertThat(cancellation.cancel(Cancellation.Reason.TAKEN_BACK)).isFalse();
    assertThat(cancellation.reason()).contains(Cancellation.Reason.SHUTDOWN);
  }

  @Test
  void nothing_is_cancelled_at_first() {
    assertThat(cancellation.isCancelled()).isFalse();
    assertThat(cancellation.reason()).isEmpty();
    cancellation.throwIfCancelled();
  }

  @Test
  void registered_actions_run_once() {
    cancellation.onCancel(() -> happened.add("a"));
    cancellation.onCancel(() -> happened.add("b"));
    cancellation.cancel(Cancellation.Reason.TIME_LIMIT);
    cancellation.cancel(Cancellation.Reason.TIME_LIMIT);
    assertThat(happened).containsExactly("a", "b");
  }

  @Test
  void an_action_that_was_taken_back_does_not_run() {
    Cancellation.Registration registration = cancellation.onCancel(() -> happened.add("a"));
    registration.close();
    registration.close();
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    assertThat(happened).isEmpty();
  }

  @Test
  void taking_one_registration_back_twice_leaves_an_equal_one_alone() {
    Runnable same = () -> happened.add("a");
    Cancellation.Registration first = cancellation.onCancel(same);
    cancellation.onCancel(same);
    first.close();
    first.close();
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    assertThat(happened).containsExactly("a");
  }

  @Test
  void an_action_registered_too_late_runs_at_once() {
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    cancellation.onCancel(() -> happened.add("a"));
    assertThat(happened).containsExactly("a");
  }

  @Test
  void an_action_that_fails_does_not_keep_the_others_from_running() {
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("broken");
        });
    cancellation.onCancel(() -> happened.add("b"));
    assertThatThrownBy(() -> cancellation.cancel(Cancellation.Reason.SHUTDOWN))
        .isInstanceOf(IllegalStateException.class);
    assertThat(happened).containsExactly("b");
  }

  @Test
  void the_exception_names_the_reason() {
    cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
    assertThatThrownBy(cancellation::throwIfCancelled)
        .isInstanceOf(CancellationException.class)
        .hasMessage("TAKEN_BACK");
  }
}
