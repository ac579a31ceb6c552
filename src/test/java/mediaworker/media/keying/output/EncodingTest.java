package mediaworker.media.keying.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.PictureStreams;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders' arguments. */
class EncodingTest {

  @Test
  void transparent_webm_names_its_speed_once_and_keeps_its_transparency() {
    assertThat(Encoding.video(OutputFormat.WEBM))
        .containsSequence("-speed", "9")
        .containsSequence("-pix_fmt", "yuva420p")
        .doesNotContain("-cpu-used"); // which sets the same, and only as far as 8
  }

  @Test
  void h264_gets_quality_from_x264_and_a_rate_from_openh264() {
    MediaInfo.Video video = PictureStreams.of(1920, 1080, "yuv420p", null, null, null);

    assertThat(Encoding.h264("libx264", video, 1920, 1080)).contains("-crf").doesNotContain("-b:v");
    assertThat(Encoding.h264("libopenh264", video, 1920, 1080))
        .contains("-b:v")
        .doesNotContain("-crf");
    MediaInfo.Video quick = PictureStreams.of(new Rational(60, 1));
    assertThat(Encoding.h264("libopenh264", quick, 320, 240)).containsSequence("-g", "120");
  }

  @ParameterizedTest
  @CsvSource({"WEBM, opus, true", "WEBM, aac, false", "MP4, aac, true", "MP4, opus, false"})
  void sound_is_copied_where_the_container_takes_it(
      OutputFormat format, String codec, boolean copied) {
    MediaInfo.Audio sound = new MediaInfo.Audio(0, codec, null, 48000, 2, "stereo", "1/48000", 1);

    assertThat(Encoding.sound(format, Optional.of(sound), 0).contains("copy")).isEqualTo(copied);
    assertThat(Encoding.sound(OutputFormat.GIF, Optional.of(sound), 0)).containsExactly("-an");
  }
}
