package mediaworker.providers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureSizeTest {

  @Test
  void pixels_and_ratios_are_read_as_rows_write_them() {
    assertThat(PictureSize.pixels("1024x768")).contains(new PictureSize(1024, 768));
    assertThat(PictureSize.pixels(" 1024 × 768 ")).contains(new PictureSize(1024, 768));
    assertThat(PictureSize.ratio("16:9")).contains(new PictureSize(16, 9));
    assertThat(new PictureSize(3, 4)).hasToString("3x4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x5", "1024", "1024x", "-1x5", "999999x5", "2K", "16:9"})
  void other_texts_are_no_pixels(String text) {
    assertThat(PictureSize.pixels(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1:1, 1048576, 8, 1024x1024",
    "16:9, 1048576, 8, 1360x768",
    "9:16, 4194304, 8, 1536x2728",
    "4:3, 16777216, 8, 4728x3544",
    "1:1, 10, 8, 8x8"
  })
  void a_ratio_becomes_a_size_that_is_not_larger_than_asked_for(
      String ratio, long pixels, int step, String size) {
    PictureSize found = PictureSize.ratio(ratio).orElseThrow().ofArea(pixels, step);
    assertThat(found).hasToString(size);
  }

  @ParameterizedTest
  @CsvSource({"16:9, 720, 1280x720", "9:16, 1080, 1080x1920", "1:1, 480, 480x480"})
  void a_ratio_becomes_a_size_of_a_short_side(String ratio, int side, String size) {
    assertThat(PictureSize.ratio(ratio).orElseThrow().ofShortSide(side, 8)).hasToString(size);
  }
}
