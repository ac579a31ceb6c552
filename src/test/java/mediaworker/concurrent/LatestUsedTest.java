package mediaworker.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestUsedTest {

  @Test
  void what_nobody_has_asked_for_longest_goes_first() {
    LatestUsed<String, Integer> known = new LatestUsed<>(2);
    known.put("a", 1);
    known.put("b", 2);
    assertThat(known.of("a")).contains(1);

    assertThat(known.put("c", 3)).as("what goes").contains(2);

    assertThat(known.of("b")).isEmpty();
    assertThat(known.of("a")).contains(1);
    assertThat(known.of("c")).contains(3);
  }

  @Test
  void a_new_answer_takes_the_place_of_the_old_one() {
    LatestUsed<String, Integer> known = new LatestUsed<>(2);
    assertThat(known.put("a", 1)).isEmpty();
    assertThat(known.put("a", 2)).isEmpty();
    assertThat(known.of("a")).contains(2);
  }
}
