package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** What lies beyond a screen that hangs at a slant, on pictures of 48 by 32 cells. */
class SlantingEdgeTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x1a48a0;
  private static final int RIM = 0x141414;
  private static final int COAT = 0x803020;

  @Test
  void the_wall_and_the_rim_beside_a_slanting_screen_are_beyond_it() {
    boolean[] beyond = gone(List.of(room(0).pixels()));

    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 48; column++) {
        boolean screen = column > left(row) + 1 && column < right(row) - 1;
        if (screen || column < left(row) || column >= right(row)) {
          assertThat(beyond[GridPicture.at(column, row)])
              .as("column %d of row %d", column, row)
              .isNotEqualTo(screen);
        }
      }
    }
  }

  @Test
  void so_are_the_corners_above_and_beside_one_that_is_turned() {
    boolean[] beyond = gone(List.of(room(4).pixels()));

    for (int column = 0; column < 48; column++) {
      assertThat(beyond[GridPicture.at(column, top(column, 4) - 1)]).as("%d", column).isTrue();
    }
    assertThat(beyond[GridPicture.at(20, top(20, 4) + 3)]).isFalse();
  }

  @Test
  void somebody_before_the_edge_neither_bends_it_nor_goes() {
    GridPicture picture = room(0);
    picture.box(6, 20, 18, 26, COAT, 1);
    boolean[] beyond = beyond(List.of(picture.pixels()));

    for (int row = 20; row < 26; row++) {
      for (int column = bounds(List.of(picture.pixels())).left(); column < 18; column++) {
        assertThat(beyond[GridPicture.at(column, row)]).as("%d, %d", column, row).isFalse();
      }
    }
    assertThat(beyond[GridPicture.at(left(8) - 1, 8)]).isTrue();
    assertThat(beyond[GridPicture.at(left(31) - 1, 31)]).isTrue();
  }

  @Test
  void nothing_goes_where_somebody_stands_for_a_while() {
    GridPicture covered = room(0);
    covered.box(6, 24, 18, 30, COAT, 1);
    List<byte[]> frames = List.of(room(0).pixels(), room(0).pixels(), covered.pixels());
    boolean[] beyond = beyond(frames);

    for (int row = 24; row < 30; row++) {
      for (int column = bounds(frames).left(); column < 18; column++) {
        assertThat(beyond[GridPicture.at(column, row)]).as("%d, %d", column, row).isFalse();
      }
    }
    assertThat(beyond[GridPicture.at(left(16) - 1, 16)]).isTrue();
  }

  @Test
  void nothing_goes_beside_an_edge_that_is_not_straight() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      double up = (row - 15.5) / 16;
      int wide = (int) Math.round(24 - 18 * Math.sqrt(Math.max(0, 1 - up * up)));
      wall(picture, row, 0, wide);
      wall(picture, row, 48 - wide, 48);
    }

    ScreenBounds bounds = bounds(List.of(picture.pixels()));
    boolean[] beyond = beyond(List.of(picture.pixels()));

    for (int row = 0; row < 32; row++) {
      assertThat(beyond[GridPicture.at(bounds.left(), row)]).isFalse();
    }
  }

  @Test
  void somebody_who_leans_at_a_slant_beside_a_bar_stays() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      picture.box(0, row, left(row), row + 1, COAT, 1);
    }
    picture.box(0, 0, 5, 32, 0, 1).box(43, 0, 48, 32, 0, 1);

    assertThat(beyond(List.of(picture.pixels()))).doesNotContain(true);
  }

  @Test
  void a_side_that_is_upright_is_left_to_the_bounds() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      wall(picture, row, 0, row < 2 ? 7 : 8);
      wall(picture, row, 40, 48);
    }

    assertThat(beyond(List.of(picture.pixels()))).doesNotContain(true);
  }

  /** The line that its upper rows lie at ends beyond the other side of the picture. */
  @Test
  void a_side_may_lead_out_of_the_picture() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      wall(picture, row, 0, row < 24 ? 41 + row / 5 : 48);
    }
    int[] rows = beyondRows(picture);

    assertThat(rows[12]).isBetween(43, 45);
    assertThat(rows[31]).isZero();
  }

  private static int[] beyondRows(GridPicture picture) {
    CellHistory cells = cells(List.of(picture.pixels()));
    boolean[] beyond = SlantingEdge.beyond(cells, new ScreenBounds(42, 48, 0, 32));
    int[] counts = new int[32];
    for (int cell = 0; cell < beyond.length; cell++) {
      counts[cell / 48] += beyond[cell] ? 1 : 0;
    }
    return counts;
  }

  private static boolean[] beyond(List<byte[]> frames) {
    CellHistory cells = cells(frames);
    return SlantingEdge.beyond(cells, ScreenBounds.of(cells));
  }

  /** Beyond the bounds, too. */
  private static boolean[] gone(List<byte[]> frames) {
    boolean[] gone = beyond(frames);
    ScreenBounds bounds = bounds(frames);
    for (int cell = 0; cell < gone.length; cell++) {
      int column = cell % 48;
      int row = cell / 48;
      gone[cell] |= column < bounds.left() || column >= bounds.right();
      gone[cell] |= row < bounds.top() || row >= bounds.bottom();
    }
    return gone;
  }

  private static ScreenBounds bounds(List<byte[]> frames) {
    return ScreenBounds.of(cells(frames));
  }

  private static CellHistory cells(List<byte[]> frames) {
    return new CellHistory(
        GridPicture.GRID, frames, new ScreenTest(GridPicture.key(MATRIX, SCREEN), 1));
  }

  /** The screen's first column in a row. */
  private static int left(int row) {
    return 6 + row / 8;
  }

  /** The first column beyond it. */
  private static int right(int row) {
    return 42 - row / 6;
  }

  private static int top(int column, int tilt) {
    return 6 + tilt * column / 48;
  }

  /** A screen in a dark rim of a cell before a wall, turned by so many cells over its width. */
  private static GridPicture room(int tilt) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      wall(picture, row, 0, left(row));
      wall(picture, row, right(row), 48);
      picture.box(left(row) - 1, row, left(row), row + 1, RIM, 1);
      picture.box(right(row), row, right(row) + 1, row + 1, RIM, 1);
    }
    for (int column = 0; tilt > 0 && column < 48; column++) {
      for (int row = 0; row < top(column, tilt); row++) {
        wall(picture, row, column, column + 1);
      }
      int rim = top(column, tilt) - 1;
      picture.box(column, rim, column + 1, rim + 1, RIM, 1);
    }
    return picture;
  }

  /** In light that falls off downwards. */
  private static void wall(GridPicture picture, int row, int left, int right) {
    picture.box(left, row, right, row + 1, 0x010101 * (130 - row), 1);
  }
}
