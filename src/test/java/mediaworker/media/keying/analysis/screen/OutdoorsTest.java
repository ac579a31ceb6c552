package mediaworker.media.keying.analysis.screen;

import static mediaworker.media.keying.analysis.grid.GridPicture.GRID;
import static mediaworker.media.keying.analysis.grid.GridPicture.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

class OutdoorsTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GRASS = 0x4a8a34;
  private static final int SCREEN = 0x1a9a48;
  private static final int SKY = 0x6e9ad4;

  @Test
  void grass_that_differs_from_place_to_place_is_no_screen() {
    assertThat(shows(GRASS, pictures(GRASS, 4, 0))).isTrue();
    assertThat(shows(GRASS, pictures(GRASS, 4, 3))).isTrue();
  }

  @Test
  void a_dull_yellowish_screen_with_noise_or_wrinkles_is_one() {
    assertThat(shows(GRASS, pictures(GRASS, 0, 6))).isFalse();
    assertThat(shows(GRASS, wrinkled(GRASS))).isFalse();
  }

  @Test
  void what_no_leaf_is_like_may_be_textured() {
    assertThat(shows(SCREEN, pictures(SCREEN, 6, 0))).isFalse();
    assertThat(shows(0x60e030, pictures(0x60e030, 6, 0))).isFalse();
  }

  @Test
  void the_sky_above_a_lawn_is_no_screen_nor_is_the_lawn() {
    List<byte[]> park =
        List.of(
            new GridPicture(MATRIX, SKY)
                .box(0, 18, GRID.width(), GRID.height(), GRASS, 1)
                .pixels());

    assertThat(shows(SKY, park)).isTrue();
    assertThat(shows(GRASS, park)).isTrue();
    assertThat(shows(SKY, List.of(new GridPicture(MATRIX, SKY).pixels()))).isFalse();
  }

  @Test
  void nor_are_they_between_black_bars() {
    int bar = 8;
    List<byte[]> park =
        List.of(
            new GridPicture(MATRIX, SKY)
                .box(0, 18, GRID.width(), GRID.height(), GRASS, 1)
                .box(0, 0, bar, GRID.height(), 0, 1)
                .box(GRID.width() - bar, 0, GRID.width(), GRID.height(), 0, 1)
                .pixels());

    assertThat(shows(SKY, park)).isTrue();
    assertThat(shows(GRASS, park)).isTrue();
  }

  /** As behind somebody in a garden, where the lens leaves nothing but blots of light. */
  @Test
  void leaves_out_of_focus_are_no_screen_though_they_have_no_texture() {
    assertThat(shows(0x5f9440, List.of(blots(0x3f7a34, 0x86ac48)))).isTrue();
  }

  @Test
  void a_dull_yellowish_screen_between_a_warm_and_a_cold_lamp_is_one() {
    assertThat(shows(0x5f9440, List.of(between(0x50904a, 0x70983c)))).isFalse();
  }

  @Test
  void a_blue_sky_that_pales_down_to_the_horizon_is_no_screen() {
    GridPicture picture = new GridPicture(MATRIX, 0x3f7fd8);
    for (int row = 0; row < GRID.height(); row++) {
      picture.box(0, row, GRID.width(), row + 1, 0xc8def4, row / 40.0);
    }

    assertThat(shows(0x4a86d9, List.of(picture.pixels()))).isTrue();
  }

  @Test
  void a_blue_screen_behind_a_paler_blue_shirt_is_one() {
    byte[] picture =
        new GridPicture(MATRIX, 0x3f7fd8)
            .box(GRID.width() / 4, GRID.height() / 3, GRID.width() / 2, GRID.height(), 0x66a8f4, 1)
            .pixels();

    assertThat(shows(0x3f7fd8, List.of(picture))).isFalse();
  }

  @Test
  void a_pale_blue_screen_that_is_less_lit_at_one_side_is_one() {
    assertThat(shows(0x79a8ec, List.of(between(0x6f9cdb, 0x8fb8ff)))).isFalse();
  }

  /** A picture of round patches of two colours. */
  private static byte[] blots(int one, int other) {
    GridPicture picture = new GridPicture(MATRIX, one);
    for (int row = 0; row < GRID.height(); row++) {
      for (int column = 0; column < GRID.width(); column++) {
        double share = 0.5 + 0.5 * Math.sin(column * 0.25) * Math.cos(row * 0.3);
        picture.box(column, row, column + 1, row + 1, other, share);
      }
    }
    return picture.pixels();
  }

  /** A picture that goes over from one colour to another from left to right. */
  private static byte[] between(int left, int right) {
    GridPicture picture = new GridPicture(MATRIX, left);
    for (int column = 0; column < GRID.width(); column++) {
      double share = column / (GRID.width() - 1.0);
      picture.box(column, 0, column + 1, GRID.height(), right, share);
    }
    return picture.pixels();
  }

  private static boolean shows(int rgb, List<byte[]> pictures) {
    return new Outdoors(GRID, MATRIX, pictures).shows(key(MATRIX, rgb));
  }

  /**
   * Twelve pictures.
   *
   * @param lasting levels of luma by which cells differ at most
   * @param passing the same for each picture anew
   */
  private static List<byte[]> pictures(int rgb, int lasting, int passing) {
    Random random = new Random(1);
    int[] texture = random.ints(GRID.cells(), -lasting, lasting + 1).toArray();
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] picture = new GridPicture(MATRIX, rgb).pixels();
      for (int cell = 0; cell < GRID.cells(); cell++) {
        picture[cell] += (byte) (texture[cell] + random.nextInt(2 * passing + 1) - passing);
      }
      pictures.add(picture);
    }
    return pictures;
  }

  private static List<byte[]> wrinkled(int rgb) {
    List<byte[]> pictures = pictures(rgb, 0, 2);
    for (byte[] picture : pictures) {
      for (int cell = 0; cell < GRID.cells(); cell++) {
        int column = cell % GRID.width();
        int row = cell / GRID.width();
        picture[cell] += (byte) Math.round(10 * Math.sin(column / 4.0 + row / 9.0));
      }
    }
    return pictures;
  }
}
