package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;

class SubjectColorTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x00b140;
  private static final int RED = 0xa03028;
  private static final AnalysisGrid GRID = GridPicture.GRID;

  private final MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
  private final byte[] plate = new GridPicture(MATRIX, SCREEN).pixels();

  @Test
  void inside_a_subject_its_own_colour_is_the_likely_one() {
    byte[] found = of(subject());

    double[] red = MATRIX.levels(RED);
    assertThat(u(found, 12, 16)).isCloseTo(red[1], within(1.0));
    assertThat(v(found, 12, 16)).isCloseTo(red[2], within(1.0));
    double luma = red[0] - MATRIX.levels(SCREEN)[0];
    assertThat(luma(found, 12, 16)).isCloseTo(luma, within(2.0));
  }

  @Test
  void a_thin_part_of_the_subject_has_the_subjects_colour() {
    // Hair that covers a third of what lies three cells off.
    byte[] found = of(subject().box(20, 10, 24, 22, RED, 0.33));

    double[] red = MATRIX.levels(RED);
    assertThat(u(found, 22, 16)).isCloseTo(red[1], within(8.0));
    assertThat(v(found, 22, 16)).isCloseTo(red[2], within(12.0));
  }

  @Test
  void an_empty_place_far_from_any_subject_is_taken_for_grey() {
    byte[] found = of(subject());

    assertThat(u(found, 46, 2)).isCloseTo(128, within(1.0));
    assertThat(v(found, 46, 2)).isCloseTo(128, within(1.0));
  }

  @Test
  void luma_never_comes_so_near_to_the_plates_that_it_would_tell_nothing() {
    // As bright as the screen, to within a level.
    byte[] found = of(new GridPicture(MATRIX, SCREEN).box(4, 4, 20, 28, 0x888888, 1));

    for (int cell = 0; cell < GRID.cells(); cell++) {
      assertThat(Math.abs((found[cell] & 0xff) - SubjectColor.LUMA_ZERO)).isGreaterThanOrEqualTo(7);
    }
  }

  private static GridPicture subject() {
    return new GridPicture(MATRIX, SCREEN).box(4, 4, 20, 28, RED, 1);
  }

  private byte[] of(GridPicture picture) {
    byte[] frame = picture.pixels();
    ReferenceCoverage subject = new ReferenceCoverage(GRID, key);
    subject.of(frame, plate);
    return new SubjectColor(GRID).of(frame, plate, subject);
  }

  private static double luma(byte[] found, int column, int row) {
    return 2 * ((found[GridPicture.at(column, row)] & 0xff) - SubjectColor.LUMA_ZERO);
  }

  private static double u(byte[] found, int column, int row) {
    return found[GRID.cells() + GridPicture.at(column, row)] & 0xff;
  }

  private static double v(byte[] found, int column, int row) {
    return found[2 * GRID.cells() + GridPicture.at(column, row)] & 0xff;
  }
}
