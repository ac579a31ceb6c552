package mediaworker.media.keying.color;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.MediaInfo;
import mediaworker.media.keying.PictureStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingFormatTest {

  @ParameterizedTest
  @CsvSource({
    "320, 240, unknown, BT601",
    "1280, 720, unknown, BT709",
    "720, 1280, unknown, BT709",
    "1920, 1080, smpte170m, BT601",
    "320, 240, bt709, BT709",
    "3840, 2160, bt2020nc, BT709"
  })
  void the_matrix_is_the_tagged_one_or_goes_by_size(
      int width, int height, String space, ColorMatrix matrix) throws Exception {
    WorkingFormat format =
        WorkingFormat.of(PictureStreams.of(width, height, "yuv420p", space, null, null));

    assertThat(format.matrix()).isEqualTo(matrix);
    assertThat(format.tags()).contains("range=tv:colorspace=" + matrix.tag());
  }

  @Test
  void ranges_are_dealt_with_on_the_way_in() throws Exception {
    assertThat(
            WorkingFormat.of(PictureStreams.of(320, 240, "yuvj420p", null, null, null)).filters())
        .startsWith("setparams=range=pc");
    assertThat(WorkingFormat.of(PictureStreams.of(320, 240, "yuv420p", null, null, "tt")).filters())
        .startsWith("setparams=range=tv");
    assertThat(WorkingFormat.of(PictureStreams.of(320, 240, "gbrp", null, null, null)).filters())
        .startsWith("scale=");
  }

  @Test
  void tags_that_are_not_known_never_reach_a_graph() throws Exception {
    MediaInfo.Video odd =
        PictureStreams.of(320, 240, "yuv420p", "x;movie=/etc/passwd", "y[z]", null);

    WorkingFormat format = WorkingFormat.of(odd);

    assertThat(format.filters() + format.tags()).doesNotContain("movie").doesNotContain("[");
  }
}
