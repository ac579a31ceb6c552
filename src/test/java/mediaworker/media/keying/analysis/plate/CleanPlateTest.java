package mediaworker.media.keying.analysis.plate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a clip the plate is made of. */
class CleanPlateTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x28c060;
  private static final int CENTRE = GridPicture.at(22, 16);

  @Test
  void what_a_subject_uncovers_now_and_then_is_seen() {
    CleanPlate plate = plate(0, 2);

    assertThat(plate.guessedCells()).isZero();
    assertThat(plate.pixels()[CENTRE] & 0xff).isCloseTo(luma(), within(2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.08})
  void what_passes_for_screen_now_and_then_but_is_too_pale_is_guessed(double veil) {
    CleanPlate plate = plate(veil, 2);

    assertThat(plate.guessedCells()).isPositive();
    assertThat(plate.pixels()[CENTRE] & 0xff).isCloseTo(luma(), within(2));
  }

  /** A mean over its edge would leave a line of the shadow in the matte. */
  @Test
  void a_hard_shadow_has_its_own_light_up_to_its_edge() {
    int shade = 0x187339;
    byte[] picture =
        new GridPicture(MATRIX, SCREEN).box(0, 16, GridPicture.GRID.width(), 32, shade, 1).pixels();

    byte[] plate =
        CleanPlate.of(GridPicture.GRID, List.of(picture), GridPicture.key(MATRIX, SCREEN), 1)
            .pixels();

    for (int row : new int[] {15, 16}) {
      for (int plane = 0; plane < 3; plane++) {
        int at = plane * GridPicture.GRID.cells() + GridPicture.at(24, row);
        assertThat(plate[at] & 0xff).isCloseTo(picture[at] & 0xff, within(1));
      }
    }
  }

  /**
   * Green cannot get any brighter, so red and blue come nearer to it, and the screen gets paler.
   */
  @Test
  void a_screen_that_is_overexposed_on_one_side_is_seen_there() {
    int screen = 0x49fe60;
    GridPicture drawn = new GridPicture(MATRIX, screen);
    for (int column = 20; column < GridPicture.GRID.width(); column++) {
      int more = Math.min(44, 2 * (column - 20));
      drawn.box(column, 0, column + 1, 32, screen + (more << 16) + more, 1);
    }
    byte[] picture = drawn.pixels();

    CleanPlate plate =
        CleanPlate.of(GridPicture.GRID, List.of(picture), GridPicture.key(MATRIX, screen), 1);

    assertThat(plate.guessedCells()).isZero();
    int at = 2 * GridPicture.GRID.cells() + GridPicture.at(45, 16);
    assertThat(plate.pixels()[at] & 0xff).isCloseTo(picture[at] & 0xff, within(2));
  }

  /** A drawn screen is no brighter anywhere than it is: what is paler there is a glow or smoke. */
  @Test
  void a_soft_glow_before_a_screen_of_pure_green_is_none_of_it() {
    int screen = 0x00ff00;
    GridPicture drawn = new GridPicture(MATRIX, screen);
    for (int ring = 0; ring < 14; ring++) {
      int more = 3 * ring;
      drawn.box(10 + ring, 1 + ring, 38 - ring, 31 - ring, screen + (more << 16) + more, 1);
    }

    CleanPlate plate =
        CleanPlate.of(
            GridPicture.GRID, List.of(drawn.pixels()), GridPicture.key(MATRIX, screen), 1);

    assertThat(plate.guessedCells()).isGreaterThan(40);
  }

  @Test
  void a_pale_veil_before_such_a_screen_is_none_of_it() {
    int screen = 0x49fe60;
    byte[] picture = new GridPicture(MATRIX, screen).box(12, 8, 36, 24, 0xffffff, 0.25).pixels();

    CleanPlate plate =
        CleanPlate.of(GridPicture.GRID, List.of(picture), GridPicture.key(MATRIX, screen), 1);

    assertThat(plate.guessedCells()).isGreaterThan(24 * 16);
  }

  /** Of ten pictures, in which a red box hides the middle but in some, where a grey veil does. */
  private static CleanPlate plate(double veil, int pictures) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      GridPicture picture = new GridPicture(MATRIX, SCREEN);
      frames.add(
          (i < pictures
                  ? picture.box(10, 8, 36, 24, 0x909090, veil)
                  : picture.box(10, 8, 36, 24, 0x903020, 1))
              .pixels());
    }
    MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
    return CleanPlate.of(GridPicture.GRID, frames, key, 1);
  }

  private static int luma() {
    return (int) Math.round(MATRIX.levels(SCREEN)[0]);
  }
}
