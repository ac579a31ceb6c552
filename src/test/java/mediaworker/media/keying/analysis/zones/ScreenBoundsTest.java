package mediaworker.media.keying.analysis.zones;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the picture that the screen fills, on pictures of 48 by 32 cells. */
class ScreenBoundsTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x1a48a0;

  @Test
  void somebody_at_one_side_of_a_picture_between_bars_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    coat(picture, 26, 44);

    ScreenBounds bounds = bounds(List.of(bars(picture, 4).pixels()));

    assertThat(bounds.left()).isEqualTo(5);
    assertThat(bounds.right()).isBetween(42, 43);
  }

  /** As where a picture is scaled to a width that the bars' edges do not fit. */
  @Test
  void somebody_stays_beside_a_bar_whose_last_column_is_half_picture() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    coat(picture, 26, 44);
    bars(picture, 4).box(4, 0, 5, 32, 0x000000, 0.5).box(43, 0, 44, 32, 0x000000, 0.5);

    ScreenBounds bounds = bounds(List.of(picture.pixels()));
    assertThat(bounds.left()).isEqualTo(5);
    assertThat(bounds.right()).isEqualTo(42);
  }

  @Test
  void walls_at_both_sides_of_a_picture_between_bars_are_beyond_the_screen() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    coat(picture, 4, 12);
    coat(picture, 36, 44);

    ScreenBounds bounds = bounds(List.of(bars(picture, 4).pixels()));

    assertThat(bounds.left()).isEqualTo(13);
    assertThat(bounds.right()).isEqualTo(35);
  }

  @Test
  void planks_that_go_on_below_the_screen_are_beyond_it() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    planks(picture, 0, 48, 26);
    planks(picture, 0, 8, 0);
    planks(picture, 40, 48, 0);

    assertThat(bounds(List.of(picture.pixels())).bottom()).isEqualTo(25);
  }

  @Test
  void a_jacket_from_one_wall_of_planks_to_the_other_is_not() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    coat(picture, 8, 40);
    for (int column = 8; column < 40; column++) {
      picture.box(column, 0, column + 1, 26, SCREEN, 1);
    }
    picture.box(20, 26, 28, 32, 0xf0f0f0, 1);
    staysBetweenPlanks(picture);
  }

  /** As where a clip ends before the curtain has gone: the wall would be one with it. */
  @Test
  void a_curtain_that_leaves_most_of_the_screen_in_the_end_is_no_wall() {
    List<byte[]> frames =
        IntStream.of(0, 0, 0, 12, 25, 38)
            .mapToObj(
                from -> {
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  curtain(picture, from);
                  return picture.pixels();
                })
            .toList();

    assertThat(bounds(frames).right()).isEqualTo(48);
  }

  @Test
  void the_walls_on_both_sides_of_such_a_curtain_are() {
    List<byte[]> frames =
        IntStream.of(0, 0, 0, 12, 25, 38)
            .mapToObj(
                from -> {
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  curtain(picture, from);
                  coat(picture, 0, 6);
                  coat(picture, 41, 48);
                  return picture.pixels();
                })
            .toList();

    assertThat(bounds(frames).left()).isEqualTo(7);
    assertThat(bounds(frames).right()).isBetween(39, 41);
  }

  /** Where a wall is uncovered by a cell, it is not what covered the screen that ends there. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void walls_are_beyond_the_screen_though_the_camera_shakes(int cells) {
    List<byte[]> frames =
        IntStream.of(0, cells, -cells, 0, cells, -cells)
            .mapToObj(
                shift -> {
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  coat(picture, 0, 8 + shift);
                  coat(picture, 40 + shift, 48);
                  return picture.pixels();
                })
            .toList();

    assertThat(bounds(frames).left()).isBetween(8 - cells, 8 + cells);
    assertThat(bounds(frames).right()).isBetween(40 - cells, 40 + cells);
  }

  @Test
  void a_wall_is_none_of_somebody_beside_it_who_hides_the_screen_for_a_while() {
    List<byte[]> frames =
        IntStream.of(8, 8, 20, 20, 20, 20)
            .mapToObj(
                from -> {
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  picture.box(from, 0, from + 9, 32, 0x803020, 1);
                  coat(picture, 0, 8);
                  coat(picture, 40, 48);
                  return picture.pixels();
                })
            .toList();

    assertThat(bounds(frames).left()).isBetween(8, 9);
    assertThat(bounds(frames).right()).isBetween(39, 40);
  }

  @Test
  void a_curtain_stays_that_opens_before_somebody_who_hides_the_screen() {
    List<byte[]> frames =
        IntStream.of(0, 0, 0, 12, 25, 38)
            .mapToObj(
                from -> {
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  picture.box(30, 0, 36, 32, 0xd0b0a0, 1);
                  curtain(picture, from);
                  return picture.pixels();
                })
            .toList();

    assertThat(bounds(frames).right()).isEqualTo(48);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void walls_are_beyond_a_screen_whose_sides_slant(boolean hidden) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    if (hidden) {
      picture.box(11, 0, 16, 32, 0x803020, 1);
    }
    for (int row = 0; row < 32; row++) {
      wallsBeside(picture, row, 7 + 10 * row / 32);
    }

    ScreenBounds bounds = bounds(List.of(picture.pixels()));

    assertThat(bounds.left()).isBetween(8, 10);
    assertThat(bounds.right()).isBetween(38, 40);
  }

  /** Its light steps where the screen's upper edge is, but farther up or down too. */
  @ParameterizedTest
  @ValueSource(ints = {-3, 12})
  void a_wall_at_one_side_is_beyond_the_screen_though_a_lamp_lights_it_at_its_top(int height) {
    GridPicture picture = room();
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 8; column++) {
        double away = Math.hypot(column, row - height) / 5;
        picture.box(column, row, column + 1, row + 1, 0xffffff, 0.5 * Math.exp(-away * away / 2));
      }
    }

    assertThat(bounds(List.of(picture.pixels())).left()).isEqualTo(9);
  }

  @Test
  void a_wall_at_one_side_is_beyond_the_screen_though_somebody_stands_close_to_its_edge() {
    GridPicture picture = room().box(10, 14, 20, 32, 0x803020, 1);

    assertThat(bounds(List.of(picture.pixels())).left()).isEqualTo(9);
  }

  @Test
  void walls_are_beyond_an_oval_screen() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      double up = (row - 15.5) / 11;
      double half = 18 * Math.sqrt(Math.max(0, 1 - up * up));
      wallsBeside(picture, row, (int) Math.round(24 - half));
    }

    ScreenBounds bounds = bounds(List.of(picture.pixels()));

    assertThat(bounds.left()).isBetween(7, 9);
    assertThat(bounds.right()).isBetween(39, 41);
  }

  /** Between the two of them a line goes from top to bottom, as at the end of a wall. */
  @Test
  void two_people_who_lean_in_at_the_left_stay() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      boolean stripe = row / 2 % 2 == 0;
      picture.box(0, row, 15 + 10 * row / 32, row + 1, stripe ? 0xb09080 : 0x907464, 1);
      picture.box(0, row, 7, row + 1, stripe ? 0x302820 : 0x483c30, 1);
    }

    assertThat(bounds(List.of(picture.pixels()))).isEqualTo(new ScreenBounds(0, 48, 0, 32));
  }

  /** What a bar differs from the wall by is no texture of the wall. */
  @Test
  void a_jacket_with_buttons_below_plain_walls_between_bars_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    picture.box(16, 24, 32, 32, 0x262626, 1);
    for (int button = 19; button < 32; button += 5) {
      picture.box(button, 31, button + 1, 32, 0x606060, 1);
    }
    coat(picture, 8, 16);
    coat(picture, 32, 40);

    ScreenBounds bounds = bounds(List.of(bars(picture, 8).pixels()));

    assertThat(bounds).isEqualTo(new ScreenBounds(17, 31, 0, 32));
  }

  @Test
  void a_plain_blanket_of_the_planks_mean_colour_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    picture.box(8, 26, 40, 32, 0x6f6153, 1).box(22, 27, 26, 32, 0x8a7a6a, 1);
    staysBetweenPlanks(picture);
  }

  @Test
  void a_checked_coat_in_the_colours_of_the_planks_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 26; row < 32; row++) {
      for (int column = 8; column < 40; column++) {
        int check = (column / 2 + row / 2) % 2 == 0 ? 0x80705e : 0x5c5044;
        picture.box(column, row, column + 1, row + 1, check, 1);
      }
    }
    staysBetweenPlanks(picture);
  }

  /** Its mean over the whole width is the planks', and nowhere else. */
  @Test
  void an_open_coat_over_a_shirt_stays_between_planks() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int column = 8; column < 40; column++) {
      boolean shirt = column >= 19 && column < 29;
      int cloth = shirt ? 0xb0a090 : 0x544638;
      int seam = shirt ? 0x8a7a6a : 0x302820;
      picture.box(column, 26, column + 1, 32, column % 6 < 3 ? cloth : seam, 1);
    }
    staysBetweenPlanks(picture);
  }

  @Test
  void a_coat_of_closer_stripes_than_the_planks_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int column = 8; column < 40; column++) {
      picture.box(column, 26, column + 1, 32, column % 2 == 0 ? 0x8a7a6a : 0x54483c, 1);
    }
    staysBetweenPlanks(picture);
  }

  private static void staysBetweenPlanks(GridPicture picture) {
    planks(picture, 0, 8, 0);
    planks(picture, 40, 48, 0);

    assertThat(bounds(List.of(picture.pixels())).bottom()).isEqualTo(32);
  }

  private static ScreenBounds bounds(List<byte[]> frames) {
    ScreenTest test = new ScreenTest(GridPicture.key(MATRIX, SCREEN), 1);
    return ScreenBounds.of(new CellHistory(GridPicture.GRID, frames, test));
  }

  private static GridPicture bars(GridPicture picture, int wide) {
    return picture.box(0, 0, wide, 32, 0x000000, 1).box(48 - wide, 0, 48, 32, 0x000000, 1);
  }

  /** A plain room that is darker farther down: its wall is left of column 8 and above row 5. */
  private static GridPicture room() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      picture.box(0, row, row < 5 ? 48 : 8, row + 1, 0x010101 * (70 - row), 1);
    }
    return picture;
  }

  /** In light that falls off downwards. */
  private static void coat(GridPicture picture, int left, int right) {
    for (int row = 0; row < 32; row++) {
      picture.box(left, row, right, row + 1, 0x010101 * (110 - row), 1);
    }
  }

  /** In the light of a coat, over so many columns at either side of a row. */
  private static void wallsBeside(GridPicture picture, int row, int wide) {
    int rgb = 0x010101 * (110 - row);
    picture.box(0, row, wide, row + 1, rgb, 1).box(48 - wide, row, 48, row + 1, rgb, 1);
  }

  private static void planks(GridPicture picture, int left, int right, int top) {
    for (int column = left; column < right; column++) {
      int plank = column % 6 < 3 ? 0x8a7a6a : 0x54483c;
      picture.box(column, top, column + 1, 32, plank, 1);
    }
  }

  /** In folds that are wider than some cells. */
  private static void curtain(GridPicture picture, int from) {
    for (int column = from; column < 48; column++) {
      double fold = 1 + 0.2 * Math.sin(column * 0.9);
      int rgb =
          0x010000 * (int) (80 * fold) + 0x000100 * (int) (50 * fold) + (int) Math.round(36 * fold);
      picture.box(column, 0, column + 1, 32, rgb, 1);
    }
  }
}
