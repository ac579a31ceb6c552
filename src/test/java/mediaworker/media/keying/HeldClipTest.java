package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.Composite.Canvas;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Fit;
import mediaworker.media.keying.request.Composite.Placement;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips whose last picture is shown for long, or whose sound goes on behind their pictures. */
class HeldClipTest {

  /** Twelve pictures a second, the last of twelve for two seconds. */
  private static final double LENGTH = 11 / 12.0 + 2;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"mp4, WEBM", "webm, WEBM", "mp4, MOV", "mkv, MOV"})
  void a_keyed_clip_is_as_long_as_the_clip(String extension, OutputFormat format) throws Exception {
    MediaInfo source = held(extension, 12, "format=yuv420p");
    Path part = dir.resolve("out." + format.word());

    keyed(source, KeyingSettings.DEFAULTS, format, part);

    assertThat(times(part)).isEqualTo(times(source.file()));
    assertThat(end(part)).isCloseTo(LENGTH, within(0.002));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WEBM", "MOV"})
  void a_posterized_clip_is_as_long_as_the_clip(OutputFormat format) throws Exception {
    Path part = dir.resolve("out." + format.word());
    keyed(held("mp4", 12, "format=yuv420p"), KeyingClips.posterized(4, true), format, part);
    assertThat(times(part)).hasSize(12);
    assertThat(end(part)).isCloseTo(LENGTH, within(0.002));
  }

  @ParameterizedTest
  @ValueSource(strings = {"format=yuva420p", "format=yuv420p,setfield=tff"})
  void so_is_one_that_was_transparent_before_and_one_of_fields(String filters) throws Exception {
    Path part = dir.resolve("out.mov");
    keyed(held("mkv", 12, filters), KeyingSettings.DEFAULTS, OutputFormat.MOV, part);
    assertThat(times(part)).hasSize(12);
    assertThat(end(part)).isCloseTo(LENGTH, within(0.002));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WEBM", "MP4"})
  void a_clip_keyed_in_parts_is_as_long_as_the_clip(OutputFormat format) throws Exception {
    MediaInfo source = held("mp4", 100, "format=yuv420p");
    Path part = dir.resolve("out." + format.word());
    Background blue = new Background.Color(0x203090);

    key(source, format, over(format, blue, End.LOOP), part);

    assertThat(times(part)).hasSize(100);
    assertThat(end(part)).isCloseTo(99 / 12.0 + 2, within(0.002));
  }

  @Test
  void a_clip_over_a_video_is_as_long_as_the_clip() throws Exception {
    MediaInfo source = held("mp4", 12, "format=yuv420p");
    Path part = dir.resolve("out.mp4");
    Background behind = new Background.File(background(0.7));

    key(source, OutputFormat.MP4, over(OutputFormat.MP4, behind, End.LOOP), part);

    assertThat(times(part)).hasSize(12);
    assertThat(end(part)).isCloseTo(LENGTH, within(0.002));
  }

  @ParameterizedTest
  @CsvSource({"1.5, 12, 1.5", "0.75, 9, 0.75", "5, 12, 2.9167"})
  void a_video_behind_ends_the_result_also_within_a_picture(
      double seconds, int pictures, double end) throws Exception {
    MediaInfo source = held("mp4", 12, "format=yuv420p");
    Path part = dir.resolve("out.mp4");
    Background behind = new Background.File(background(seconds));

    key(source, OutputFormat.MP4, over(OutputFormat.MP4, behind, End.TRIM), part);

    assertThat(times(part)).hasSize(pictures);
    assertThat(end(part)).isCloseTo(end, within(0.002));
  }

  @ParameterizedTest
  @CsvSource({"mp4, 0", "webm, 0", "webm, 4"})
  void a_gif_holds_its_last_picture_too(String extension, double posterized) throws Exception {
    Path part = dir.resolve("out.gif");
    keyed(
        held(extension, 12, "format=yuv420p"),
        KeyingClips.posterized(posterized, true),
        OutputFormat.GIF,
        part);
    assertThat(probe(part).durationSeconds()).isCloseTo(LENGTH, within(0.015));
  }

  @Test
  void an_animated_webp_holds_its_last_picture_too() throws Exception {
    Path part = dir.resolve("out.webp");
    keyed(held("mp4", 12, "format=yuv420p"), KeyingSettings.DEFAULTS, OutputFormat.WEBP, part);
    assertThat(webpMilliseconds(part)).isCloseTo(2917, within(2L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF", "WEBP", "WEBM"})
  void sound_that_goes_on_makes_the_pictures_no_longer(OutputFormat format) throws Exception {
    MediaInfo source =
        drawn(
            dir.resolve("in.webm"),
            "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24",
            "format=yuv420p",
            List.of("-f", "lavfi", "-i", "sine=d=4"),
            "-c:v",
            "libvpx-vp9",
            "-c:a",
            "libopus");
    Path part = dir.resolve("out." + format.word());

    keyed(source, KeyingSettings.DEFAULTS, format, part);

    double seconds =
        switch (format) {
          case GIF -> probe(part).durationSeconds();
          case WEBP -> webpMilliseconds(part) / 1000.0;
          default -> end(part);
        };
    assertThat(seconds).isCloseTo(1, within(0.03));
  }

  private MediaInfo held(String extension, int pictures, String filters) throws Exception {
    String moving = "crop=320:240:0:0,";
    List<String> encoder =
        switch (extension) {
          case "mp4" -> List.of("-c:v", "libopenh264", "-b:v", "2M");
          case "webm" -> List.of("-c:v", "libvpx-vp9", "-crf", "12", "-b:v", "0");
          default -> List.of("-c:v", "ffv1");
        };
    String last = "setts=duration='if(eq(N,%d),2/TB,DURATION)'".formatted(pictures - 1);
    return drawn(
        dir.resolve("in." + extension),
        "color=c=0x00b140:s=320x240:r=12,format=rgb24",
        moving + "noise=alls=2:allf=t:all_seed=7," + filters,
        List.of(),
        Stream.concat(
                encoder.stream(), Stream.of("-frames:v", String.valueOf(pictures), "-bsf:v", last))
            .toArray(String[]::new));
  }

  private MediaInfo background(double seconds) throws Exception {
    return probe(
        GeneratedClips.h264(dir.resolve("behind.mp4"), "testsrc2=s=320x240:r=24:d=" + seconds));
  }

  private static Optional<Composite> over(OutputFormat format, Background behind, End end) {
    return format != OutputFormat.MP4
        ? Optional.empty()
        : Optional.of(
            new Composite(behind, Fit.COVER, 0, end, Canvas.OF_CLIP, Placement.WHOLE, Sound.NONE));
  }

  private void key(MediaInfo source, OutputFormat format, Optional<Composite> over, Path part)
      throws Exception {
    KeyingRequest request = new KeyingRequest(source, KeyingSettings.DEFAULTS, format, over);
    new Keyer(FFMPEG).key(request, dir, part, (fraction, message) -> {}, new Cancellation());
  }

  private void keyed(MediaInfo source, KeyingSettings settings, OutputFormat format, Path part)
      throws Exception {
    KeyingClips.key(source, settings, format, dir, part);
  }

  private static double end(Path file) throws Exception {
    return GeneratedClips.read(file).times().end();
  }

  /** The lengths of an animated WebP's pictures, added up. */
  private static long webpMilliseconds(Path file) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long sum = 0;
    for (int at = 12; at + 8 <= bytes.limit(); ) {
      String chunk = new String(bytes.array(), at, 4, StandardCharsets.US_ASCII);
      int size = bytes.getInt(at + 4);
      if (chunk.equals("ANMF")) {
        sum += bytes.getInt(at + 8 + 12) & 0xffffff;
      }
      at += 8 + size + size % 2;
    }
    return sum;
  }
}
