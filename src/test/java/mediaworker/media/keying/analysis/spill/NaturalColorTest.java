package mediaworker.media.keying.analysis.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NaturalColorTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x10a83c;
  private static final int SKIN = 0xd9a27e;
  private static final AnalysisGrid GRID = GridPicture.GRID;

  @Test
  void a_face_in_the_screens_light_is_of_one_colour() {
    // Tinted all over, and more towards its rim, as skin in bounce light is.
    GridPicture picture = new GridPicture(MATRIX, SCREEN);
    for (int ring = 0; ring < 5; ring++) {
      int seen = lit(SKIN, SCREEN, 0.55 - 0.06 * ring);
      picture.box(8 + ring, 4 + ring, 30 - ring, 28 - ring, seen, 1);
    }

    byte[] natural = of(picture.pixels(), SCREEN);

    for (int column = 9; column < 29; column++) {
      double kept = excess(natural, column, 16);
      assertThat(kept).as("column %d", column).isBetween(-0.06, 0.01);
    }
  }

  @Test
  void khaki_keeps_its_green_and_teal_too() {
    byte[] khaki =
        of(new GridPicture(MATRIX, SCREEN).box(8, 4, 30, 28, 0x7c8048, 1).pixels(), SCREEN);
    byte[] teal =
        of(new GridPicture(MATRIX, SCREEN).box(8, 4, 30, 28, 0x2f7d78, 1).pixels(), SCREEN);

    // Green above the mean of red and blue: 30 and 41 of 255.
    assertThat(excess(khaki, 19, 16)).isGreaterThan(0.1);
    assertThat(excess(teal, 19, 16)).isGreaterThan(0.13);
  }

  @Test
  void a_bright_yellow_keeps_its_green() {
    byte[] yellow =
        of(new GridPicture(MATRIX, SCREEN).box(8, 4, 30, 28, 0xfbc850, 1).pixels(), SCREEN);

    // Green above the mean of red and blue: 34 of 255.
    assertThat(excess(yellow, 19, 16)).isBetween(0.12, 0.15);
  }

  @Test
  void khaki_below_a_neck_is_none_of_the_skin() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(14, 2, 24, 12, 0xaa8463, 1)
            .box(14, 12, 24, 13, 0x95844f, 1)
            .box(8, 13, 30, 30, 0x808448, 1);

    byte[] natural = of(picture.pixels(), SCREEN);

    assertThat(excess(natural, 19, 20)).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xd096a5, 0x7a3a8c})
  void a_thin_arm_beside_a_dress_does_not_take_its_lack_of_green(int dress) {
    // Too thin to have anything deep inside; the dress has less green than red and blue.
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(8, 4, 24, 28, dress, 1)
            .box(24, 14, 34, 17, 0x855c45, 1);

    byte[] natural = of(picture.pixels(), SCREEN);

    assertThat(excess(natural, 25, 15)).isCloseTo(excess(natural, 31, 15), within(0.02));
  }

  @Test
  void an_orange_rim_of_a_red_beak_stays_orange() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(8, 4, 30, 28, 0xe08020, 1)
            .box(9, 5, 29, 27, 0xb02010, 1);

    byte[] natural = of(picture.pixels(), SCREEN);

    // Orange has as much green as the mean of red and blue; red would have far less.
    assertThat(excess(natural, 8, 16)).isBetween(-0.01, 0.01);
    assertThat(excess(natural, 9, 16)).isBetween(-0.01, 0.01);
  }

  @Test
  void a_face_beside_a_purple_coat_keeps_its_own_colour() {
    // Where they meet, cells are mixtures of both in all shares.
    GridPicture picture = new GridPicture(MATRIX, SCREEN).box(8, 4, 30, 28, 0x7a2f5a, 1);
    for (int step = 0; step < 8; step++) {
      picture.box(12, 8, 26, 22 - step, SKIN, 0.3);
    }

    byte[] natural = of(picture.pixels(), SCREEN);

    // Green below the mean of red and blue by 0.03.
    assertThat(excess(natural, 19, 10)).isBetween(-0.05, 0.0);
  }

  @Test
  void grey_hair_beside_a_face_is_not_turned_pink() {
    GridPicture picture =
        new GridPicture(MATRIX, SCREEN)
            .box(8, 4, 24, 28, SKIN, 1)
            .box(27, 4, 34, 28, 0x909090, 0.4);

    byte[] natural = of(picture.pixels(), SCREEN);

    assertThat(excess(natural, 28, 16)).isBetween(-0.01, 0.01);
  }

  @Test
  void skin_on_blue_loses_what_the_screen_threw_on_it() {
    int screen = 0x1450c8;
    byte[] natural =
        of(
            new GridPicture(MATRIX, screen).box(8, 4, 30, 28, lit(SKIN, screen, 0.3), 1).pixels(),
            screen);

    // Blue below the mean of red and green, by less than skin has it of itself (0.25).
    assertThat(excess(natural, 19, 16)).isBetween(-0.25, -0.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xd04030, 0x7a2f5a, 0xe0a8b0})
  void red_violet_and_pink_on_blue_keep_their_blue(int rgb) {
    int screen = 0x1450c8;
    byte[] frame = new GridPicture(MATRIX, screen).box(8, 4, 30, 28, rgb, 1).pixels();

    byte[] natural = of(frame, screen);

    int cell = GridPicture.at(19, 16);
    double own =
        Screen.BLUE.difference(
            MATRIX,
            frame[GRID.cells() + cell] & 0xff,
            frame[2 * GRID.cells() + cell] & 0xff,
            NaturalColor.BASE);
    assertThat(excess(natural, 19, 16)).isGreaterThan(own - 0.03);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6})
  void a_thin_bright_yellow_line_keeps_its_yellow(double share) {
    byte[] natural = line(SCREEN, 0xffe600, share);

    // Green above the mean of red and blue: 102 of 255.
    assertThat(excess(natural, 19, 16)).isBetween(0.33, 0.43);
    assertThat(excess(natural, 20, 16)).isBetween(0.33, 0.43);
  }

  /** Orange, red, brown, blond, skin in the screen's light, olive, and white. */
  @ParameterizedTest
  @ValueSource(ints = {0xff8a00, 0xe02010, 0x5a3a22, 0xc89a50, 0xd9b27e, 0x6a7030, 0xffffff})
  void other_thin_lines_are_given_no_green(int rgb) {
    for (double share : new double[] {0.3, 0.6, 0.9}) {
      assertThat(excess(line(SCREEN, rgb, share), 19, 16)).isBetween(-0.01, 0.01);
    }
  }

  private static byte[] line(int screen, int rgb, double share) {
    return of(new GridPicture(MATRIX, screen).box(19, 4, 20, 28, rgb, share).pixels(), screen);
  }

  /** A surface onto which the screen throws a share of its own light. */
  private static int lit(int rgb, int screen, double share) {
    int brightest = Math.max(screen >> 8 & 0xff, screen & 0xff);
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double light = 1 - 0.35 * share + share * (screen >> shift & 0xff) / brightest;
      out |= (int) Math.min(255, Math.round((rgb >> shift & 0xff) * light)) << shift;
    }
    return out;
  }

  private static byte[] of(byte[] frame, int screen) {
    MeasuredKey key = GridPicture.key(MATRIX, screen);
    ReferenceCoverage subject = new ReferenceCoverage(GRID, key);
    subject.of(frame, new GridPicture(MATRIX, screen).pixels());
    double balance = KeyingSettings.SpillSettings.DEFAULTS.balance();
    return new NaturalColor(GRID, key, OwnColors.NONE, balance).of(frame, subject);
  }

  private static double excess(byte[] natural, int column, int row) {
    int level = natural[GridPicture.at(column, row)] & 0xff;
    return (level - NaturalColor.ZERO) * NaturalColor.LEVEL;
  }
}
