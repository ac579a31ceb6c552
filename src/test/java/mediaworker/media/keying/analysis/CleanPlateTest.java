package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
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
