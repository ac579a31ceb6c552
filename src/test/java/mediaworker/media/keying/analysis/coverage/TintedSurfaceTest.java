package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;

/** What goes on smoothly from something solid. */
class TintedSurfaceTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int BLUE = 0x10287a;
  private static final int GREEN = 0x42d253;

  /** A sheet of paper in much of the screen's light, which gets darker from top to bottom. */
  @Test
  void a_tinted_surface_stays_solid_where_it_runs_into_shade() {
    GridPicture picture = new GridPicture(MATRIX, BLUE);
    for (int row = 4; row < 28; row++) {
      double light = 1 - 0.022 * (row - 4);
      picture.box(8, row, 40, row + 1, rgb(212 * light, 216 * light, 216 * light + 39), 1);
    }

    assertThat(references(picture, 24, 6, 26)).containsOnly(SOLID);
  }

  /** Its folds hang down from a rail that is as solid as it is white. */
  @Test
  void a_veil_that_hangs_from_something_solid_is_none_of_it() {
    GridPicture picture = new GridPicture(MATRIX, BLUE).box(8, 4, 40, 10, 0xf0f0f0, 1);
    for (int column = 8; column < 40; column++) {
      picture.box(
          column, 10, column + 1, 28, 0xf0f0f0, 0.45 + 0.1 * Math.sin(column * Math.PI / 4));
    }

    assertThat(references(picture, 24, 14, 26)).doesNotContain(SOLID);
  }

  /** From wholly covered to not at all in 24 cells: each step is small. */
  @Test
  void what_is_out_of_focus_is_not_solid_to_its_end() {
    GridPicture picture = new GridPicture(MATRIX, BLUE).box(2, 4, 14, 28, 0xf0f0f0, 1);
    for (int column = 14; column < 38; column++) {
      picture.box(column, 4, column + 1, 28, 0xf0f0f0, 1 - (column - 13) / 25.0);
    }

    assertThat(share(picture, 26, 16)).isLessThan(0.6);
    assertThat(share(picture, 30, 16)).isLessThan(0.4);
  }

  /**
   * A face whose one side is turned to a green screen: skin in its light has the colour of a
   * mixture of the lips' red and the screen.
   */
  @Test
  void skin_in_the_screens_light_is_no_mixture_of_lips_and_the_screen() {
    GridPicture picture = new GridPicture(MATRIX, GREEN);
    for (int column = 10; column < 38; column++) {
      double turned = Math.min(1, Math.max(0, (column - 14) / 16.0));
      picture.box(
          column,
          4,
          column + 1,
          24,
          rgb(199 - 50 * turned, 166 - 21 * turned, 121 - 34 * turned),
          1);
    }
    picture.box(18, 16, 26, 22, 0xb66660, 1);

    assertThat(references(picture, 29, 7, 21)).containsOnly(SOLID);
    assertThat(references(picture, 34, 7, 21)).containsOnly(SOLID);
    assertThat(share(picture, 37, 14)).isGreaterThan(0.9);
  }

  /** Strands of hair as red as that, half covered: each cell is another mixture. */
  @Test
  void red_hair_beside_its_solid_part_is_not_solid() {
    GridPicture picture = new GridPicture(MATRIX, GREEN).box(4, 20, 44, 32, 0x8f4447, 1);
    for (int row = 8; row < 20; row++) {
      for (int column = 6; column < 42; column++) {
        double share = 0.6 + 0.15 * Math.sin(2 * column) * Math.cos(row);
        picture.box(column, row, column + 1, row + 1, 0x8f4447, share);
      }
    }

    assertThat(
            IntStream.range(9, 17)
                .map(row -> found(picture).levels[GridPicture.at(24, row)] & 0xff)
                .toArray())
        .doesNotContain(SOLID);
    assertThat(share(picture, 24, 13)).isLessThan(0.8);
  }

  /** The level of what is solid; what is held outright counts as the same here. */
  private static final int SOLID = (int) Math.round(0.18 * ReferenceCoverage.UNIT);

  private static int[] references(GridPicture picture, int column, int top, int bottom) {
    byte[] levels = found(picture).levels;
    return IntStream.range(top, bottom)
        .map(row -> levels[GridPicture.at(column, row)] & 0xff)
        .map(level -> level == ReferenceCoverage.HOLD ? SOLID : level)
        .toArray();
  }

  private static double share(GridPicture picture, int column, int row) {
    return found(picture).subject.share(GridPicture.at(column, row));
  }

  private record Found(byte[] levels, ReferenceCoverage subject) {}

  private static Found found(GridPicture picture) {
    int screen = picture.screen();
    MeasuredKey key = GridPicture.key(MATRIX, screen);
    ReferenceCoverage subject = new ReferenceCoverage(GridPicture.GRID, key);
    byte[] levels = subject.of(picture.pixels(), new GridPicture(MATRIX, screen).pixels());
    return new Found(levels, subject);
  }

  private static int rgb(double red, double green, double blue) {
    return (int) red << 16 | (int) green << 8 | (int) Math.round(Math.min(255, blue));
  }
}
