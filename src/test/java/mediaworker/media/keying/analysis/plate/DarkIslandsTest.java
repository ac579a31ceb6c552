package mediaworker.media.keying.analysis.plate;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.analysis.grid.GridPicture;
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
  void a_dark_veil_whose_edge_goes_over_four_cells_is_not() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int inward = 0; inward < 4; inward++) {
      picture.box(8 + inward, 6 + inward, 38 - inward, 26 - inward, 0x202028, 0.08);
    }

    assertThat(screenAt(picture)).isFalse();
  }

  @Test
  void a_dark_veil_before_the_brightest_part_of_an_uneven_screen_is_not() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int column = 0; column < 48; column++) {
      double dark = 0.015 * Math.max(0, column - 14);
      picture.box(column, 0, column + 1, 32, 0x000000, dark);
    }
    picture.box(5, 8, 14, 24, 0x303038, 0.18);

    assertThat(screenAt(picture, 9, 16)).isFalse();
    assertThat(screenAt(picture, 40, 16)).as("the dim side").isTrue();
  }

  @Test
  void a_fold_of_a_dark_veil_is_not_though_the_screen_runs_into_it() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    picture.box(8, 8, 20, 26, 0x202028, 0.5).box(24, 8, 36, 26, 0x202028, 0.5);
    for (int row = 8; row < 26; row++) {
      picture.box(20, row, 24, row + 1, 0x202028, Math.min(0.3, 0.03 * (row - 7)));
    }

    assertThat(screenAt(picture, 21, 21)).isFalse();
    assertThat(screenAt(picture, 21, 4)).as("where it comes from").isTrue();
  }

  @Test
  void a_strip_of_screen_between_an_arm_and_a_body_is_screen() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    picture.box(8, 8, 20, 32, 0x803020, 1).box(24, 8, 36, 32, 0x803020, 1);
    picture.box(20, 14, 24, 32, 0x000000, 0.3);

    assertThat(screenAt(picture, 21, 21)).isTrue();
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
    return screenAt(picture, 22, 16);
  }

  private static boolean screenAt(GridPicture picture, int column, int row) {
    MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
    boolean[] screen = ScreenMask.of(GridPicture.GRID, picture.pixels(), key, 1);
    return screen[GridPicture.at(column, row)];
  }
}
