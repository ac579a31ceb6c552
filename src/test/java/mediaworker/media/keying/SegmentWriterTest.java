package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.FrameTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that are keyed in parts come out as if they had not been. */
class SegmentWriterTest {

  @TempDir Path dir;

  @Test
  void the_parts_are_about_equal_and_hold_every_picture_once() {
    List<Segment> segments = Segment.of(steady(203), 4, 640 * 360);

    assertThat(segments).hasSize(4);
    assertThat(segments.get(0).seek()).isZero();
    assertThat(segments.get(1).first()).isEqualTo(50);
    assertThat(segments.get(1).seek()).isBetween(49 / 25.0, 50 / 25.0);
    assertThat(segments.stream().mapToInt(Segment::count).sum()).isEqualTo(203);
    assertThat(segments).allSatisfy(segment -> assertThat(segment.count()).isBetween(50, 51));
  }

  @Test
  void short_clips_and_pictures_too_large_for_the_memory_stay_whole() {
    assertThat(Segment.of(steady(79), 8, 640 * 360)).hasSize(1);
    assertThat(Segment.of(steady(2000), 8, 7680 * 4320)).hasSize(1);
    assertThat(Segment.of(steady(2000), 8, 1920 * 1080)).hasSize(1);
    assertThat(Segment.of(steady(2000), 8, 1280 * 720)).hasSize(2);
  }

  @Test
  void times_sound_and_pictures_are_those_of_the_clip() throws Exception {
    // Uneven times, a late start, key frames far apart, B frames, and a grey level for each
    // picture.
    Path file = dir.resolve("in.mkv");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x00b140:s=320x240:r=30:d=5,format=gbrp",
            "-f",
            "lavfi",
            "-i",
            "color=c=black:s=80x80:r=30:d=5,format=gray,geq=lum=40+N,format=gbrp",
            "-f",
            "lavfi",
            "-i",
            "sine=d=5",
            "-filter_complex",
            "[0][1]overlay=x=100:y=60:format=gbrp,select='not(eq(mod(n,7),3))*gte(n,2)',"
                + "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]",
            "-map",
            "[v]",
            "-map",
            "2:a",
            "-fps_mode",
            "passthrough",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2",
            "-g",
            "50",
            "-bf",
            "2",
            "-c:a",
            "libopus",
            "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    MediaInfo source = probe(file);
    assertThat(FFMPEG.threads()).isEqualTo(2);
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    List<Long> wanted = times(file);
    assertThat(wanted).hasSizeGreaterThan(2 * 40);
    assertThat(report.frames()).isEqualTo(wanted.size());
    assertThat(times(part)).isEqualTo(wanted);
    assertThat(probe(part).picture().orElseThrow().alpha()).isTrue();
    assertThat(probe(part).sound().orElseThrow().codec()).isEqualTo("opus");
    int half = wanted.size() / 2;
    for (int number : new int[] {0, half - 1, half, half + 1, wanted.size() - 1}) {
      KeyingClips.Picture made = frame(part, number);
      int level = frame(file, number).red(140, 100);
      assertThat(made.red(140, 100))
          .as("grey of picture %d", number)
          .isBetween(level - 3, level + 3);
      assertThat(made.alpha(140, 100)).isGreaterThan(247);
      assertThat(made.alpha(20, 20)).isLessThan(8);
    }
  }

  private static FrameTimes steady(int count) {
    return new FrameTimes(
        IntStream.range(0, count).mapToDouble(i -> i / 25.0).toArray(), count / 25.0);
  }
}
