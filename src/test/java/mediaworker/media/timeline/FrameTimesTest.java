package mediaworker.media.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FrameTimesTest {

  private final FrameTimes thirty = new FrameTimes(new double[] {0, 0.1, 0.2, 0.3}, 0.4);

  @Test
  void a_time_within_a_picture_shows_that_picture() {
    assertThat(thirty.shownAt(0.25)).isEqualTo(2);
    assertThat(thirty.shownAt(0)).isEqualTo(0);
    assertThat(thirty.shownAt(9)).isEqualTo(3);
  }

  @Test
  void a_time_that_was_rounded_still_means_the_picture_that_begins_there() {
    assertThat(thirty.shownAt(0.1995)).isEqualTo(2);
    assertThat(thirty.firstFrom(0.2005)).isEqualTo(2);
    assertThat(thirty.firstFrom(0.21)).isEqualTo(3);
    assertThat(thirty.firstFrom(0.31)).isEqualTo(4);
  }

  @Test
  void times_in_decoding_order_are_sorted() {
    FrameTimes times = new FrameTimes(new double[] {0, 0.3, 0.1, 0.2}, 0.4);
    assertThat(times.start(1)).isEqualTo(0.1);
    assertThat(times.rising()).isTrue();
    assertThat(times.steady()).isTrue();
  }

  @Test
  void a_hole_is_the_longest_step_and_makes_the_pictures_unsteady() {
    FrameTimes times = new FrameTimes(new double[] {0, 0.1, 0.5}, 0.6);
    assertThat(times.longestStep()).isCloseTo(0.4, within(1e-9));
    assertThat(times.steady()).isFalse();
  }

  @Test
  void two_pictures_of_one_time_are_not_rising() {
    assertThat(new FrameTimes(new double[] {0, 0.1, 0.1}, 0.2).rising()).isFalse();
  }
}
