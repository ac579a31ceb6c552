package mediaworker.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of an account's tasks is the one whose answer was lost. */
class RecoveryTest {

  private static final TaskRef A = new TaskRef("a", Operation.IMAGE_GENERATION, "");
  private static final TaskRef B = new TaskRef("b", Operation.IMAGE_GENERATION, "");

  @Test
  void the_only_one_that_matches_and_is_nobody_elses_is_found() {
    assertThat(candidates(List.of(A, B), List.of()).without(Set.of("a")::contains))
        .isEqualTo(new Recovery.Found(B));
    assertThat(candidates(List.of(A), List.of(B)).without(Set.<String>of()::contains))
        .isEqualTo(new Recovery.Found(A));
  }

  @Test
  void nothing_left_means_that_it_was_not_created() {
    assertThat(candidates(List.of(), List.of()).without(id -> false))
        .isEqualTo(new Recovery.Absent());
    assertThat(candidates(List.of(A), List.of(B)).without(Set.of("a", "b")::contains))
        .isEqualTo(new Recovery.Absent());
  }

  @Test
  void two_alike_and_strangers_leave_it_open() {
    assertThat(candidates(List.of(A, B), List.of()).without(id -> false))
        .isEqualTo(new Recovery.CannotTell("several tasks there look like it: a, b"));
    assertThat(candidates(List.of(A), List.of(B)).without("a"::equals))
        .isEqualTo(
            new Recovery.CannotTell(
                "tasks were created there that this worker knows nothing of: b"));
  }

  private static Recovery.Candidates candidates(List<TaskRef> matching, List<TaskRef> others) {
    return new Recovery.Candidates(matching, others);
  }
}
