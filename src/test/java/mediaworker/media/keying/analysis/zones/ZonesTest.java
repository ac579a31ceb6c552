package mediaworker.media.keying.analysis.zones;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** What lies beyond the screen, on pictures of 48 by 32 cells. */
class ZonesTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x10a83c;

  @Test
  void a_wall_at_one_side_alone_is_cleared_whatever_hangs_on_it() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN).box(0, 0, 9, 32, 0x64584c, 1);
    shelves(picture, 9);
    picture.box(24, 10, 36, 32, 0xd08040, 1);

    assertThat(clearedIn(picture, 0, 9)).containsOnly(ReferenceCoverage.GARBAGE);
    assertThat(clearedIn(picture, 24, 36)).contains(0).doesNotContain(ReferenceCoverage.GARBAGE);
  }

  @Test
  void a_wall_of_upright_planks_at_one_side_is_cleared() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN).box(0, 0, 9, 32, 0x64584c, 1);
    for (int column = 0; column < 9; column += 3) {
      picture.box(column, 0, column + 1, 32, 0x8a7a6a, 1);
    }

    assertThat(clearedIn(picture, 0, 9)).containsOnly(ReferenceCoverage.GARBAGE);
  }

  @Test
  void walls_at_the_left_and_above_are_cleared_behind_somebody_who_stands_before_the_screen() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN).box(0, 0, 48, 5, 0x8a8078, 1).box(0, 0, 9, 32, 0x64584c, 1);
    shelves(picture, 9);
    picture.box(10, 26, 30, 32, 0xd08040, 1);

    assertThat(clearedIn(picture, 0, 9)).containsOnly(ReferenceCoverage.GARBAGE);
    assertThat(clearedIn(picture, 12, 30)).contains(0);
  }

  /** As a dark studio, where nothing is seen but what a lamp lights. */
  @Test
  void a_room_at_the_left_that_goes_on_above_the_screen_is_cleared() {
    assertThat(clearedIn(room(5), 0, 9)).containsOnly(ReferenceCoverage.GARBAGE);
  }

  /** A screen that a grey thing hides at the left, and above down to a row: lit at a corner. */
  private static GridPicture room(int top) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < (row < top ? 48 : 9); column++) {
        picture.box(column, row, column + 1, row + 1, grey(90 - 1.5 * row), 1);
      }
    }
    return picture.box(24, 10, 36, 32, 0xd08040, 1);
  }

  @Test
  void somebody_who_stands_still_over_one_border_stays() {
    // An outline that comes and goes, as of a head, a neck and a shoulder.
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      int reach = (int) Math.round(9 + 5 * Math.sin(row * 0.35));
      picture.box(0, row, reach, row + 1, row % 5 == 0 ? 0x8a8078 : 0x64584c, 1);
    }

    assertThat(clearedIn(picture, 0, 4)).containsOnly(0);
  }

  /** As a brown coat near the camera: no wall's edge moves, whatever stands before it. */
  @Test
  void somebody_whose_upright_side_sways_over_one_border_stays() {
    List<byte[]> frames =
        IntStream.range(0, 6)
            .mapToObj(
                frame ->
                    new GridPicture(MATRIX, SCREEN).box(24 + frame % 3, 0, 48, 32, 0x46301e, 1))
            .map(GridPicture::pixels)
            .toList();

    assertThat(cleared(frames)[GridPicture.at(40, 16)]).isEqualTo(0);
  }

  @Test
  void somebody_who_sways_before_the_screens_side_stays_and_the_wall_behind_is_cleared() {
    List<byte[]> frames =
        IntStream.range(0, 6)
            .mapToObj(
                frame ->
                    new GridPicture(MATRIX, SCREEN)
                        .box(24 + frame % 3, 0, 40, 32, 0xd07828, 1)
                        .box(0, 0, 8, 32, 0xbeb9b2, 1)
                        .box(40, 0, 48, 32, 0xa09a94, 1))
            .map(GridPicture::pixels)
            .toList();

    assertThat(cleared(frames)[GridPicture.at(34, 16)]).isEqualTo(0);
    assertThat(cleared(frames)[GridPicture.at(4, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
    assertThat(cleared(frames)[GridPicture.at(44, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
  }

  /** Pale at its sides, so that noise alone decides in some pictures whether it is the screen. */
  @Test
  void planks_beside_a_screen_whose_sides_are_hardly_to_be_told_are_cleared() {
    List<byte[]> frames =
        IntStream.range(0, 6)
            .mapToObj(
                frame -> {
                  double pale = frame % 2 == 0 ? 0.14 : 0.22;
                  GridPicture picture = new GridPicture(MATRIX, SCREEN);
                  picture.box(8, 0, 12, 32, 0x808080, pale).box(36, 0, 40, 32, 0x808080, pale);
                  return planks(picture).pixels();
                })
            .toList();

    assertThat(cleared(frames)[GridPicture.at(7, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
    assertThat(cleared(frames)[GridPicture.at(40, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
  }

  @Test
  void planks_beside_a_screen_that_a_curtain_covers_at_first_are_cleared() {
    List<byte[]> frames =
        IntStream.range(0, 6)
            .mapToObj(
                frame ->
                    planks(
                        new GridPicture(MATRIX, SCREEN)
                            .box(frame < 3 ? frame * 8 : 48, 0, 48, 32, 0x801e28, 1)))
            .map(GridPicture::pixels)
            .toList();

    assertThat(cleared(frames)[GridPicture.at(7, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
    assertThat(cleared(frames)[GridPicture.at(40, 16)]).isEqualTo(ReferenceCoverage.GARBAGE);
  }

  private static GridPicture planks(GridPicture picture) {
    for (int column = 0; column < 48; column++) {
      int plank = column % 3 == 0 ? 0x8a7a6a : 0x64584c;
      picture.box(column, 0, column + 1, column < 8 || column >= 40 ? 32 : 0, plank, 1);
    }
    return picture;
  }

  @Test
  void a_floor_below_the_screen_is_cleared_between_the_walls_beside_it() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(0, 28, 48, 32, 0x6e503c, 1)
            .box(0, 0, 8, 32, 0xbeb9b2, 1)
            .box(40, 0, 48, 32, 0xa09a94, 1)
            .box(18, 8, 30, 24, 0xd08040, 1);

    assertThat(clearedIn(picture, 18, 30)).hasSize(12 * 32).contains(0);
    assertThat(cleared(picture)[GridPicture.at(24, 30)]).isEqualTo(ReferenceCoverage.GARBAGE);
    assertThat(cleared(picture)[GridPicture.at(24, 16)]).isEqualTo(0);
  }

  /** Lit from the left, so that it is not even from wall to wall. */
  @Test
  void a_wall_that_goes_on_below_the_screen_is_cleared_all_around_it() {
    assertThat(cleared(within())[GridPicture.at(24, 30)]).isEqualTo(ReferenceCoverage.GARBAGE);
  }

  @Test
  void a_table_that_reaches_over_the_walls_stays_between_them() {
    GridPicture picture = within();
    for (int column = 0; column < 48; column++) {
      picture.box(column, 26, column + 1, 32, grey(150 - 1.5 * column), 1);
    }

    assertThat(cleared(picture)[GridPicture.at(24, 30)]).isEqualTo(0);
  }

  @Test
  void a_jacket_that_fills_the_picture_from_wall_to_wall_stays() {
    GridPicture picture = within();
    for (int column = 8; column < 40; column++) {
      picture.box(column, 26, column + 1, 32, grey(120 - 1.5 * column), 1);
    }

    assertThat(cleared(picture)[GridPicture.at(24, 30)]).isEqualTo(0);
  }

  @Test
  void a_jacket_as_black_as_the_bars_beside_the_picture_stays() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(0, 0, 8, 32, 0x0c0c0c, 1)
            .box(40, 0, 48, 32, 0x0c0c0c, 1)
            .box(8, 22, 40, 32, 0x0c0c0c, 1)
            .box(20, 22, 28, 32, 0xf0f0f0, 1)
            .box(18, 8, 30, 22, 0xd08040, 1);

    assertThat(cleared(picture)[GridPicture.at(24, 30)]).isEqualTo(0);
    assertThat(cleared(picture)[GridPicture.at(14, 30)]).isEqualTo(0);
  }

  /** A screen with the same wall on all four sides, which gets darker towards the right. */
  private static GridPicture within() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int column = 0; column < 48; column++) {
      int wall = grey(200 - 1.5 * column);
      boolean beside = column < 8 || column >= 40;
      picture
          .box(column, 0, column + 1, beside ? 32 : 4, wall, 1)
          .box(column, 26, column + 1, 32, wall, 1);
    }
    return picture.box(18, 8, 30, 22, 0xd08040, 1);
  }

  private static int grey(double level) {
    return 0x010101 * (int) Math.round(level);
  }

  private static void shelves(GridPicture picture, int right) {
    for (int row = 3; row < 32; row += 6) {
      picture.box(0, row, right, row + 2, 0xc8b49a, 1);
      picture.box(2, row + 2, 5, row + 4, 0x30384a, 1);
    }
  }

  /** What is put into an empty plane of references, within some columns. */
  private static List<Integer> clearedIn(GridPicture picture, int left, int right) {
    int[] found = cleared(picture);
    return IntStream.range(0, found.length)
        .filter(cell -> cell % GridPicture.GRID.width() >= left)
        .filter(cell -> cell % GridPicture.GRID.width() < right)
        .mapToObj(cell -> found[cell])
        .toList();
  }

  private static int[] cleared(GridPicture picture) {
    return cleared(List.of(picture.pixels()));
  }

  private static int[] cleared(List<byte[]> frames) {
    AnalysisGrid grid = GridPicture.GRID;
    byte[] references = new byte[grid.cells()];
    Zones.of(grid, frames, GridPicture.key(MATRIX, SCREEN), 1).apply(references);
    int[] levels = new int[references.length];
    for (int cell = 0; cell < levels.length; cell++) {
      levels[cell] = references[cell] & 0xff;
    }
    return levels;
  }
}
