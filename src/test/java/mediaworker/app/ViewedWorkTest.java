package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.concurrent.Cancellation;
import org.junit.jupiter.api.Test;

/** Of what one view asks for, only the latest is of use. */
class ViewedWorkTest {

  private final Cancellation all = new Cancellation();
  private final ViewedWork work = new ViewedWork(all);

  @Test
  void a_later_piece_of_a_view_ends_the_one_before() {
    try (ViewedWork.Piece first = work.begin("a");
        ViewedWork.Piece other = work.begin("b");
        ViewedWork.Piece second = work.begin("a")) {
      assertThat(first.isOutdated()).isTrue();
      assertThat(first.cancellation().isCancelled()).isTrue();
      assertThat(other.cancellation().isCancelled()).isFalse();
      assertThat(second.cancellation().isCancelled()).isFalse();

      first.close(); // the later one is still the latest
      try (ViewedWork.Piece third = work.begin("a")) {
        assertThat(second.isOutdated()).isTrue();
        assertThat(third.isOutdated()).isFalse();
      }
    }
  }

  @Test
  void work_without_a_view_is_ended_by_nothing_but_the_end_of_all() {
    try (ViewedWork.Piece first = work.begin("");
        ViewedWork.Piece second = work.begin("")) {
      assertThat(first.cancellation().isCancelled()).isFalse();

      all.cancel(Cancellation.Reason.SHUTDOWN);

      assertThat(first.cancellation().isCancelled()).isTrue();
      assertThat(first.isOutdated()).isFalse();
      assertThat(second.cancellation().isCancelled()).isTrue();
    }
  }
}
