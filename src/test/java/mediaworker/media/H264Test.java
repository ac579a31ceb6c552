package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H264Test {

  /** libopenh264 2.6 was asked for each: the blocks count, whole ones at the edges too. */
  @ParameterizedTest
  @CsvSource({
    "4096, 2304, true",
    "16384, 512, true",
    "4160, 2256, true",
    "4158, 2268, false",
    "4146, 2262, false",
    "4098, 2304, false"
  })
  void what_is_too_large_is_so_in_whole_blocks(int width, int height, boolean taken) {
    assertThat(H264.fit(width, height) == 1).isEqualTo(taken);
    if (taken) {
      assertThatCode(() -> H264.check("libopenh264", width, height, "no"))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> H264.check("libopenh264", width, height, "ask for less"))
          .hasMessageStartingWith("A size of " + width + "x" + height + " is more than H.264")
          .hasMessageEndingWith(": ask for less.");
    }
  }

  @Test
  void sides_of_less_than_a_block_are_too_small_and_other_encoders_take_anything() {
    assertThatThrownBy(() -> H264.check("libopenh264", 12, 320, "ask for more"))
        .hasMessage(
            "A size of 12x320 is less than H.264 can have here (16 pixels a side): ask for more.");
    assertThatCode(() -> H264.check("libx264", 12, 320_000, "no")).doesNotThrowAnyException();
  }
}
