package mediaworker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration's clips are what a keyer is made for. */
class DemoClipsTest {

  private static final int GREEN = 0x10a85a;

  @TempDir static Path folder;
  private static Path jellyfish;
  private static Path kite;

  @BeforeAll
  static void draw() throws Exception {
    List<Path> clips = new DemoClips(GeneratedClips.FFMPEG).draw(folder, new Cancellation());
    jellyfish = clips.get(0);
    kite = clips.get(1);
  }

  @Test
  void there_are_two_and_nothing_is_left_beside_them() throws Exception {
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactlyInAnyOrder(jellyfish, kite);
    }
    assertThat(jellyfish).hasFileName("jellyfish.mp4");
    assertThat(kite).hasFileName("kite.mp4");
  }

  @Test
  void they_are_as_long_wide_and_fast_as_they_say() throws Exception {
    for (Path clip : List.of(jellyfish, kite)) {
      MediaInfo info = GeneratedClips.probe(clip);
      MediaInfo.Video video = info.picture().orElseThrow();

      assertThat(video.codec()).isEqualTo("h264");
      assertThat(video.width()).isEqualTo(DemoClips.WIDTH);
      assertThat(video.height()).isEqualTo(DemoClips.HEIGHT);
      assertThat(video.pixelFormat()).isEqualTo("yuv420p");
      assertThat(video.frameRate()).isEqualTo(new Rational(DemoClips.RATE, 1));
      assertThat(GeneratedClips.read(clip).frames()).isEqualTo(DemoClips.FRAMES);
      assertThat(info.durationSeconds())
          .isBetween(
              (double) DemoClips.FRAMES / DemoClips.RATE - 0.01,
              (double) DemoClips.FRAMES / DemoClips.RATE + 0.1);
    }
  }

  @Test
  void one_has_sound() throws Exception {
    assertThat(GeneratedClips.probe(jellyfish).sound()).isPresent();
    assertThat(GeneratedClips.probe(kite).sound()).isEmpty();
  }

  @Test
  void the_screen_is_green_up_to_the_border_and_not_quite_even() throws Exception {
    for (Path clip : List.of(jellyfish, kite)) {
      int brightest = 0;
      int darkest = 255;
      for (int[] corner : new int[][] {{2, 2}, {636, 2}, {2, 180}, {636, 356}, {320, 2}}) {
        int[] pixel = GeneratedClips.pixels(clip, corner[0], corner[1]).get(30);
        assertThat(pixel[1]).as("green over red").isGreaterThan(pixel[0] + 60);
        assertThat(pixel[1]).as("green over blue").isGreaterThan(pixel[2] + 40);
        brightest = Math.max(brightest, pixel[1]);
        darkest = Math.min(darkest, pixel[1]);
      }
      assertThat(brightest - darkest).isGreaterThan(4);
    }
  }

  @Test
  void the_subjects_cross_the_picture() throws Exception {
    // Where the jellyfish's bell begins and ends; the kite flies the other way.
    assertThat(greenish(GeneratedClips.pixels(jellyfish, 180, 126).get(0))).isFalse();
    assertThat(greenish(GeneratedClips.pixels(jellyfish, 180, 126).get(59))).isTrue();
    assertThat(greenish(GeneratedClips.pixels(jellyfish, 460, 126).get(0))).isTrue();
    assertThat(greenish(GeneratedClips.pixels(jellyfish, 460, 126).get(59))).isFalse();
    assertThat(greenish(GeneratedClips.pixels(kite, 430, 150).get(0))).isFalse();
    assertThat(greenish(GeneratedClips.pixels(kite, 430, 150).get(59))).isTrue();
  }

  @Test
  void the_kite_has_a_hole_to_look_through() {
    Canvas canvas = new Canvas(DemoClips.WIDTH, DemoClips.HEIGHT);
    canvas.fill((x, y) -> 0x00ff00);
    Subject.KITE.draw(canvas, 0);
    byte[] pixels = canvas.bytes(0, 0);

    int crossings = 0;
    int column = (int) (DemoClips.WIDTH * 0.68);
    for (int y = 1; y < DemoClips.HEIGHT; y++) {
      if (screen(pixels, column, y) != screen(pixels, column, y - 1)) {
        crossings++;
      }
    }
    assertThat(crossings)
        .as("into the kite, into the hole, out of it, out")
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void a_picture_is_the_same_each_time_and_its_noise_changes() {
    Canvas canvas = DemoClips.frame(Subject.KITE, GREEN, 7);

    assertThat(canvas.bytes(2, 7)).isEqualTo(DemoClips.frame(Subject.KITE, GREEN, 7).bytes(2, 7));
    assertThat(canvas.bytes(2, 7)).isNotEqualTo(canvas.bytes(2, 8));
  }

  @Test
  void drawing_can_be_cancelled_and_leaves_nothing(@TempDir Path empty) {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);

    assertThatThrownBy(() -> new DemoClips(GeneratedClips.FFMPEG).draw(empty, cancellation))
        .isInstanceOf(CancellationException.class);
    assertThat(empty).isEmptyDirectory();
  }

  private static boolean greenish(int[] pixel) {
    return pixel[1] > pixel[0] + 60 && pixel[1] > pixel[2] + 40;
  }

  private static boolean screen(byte[] pixels, int x, int y) {
    int at = (y * DemoClips.WIDTH + x) * 3;
    return pixels[at] == 0 && (pixels[at + 1] & 0xff) == 255 && pixels[at + 2] == 0;
  }
}
