package mediaworker.demo;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoClipsTest {

  private static final int BYTES = DemoClips.WIDTH * DemoClips.HEIGHT * 3;

  @TempDir static Path folder;
  private static List<Path> clips;

  @BeforeAll
  static void draw() throws Exception {
    clips = new DemoClips(FFMPEG).draw(folder, new Cancellation());
  }

  @Test
  void two_clips_are_drawn_and_nothing_else_is_left_behind() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrderElementsOf(clips);
    }
    assertThat(clips)
        .extracting(clip -> clip.getFileName().toString())
        .containsExactly("jellyfish.mp4", "kite.mp4");
  }

  @Test
  void they_are_what_video_services_deliver() throws Exception {
    for (Path clip : clips) {
      MediaInfo info = probe(clip);
      MediaInfo.Video video = info.picture().orElseThrow();
      assertThat(video.codec()).isEqualTo("h264");
      assertThat(video.pixelFormat()).isEqualTo("yuv420p");
      assertThat(video.width()).isEqualTo(640);
      assertThat(video.height()).isEqualTo(360);
      assertThat(video.rate()).isEqualTo(new Rational(30, 1));
      assertThat(video.frames()).isEqualTo(60);
      assertThat(video.colorSpace()).isEqualTo("bt709");
      assertThat(video.alpha()).isFalse();
      assertThat(info.durationSeconds()).isCloseTo(2, within(0.1));
      assertThat(decoded(clip)).hasSize(60);
    }
  }

  @Test
  void one_has_sound_for_its_whole_length_and_one_has_none() throws Exception {
    assertThat(probe(clips.get(0)).sound().orElseThrow().durationSeconds())
        .isCloseTo(2, within(0.1));
    assertThat(probe(clips.get(1)).sound()).isEmpty();
  }

  @Test
  void the_colours_survive_the_way_through_the_encoder() throws Exception {
    // A BT.601 conversion under a BT.709 tag, or the other way round, is off by 10 levels and more.
    byte[] drawn = DemoClips.screen(0x1cb23c).bytes(0, 0);
    byte[] first = decoded(clips.get(1)).get(0);
    int[] expected = average(drawn, 180, 140, 16);
    int[] seen = average(first, 180, 140, 16);
    for (int c = 0; c < 3; c++) {
      assertThat(seen[c]).isCloseTo(expected[c], within(4));
    }
  }

  @Test
  void the_border_is_an_unevenly_lit_green_screen() throws Exception {
    for (Path clip : clips) {
      byte[] first = decoded(clip).get(0);
      int[] corner = average(first, DemoClips.WIDTH - 17, 1, 16);
      int[] middle = average(first, DemoClips.WIDTH / 2, 1, 16);
      assertThat(corner[1]).isGreaterThan(Math.max(corner[0], corner[2]) + 40);
      assertThat(corner[1]).isLessThan(middle[1] - 4);
    }
  }

  @Test
  void the_figures_move_through_the_picture() throws Exception {
    List<byte[]> jellyfish = decoded(clips.get(0));
    List<byte[]> kite = decoded(clips.get(1));
    assertThat(centre(jellyfish.get(59)) - centre(jellyfish.get(0))).isGreaterThan(150);
    assertThat(centre(kite.get(59)) - centre(kite.get(0))).isLessThan(-100);
  }

  @Test
  void hairs_a_few_pixels_wide_are_still_there_after_encoding() throws Exception {
    // Half of what there is; without its hairs the jellyfish has about 100 and the kite 2.
    assertThat(narrowRuns(decoded(clips.get(0)).get(30))).isGreaterThan(700);
    assertThat(narrowRuns(decoded(clips.get(1)).get(30))).isGreaterThan(65);
  }

  @Test
  void a_picture_is_the_same_each_time_it_is_drawn() {
    for (Subject subject : List.of(new Jellyfish(), new Kite())) {
      Canvas screen = DemoClips.screen(0x10a85a);
      byte[] once = DemoClips.frame(subject, screen, 7).bytes(2, 7);
      assertThat(DemoClips.frame(subject, screen, 7).bytes(2, 7)).isEqualTo(once);
      assertThat(DemoClips.frame(subject, screen, 8).bytes(2, 7)).isNotEqualTo(once);
    }
  }

  @Test
  void a_cancelled_drawing_leaves_no_raw_pictures(@TempDir Path other) throws Exception {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel(Cancellation.Reason.SHUTDOWN);

    assertThatThrownBy(() -> new DemoClips(FFMPEG).draw(other, cancelled))
        .isInstanceOf(CancellationException.class);
    assertThat(other).isEmptyDirectory();
  }

  /** The pictures of a clip as rgb24. */
  private static List<byte[]> decoded(Path clip) throws Exception {
    List<byte[]> pictures = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(clip)));
    arguments.addAll(List.of("-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(BYTES, (index, bytes) -> pictures.add(bytes.clone())),
        new Cancellation());
    return pictures;
  }

  private static int[] average(byte[] picture, int x0, int y0, int size) {
    int[] sum = new int[3];
    for (int y = y0; y < y0 + size; y++) {
      for (int x = x0; x < x0 + size; x++) {
        for (int c = 0; c < 3; c++) {
          sum[c] += picture[(y * DemoClips.WIDTH + x) * 3 + c] & 0xff;
        }
      }
    }
    return new int[] {sum[0] / (size * size), sum[1] / (size * size), sum[2] / (size * size)};
  }

  /** The screen is the only thing whose green is well above its red and blue. */
  private static boolean isScreen(byte[] picture, int x, int y) {
    int at = (y * DemoClips.WIDTH + x) * 3;
    int red = picture[at] & 0xff;
    int green = picture[at + 1] & 0xff;
    int blue = picture[at + 2] & 0xff;
    return green - Math.max(red, blue) > 45;
  }

  /** The horizontal middle of what is not screen, in pixels. */
  private static double centre(byte[] picture) {
    long sum = 0;
    long count = 0;
    for (int y = 0; y < DemoClips.HEIGHT; y++) {
      for (int x = 0; x < DemoClips.WIDTH; x++) {
        if (!isScreen(picture, x, y)) {
          sum += x;
          count++;
        }
      }
    }
    return (double) sum / count;
  }

  /** How often, over all lines, one to four pixels that are not screen lie between screen. */
  private static int narrowRuns(byte[] picture) {
    int runs = 0;
    for (int y = 0; y < DemoClips.HEIGHT; y++) {
      int length = 0;
      for (int x = 0; x < DemoClips.WIDTH; x++) {
        if (!isScreen(picture, x, y)) {
          length++;
        } else {
          runs += length >= 1 && length <= 4 ? 1 : 0;
          length = 0;
        }
      }
    }
    return runs;
  }
}
