package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.Sounds;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with more pictures or sounds than one: which of them is meant. */
class SeveralStreamsTest {

  private static final List<String> BLUE_AND_TONE =
      List.of(
          "-f lavfi -i color=blue:s=160x120:r=25:d=1 -f lavfi -i sine=440:r=48000:d=1"
              .split(" ", -1));

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} before the clip in {1}")
  @CsvSource({"mjpeg,mp4", "png,mp4", "mjpeg,mov", "png,mkv", "mjpeg,mkv", "mjpeg,avi"})
  void a_single_picture_before_the_clip_is_its_cover_also_if_it_is_not_marked_so(
      String codec, String container) throws Exception {
    Path file =
        make(
            folder.resolve("clip." + container),
            lavfi("color=red:s=64x64:r=25:d=0.04"),
            BLUE_AND_TONE,
            List.of("-map", "0", "-map", "1", "-map", "2"),
            List.of("-c:v:0", codec, "-c:v:1", "libopenh264", "-c:a", "aac"),
            List.of("-pix_fmt:v:1", "yuv420p", "-disposition:v:0", "default"));

    assertIsBlueAndWhole(file, 25);
  }

  @Test
  void motion_jpeg_beside_another_stream_is_a_clip_where_it_moves() throws Exception {
    Path file =
        make(
            folder.resolve("camera.mkv"),
            BLUE_AND_TONE,
            lavfi("color=red:s=64x64:r=25:d=1"),
            List.of("-map", "0", "-map", "1", "-map", "2"),
            List.of("-c:v:0", "mjpeg", "-c:v:1", "libopenh264", "-c:a", "aac"),
            List.of("-disposition:v:0", "0", "-disposition:v:1", "0"));

    assertIsBlueAndWhole(file, 25);
  }

  @ParameterizedTest
  @CsvSource({"mp4", "mkv", "mov"})
  void of_several_clips_that_one_is_meant_which_players_show(String container) throws Exception {
    Path file =
        make(
            folder.resolve("clip." + container),
            lavfi("color=red:s=320x240:r=25:d=1"),
            BLUE_AND_TONE,
            List.of("-map", "0", "-map", "1", "-map", "2"),
            List.of("-c:v", "libopenh264", "-c:a", "aac", "-pix_fmt", "yuv420p"),
            List.of("-disposition:v:0", "0", "-disposition:v:1", "default"));

    assertIsBlueAndWhole(file, 25);
  }

  @ParameterizedTest
  @CsvSource({"mp4", "mkv"})
  void of_several_sounds_that_one_is_meant_which_players_play(String container) throws Exception {
    Path file =
        make(
            folder.resolve("clip." + container),
            BLUE_AND_TONE,
            lavfi("anullsrc=r=44100:cl=mono:d=1"),
            List.of("-map", "2", "-map", "0", "-map", "1", "-t", "1"),
            List.of("-c:v", "libopenh264", "-c:a", "aac", "-pix_fmt", "yuv420p"),
            List.of("-disposition:a:0", "0", "-disposition:a:1", "default"));

    assertThat(probe(file).sound()).get().returns(48_000, MediaInfo.Audio::sampleRate);
    assertThat(Sounds.of(trimmed(file)).tone(440, 0.2, 0.8)).isGreaterThan(0.05);
  }

  private void assertIsBlueAndWhole(Path file, int frames) throws Exception {
    assertThat(probe(file).picture()).get().returns(160, MediaInfo.Video::width);
    Path still = folder.resolve("still.png");
    new FrameGrabber(FFMPEG).grab(file, 0.5, still, new Cancellation());
    assertThat(pixels(still, 20, 20)).first().satisfies(SeveralStreamsTest::isBlue);
    List<int[]> seen = pixels(trimmed(file), 20, 20);
    assertThat(seen).hasSize(frames).allSatisfy(SeveralStreamsTest::isBlue);
  }

  private Path trimmed(Path file) throws Exception {
    Path part = folder.resolve("trimmed.webm");
    new Trimmer(FFMPEG)
        .trim(
            new TrimRequest(Cut.whole(file), false),
            folder,
            part,
            WorkProgress.NONE,
            new Cancellation());
    return part;
  }

  private static void isBlue(int[] rgba) {
    assertThat(rgba[2]).isGreaterThan(200);
    assertThat(rgba[0]).isLessThan(60);
  }
}
