package mediaworker.media.keying.analysis.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which greens of a clip are the subject's, on pictures of 48 by 32 cells. */
class OwnColorsTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x10a83c;
  private static final AnalysisGrid GRID = GridPicture.GRID;

  @ParameterizedTest
  @CsvSource({"0x184628, dark green", "0x556b2f, olive"})
  void cloth_of_one_green_keeps_it(int rgb, String name) {
    byte[] frame = new GridPicture(MATRIX, SCREEN).box(8, 4, 30, 28, rgb, 1).pixels();

    double natural = kept(frame, 19, 16);

    int cell = GridPicture.at(19, 16);
    double own =
        Screen.GREEN.difference(
            MATRIX,
            frame[GRID.cells() + cell] & 0xff,
            frame[2 * GRID.cells() + cell] & 0xff,
            NaturalColor.BASE);
    assertThat(natural).as(name).isBetween(own - 0.02, own + 0.02);
  }

  @Test
  void grey_cloth_whose_edges_are_in_the_screens_light_stays_grey() {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int ring = 0; ring < 10; ring++) {
      picture.box(6 + ring, 3 + ring, 34 - ring, 29 - ring, 0x505054, 1);
      picture.box(
          6 + ring, 3 + ring, 34 - ring, 29 - ring, SCREEN, 0.08 + 0.25 * Math.exp(-ring / 2.0));
    }

    assertThat(kept(picture.pixels(), 19, 16)).isLessThan(0.03);
  }

  @Test
  void white_paper_that_is_tinted_all_over_stays_white() {
    byte[] frame =
        new GridPicture(MATRIX, SCREEN)
            .box(8, 4, 30, 28, 0xf4f4f0, 1)
            .box(8, 4, 30, 28, SCREEN, 0.25)
            .pixels();

    assertThat(kept(frame, 19, 16)).isLessThan(0.03);
  }

  /**
   * The face tells that hardly any of the screen's light is there, though edges have much of it.
   */
  @Test
  void sage_cloth_beside_a_face_that_is_not_tinted_keeps_its_green_up_to_its_edge() {
    byte[] frame = cloth(0x98a884, 0).box(32, 4, 46, 22, 0xc8966e, 1).pixels();

    assertThat(kept(frame, 16, 16)).isBetween(0.07, 0.13);
    assertThat(kept(frame, 5, 16)).isBetween(0.07, 0.13);
  }

  @Test
  void cloth_that_is_no_greener_than_the_face_beside_it_is_tinted_stays_grey() {
    byte[] frame =
        cloth(0xa09c98, 0.12)
            .box(32, 4, 46, 22, 0xc8966e, 1)
            .box(32, 4, 46, 22, SCREEN, 0.12)
            .pixels();

    assertThat(kept(frame, 16, 16)).isLessThan(0.03);
  }

  @Test
  void a_white_shirt_nearer_to_the_screen_than_the_face_above_it_stays_white() {
    byte[] frame = cloth(0xf4f4f0, 0.25).box(32, 4, 46, 22, 0xc8966e, 1).pixels();

    assertThat(kept(frame, 16, 16)).isLessThan(0.03);
  }

  /**
   * So much that what shows no screen for sure ends with the coat itself; the sleeve is told to be
   * solid since it goes on from there.
   */
  @Test
  void a_sleeve_in_more_of_the_screens_light_than_its_coat_keeps_the_green_of_it() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(2, 2, 28, 30, 0x7ca450, 1)
            .box(36, 2, 47, 12, 0xc8966e, 1);
    for (int column = 26; column < 48; column++) {
      double tint = Math.min(0.08, 0.02 * (column - 25));
      picture
          .box(column, 15, column + 1, 31, 0x7ca450, 1)
          .box(column, 15, column + 1, 31, SCREEN, tint);
    }
    byte[] frame = picture.pixels();

    for (int column = 20; column < 47; column++) {
      assertThat(kept(frame, column, 23)).as("column %d", column).isBetween(0.2, 0.25);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x00b140, 0xb0e0be, mint",
    "0x00b140, 0xf0ebbe, cream",
    "0x1050c8, 0xc8b9eb, lavender"
  })
  void pale_cards_beside_a_white_one_keep_their_colour_where_the_screen_throws_no_light(
      int screen, int rgb, String name) {
    byte[] frame = cards(screen, rgb, 0xf4f4f4).pixels();

    assertThat(kept(frame, screen, 8, 16)).as(name).isBetween(own(rgb) - 0.02, own(rgb) + 0.02);
    assertThat(kept(frame, screen, 36, 16)).as("white").isLessThan(0.02);
  }

  /** Sage lies where cream in the screen's light would. */
  @Test
  void two_pale_colours_on_one_line_towards_the_key_are_both_kept() {
    byte[] frame = cards(SCREEN, 0xf0ebbe, 0xf4f4f4).box(17, 4, 27, 28, 0x96a582, 1).pixels();

    assertThat(kept(frame, 8, 16)).isBetween(own(0xf0ebbe) - 0.02, own(0xf0ebbe) + 0.02);
    assertThat(kept(frame, 22, 16)).isBetween(own(0x96a582) - 0.02, own(0x96a582) + 0.02);
  }

  /** So evenly that no edge tells: the white card does. */
  @Test
  void cards_in_an_even_light_of_the_screen_lose_it() {
    byte[] frame =
        cards(SCREEN, 0xa0a0a0, 0xe0e0e0)
            .box(2, 4, 14, 28, SCREEN, 0.12)
            .box(30, 4, 46, 28, SCREEN, 0.12)
            .pixels();

    assertThat(kept(frame, 8, 16)).isLessThan(0.03);
    assertThat(kept(frame, 36, 16)).isLessThan(0.03);
  }

  /** The screen's light fades inwards on grey; white that is far from the screen has none. */
  @Test
  void grey_in_a_light_that_fades_stays_grey_beside_white_without_any() {
    GridPicture picture = cards(SCREEN, 0xa0a0a0, 0xf4f4f4);
    for (int ring = 0; ring < 6; ring++) {
      double light = 0.1 * (1 - Math.exp(-0.5));
      picture.box(2 + ring, 4 + ring, 14 - ring, 28 - ring, 0xa0a0a0, 1);
      picture.box(
          2 + ring, 4 + ring, 14 - ring, 28 - ring, SCREEN, 0.1 + light * Math.exp(-ring / 2.0));
    }

    assertThat(kept(picture.pixels(), 7, 16)).isLessThan(0.03);
  }

  /** Two cards with some screen between them. */
  private static GridPicture cards(int screen, int left, int right) {
    return new GridPicture(MATRIX, screen).box(2, 4, 14, 28, left, 1).box(30, 4, 46, 28, right, 1);
  }

  /** How much a colour's screen channel, its largest or second, stands above the others' mean. */
  private static double own(int rgb) {
    double red = (rgb >> 16 & 0xff) / 255.0;
    double green = (rgb >> 8 & 0xff) / 255.0;
    double blue = (rgb & 0xff) / 255.0;
    return blue > green ? blue - (red + green) / 2 : green - (red + blue) / 2;
  }

  /** With the screen's light all over, and more of it the nearer to the edge. */
  private static GridPicture cloth(int rgb, double tint) {
    return new GridPicture(MATRIX, SCREEN)
        .box(4, 4, 28, 28, rgb, 1)
        .box(4, 4, 28, 28, SCREEN, tint)
        .box(4, 4, 5, 28, SCREEN, 0.12)
        .box(27, 4, 28, 28, SCREEN, 0.12)
        .box(5, 4, 27, 5, SCREEN, 0.12)
        .box(5, 27, 27, 28, SCREEN, 0.12);
  }

  /** Where it is bright nothing else could be as vivid, so it is yellow in its shade too. */
  @Test
  void a_yellow_coat_in_some_of_the_screens_light_is_yellow_in_its_shade_too() {
    byte[] frame = coat(0xe8b838).pixels();

    // Green above the mean of red and blue: 40 of 255 in full light, here in two thirds of it.
    assertThat(kept(frame, 19, 24)).isBetween(0.09, 0.14);
  }

  @Test
  void a_leather_coat_in_some_of_the_screens_light_does_not_turn_olive() {
    byte[] frame = coat(0x8a5626).pixels();

    assertThat(kept(frame, 19, 24)).isLessThan(0.03);
  }

  /** Lit from above, and by the screen, the more the nearer to its edge. */
  private static GridPicture coat(int rgb) {
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int row = 3; row < 29; row++) {
      picture.box(6, row, 34, row + 1, rgb, 1).box(6, row, 34, row + 1, 0, 0.015 * (row - 3));
    }
    for (int ring = 0; ring < 8; ring++) {
      picture
          .box(6 + ring, 3, 7 + ring, 29, SCREEN, 0.2 - 0.025 * ring)
          .box(33 - ring, 3, 34 - ring, 29, SCREEN, 0.2 - 0.025 * ring);
    }
    return picture;
  }

  /** The screen's channel above the mean of the others that a cell may keep, 0…1. */
  private static double kept(byte[] frame, int column, int row) {
    return kept(frame, SCREEN, column, row);
  }

  private static double kept(byte[] frame, int screen, int column, int row) {
    MeasuredKey key = GridPicture.key(MATRIX, screen);
    byte[] plate = new GridPicture(MATRIX, screen).pixels();
    OwnColors owns = OwnColors.of(GRID, key, List.of(frame), any -> plate);
    ReferenceCoverage subject = new ReferenceCoverage(GRID, key);
    subject.of(frame, plate);
    double balance = KeyingSettings.SpillSettings.DEFAULTS.balance();
    byte[] natural = new NaturalColor(GRID, key, owns, balance).of(frame, subject);
    int level = natural[GridPicture.at(column, row)] & 0xff;
    return (level - NaturalColor.ZERO) * NaturalColor.LEVEL;
  }
}
