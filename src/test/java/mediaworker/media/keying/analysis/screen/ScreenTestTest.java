package mediaworker.media.keying.analysis.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is worked out for each cell in a faster way. */
class ScreenTestTest {

  @Test
  void distance_from_grey_is_exact_for_all_levels() {
    for (int u = 0; u < 256; u++) {
      for (int v = 0; v < 256; v++) {
        assertThat(ScreenTest.chroma(u, v)).isEqualTo(Math.hypot(u - 128, v - 128));
      }
    }
  }
}
