package mediaworker.media.keying.analysis.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

class ShotCutsTest {

  private static final int GREEN = 0x00b140;
  private static final int LIME = 0x30d838;
  private static final int SUBJECT = 0xd08040;

  @Test
  void a_cut_to_another_screen_is_found_at_its_picture() {
    assertThat(cuts(20, i -> picture(i < 9 ? GREEN : LIME, i)).found()).containsExactly(9);
    assertThat(cuts(8, i -> picture(i < 4 ? GREEN : LIME, i)).found()).containsExactly(4);
  }

  @Test
  void a_subject_that_moves_fast_is_no_cut_and_hides_none() {
    assertThat(cuts(20, i -> picture(GREEN, 4 * i)).found()).isEmpty();
    assertThat(cuts(20, i -> picture(i < 9 ? GREEN : LIME, 4 * i)).found()).containsExactly(9);
  }

  @Test
  void a_flash_a_fade_flicker_and_a_dissolve_are_none() {
    assertThat(cuts(20, i -> lit(i, i == 9 || i == 10 ? 1 : 0, 0xffffff)).found()).isEmpty();
    assertThat(cuts(20, i -> lit(i, Math.max(0, 1 - i / 8.0), 0)).found()).isEmpty();
    assertThat(cuts(20, i -> lit(i, i * 7 % 5 / 10.0, 0)).found()).isEmpty();
    assertThat(cuts(20, i -> lit(i, Math.min(1, i / 12.0), LIME)).found()).isEmpty();
  }

  private static byte[] lit(int number, double share, int over) {
    return new GridPicture(ColorMatrix.BT709, GREEN)
        .box(10 + number, 8, 22 + number, 32, SUBJECT, 1)
        .box(0, 0, GridPicture.GRID.width(), GridPicture.GRID.height(), over, share)
        .pixels();
  }

  private static byte[] picture(int screen, int at) {
    int left = Math.min(at % 60, 60 - at % 60); // to and fro
    return new GridPicture(ColorMatrix.BT709, screen)
        .box(Math.min(36, left), 8, Math.min(36, left) + 12, 32, SUBJECT, 1)
        .pixels();
  }

  private static ShotCuts cuts(int count, IntFunction<byte[]> pictures) {
    ShotCuts cuts = new ShotCuts(GridPicture.GRID);
    for (int i = 0; i < count; i++) {
      cuts.add(pictures.apply(i));
    }
    return cuts;
  }
}
