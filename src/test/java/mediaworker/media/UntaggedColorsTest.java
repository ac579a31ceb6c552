package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.trim.FrameGrabber;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that do not name their colours: what of them depends on their size is one rule. */
class UntaggedColorsTest {

  private static final String UNTAGGED = "setparams=colorspace=unknown";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "640x640, bt601, true",
    "1152x648, bt601, true",
    "576x1024, bt709, false",
    "1280x640, bt709, false"
  })
  void a_picture_has_the_colours_that_players_show(String size, String matrix, boolean standard)
      throws Exception {
    Path clip =
        make(
            folder.resolve("clip.mkv"),
            lavfi("color=0x20a040:s=" + size + ":r=25:d=0.2,format=gbrp"),
            List.of("-vf", "scale=out_color_matrix=" + matrix + ",format=yuv420p," + UNTAGGED),
            List.of("-c:v", "ffv1"));
    MediaInfo.Video picture = FFMPEG.probe(clip, new Cancellation()).picture().orElseThrow();
    assertThat(picture.colorSpace()).isNull();
    assertThat(picture.isStandardDefinition()).isEqualTo(standard);

    Path still = folder.resolve("still.png");
    new FrameGrabber(FFMPEG).grab(clip, 0.1, still, new Cancellation());

    int[] seen = pixels(still, 20, 20).get(0);
    assertThat(seen[0]).isCloseTo(0x20, within(3));
    assertThat(seen[1]).isCloseTo(0xa0, within(3));
    assertThat(seen[2]).isCloseTo(0x40, within(3));
  }
}
