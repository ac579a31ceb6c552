package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.clip.FrameMemory;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An edited clip is keyed shot by shot, each with the screen that it shows. */
class CutClipTest {

  private static final String[] LOSSLESS = {"-c:v", "ffv1"};
  private static final String WASHED = "0x5a9a70";
  private static final String STRONG = "0x08d020";
  private static final String BLUE = "0x1030c0";
  private static final String WALL = "0x807468";

  /** Where it differs from place to place, but not over time. */
  private static final String LAWN =
      "0x48883a:s=80x60:r=12,format=yuv444p,noise=c0s=14,scale=320:240:flags=bicubic";

  private static final Pattern PART = Pattern.compile("keying-from-(\\d+)\\.filters");

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      value = OutputFormat.class,
      names = {"WEBM", "MOV", "PNG", "GIF"})
  void every_shot_is_keyed_with_its_own_screen(OutputFormat format) throws Exception {
    MediaInfo source = shots("in.mkv", 10, WASHED, STRONG, BLUE);
    Path part = dir.resolve("out." + format.extension(false));

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.frames()).isEqualTo(30);
    boolean archive = format == OutputFormat.PNG;
    List<KeyingClips.Picture> pictures = archive ? List.of() : frames(part);
    for (int number : new int[] {0, 9, 10, 19, 20, 29}) {
      KeyingClips.Picture picture =
          archive ? frame(KeyingClips.unpacked(part, number, dir), 0) : pictures.get(number);
      assertThat(picture.alpha(20, 20)).as("screen of frame %d", number).isLessThan(8);
      assertThat(picture.alpha(140, 100)).as("subject of frame %d", number).isGreaterThan(247);
      assertThat(picture.distance(140, 100, SUBJECT))
          .as("colour of frame %d", number)
          .isLessThan(format == OutputFormat.GIF ? 20 : 12);
    }
    if (format == OutputFormat.WEBM || format == OutputFormat.MOV) {
      assertThat(steps(part)).isEqualTo(steps(source.file()));
      assertThat(probe(part).sound()).isPresent();
    }
    assertThat(report.note())
        .startsWith("Key colours #")
        .containsPattern("#[0-9a-f]{6} from 0\\.83 s, #[0-9a-f]{6} from 1\\.67 s; ");
    assertThat(report.shots()).hasSize(3);
  }

  @Test
  void a_screen_that_comes_again_is_the_same_one() throws Exception {
    MediaInfo source = shots("in.mkv", 8, STRONG, WASHED, STRONG, WASHED);
    Path part = dir.resolve("out.mov");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    List<String> colours = report.shots().stream().map(KeyingReport.Shot::keyColor).toList();
    assertThat(colours).hasSize(4);
    assertThat(colours.subList(2, 4)).isEqualTo(colours.subList(0, 2)).doesNotHaveDuplicates();
    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 7, 8, 15, 16, 23, 24, 31}) {
      assertThat(pictures.get(number).alpha(20, 20)).as("frame %d", number).isLessThan(8);
    }
  }

  @Test
  void parts_side_by_side_change_the_screen_at_the_same_frame() throws Exception {
    MediaInfo source = shots("in.mkv", 43, WASHED, STRONG, WASHED);
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    List<Integer> begins = beginsOfParts();
    assertThat(begins).hasSize(2).startsWith(0);
    assertThat(begins.get(1)).as("within the second shot").isBetween(44, 85);
    assertThat(steps(part)).isEqualTo(steps(source.file()));
    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 42, 43, 63, 64, 65, 85, 86, 128}) {
      assertThat(pictures.get(number).alpha(20, 20)).as("frame %d", number).isLessThan(8);
    }
  }

  @Test
  void a_clip_too_long_to_be_kept_is_looked_at_for_its_shots() throws Exception {
    MediaInfo source = shots("in.mkv", 40, STRONG, WASHED);
    Path part = dir.resolve("out.mov");
    KeyingRequest request =
        new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, Optional.empty());

    KeyingReport report =
        new Keyer(FFMPEG, new FrameMemory(0))
            .key(request, dir, part, (fraction, message) -> {}, new Cancellation());

    assertThat(report.shots()).hasSize(2);
    assertThat(report.frames()).isEqualTo(80);
    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 39, 40, 79}) {
      assertThat(pictures.get(number).alpha(20, 20)).as("frame %d", number).isLessThan(8);
    }
  }

  /** A cut to another view of the same screen, a flash, and light that flickers are no change. */
  @ParameterizedTest
  @CsvSource({
    "'lutrgb=r=255:g=255:b=255:enable=between(n\\,10\\,11)'",
    "'lutrgb=r=0.8*val:g=0.8*val:b=0.8*val:enable=mod(n\\,2)'",
    "'null'",
  })
  void one_screen_stays_one(String filter) throws Exception {
    MediaInfo source = shots(filter, "in.mkv", 10, STRONG, STRONG, STRONG);
    Path part = dir.resolve("out.mov");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    assertThat(report.shots()).hasSize(1);
    assertThat(report.note()).startsWith("Key colour #");
  }

  @Test
  void a_shot_without_a_screen_is_refused_and_told_where() throws Exception {
    MediaInfo source = shots("in.mkv", 12, STRONG, WALL, STRONG);
    Path part = dir.resolve("out.mov");

    assertThatThrownBy(() -> key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("No green or blue screen was found in in.mkv from 1.00 to 2.00 s")
        .hasMessageContaining("\"force\": true");

    KeyingReport report = key(source, forced(), OutputFormat.MOV, dir, part);

    assertThat(report.warnings()).anyMatch(warning -> warning.contains("from 1.00 to 2.00 s"));
    List<KeyingClips.Picture> pictures = frames(part);
    assertThat(pictures.get(0).alpha(20, 20)).isLessThan(8);
    assertThat(pictures.get(14).alpha(20, 20)).isGreaterThan(247);
  }

  @Test
  void a_shot_of_a_lawn_is_one_without_a_screen() throws Exception {
    MediaInfo source = shots("in.mkv", 12, STRONG, LAWN, STRONG);
    Path part = dir.resolve("out.mov");

    assertThatThrownBy(() -> key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("No green or blue screen was found in in.mkv from 1.00 to 2.00 s");

    KeyingReport report = key(source, forced(), OutputFormat.MOV, dir, part);

    assertThat(report.shots()).hasSize(1);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("from 1.00 to 2.00 s"));
    List<KeyingClips.Picture> pictures = frames(part);
    assertThat(pictures.get(0).alpha(20, 20)).isLessThan(8);
    assertThat(pictures.get(35).alpha(20, 20)).isLessThan(8);
  }

  @Test
  void a_short_shot_of_a_lawn_is_let_through() throws Exception {
    MediaInfo source = shots("in.mkv", 5, STRONG, LAWN, STRONG);
    Path part = dir.resolve("out.mov");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    assertThat(report.shots()).hasSize(1);
    assertThat(frame(part, 14).alpha(20, 20)).isLessThan(8);
  }

  @Test
  void a_ninth_screen_is_told_of() throws Exception {
    MediaInfo source =
        shots(
            "in.mkv",
            4,
            "0x50a000",
            "0x1070b0",
            "0x1050b0",
            "0x1030b0",
            "0x1010b0",
            "0x1050e0",
            "0x1030e0",
            "0x1010e0",
            "0x10b070");

    KeyingReport report =
        key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, dir.resolve("out.mov"));

    assertThat(report.warnings())
        .anyMatch(
            warning ->
                warning.startsWith(
                    "The clip shows more than 8 different screens: what is shown from 2.67 to"
                        + " 3.00 s was keyed with the likest of the others."));
  }

  @Test
  void black_before_and_behind_is_no_shot_without_a_screen() throws Exception {
    MediaInfo source = shots("in.mkv", 12, "0x000000", STRONG, "0x000000");
    Path part = dir.resolve("out.mov");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    assertThat(report.shots()).hasSize(1);
    assertThat(frame(part, 16).alpha(20, 20)).isLessThan(8);
  }

  /** Numbers of the pictures that the parts of the clip begin with, from the graphs left behind. */
  private List<Integer> beginsOfParts() throws Exception {
    try (Stream<Path> left = Files.list(dir)) {
      return left.map(file -> PART.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(part -> Integer.valueOf(part.group(1)))
          .sorted()
          .toList();
    }
  }

  private static KeyingSettings forced() {
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    return new KeyingSettings(
        KeyColor.AUTO,
        normal.matte(),
        normal.spill(),
        normal.plate(),
        normal.corrections(),
        0,
        true);
  }

  private MediaInfo shots(String name, int pictures, String... screens) throws Exception {
    return shots("null", name, pictures, screens);
  }

  /** Shots of a square that is each time elsewhere a little, 12 pictures a second, with sound. */
  private MediaInfo shots(String filter, String name, int pictures, String... screens)
      throws Exception {
    StringBuilder graph = new StringBuilder();
    for (int i = 0; i < screens.length; i++) {
      String ground = screens[i].contains(":") ? screens[i] : screens[i] + ":s=320x240:r=12";
      graph.append(
          ("color=c=%s,trim=end_frame=%d,format=gbrp[g%d];"
                  + "color=c=0x%06x:s=%dx80:r=12,format=gbrp[s%d];"
                  + "[g%d][s%d]overlay=x=100:y=60:shortest=1:format=gbrp[o%d];")
              .formatted(ground, pictures, i, SUBJECT, 80 + 8 * i, i, i, i, i));
    }
    for (int i = 0; i < screens.length; i++) {
      graph.append("[o").append(i).append(']');
    }
    graph.append(
        "concat=n=%d:v=1,%s,format=gbrp,scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]"
            .formatted(screens.length, filter));
    List<String> arguments =
        new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=d=" + screens.length * pictures / 12.0));
    arguments.addAll(List.of("-filter_complex", graph.toString(), "-map", "[v]", "-map", "0:a"));
    arguments.addAll(List.of(LOSSLESS));
    arguments.addAll(List.of("-c:a", "flac"));
    return KeyingClips.encoded(dir.resolve(name), arguments);
  }

  /** Times from the first one on: a container's sound may begin a little earlier. */
  private static List<Long> steps(Path file) throws Exception {
    List<Long> times = times(file);
    return times.stream().map(time -> time - times.get(0)).toList();
  }
}
