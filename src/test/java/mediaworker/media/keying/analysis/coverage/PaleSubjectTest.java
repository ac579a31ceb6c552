package mediaworker.media.keying.analysis.coverage;

import static mediaworker.media.keying.analysis.grid.GridPicture.GRID;
import static mediaworker.media.keying.analysis.grid.GridPicture.at;
import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

class PaleSubjectTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x122252;

  @Test
  void a_pale_blue_shirt_before_a_dark_blue_screen_is_held() {
    byte[] references =
        references(picture().box(12, 6, 36, 32, 0xbccaff, 1).box(12, 6, 16, 32, 0x8c9ed6, 1));

    assertThat(references[at(24, 20)]).isEqualTo((byte) ReferenceCoverage.HOLD);
    assertThat(references[at(14, 20)]).isEqualTo((byte) ReferenceCoverage.HOLD);
    assertThat(references[at(6, 20)]).isNotEqualTo((byte) ReferenceCoverage.HOLD);
  }

  /** What is pale may seem to be covered by nothing, as the screen beside it is. */
  @Test
  void what_is_held_stays_so_where_empty_screen_is_made_quiet() {
    GridPicture picture = picture().box(12, 6, 36, 32, 0xbccaff, 1);
    ReferenceCoverage coverage = new ReferenceCoverage(GRID, GridPicture.key(MATRIX, SCREEN));
    byte[] references = coverage.of(picture.pixels(), picture().pixels());

    new EmptyScreen(GRID).quiet(coverage.coverage(), references);

    assertThat(coverage.coverage()[at(24, 20)]).isLessThan(0.05);
    assertThat(references[at(24, 20)]).isEqualTo((byte) ReferenceCoverage.HOLD);
    assertThat(references[at(6, 20)] & 0xff).isEqualTo(ReferenceCoverage.GARBAGE - 1);
  }

  @Test
  void a_white_veil_before_it_is_not() {
    byte[] references = references(picture().box(12, 6, 36, 32, 0xffffff, 0.6));

    assertThat(references[at(24, 20)]).isNotEqualTo((byte) ReferenceCoverage.HOLD);
  }

  @Test
  void nor_is_the_screen_itself_in_twice_as_much_light() {
    byte[] references = references(picture().box(12, 6, 36, 32, 0x2444a4, 1));

    assertThat(references[at(24, 20)]).isNotEqualTo((byte) ReferenceCoverage.HOLD);
  }

  private static GridPicture picture() {
    return new GridPicture(MATRIX, SCREEN);
  }

  private static byte[] references(GridPicture picture) {
    return new ReferenceCoverage(GRID, GridPicture.key(MATRIX, SCREEN))
        .of(picture.pixels(), picture().pixels());
  }
}
