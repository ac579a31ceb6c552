package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;

/** What goes on smoothly from something solid. */
class TintedSurfaceTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int BLUE = 0x10287a;

  /** A sheet of paper in much of the screen's light, which gets darker from top to bottom. */
  @Test
  void a_tinted_surface_stays_solid_where_it_runs_into_shade() {
    GridPicture picture = new GridPicture(MATRIX, BLUE);
    for (int row = 4; row < 28; row++) {
      double light = 1 - 0.022 * (row - 4);
      picture.box(8, row, 40, row + 1, rgb(212 * light, 216 * light, 216 * light + 39), 1);
    }

    assertThat(references(picture, 24, 6, 26)).containsOnly(LEAST);
  }

  /** Its folds hang down from a rail that is as solid as it is white. */
  @Test
  void a_veil_that_hangs_from_something_solid_is_none_of_it() {
    GridPicture picture = new GridPicture(MATRIX, BLUE).box(8, 4, 40, 10, 0xf0f0f0, 1);
    for (int column = 8; column < 40; column++) {
      picture.box(
          column, 10, column + 1, 28, 0xf0f0f0, 0.45 + 0.1 * Math.sin(column * Math.PI / 4));
    }

    assertThat(references(picture, 24, 14, 26)).doesNotContain(LEAST);
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

  /** The level of a cell that is held solid. */
  private static final int LEAST = (int) Math.round(0.18 * ReferenceCoverage.UNIT);

  private static int[] references(GridPicture picture, int column, int top, int bottom) {
    byte[] levels = found(picture).levels;
    return IntStream.range(top, bottom)
        .map(row -> levels[GridPicture.at(column, row)] & 0xff)
        .toArray();
  }

  private static double share(GridPicture picture, int column, int row) {
    return found(picture).subject.share(GridPicture.at(column, row));
  }

  private record Found(byte[] levels, ReferenceCoverage subject) {}

  private static Found found(GridPicture picture) {
    MeasuredKey key = GridPicture.key(MATRIX, BLUE);
    ReferenceCoverage subject = new ReferenceCoverage(GridPicture.GRID, key);
    byte[] levels = subject.of(picture.pixels(), new GridPicture(MATRIX, BLUE).pixels());
    return new Found(levels, subject);
  }

  private static int rgb(double red, double green, double blue) {
    return (int) red << 16 | (int) green << 8 | (int) Math.round(Math.min(255, blue));
  }
}
