package mediaworker.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<String> MORE = List.of("Not known and left aside: \"a\".");

  @Test
  void a_remark_is_a_sentence_of_its_own_after_what_is_said_already() {
    assertThat(new Outcome.Completed("a.mp4", "25 frames").remarked(MORE))
        .isEqualTo(new Outcome.Completed("a.mp4", "25 frames. Not known and left aside: \"a\"."));
    assertThat(new Outcome.Completed(null, "").remarked(MORE))
        .isEqualTo(new Outcome.Completed(null, "Not known and left aside: \"a\"."));
    assertThat(new Outcome.Failed("It broke. (after 3 attempts)").remarked(MORE))
        .isEqualTo(
            new Outcome.Failed("It broke. (after 3 attempts). Not known and left aside: \"a\"."));
    assertThat(new Outcome.RetryAt(NOON, "It broke").remarked(MORE))
        .isEqualTo(new Outcome.RetryAt(NOON, "It broke. Not known and left aside: \"a\"."));
    assertThat(new Outcome.Undecided("Was it paid?").remarked(MORE))
        .isEqualTo(new Outcome.Undecided("Was it paid? Not known and left aside: \"a\"."));
  }

  @Test
  void a_row_that_goes_on_or_has_no_remarks_stays_as_it_is() {
    Outcome released = new Outcome.Released();
    Outcome failed = new Outcome.Failed("It broke");

    assertThat(released.remarked(MORE)).isSameAs(released);
    assertThat(failed.remarked(List.of())).isSameAs(failed);
  }
}
