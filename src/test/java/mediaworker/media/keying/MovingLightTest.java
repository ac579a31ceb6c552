package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.encoded;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clips whose light is another one in each picture: a plate that is taken for the picture before or
 * after the one it belongs to leaves a veil.
 */
class MovingLightTest {

  private static final int SUBJECT = 0xd08040;

  @TempDir Path dir;

  @Test
  void posterizing_takes_the_plate_of_the_picture_that_stays() throws Exception {
    MediaInfo source = flickering("in.mkv", "null", "ffv1");
    Path part = dir.resolve("out.mov");

    key(source, KeyingClips.posterized(7, false), OutputFormat.MOV, dir, part);

    assertScreenGone(part, 3, 12, 13, 29, 47, times(part).size() - 1);
  }

  @Test
  void a_gif_at_a_lower_rate_takes_the_plate_of_the_picture_that_stays() throws Exception {
    MediaInfo source = flickering("in.mkv", "setpts=PTS*30/32,fps=32", "ffv1");
    Path part = dir.resolve("out.gif");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.GIF, dir, part);

    assertScreenGone(part, 0, 7, 20, times(part).size() - 1);
  }

  @Test
  void a_clip_that_begins_after_its_sound_keeps_picture_and_plate_together() throws Exception {
    MediaInfo source = flickering("in.mkv", "select='gte(n,5)'", "ffv1");
    Path whole = dir.resolve("whole.mov");
    Path inParts = dir.resolve("parts.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, whole);
    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, inParts);

    assertThat(times(source.file()).get(0)).isGreaterThan(100);
    assertScreenGone(whole, 0, 10, 60, 94);
    assertScreenGone(inParts, 0, 1, 46, 47, 48, 94);
  }

  /** Most of the screen is the same all the time, but not where the shadow is. */
  @Test
  void a_shadow_that_moves_along_with_the_subject_goes() throws Exception {
    MediaInfo source =
        encoded(
            dir.resolve("shadow.mkv"),
            List.of(
                "-f",
                "lavfi",
                "-i",
                "color=c=0x20b040:s=160x120:r=24,format=gbrp,trim=end_frame=24",
                "-f",
                "lavfi",
                "-i",
                "color=c=black:s=24x40:r=24,format=gbrap,colorchannelmixer=aa=0.35",
                "-f",
                "lavfi",
                "-i",
                "color=c=0x%06x:s=24x40:r=24,format=gbrp".formatted(SUBJECT),
                "-filter_complex",
                "[0][1]overlay=x=26+3*n:y=46:format=gbrp:shortest=1[shaded],"
                    + "[shaded][2]overlay=x=10+3*n:y=40:format=gbrp:shortest=1,"
                    + "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]",
                "-map",
                "[v]",
                "-c:v",
                "ffv1"));
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 6, 13, 23}) {
      KeyingClips.Picture picture = pictures.get(number);
      int left = 10 + 3 * number;
      assertThat(picture.alpha(left + 32, 60)).as("shadow of picture %d", number).isLessThan(10);
      assertThat(picture.alpha(left + 12, 60))
          .as("subject of picture %d", number)
          .isGreaterThan(245);
    }
  }

  /** 100 pictures at 30 a second and sound, encoded without loss. */
  private MediaInfo flickering(String name, String timing, String codec) throws Exception {
    String light = "*(0.4+0.3*mod(N,3))";
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x20b040:s=160x120:r=30,format=gbrp,geq=r='r(X,Y)%1$s':g='g(X,Y)%1$s':b='b(X,Y)%1$s',trim=end_frame=100"
                .formatted(light)));
    arguments.addAll(
        List.of("-f", "lavfi", "-i", "color=c=0x%06x:s=40x40:r=30".formatted(SUBJECT)));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=d=1.6"));
    arguments.addAll(
        List.of(
            "-filter_complex",
            "[1]format=gbrp[square];[0][square]overlay=x=60:y=40:format=gbrp:shortest=1,"
                + timing
                + ",scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]"));
    arguments.addAll(List.of("-map", "[v]", "-map", "2:a", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-c:v", codec, "-c:a", "libopus"));
    return encoded(dir.resolve(name), arguments);
  }

  private static void assertScreenGone(Path file, int... numbers) throws Exception {
    List<KeyingClips.Picture> pictures = frames(file);
    for (int number : numbers) {
      KeyingClips.Picture picture = pictures.get(number);
      List<Integer> screen =
          Arrays.asList(picture.alpha(4, 4), picture.alpha(30, 60), picture.alpha(150, 110));
      assertThat(screen).as("screen of picture %d", number).allMatch(alpha -> alpha < 10);
      assertThat(picture.alpha(80, 60)).as("subject of picture %d", number).isGreaterThan(245);
    }
  }
}
