package mediaworker.media.keying.analysis.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import mediaworker.media.keying.color.ChromaSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chroma that was made smaller before is told from chroma that never was. */
class ChromaDetailTest {

  private static final int SIDE = 128;
  private static final int PLANE = SIDE * SIDE;

  @Test
  void a_picture_as_it_was_drawn_has_all_its_chroma() {
    assertThat(of(drawn(0))).isEqualTo(ChromaSampling.FULL);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.5})
  void so_has_one_that_is_out_of_focus(double radius) {
    assertThat(of(drawn(radius))).isEqualTo(ChromaSampling.FULL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void one_whose_chroma_was_made_smaller_and_enlarged_again_has_not(boolean smoothly) {
    assertThat(of(reduced(drawn(0), smoothly))).isEqualTo(ChromaSampling.QUARTER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, SIDE, SIDE + 1})
  void nor_has_one_that_was_cut_afterwards(int pixels) {
    byte[] whole = reduced(drawn(0), false);
    byte[] cut = new byte[whole.length];
    for (int plane = 0; plane < 3; plane++) {
      System.arraycopy(whole, plane * PLANE + pixels, cut, plane * PLANE, PLANE - pixels);
    }

    assertThat(of(cut)).isEqualTo(ChromaSampling.QUARTER);
  }

  @Test
  void nor_has_one_that_was_out_of_focus() {
    assertThat(of(reduced(drawn(1), false))).isEqualTo(ChromaSampling.QUARTER);
  }

  @Test
  void grain_takes_none_away() {
    byte[] picture = drawn(0);
    Random grain = new Random(1);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) Math.round((picture[i] & 0xff) + 3 * grain.nextGaussian());
    }

    assertThat(of(picture)).isEqualTo(ChromaSampling.FULL);
  }

  @Test
  void noise_does_not_make_up_for_it() {
    byte[] picture = reduced(drawn(0), true);
    Random noise = new Random(1);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) Math.round((picture[i] & 0xff) + 3 * noise.nextGaussian());
    }

    assertThat(of(picture)).isEqualTo(ChromaSampling.QUARTER);
  }

  @Test
  void nothing_but_noise_tells_nothing() {
    byte[] picture = new byte[3 * PLANE];
    Random noise = new Random(1);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) Math.round(100 + 3 * noise.nextGaussian());
    }

    assertThat(of(picture)).isEqualTo(ChromaSampling.QUARTER);
  }

  @Test
  void a_blank_or_a_soft_picture_among_others_decides_nothing() {
    byte[] blank = new byte[3 * PLANE];
    assertThat(of(ChromaSampling.FULL, blank, drawn(0), drawn(6))).isEqualTo(ChromaSampling.FULL);
    assertThat(of(ChromaSampling.FULL, drawn(6), reduced(drawn(0), true), blank))
        .isEqualTo(ChromaSampling.QUARTER);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1, 1.5})
  void one_whose_chroma_was_made_narrower_has_a_half(double radius) {
    assertThat(of(ChromaSampling.HALF, narrowed(drawn(radius)))).isEqualTo(ChromaSampling.HALF);
    assertThat(of(ChromaSampling.FULL, narrowed(drawn(radius)))).isEqualTo(ChromaSampling.QUARTER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void but_not_if_it_was_made_lower_as_well(boolean smoothly) {
    assertThat(of(ChromaSampling.HALF, narrowed(reduced(drawn(0), smoothly))))
        .isEqualTo(ChromaSampling.QUARTER);
  }

  private static ChromaSampling of(byte[] picture) {
    return of(ChromaSampling.FULL, picture);
  }

  private static ChromaSampling of(ChromaSampling room, byte[]... pictures) {
    ChromaDetail detail = new ChromaDetail(SIDE, SIDE, room);
    for (byte[] picture : pictures) {
      detail.add(picture);
    }
    return detail.sampling();
  }

  /** With one point of chroma for two pixels side by side, as 4:2:2 has it. */
  private static byte[] narrowed(byte[] picture) {
    byte[] narrowed = picture.clone();
    for (int i = PLANE; i < 3 * PLANE; i += 2) {
      int mean = ((picture[i] & 0xff) + (picture[i + 1] & 0xff)) / 2;
      narrowed[i] = (byte) mean;
      narrowed[i + 1] = (byte) mean;
    }
    return narrowed;
  }

  /** A disc with smooth edges before another colour, brighter and of another hue. */
  private static byte[] drawn(double radius) {
    byte[] picture = new byte[3 * PLANE];
    int[][] levels = {{110, 180}, {85, 100}, {70, 170}};
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double depth = 37.3 - Math.hypot(x - 63.2, y - 61.7);
        double share = Math.max(0, Math.min(1, depth / (1 + 2 * radius) + 0.5));
        for (int plane = 0; plane < 3; plane++) {
          double level = levels[plane][0] + share * (levels[plane][1] - levels[plane][0]);
          picture[plane * PLANE + y * SIDE + x] = (byte) Math.round(level);
        }
      }
    }
    return picture;
  }

  private static byte[] reduced(byte[] picture, boolean smoothly) {
    byte[] reduced = picture.clone();
    int half = SIDE / 2;
    for (int plane = 1; plane < 3; plane++) {
      double[] means = new double[half * half];
      for (int i = 0; i < PLANE; i++) {
        means[i / SIDE / 2 * half + i % SIDE / 2] += (picture[plane * PLANE + i] & 0xff) / 4.0;
      }
      for (int i = 0; i < PLANE; i++) {
        int x = i % SIDE;
        int y = i / SIDE;
        double level = means[y / 2 * half + x / 2];
        if (smoothly) {
          int besideX = Math.max(0, Math.min(half - 1, x / 2 + (x % 2 == 0 ? -1 : 1)));
          int besideY = Math.max(0, Math.min(half - 1, y / 2 + (y % 2 == 0 ? -1 : 1)));
          level =
              0.5625 * level
                  + 0.1875 * (means[y / 2 * half + besideX] + means[besideY * half + x / 2])
                  + 0.0625 * means[besideY * half + besideX];
        }
        reduced[plane * PLANE + i] = (byte) Math.round(level);
      }
    }
    return reduced;
  }
}
