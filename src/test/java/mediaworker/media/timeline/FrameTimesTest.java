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
  void a_cut_of_steady_pictures_is_as_long_as_asked_for_to_the_nearest_picture() {
    FrameTimes ntsc = steady(0, 1001 / 30_000.0, 90);
    assertThat(ntsc.shownAt(0.52)).isEqualTo(15);
    assertThat(ntsc.cutEnd(0.52, 1.52)).as("30 pictures").isEqualTo(45);
    assertThat(ntsc.cutEnd(0, 1)).isEqualTo(30);
    assertThat(ntsc.cutEnd(0, 2)).isEqualTo(60);
    assertThat(ntsc.cutEnd(0.52, 0.521)).as("at least one").isEqualTo(16);
    assertThat(ntsc.cutEnd(0.03, 3.003)).as("to the end").isEqualTo(90);
    assertThat(ntsc.cutEnd(0.03, Double.POSITIVE_INFINITY)).isEqualTo(90);
    assertThat(thirty.cutEnd(0.1, 0.3)).isEqualTo(3);
    assertThat(thirty.cutEnd(0.05, 0.3)).as("half a picture counts").isEqualTo(3);
  }

  @Test
  void a_cut_of_uneven_pictures_holds_all_that_are_shown_between_its_points() {
    FrameTimes pause = new FrameTimes(new double[] {0, 0.1, 2.1, 2.2}, 2.3);
    assertThat(pause.shownAt(1.9)).isEqualTo(1);
    assertThat(pause.cutEnd(1.9, 2.15)).isEqualTo(3);
  }

  @Test
  void sound_that_begins_a_moment_before_the_pictures_moves_no_point() {
    FrameTimes late = steady(0.0213, 0.04, 50);
    assertThat(late.shownAt(0.4)).isEqualTo(10);
    assertThat(late.cutEnd(0.4, 1.2)).isEqualTo(30);
    assertThat(late.cutEnd(0.4, 2)).isEqualTo(50);
    FrameTimes muchLater = steady(0.32, 0.04, 50);
    assertThat(muchLater.shownAt(0.4)).as("pictures that do begin later").isEqualTo(2);
    FrameTimes slow = steady(0.9, 1, 5);
    assertThat(slow.shownAt(1.0)).as("no sound is unheard for 0.9 s").isEqualTo(0);
    assertThat(slow.shownAt(1.9)).isEqualTo(1);
  }

  @Test
  void pictures_that_begin_a_millisecond_later_mean_the_same_points() {
    assertThat(steady(0.0395, 0.04, 50).shownAt(0.42)).isEqualTo(10);
    assertThat(steady(0.0405, 0.04, 50).shownAt(0.42)).isEqualTo(10);
    assertThat(steady(0.0995, 1, 50).shownAt(10.5)).isEqualTo(10);
    assertThat(steady(0.1005, 1, 50).shownAt(10.5)).isEqualTo(10);
  }

  @Test
  void a_cut_of_pictures_whose_rate_drifts_ends_by_their_own_times() {
    double[] starts = new double[2001];
    for (int i = 1; i <= 2000; i++) {
      starts[i] = starts[i - 1] + (i <= 1000 ? 0.04 : 0.042);
    }
    FrameTimes drifting = new FrameTimes(starts, 82.042);
    assertThat(drifting.steady()).isTrue();
    assertThat(drifting.cutEnd(0, 40)).isEqualTo(1000);
    assertThat(drifting.shownAt(40)).isEqualTo(1000);
    assertThat(drifting.cutEnd(40, 80)).as("40 s of 42 ms").isEqualTo(1952);
  }

  private static FrameTimes steady(double first, double step, int count) {
    double[] starts = new double[count];
    for (int i = 0; i < count; i++) {
      starts[i] = first + i * step;
    }
    return new FrameTimes(starts, first + count * step);
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
  void a_last_picture_that_is_held_makes_the_pictures_unsteady_but_no_slower() {
    FrameTimes held = new FrameTimes(new double[] {0, 0.1, 0.2, 0.3}, 2.3);
    assertThat(held.steady()).isFalse();
    assertThat(held.meanStep()).isCloseTo(0.1, within(1e-9));
    FrameTimes rounded = new FrameTimes(new double[] {0, 0.033, 0.067, 0.1}, 0.14);
    assertThat(rounded.steady()).isTrue();
    assertThat(new FrameTimes(new double[] {0.5}, 2.5).meanStep()).as("alone").isEqualTo(2);
  }

  @Test
  void a_picture_that_is_held_is_cut_at_the_point() {
    FrameTimes pause = new FrameTimes(new double[] {0, 0.1, 0.2, 2.2, 2.3}, 2.4);
    assertSpan(pause.cut(0, 1.2), 0, 3, 0, 1.2);
    assertSpan(pause.cut(1.2, 2.3), 2, 4, 1.2, 2.3);
    assertSpan(pause.cut(0.5, 1.5), 2, 3, 0.5, 1.5);
    assertSpan(pause.cut(0.15, 0.18), 1, 2, 0.1, 0.2);
    assertSpan(pause.cut(0.1, 9), 1, 5, 0.1, 2.4);
  }

  @Test
  void of_a_picture_that_is_held_a_usual_step_is_left_at_least() {
    FrameTimes pause = new FrameTimes(new double[] {0, 0.1, 0.2, 2.2, 2.3}, 2.4);
    assertSpan(pause.cut(0, 0.21), 0, 3, 0, 0.3);
    assertSpan(pause.cut(2.19, 2.3), 2, 4, 2.1, 2.3);
    assertSpan(pause.cut(0.5, 0.51), 2, 3, 0.5, 0.6);
  }

  @Test
  void a_cut_that_ends_within_a_held_last_picture_is_as_long_as_asked_for() {
    FrameTimes held = new FrameTimes(new double[] {0, 0.1, 0.2, 0.3}, 2.3);
    assertSpan(held.cut(0, 0.9), 0, 4, 0, 0.9);
    assertSpan(held.cut(0.15, 0.9), 1, 4, 0.1, 0.85);
    assertSpan(held.cut(1, 1.5), 3, 4, 1, 1.5);
    assertSpan(held.cut(0.06, 0.26), 0, 2, 0, 0.2);
    assertSpan(held.cut(0, 2.3), 0, 4, 0, 2.3);
    assertSpan(new FrameTimes(new double[] {0}, 5).cut(1, 3), 0, 1, 1, 3);
  }

  private static void assertSpan(Span span, int from, int to, double begin, double end) {
    assertThat(span.from()).isEqualTo(from);
    assertThat(span.to()).isEqualTo(to);
    assertThat(span.begin()).isCloseTo(begin, within(1e-9));
    assertThat(span.end()).isCloseTo(end, within(1e-9));
  }

  @Test
  void two_pictures_of_one_time_are_not_rising() {
    assertThat(new FrameTimes(new double[] {0, 0.1, 0.1}, 0.2).rising()).isFalse();
  }
}
