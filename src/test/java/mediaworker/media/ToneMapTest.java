package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToneMapTest {

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"smpte2084", "arib-std-b67"})
  void colours_below_half_of_white_stay_what_they_are(String transfer) throws Exception {
    List<HdrPatch> patches =
        List.of(
            new HdrPatch(0.18, 0.18, 0.18),
            new HdrPatch(0.02, 0.02, 0.02),
            new HdrPatch(0.45, 0.25, 0.17), // skin
            new HdrPatch(0.02, 0.40, 0.06), // a green screen
            new HdrPatch(0.35, 0.03, 0.03),
            new HdrPatch(0.03, 0.05, 0.40));
    for (HdrPatch patch : patches) {
      int[] shown = mapped(patch, transfer);
      for (int i = 0; i < 3; i++) {
        assertThat(Math.abs(shown[i] - patch.ordinary()[i]))
            .as("%s in %s, channel %d: %d", patch, transfer, i, shown[i])
            .isLessThanOrEqualTo(4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"smpte2084", "arib-std-b67"})
  void light_beyond_white_keeps_its_order_and_its_hue(String transfer) throws Exception {
    int before = 0;
    for (double light : new double[] {0.5, 1, 2, 4.9}) {
      int[] grey = mapped(new HdrPatch(light, light, light), transfer);
      assertThat(grey[0]).as("light %.1f", light).isGreaterThan(before);
      assertThat(grey[2]).isCloseTo(grey[0], org.assertj.core.api.Assertions.within(2));
      before = grey[0];
    }
    assertThat(before).as("1000 cd/m²").isGreaterThanOrEqualTo(253);
    int[] orange = mapped(new HdrPatch(2, 1, 0.2), transfer);
    assertThat(orange[0]).isGreaterThan(orange[1] + 30);
    assertThat(orange[1]).isGreaterThan(orange[2] + 60);
  }

  @Test
  void ordinary_colours_are_left_alone() throws Exception {
    Path file = make(dir.resolve("a.mkv"), lavfi("testsrc2=d=0.1"), List.of("-c:v", "ffv1"));
    assertThat(ToneMap.filters(probe(file).picture().orElseThrow())).isEmpty();
    assertThat(ToneMap.note(probe(file))).isEmpty();
  }

  private int[] mapped(HdrPatch patch, String transfer) throws Exception {
    Path file = clip(dir.resolve("patch.mkv"), patch.code(transfer), transfer);
    MediaInfo.Video video = probe(file).picture().orElseThrow();
    Path ordinary =
        make(
            dir.resolve("ordinary.mkv"),
            List.of("-i", "file:" + file),
            List.of("-vf", ToneMap.filters(video).orElseThrow() + ",format=yuv444p"),
            List.of("-c:v", "ffv1"));
    assertThat(probe(ordinary).picture().orElseThrow().colorTransfer()).isEqualTo("bt709");
    return pixels(ordinary, 20, 20).get(0);
  }

  private static Path clip(Path file, String code, String transfer) throws Exception {
    return make(
        file,
        lavfi(
            "color=black:s=64x64:r=10:d=0.1,format=yuv420p10le,geq="
                + code
                + ",setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020:color_trc="
                + transfer),
        List.of("-c:v", "ffv1"));
  }
}
