package mediaworker.media.trim;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.timeline.GeneratedClips.Shown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameGrabberTest {

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 5", "0.55, 5", "5.3, 53", "6.333, 63", "7.99, 79", "8.05, 79"})
  void the_picture_on_the_screen_at_that_time_is_taken(double seconds, int number)
      throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 10, 8);
    Path png = dir.resolve("frame %03d.png");
    assertThat(grab(clip, seconds, png)).isEqualTo(number);
    double level = 20 + 4 * (number % 50);
    double grey = (level - 16) * 255 / 219;
    assertThat((double) pixels(png, 80, 60).get(0)[0]).isBetween(grey - 4, grey + 4);
  }

  @Test
  void transparency_is_kept() throws Exception {
    Path png = dir.resolve("frame.png");
    grab(halfRedWebm(dir.resolve("a.webm")), 0.5, png);
    assertThat(probe(png).picture().orElseThrow().pixelFormat()).isEqualTo("rgba");
    Shown shown = shown(png);
    assertThat(shown.at(0, 20, 60)[3]).isGreaterThan(245);
    assertThat(shown.at(0, 140, 60)[3]).isLessThan(10);
  }

  @Test
  void oblong_pixels_are_made_square() throws Exception {
    Path clip =
        h264(dir.resolve("a.mp4"), "color=red:s=160x120:r=10:d=0.2", List.of("-vf", "setsar=2"));
    Path png = dir.resolve("frame.png");
    grab(clip, 0, png);
    assertThat(probe(png).picture().orElseThrow().width()).isEqualTo(320);
  }

  @Test
  void a_time_beyond_the_end_is_refused_with_the_length() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 10, 1);
    assertThatThrownBy(() -> grab(clip, 1.5, dir.resolve("x.png")))
        .isInstanceOf(MediaException.class)
        .hasMessage("There is no picture at 1.500 s in a.mp4, which is 1.000 s long.");
  }

  private static int grab(Path clip, double seconds, Path png) throws Exception {
    return new FrameGrabber(FFMPEG).grab(clip, seconds, png, new Cancellation()).index();
  }
}
