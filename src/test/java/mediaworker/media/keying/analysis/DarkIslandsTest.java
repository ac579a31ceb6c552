package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DarkIslandsTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x28c060;

  @ParameterizedTest
  @CsvSource({"0.8", "0.6", "0.4"})
  void a_hard_shadow_is_screen(double light) {
    assertThat(screenAt(picture(0x000000, 1 - light))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0x202028, 0.25", "0x202028, 0.4", "0x403830, 0.2"})
  void a_dark_veil_is_not(String veil, double opacity) {
    assertThat(screenAt(picture(Integer.decode(veil), opacity))).isFalse();
  }

  @Test
  void a_dark_veil_with_a_soft_edge_is_not() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(8, 6, 38, 26, 0x484850, 0.11)
            .box(9, 7, 37, 25, 0x484850, 0.11);

    assertThat(screenAt(picture)).isFalse();
  }

  @Test
  void what_a_lamp_lights_is_screen_though_a_little_paler() {
    GridPicture picture =
        new GridPicture(MATRIX, 0x1c8743)
            .box(10, 8, 36, 24, SCREEN, 1)
            .box(10, 8, 36, 24, 0xffffff, 0.02);

    assertThat(screenAt(picture)).isTrue();
  }

  private static GridPicture picture(int rgb, double opacity) {
    return new GridPicture(MATRIX, SCREEN).box(10, 8, 36, 24, rgb, opacity);
  }

  private static boolean screenAt(GridPicture picture) {
    MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
    return CleanPlate.mask(GridPicture.GRID, picture.pixels(), key, 1)[GridPicture.at(22, 16)];
  }
}
