package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clips whose pixels are not square look as wide after keying as before. */
class PixelShapeTest {

  private static final int GREEN = 0x00b140;
  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "PNG, 320x240, 16/9, 569",
    "WEBP, 320x240, 16/9, 569",
    "GIF, 320x240, 16/9, 569",
    "GIF, 321x241, 8/9, 285",
  })
  void what_is_shown_with_square_pixels_is_widened(
      OutputFormat format, String size, String shape, int width) throws Exception {
    MediaInfo source =
        clip(dir.resolve("in.mkv"), GREEN, size, "format=yuv420p,setsar=" + shape, LOSSLESS);
    Path part = dir.resolve("out." + format.extension(false));

    key(source, KeyingSettings.DEFAULTS, format, dir, part);

    if (format == OutputFormat.WEBP) {
      assertThat(WebpHeader.read(part).width()).isEqualTo(width);
      assertThat(WebpHeader.read(part).height()).isEqualTo(240);
      return;
    }
    Path looked = format == OutputFormat.PNG ? KeyingClips.unpacked(part, 6, dir) : part;
    KeyingClips.Picture picture = frame(looked, 0);
    assertThat(probe(looked).picture().orElseThrow().sampleAspect()).isEqualTo("1:1");
    assertThat(picture.width()).isEqualTo(width);
    // The square lay from 100 to 180 of the clip's columns.
    double factor = width / (double) source.picture().orElseThrow().width();
    int left = (int) Math.round(100 * factor);
    int right = (int) Math.round(180 * factor);
    assertThat(picture.alpha(left + 4, 100)).isGreaterThan(247);
    assertThat(picture.alpha(right - 5, 100)).isGreaterThan(247);
    assertThat(picture.alpha(left - 5, 100)).isLessThan(8);
    assertThat(picture.alpha(right + 4, 100)).isLessThan(8);
    assertThat(picture.distance(left + 4, 100, SUBJECT)).isLessThan(20);
  }

  @Test
  void a_turned_clip_has_its_pixels_turned_too() throws Exception {
    MediaInfo flat =
        clip(
            dir.resolve("flat.mp4"),
            GREEN,
            "320x240",
            "format=yuv420p,setsar=4/3",
            "-c:v",
            "libopenh264");
    Path turned = dir.resolve("turned.mp4");
    List<String> arguments = new ArrayList<>(List.of("-display_rotation", "90"));
    arguments.addAll(Ffmpeg.input(flat));
    arguments.addAll(List.of("-c", "copy", "file:" + turned));
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    Path part = dir.resolve("out.mov");

    key(probe(turned), KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    MediaInfo.Video made = probe(part).picture().orElseThrow();
    assertThat(made.width()).isEqualTo(240);
    assertThat(made.height()).isEqualTo(320);
    assertThat(made.sampleAspect()).isEqualTo("3:4");
  }
}
