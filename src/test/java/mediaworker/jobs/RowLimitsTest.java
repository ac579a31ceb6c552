package mediaworker.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowLimitsTest {

  private static final RowLimits LIMITS = new RowLimits(2048, 3);

  private static Job job(String inputData) {
    return new Job(1, "noop", Stage.MAIN, inputData, null, null, 1, 3);
  }

  @Test
  void a_column_as_large_as_may_be_passes_and_one_more_character_does_not() {
    assertThatCode(() -> LIMITS.check(job("x".repeat(2048)))).doesNotThrowAnyException();
    assertThatThrownBy(() -> LIMITS.check(job("x".repeat(2049))))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("input_data holds more than 2 KB")
        .hasMessageContaining("max-row-kb");
  }

  @Test
  void nesting_is_counted_outside_of_texts_alone() {
    assertThatCode(() -> LIMITS.check(job("{\"a\": [{}], \"b\": [[]]}")))
        .doesNotThrowAnyException();
    assertThatCode(() -> LIMITS.check(job("{\"a\": \"[[[[{{{{ \\\" [[[[\"}")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LIMITS.check(job("{\"a\": [[[]]]}")))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("deeper than 3 levels");
  }

  @Test
  void a_laps_video_is_as_short_as_any_column_but_other_results_do_not_matter() {
    String large = "x".repeat(3000);
    assertThatCode(() -> LIMITS.check(new Job(1, "noop", Stage.MAIN, "{}", large, null, 1, 3)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> LIMITS.check(new Job(1, "noop", Stage.KEYING, "{}", large, null, 1, 3)))
        .hasMessageContaining("result_data");
  }

  @Test
  void the_sentences_are_short() {
    assertThatThrownBy(() -> LIMITS.check(job("[".repeat(2000))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }
}
