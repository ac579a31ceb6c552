package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.clipWithSound;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.KeyingClips.Picture;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Fit;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of its pictures a video behind the subject shows, and how long the result is. */
class MovingBackgroundTest extends CompositeFixture {

  /** The square on green for a second. */
  private static MediaInfo plain;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    plain = clip(drawn.resolve("plain.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
  }

  @Test
  void a_shorter_background_begins_again_or_ends_the_result() throws Exception {
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", "-c:v", "ffv1", "-c:a", "aac");
    Background half = video("half.mkv", "color=c=0x902020:s=100x60:r=12:d=0.5", List.of());

    Path looped = made(source, with(half, End.LOOP, Sound.CLIP));
    Path trimmed = made(source, with(half, End.TRIM, Sound.CLIP));

    assertThat(times(looped)).hasSize(12);
    assertThat(times(trimmed)).hasSizeBetween(6, 7);
    assertThat(probe(trimmed).sound().orElseThrow().durationSeconds()).isBetween(0.4, 0.65);
    assertNear(first(looped), 20, 20, RED);
  }

  @Test
  void a_background_ends_the_result_with_its_pictures_and_not_with_its_sound() throws Exception {
    MediaInfo source = plain;
    Background half =
        video(
            "half.mkv",
            "color=c=0x902020:s=100x60:r=12:d=0.5",
            List.of("-f", "lavfi", "-i", "sine=d=0.9"));

    assertThat(times(made(source, with(half, End.TRIM, Sound.NONE)))).hasSizeBetween(6, 7);
  }

  @Test
  void a_background_whose_pictures_begin_late_is_there_from_the_start() throws Exception {
    MediaInfo source = plain;
    Background late =
        video(
            "late.mp4",
            "sine=d=1.3",
            List.of(
                "-itsoffset", "0.3", "-f", "lavfi", "-i", "color=c=0x902020:s=100x60:r=12:d=1"));

    Path part = made(source, with(late, End.LOOP, Sound.BACKGROUND));

    assertNear(first(part), 20, 20, RED);
    assertThat(frame(part, 3).distance(20, 20, RED)).isLessThan(16);
    assertThat(times(part)).isEqualTo(times(source.file()));
  }

  /** The clip's sound begins at 0, its twelve pictures at half a second. */
  @ParameterizedTest
  @CsvSource({"0.25, 3, 0.75", "1.25, 12, 1.5"})
  void a_background_begins_with_the_clips_first_picture(double seconds, int count, double end)
      throws Exception {
    MediaInfo pictures = plain;
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=d=1.5"));
    arguments.addAll(List.of("-itsoffset", "0.5", "-i", "file:" + pictures.file()));
    arguments.addAll(List.of("-map", "0:a", "-map", "1:v", "-c:v", "copy", "-c:a", "flac"));
    Path late = dir.resolve("late.mkv");
    arguments.add("file:" + late);
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    Background moving =
        video(
            "moving.mp4",
            "color=c=black:s=160x120:r=12:d=%s,format=yuv420p,geq=lum='40+15*N':cb=128:cr=128"
                .formatted(seconds),
            List.of("-f", "lavfi", "-i", "sine=d=" + seconds));

    Path part = made(probe(late), with(moving, End.TRIM, Sound.MIX));

    assertThat(times(part)).hasSize(count);
    List<Picture> shown = frames(part);
    assertThat(shown.get(0).red(20, 20)).isBetween(22, 34);
    assertThat(shown.get(2).red(20, 20)).isBetween(57, 69);
    assertThat(probe(part).sound().orElseThrow().durationSeconds()).isCloseTo(end, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({"mp4, mkv", "mkv, mp4", "mkv, avi"})
  void a_background_of_the_clips_rate_moves_with_each_picture(String own, String behind)
      throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in." + own),
            GREEN,
            "320x240",
            "format=yuv420p",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2");
    // Matroska rounds times to milliseconds: 83, 167, 250 where others have 83.3, 166.7, 250.
    Background moving =
        video(
            "moving." + behind,
            "color=c=black:s=160x120:r=12:d=1,format=yuv420p,geq=lum='40+15*N':cb=128:cr=128",
            List.of());

    Path part = made(source, with(moving, End.LOOP, Sound.CLIP));

    List<Picture> shown = frames(part);
    for (int i = 0; i < 12; i++) {
      int level = (int) Math.round((24 + 15 * i) * 255 / 219.0);
      assertThat(shown.get(i).red(20, 20)).as("picture %d", i).isBetween(level - 6, level + 6);
    }
  }

  @Test
  void a_longer_background_that_may_end_the_result_adds_no_pictures() throws Exception {
    MediaInfo source = plain;
    Background longer = video("longer.mkv", "color=c=0x902020:s=100x60:r=48:d=2", List.of());

    Path part = made(source, with(longer, End.TRIM, Sound.NONE));

    assertThat(times(part)).isEqualTo(times(source.file()));
  }

  /** Eleven twelfths of a second are no number of microseconds. */
  @Test
  void a_background_or_a_sticker_that_counts_otherwise_leaves_the_clips_rate() throws Exception {
    String[] eleven = {"-c:v", "mpeg4", "-q:v", "2", "-frames:v", "11"};
    MediaInfo source = clip(dir.resolve("in.mp4"), GREEN, "320x240", "format=yuv420p", eleven);
    MediaInfo behind =
        clip(dir.resolve("behind.mkv"), RED, "320x240", "format=yuv420p,settb=1/90000", LOSSLESS);
    Path laid = dir.resolve("out.mp4");
    Path sticker = dir.resolve("out.mov");

    Composite composite = over(new Background.File(behind), Fit.COVER);
    key(source, OutputFormat.MP4, Optional.of(composite), Optional.empty(), laid);
    Optional<StickerSettings> look = Optional.of(StickerSettings.forSide(240));
    key(source, OutputFormat.MOV, Optional.empty(), look, sticker);

    assertThat(probe(laid).picture().orElseThrow().frameRate().value()).isEqualTo(12.0);
    assertThat(probe(sticker).picture().orElseThrow().frameRate().value()).isEqualTo(12.0);
  }
}
