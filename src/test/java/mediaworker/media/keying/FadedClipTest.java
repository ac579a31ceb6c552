package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clips that fade from black and to black: nothing of the dark screen may stay. */
class FadedClipTest {

  private static final int FRAMES = 36;
  private static final int FADED = 12;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"00b140, 0.3", "2040d0, 0.3", "20b050, 0.35"})
  void the_screen_is_gone_in_every_picture_and_the_subject_fades_with_it(
      String screen, double whole) throws Exception {
    MediaInfo source =
        drawn(
            dir.resolve("in.mkv"),
            "color=c=0x%s:s=320x240:r=12:d=3,format=rgb24".formatted(screen),
            "fade=t=in:s=0:n=%1$d,fade=t=out:s=%2$d:n=%1$d,scale=out_color_matrix=bt601:out_range=tv,format=yuv420p"
                .formatted(FADED, FRAMES - FADED),
            List.of(),
            "-c:v",
            "libopenh264",
            "-b:v",
            "600k");
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    List<Integer> subject = new ArrayList<>();
    List<KeyingClips.Picture> pictures = frames(part);
    for (int number = 0; number < FRAMES; number++) {
      KeyingClips.Picture picture = pictures.get(number);
      assertThat(List.of(picture.alpha(20, 20), picture.alpha(60, 120), picture.alpha(300, 220)))
          .as("screen of picture %d", number)
          .allMatch(alpha -> alpha < 10);
      subject.add(picture.alpha(140, 100));
      if (light(number) >= whole) {
        assertThat(picture.alpha(140, 100)).as("subject of picture %d", number).isGreaterThan(245);
      }
    }
    assertThat(subject.get(0)).as("subject in black").isLessThan(10);
    assertThat(subject.subList(0, FRAMES / 2)).isSorted();
    assertThat(subject.subList(FRAMES / 2, FRAMES)).isSortedAccordingTo(Comparator.reverseOrder());
  }

  private static double light(int number) {
    return Math.min(1, Math.min(number, FRAMES - number) / (double) FADED);
  }
}
