package mediaworker.media.keying.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.spill.NaturalColor;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenLightTest {

  private static final int GREEN = 0x00b140;
  private static final int BLUE = 0x1048c0;

  /** Whatever the screen, its matrix, the paper, and how much light falls on it. */
  @ParameterizedTest
  @CsvSource({
    "0x00b140, BT709, 0.8, 0.1", "0x00b140, BT601, 0.6, 0.3", "0x58e030, BT709, 0.5, 0.2",
    "0x1048c0, BT709, 0.7, 0.2", "0x081c5c, BT601, 0.4, 0.25", "0x02f80a, BT709, 0.3, 0.1"
  })
  void grey_in_the_screens_light_is_grey_without_it(
      String screen, ColorMatrix matrix, double grey, double share) {
    int rgb = Integer.decode(screen);
    double[] lit = lit(matrix, rgb, grey, share);

    double[] cleaned = cleaned(matrix, rgb, lit);

    assertThat(cleaned[1]).isCloseTo(128, within(0.6));
    assertThat(cleaned[2]).isCloseTo(128, within(0.6));
  }

  @Test
  void what_has_no_excess_stays_as_it_is() {
    double[] grey = ColorMatrix.BT709.levels(0x909090);

    assertThat(cleaned(ColorMatrix.BT709, GREEN, grey)).isEqualTo(grey);
  }

  @Test
  void green_light_takes_more_luma_with_it_than_blue_light() {
    double green = ScreenLight.of(GridPicture.key(ColorMatrix.BT709, GREEN)).y();
    double blue = ScreenLight.of(GridPicture.key(ColorMatrix.BT709, BLUE)).y();

    assertThat(green).isGreaterThan(3 * blue);
    assertThat(green).isLessThan(219);
  }

  @Test
  void a_washed_out_screens_light_still_has_a_colour() {
    ScreenLight light = ScreenLight.of(GridPicture.key(ColorMatrix.BT709, 0xb0d0b4));

    assertThat(light.u()).isBetween(40.0, 400.0);
    assertThat(light.v()).isBetween(40.0, 400.0);
  }

  /** Y, U and V of a grey surface with a share of the screen's light on top. */
  private static double[] lit(ColorMatrix matrix, int rgb, double grey, double share) {
    double[] screen = matrix.levels(rgb);
    double brightest = Math.max(rgb >> 8 & 0xff, rgb & 0xff) / 255.0;
    double amount = share / brightest;
    return new double[] {
      16 + 219 * grey + amount * (screen[0] - 16),
      128 + amount * (screen[1] - 128),
      128 + amount * (screen[2] - 128)
    };
  }

  private static double[] cleaned(ColorMatrix matrix, int rgb, double[] levels) {
    MeasuredKey key = GridPicture.key(matrix, rgb);
    ScreenLight light = ScreenLight.of(key);
    double excess =
        Math.max(0, key.screen().difference(matrix, levels[1], levels[2], NaturalColor.BASE));
    return new double[] {
      levels[0] - excess * light.y(), levels[1] + excess * light.u(), levels[2] + excess * light.v()
    };
  }
}
