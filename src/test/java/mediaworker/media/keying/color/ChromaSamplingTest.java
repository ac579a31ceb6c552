package mediaworker.media.keying.color;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.PictureStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChromaSamplingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb24",
        "rgba",
        "gbrp",
        "gbrap",
        "bgr0",
        "rgb48be",
        "yuv444p",
        "yuvj444p",
        "yuva444p10le",
        "nv24",
        "p412le",
        "vuyx",
        "xv30le"
      })
  void formats_with_chroma_for_each_pixel_are_full(String pixels) {
    assertThat(of(1920, 1080, pixels, null)).isEqualTo(ChromaSampling.FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yuv422p10le",
        "yuvj422p",
        "yuva422p",
        "uyvy422",
        "yuyv422",
        "nv16",
        "p210le",
        "y210le"
      })
  void formats_with_chroma_for_each_two_are_half(String pixels) {
    assertThat(of(1920, 1080, pixels, null)).isEqualTo(ChromaSampling.HALF);
    assertThat(of(3840, 2160, pixels, null)).isEqualTo(ChromaSampling.QUARTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuvj420p", "yuva420p", "nv12", "gray", "pal8"})
  void others_and_palettes_are_not(String pixels) {
    assertThat(of(1920, 1080, pixels, null)).isEqualTo(ChromaSampling.QUARTER);
  }

  @Test
  void neither_are_hdr_and_clips_that_take_too_much_memory() {
    assertThat(of(1280, 720, "yuv444p10le", "smpte2084")).isEqualTo(ChromaSampling.QUARTER);
    assertThat(of(1922, 1080, "gbrp", null)).isEqualTo(ChromaSampling.QUARTER);
  }

  /** Shown upright, its chroma would be halved down and not across. */
  @Test
  void nor_is_a_half_turned() {
    Rational rate = new Rational(25, 1);
    MediaInfo.Video turned =
        new MediaInfo.Video(
            0,
            "prores",
            null,
            0,
            640,
            360,
            "1:1",
            "yuv422p10le",
            null,
            null,
            null,
            null,
            null,
            0,
            rate,
            rate,
            "1/1000",
            -90,
            false,
            null,
            false,
            10,
            1);

    assertThat(of(turned)).isEqualTo(ChromaSampling.QUARTER);
  }

  private static ChromaSampling of(int width, int height, String pixels, String transfer) {
    String space = transfer == null ? null : "bt2020nc";
    MediaInfo.Video video = PictureStreams.of(width, height, pixels, space, transfer, null);
    return of(video);
  }

  private static ChromaSampling of(MediaInfo.Video video) {
    return ChromaSampling.of(new MediaInfo(Path.of("a.mov"), "mov", 1, List.of(video), List.of()));
  }
}
