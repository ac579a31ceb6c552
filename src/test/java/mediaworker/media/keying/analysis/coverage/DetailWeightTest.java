package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;

class DetailWeightTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x00b140;
  private static final int BLACK = 0x181818;
  private static final int PALE = 0xf0f0f0;
  private static final AnalysisGrid GRID = GridPicture.GRID;

  private final MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
  private final byte[] plate = new GridPicture(MATRIX, SCREEN).pixels();

  @Test
  void what_covers_a_half_tells_how_far_its_colour_is_from_the_plate() {
    byte[] found = of(picture().box(4, 4, 24, 28, BLACK, 0.5));

    double luma = MATRIX.levels(BLACK)[0] - MATRIX.levels(SCREEN)[0];
    assertThat(coverageForALevel(found, 14, 16))
        .isCloseTo(luma / (luma * luma + 250), within(0.001));
  }

  @Test
  void pale_hair_far_from_anything_solid_is_brighter_than_the_screen() {
    // Ten cells off there is something black and solid.
    byte[] found = of(picture().box(2, 4, 14, 28, BLACK, 1).box(24, 15, 44, 17, PALE, 0.12));

    assertThat(coverageForALevel(found, 34, 16)).isGreaterThan(0.004);
    assertThat(coverageForALevel(found, 8, 16)).isLessThan(-0.004);
  }

  @Test
  void dark_and_pale_hair_side_by_side_is_not_told_by_luma() {
    GridPicture hair = picture();
    for (int column = 6; column < 40; column += 2) {
      hair.box(column, 6, column + 1, 26, BLACK, 0.4).box(column + 1, 6, column + 2, 26, PALE, 0.4);
    }

    byte[] found = of(hair);

    for (int column = 10; column < 36; column++) {
      assertThat(Math.abs(coverageForALevel(found, column, 16))).isLessThan(0.001);
    }
  }

  private static GridPicture picture() {
    return new GridPicture(MATRIX, SCREEN);
  }

  private byte[] of(GridPicture picture) {
    byte[] frame = picture.pixels();
    ReferenceCoverage subject = new ReferenceCoverage(GRID, key);
    subject.of(frame, plate);
    byte[] likely = new SubjectColor(GRID).of(frame, plate, subject);
    return new DetailWeight(GRID).of(frame, plate, subject, likely);
  }

  private static double coverageForALevel(byte[] found, int column, int row) {
    double level = (found[GridPicture.at(column, row)] & 0xff) - DetailWeight.ZERO;
    return level * DetailWeight.MOST / DetailWeight.SPAN;
  }
}
