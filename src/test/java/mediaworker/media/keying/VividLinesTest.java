package mediaworker.media.keying;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vivid lines that are too thin to have anything solid inside, as letters are. */
class VividLinesTest {

  private static final int TOP = 40;
  private static final int BOTTOM = 300;

  /** Upright lines: the column of the first, their width, and the columns from one to the next. */
  private record Lines(int first, int width, int apart) {}

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "00b140, ffe600, 2",
    "00b140, ffe600, 6",
    "00d700, ffe600, 4",
    "2bff00, ffe600, 4",
    "00b140, d8f000, 4",
    "00b140, 00e8f0, 4",
    "0040c0, f000f0, 4",
  })
  void thin_lines_of_a_vivid_colour_keep_it(String screen, String line, int width)
      throws Exception {
    int color = Integer.parseInt(line, 16);

    assertKept(color, keyed(Integer.parseInt(screen, 16), color, alone(width)));
  }

  /** Between them nothing is seen of the screen by itself. */
  @ParameterizedTest
  @CsvSource({"00b140, ffe600", "2bff00, ffe600", "00b140, 00e8f0"})
  void a_hatch_of_thin_lines_keeps_its_colour(String screen, String line) throws Exception {
    int color = Integer.parseInt(line, 16);

    assertKept(color, keyed(Integer.parseInt(screen, 16), color, new Lines(42, 3, 8)));
  }

  /** Each stands by itself. */
  private static Lines alone(int width) {
    return new Lines(40, width, 56);
  }

  private static void assertKept(int color, int[] seen) {
    for (int channel = 0; channel < 3; channel++) {
      int own = color >> 16 - 8 * channel & 0xff;
      assertThat(Math.abs(seen[channel] - own)).as("channel %d", channel).isLessThan(32);
    }
  }

  /** Half of yellow is, by its chroma, more of orange with some screen in it. */
  @Test
  void thin_orange_and_red_lines_stay_as_they_are() throws Exception {
    assertThat(keyed(0x00b140, 0xff8a00, alone(4))[1]).isBetween(110, 150);
    assertThat(keyed(0x00b140, 0xe02010, alone(4))[1]).isLessThan(50);
  }

  /** The light of a spark is added to the screen's: orange has as much green there as yellow. */
  @ParameterizedTest
  @CsvSource({"00b140, 12", "00b140, 24", "2bff00, 12"})
  void an_orange_glow_does_not_turn_yellow(String screen, int sigma) throws Exception {
    int color = Integer.parseInt(screen, 16);
    int[] light = {160, 75, 12};
    List<String> channels = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      channels.add(
          "%s='min(255,%d+%d*exp(-((X-320)^2+(Y-180)^2)/%d))'"
              .formatted(
                  "rgb".charAt(channel),
                  color >> 16 - 8 * channel & 0xff,
                  light[channel],
                  2 * sigma * sigma));
    }
    KeyingClips.Picture picture =
        keyed("color=c=black:s=640x360:r=12:d=0.5,format=rgb24,geq=" + String.join(":", channels));

    int rgb = picture.rgb(320 + sigma, 180);
    assertThat((rgb >> 8 & 0xff) / (double) (rgb >> 16 & 0xff))
        .as("green of red, at the standard deviation")
        .isLessThan(0.95);
  }

  /** Red, green and blue of the columns in the middle of upright lines, as a mean. */
  private int[] keyed(int screen, int line, Lines lines) throws Exception {
    StringBuilder filters = new StringBuilder("format=rgb24");
    for (int x = lines.first(); x < 600; x += lines.apart()) {
      filters.append(
          ",drawbox=x=%d:y=%d:w=%d:h=%d:color=0x%06x:t=fill"
              .formatted(x, TOP, lines.width(), BOTTOM - TOP, line));
    }
    KeyingClips.Picture picture =
        keyed("color=c=0x%06x:s=640x360:r=12:d=0.5,%s".formatted(screen, filters));
    int[] sums = new int[3];
    int count = 0;
    for (int x = lines.first(); x < 600; x += lines.apart()) {
      for (int y = TOP + 20; y < BOTTOM - 20; y += 8) {
        int rgb = picture.rgb(x + lines.width() / 2, y);
        sums[0] += rgb >> 16 & 0xff;
        sums[1] += rgb >> 8 & 0xff;
        sums[2] += rgb & 0xff;
        count++;
      }
    }
    return new int[] {sums[0] / count, sums[1] / count, sums[2] / count};
  }

  /** The fourth picture of what is keyed from a drawing by FFmpeg's filters. */
  private KeyingClips.Picture keyed(String drawing) throws Exception {
    MediaInfo clip =
        KeyingClips.encoded(
            dir.resolve("in.mkv"),
            List.of(
                "-f",
                "lavfi",
                "-i",
                drawing,
                "-vf",
                "scale=out_color_matrix=bt709:flags=accurate_rnd+full_chroma_int,format=yuv420p,setparams=colorspace=bt709",
                "-c:v",
                "ffv1"));
    Path part = dir.resolve("out.mov");
    KeyingClips.key(clip, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);
    return KeyingClips.frame(part, 3);
  }
}
