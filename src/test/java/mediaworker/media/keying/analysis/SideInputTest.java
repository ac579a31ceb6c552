package mediaworker.media.keying.analysis;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Rational;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideInputTest {

  private static final int WIDTH = 16;
  private static final int HEIGHT = 10;
  private static final Rational MILLISECONDS = new Rational(1, 1000);

  @TempDir Path dir;

  @Test
  void ffmpeg_reads_the_pictures_at_the_times_they_were_written_with() throws Exception {
    SideInput side = uneven();

    assertThat(times(side)).containsExactly(0L, 40L, 130L, 131L);
    assertThat(levels(side)).containsExactly(10, 20, 30, 40);
  }

  @Test
  void a_slice_has_its_own_pictures_at_their_times() throws Exception {
    SideInput slice = uneven().slice(1, 3, dir);

    assertThat(slice.frames()).isEqualTo(3);
    assertThat(times(slice)).containsExactly(40L, 130L, 131L);
    assertThat(levels(slice)).containsExactly(20, 30, 40);
  }

  @Test
  void a_picture_for_the_whole_clip_serves_each_part() throws Exception {
    SideInput still = SideFile.still(dir, WIDTH, HEIGHT, 2, picture(70));

    assertThat(still.slice(5, 2, dir)).isEqualTo(still);
    assertThat(levels(still)).containsExactly(70);
  }

  @Test
  void a_slice_beyond_the_end_is_a_mistake() throws Exception {
    SideInput side = uneven();

    assertThatThrownBy(() -> side.slice(3, 2, dir)).isInstanceOf(IllegalArgumentException.class);
  }

  private SideInput uneven() throws Exception {
    try (SideFile.Writer writer = SideFile.writer(dir, WIDTH, HEIGHT, 2)) {
      for (int level = 10; level <= 40; level += 10) {
        writer.add(picture(level));
      }
      return writer.finish(MILLISECONDS, List.of(0L, 40L, 130L, 131L), new int[] {0, 1, 0, 1});
    }
  }

  private static byte[] picture(int level) {
    byte[] pixels = new byte[WIDTH * HEIGHT * 2];
    Arrays.fill(pixels, (byte) level);
    return pixels;
  }

  private static List<Integer> levels(SideInput side) throws Exception {
    List<Integer> levels = new ArrayList<>();
    List<String> arguments = new ArrayList<>(side.arguments());
    arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(WIDTH * HEIGHT * 2, (index, pixels) -> levels.add(pixels[0] & 0xff)),
        new Cancellation());
    return levels;
  }

  private static List<Long> times(SideInput side) throws Exception {
    List<Long> times = new ArrayList<>();
    List<String> arguments = new ArrayList<>(side.arguments());
    arguments.addAll(
        List.of("-fps_mode", "passthrough", "-enc_time_base", "demux", "-f", "framecrc", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> times.add(Long.parseLong(line.split(",")[2].strip()))),
        new Cancellation());
    return times;
  }
}
