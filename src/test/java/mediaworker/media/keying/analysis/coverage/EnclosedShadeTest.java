package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** Places inside a subject that show some of the screen's colour. */
class EnclosedShadeTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x42d253;
  private static final int SKIN = 0xc7a679;

  @Test
  void the_white_of_an_eye_in_the_screens_light_is_solid() {
    GridPicture picture =
        face()
            .box(20, 9, 28, 12, 0xe6e8e0, 1)
            .box(20, 12, 28, 13, 0xc1e7c1, 1)
            .box(21, 13, 27, 15, 0x8fc080, 1);

    assertThat(share(picture, 22, 13)).isGreaterThan(0.95);
    assertThat(share(picture, 24, 14)).isGreaterThan(0.95);
  }

  @Test
  void a_gap_that_shows_the_screen_stays_open() {
    GridPicture picture = face().box(22, 12, 26, 14, GREEN, 1);

    assertThat(share(picture, 24, 13)).isLessThan(0.1);
  }

  @Test
  void a_narrow_gap_that_is_half_open_stays_so() {
    GridPicture picture = face().box(22, 10, 23, 20, GREEN, 0.6);

    assertThat(share(picture, 22, 15)).isLessThan(0.6);
  }

  private static GridPicture face() {
    return new GridPicture(MATRIX, GREEN).box(10, 4, 38, 26, SKIN, 1);
  }

  private static double share(GridPicture picture, int column, int row) {
    ReferenceCoverage subject =
        new ReferenceCoverage(GridPicture.GRID, GridPicture.key(MATRIX, GREEN));
    subject.of(picture.pixels(), new GridPicture(MATRIX, GREEN).pixels());
    return subject.share(GridPicture.at(column, row));
  }
}
