package mediaworker.media.keying.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.PictureStreams;
import mediaworker.media.keying.color.ChromaSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person asks for: colours, backgrounds, and which clips may be cut. */
class KeyingRequestTest {

  @Test
  void key_colours_are_read_and_nothing_else_is() {
    assertThat(KeyColor.parse(" Green ")).contains(KeyColor.GREEN);
    assertThat(KeyColor.parse("#00B140")).contains(new KeyColor(KeyColor.Kind.EXACT, 0x00b140));
    assertThat(KeyColor.parse("00b140")).isPresent();
    assertThat(KeyColor.parse("#00b140,drawbox")).isEmpty();
    assertThat(KeyColor.parse("#fff")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"#00b140, true", "#0047bb, true", "#ff0000, false", "#808080, false"})
  void only_greens_and_blues_are_usable(String color, boolean usable) {
    assertThat(KeyColor.parse(color).orElseThrow().isUsable()).isEqualTo(usable);
  }

  @Test
  void backgrounds_are_colours_or_else_files() {
    assertThat(Background.Color.parse("Red")).contains(new Background.Color(0xff0000));
    assertThat(Background.Color.parse("#202020")).contains(new Background.Color(0x202020));
    assertThat(Background.Color.parse("red.png")).isEmpty();
    assertThat(Background.Color.parse("#202020[x]")).isEmpty();
  }

  @Test
  void ordinary_clips_may_be_cut_but_neither_interlaced_nor_hdr_nor_wide_ones() {
    assertThat(divisible(PictureStreams.of(640, 360, "yuv420p", "bt709", "bt709", "progressive")))
        .isTrue();
    assertThat(divisible(PictureStreams.of(640, 360, "yuv420p", "bt709", "bt709", "tt"))).isFalse();
    assertThat(
            divisible(
                PictureStreams.of(640, 360, "yuv420p10le", "bt2020nc", "smpte2084", "progressive")))
        .isFalse();
    assertThat(
            divisible(
                PictureStreams.of(640, 360, "yuv420p10le", "bt2020nc", "bt2020-10", "progressive")))
        .isFalse();
  }

  @Test
  void a_clip_that_is_keyed_with_all_its_chroma_is_not_cut() {
    MediaInfo.Video rgb = PictureStreams.of(640, 360, "gbrp", null, null, "progressive");

    assertThat(divisible(rgb, ChromaSampling.FULL)).isFalse();
    assertThat(divisible(rgb, ChromaSampling.QUARTER)).isTrue();
  }

  private static boolean divisible(MediaInfo.Video video) {
    return divisible(video, ChromaSampling.QUARTER);
  }

  private static boolean divisible(MediaInfo.Video video, ChromaSampling sampling) {
    MediaInfo source = new MediaInfo(Path.of("a.mp4"), "mov", 1, List.of(video), List.of());
    return new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, Optional.empty())
        .isDivisible(video, sampling);
  }
}
