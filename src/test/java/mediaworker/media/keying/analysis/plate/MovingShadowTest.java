package mediaworker.media.keying.analysis.plate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What darker part of a screen passes for a shadow that the plate does not have. */
class MovingShadowTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x28c060;

  @Test
  void what_takes_from_light_and_colour_alike_is_a_shadow() {
    assertThat(isShadow(0x000000, 0.3, 12)).isTrue();
  }

  /** Grey, pale and reddish, thinly over the screen. */
  @ParameterizedTest
  @CsvSource({"0x404040, 0.15", "0x606060, 0.15", "0xf0f0f0, 0.12", "0x804030, 0.15"})
  void what_hides_a_little_of_the_screen_is_none(String color, double share) {
    assertThat(isShadow(Integer.decode(color), share, 12)).isFalse();
  }

  @Test
  void a_few_darker_cells_are_none() {
    assertThat(isShadow(0x000000, 0.3, 2)).isFalse();
  }

  private static boolean isShadow(int color, double share, int size) {
    MeasuredKey key = GridPicture.key(MATRIX, SCREEN);
    boolean[] screen = new boolean[GridPicture.GRID.cells()];
    Arrays.fill(screen, true);
    byte[] frame =
        new GridPicture(MATRIX, SCREEN).box(10, 8, 10 + size, 8 + size, color, share).pixels();

    return new MovingShadow(CleanPlate.flat(GridPicture.GRID, key), key).isIn(frame, screen);
  }
}
