package mediaworker.media.keying.analysis.plate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColorDifferenceTest {

  private static final int SCREEN = 0x00b140;

  private final double[] screen = ColorMatrix.BT709.levels(SCREEN);
  private final ColorDifference difference =
      new ColorDifference(
          new MeasuredKey(Screen.GREEN, ColorMatrix.BT709, screen[0], screen[1], screen[2], 1));

  @Test
  void the_key_has_one_and_grey_nothing() {
    assertThat(of(SCREEN)).isCloseTo(1, within(1e-6));
    assertThat(of(0x707070)).isCloseTo(0, within(1e-6));
  }

  /** Orange, violet, skin and blond lie on either side of where red and blue are alike. */
  @ParameterizedTest
  @ValueSource(ints = {0xd08a30, 0x7a50a8, 0xd9a27e, 0xcaa46a, 0xf0e020, 0x3a2416})
  void what_is_missing_grows_evenly_with_the_subjects_share(int subject) {
    double whole = 1 - of(subject);

    for (double share : new double[] {0.2, 0.5, 0.8}) {
      assertThat(1 - mixed(subject, share)).isCloseTo(share * whole, within(0.002));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0xffff00, 0x00ffff})
  void saturated_yellow_and_cyan_are_hardly_green(int color) {
    assertThat(of(color)).isLessThan(0.2);
  }

  private double of(int rgb) {
    double[] levels = ColorMatrix.BT709.levels(rgb);
    return difference.of(levels[1], levels[2]);
  }

  /** Of the screen with a share of another colour. */
  private double mixed(int rgb, double share) {
    double[] levels = ColorMatrix.BT709.levels(rgb);
    return difference.of(
        screen[1] + share * (levels[1] - screen[1]), screen[2] + share * (levels[2] - screen[2]));
  }
}
