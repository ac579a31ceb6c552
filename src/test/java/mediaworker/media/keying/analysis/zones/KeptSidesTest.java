package mediaworker.media.keying.analysis.zones;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** What a person is told of walls that stay, on pictures of 48 by 32 cells. */
class KeptSidesTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x10a83c;
  private static final int WALL = 0x8a7a6a;
  private static final int COAT = 0x284878;

  @Test
  void a_wall_stays_and_is_told_of_where_somebody_crosses_the_screens_side() {
    Zones zones = zones(room(6, 10), room(5, 9), room(7, 11));

    assertThat(warning(zones))
        .hasValueSatisfying(
            told ->
                assertThat(told).contains("at the left (").contains("width").contains("garbage"));
  }

  @Test
  void a_wall_that_is_painted_black_is_told_of_too() {
    assertThat(warning(zones(black(6, 10), black(5, 9), black(7, 11))))
        .hasValueSatisfying(told -> assertThat(told).contains("at the left ("));
  }

  @Test
  void a_wall_above_the_screen_stays_and_is_told_of_where_a_head_crosses_it() {
    GridPicture[] pictures =
        IntStream.of(20, 22, 24)
            .mapToObj(left -> room(0, 0).box(left, 1, left + 8, 32, COAT, 1))
            .toArray(GridPicture[]::new);

    assertThat(warning(zones(pictures)))
        .hasValueSatisfying(told -> assertThat(told).contains("at the top").contains("height"));
  }

  @Test
  void nothing_is_told_of_walls_that_are_cleared() {
    assertThat(warning(zones(room(16, 24), room(18, 26)))).isEmpty();
  }

  @Test
  void nothing_is_told_of_somebody_at_a_side_of_a_screen_that_fills_the_picture() {
    GridPicture[] pictures =
        IntStream.of(0, 2, 4).mapToObj(KeptSidesTest::leaning).toArray(GridPicture[]::new);

    assertThat(warning(zones(pictures))).isEmpty();
  }

  @Test
  void a_bar_with_a_logo_is_no_wall() {
    GridPicture[] pictures =
        IntStream.of(0, 2, 4)
            .mapToObj(
                shift ->
                    leaning(shift)
                        .box(0, 0, 48, 4, 0x000000, 1)
                        .box(0, 28, 48, 32, 0x000000, 1)
                        .box(40, 1, 44, 3, 0xf0f0f0, 1))
            .toArray(GridPicture[]::new);

    assertThat(warning(zones(pictures))).isEmpty();
  }

  @Test
  void each_side_is_named_once_however_many_screens_have_walls_there() {
    KeptWall left = new KeptWall(KeptWall.Side.LEFT, 0, 0, 0.1, 1);
    KeptWall wider = new KeptWall(KeptWall.Side.LEFT, 0, 0.2, 0.15, 1);
    KeptWall right = new KeptWall(KeptWall.Side.RIGHT, 0.9, 0, 1, 1);
    KeptWall top = new KeptWall(KeptWall.Side.TOP, 0, 0, 1, 0.2);

    assertThat(KeptWall.warning(List.of(left, wider, left)))
        .hasValueSatisfying(
            told -> assertThat(told).startsWith("What is at the left (15 % of the width) never"));
    assertThat(KeptWall.warning(List.of(top, left, right)))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .startsWith(
                        "What is at the left (10 % of the width), at the right (10 % of the width)"
                            + " and at the top (20 % of the height) never"));
  }

  private static Optional<String> warning(Zones zones) {
    return KeptWall.warning(zones.walls());
  }

  /** Somebody in stripes whose side sways. */
  private static GridPicture leaning(int shift) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 0; row < 32; row++) {
      int reach = (int) Math.round(11 + 6 * Math.sin((row + shift) * 0.35));
      picture.box(0, row, reach, row + 1, row % 5 == 0 ? WALL : COAT, 1);
    }
    return picture;
  }

  /** A room whose screen begins at column 8 and row 5, with somebody in its lower part. */
  private static GridPicture room(int from, int to) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    picture.box(0, 0, 48, 5, WALL, 1).box(0, 0, 8, 32, WALL, 1).box(40, 0, 48, 32, WALL, 1);
    for (int column = 0; column < 8; column += 3) {
      picture.box(column, 0, column + 1, 32, 0x54483c, 1);
    }
    return picture.box(from, 14, to, 32, COAT, 1);
  }

  /** The same with walls that are painted black, on which there is a little light. */
  private static GridPicture black(int from, int to) {
    GridPicture picture = room(0, 0).box(0, 0, 48, 5, 0x0e0e0e, 1);
    for (int column = 0; column < 8; column++) {
      int level = 4 + 6 * (column % 3);
      int rgb = level << 16 | level << 8 | level;
      picture.box(column, 0, column + 1, 32, rgb, 1).box(47 - column, 0, 48 - column, 32, rgb, 1);
    }
    return picture.box(from, 14, to, 32, COAT, 1);
  }

  private static Zones zones(GridPicture... pictures) {
    List<byte[]> frames = List.of(pictures).stream().map(GridPicture::pixels).toList();
    return Zones.of(GridPicture.GRID, frames, GridPicture.key(MATRIX, SCREEN), 1);
  }
}
