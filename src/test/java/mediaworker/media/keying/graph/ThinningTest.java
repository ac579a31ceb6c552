package mediaworker.media.keying.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long the last of fewer pictures is shown. */
class ThinningTest {

  @Test
  void the_last_picture_lasts_from_its_own_time_to_the_clips_end() {
    double[] even = IntStream.range(0, 12).mapToDouble(i -> i / 12.0).toArray();

    assertThat(new Thinning(2).lastSeconds(even, 1)).isCloseTo(0.5, within(1e-9));
    assertThat(new Thinning(5).lastSeconds(even, 1)).isCloseTo(2 / 12.0, within(1e-9));
  }

  @Test
  void uneven_pictures_count_by_their_times_and_not_by_their_number() {
    double[] uneven = {3, 3.1, 3.2, 3.3, 3.4, 4.9};

    assertThat(new Thinning(2).lastSeconds(uneven, 5)).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void a_lone_picture_lasts_as_long_as_the_clip() {
    assertThat(new Thinning(2).lastSeconds(new double[] {0.04}, 1.04)).isCloseTo(1, within(1e-9));
  }
}
