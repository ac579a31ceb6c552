package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.mp4.Mp4Joiner;
import mediaworker.media.mp4.Mp4Movie;
import mediaworker.media.mp4.PictureUnits;
import mediaworker.media.mp4.SampleRun;
import mediaworker.media.mp4.TrackPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoCheckTest {

  private static final VideoCheck.Steps EVEN = VideoCheck.Steps.even(1 / 30.0);

  @TempDir Path dir;

  @Test
  void a_video_as_planned_passes() throws Exception {
    Path file = counting(dir.resolve("a.mp4"), 30, 1);
    assertThat(problem(file, 30, false)).isEmpty();
  }

  @Test
  void a_wrong_number_of_pictures_is_told_with_both_numbers() throws Exception {
    Path file = counting(dir.resolve("a.mp4"), 30, 1);
    assertThat(problem(file, 31, false)).contains("31 pictures were expected, 30 are there.");
  }

  @Test
  void a_hole_between_pictures_is_found() throws Exception {
    Path file =
        h264(
            dir.resolve("a.mp4"),
            "color=red:s=160x120:r=30:d=1,setpts='PTS+gte(N,15)*2/TB'",
            List.of("-fps_mode", "passthrough"));
    assertThat(problem(file, 30, false).orElseThrow()).contains("hole of 2.033 s");
  }

  @Test
  void a_picture_that_is_hardly_shown_is_found() throws Exception {
    Path file =
        h264(
            dir.resolve("a.mp4"),
            "color=red:s=160x120:r=30:d=1,settb=1/12800,setpts='PTS-gte(N,15)*400'",
            List.of("-fps_mode", "passthrough", "-enc_time_base:v", "1/12800"));
    assertThat(problem(file, 30, false).orElseThrow())
        .contains("shown for 0.002 s")
        .contains("0.033");
  }

  @Test
  void sound_that_is_longer_than_the_pictures_is_found() throws Exception {
    Path file = h264WithTone(dir.resolve("a.mp4"), "color=red:s=160x120:r=30:d=1", 1.3);
    assertThat(problem(file, 30, true).orElseThrow()).contains("Its sound is 1.3");
    assertThat(problem(file, 30, false).orElseThrow()).contains("sound from nowhere");
  }

  @Test
  void a_lost_transparency_and_a_wrong_size_are_found() throws Exception {
    Path file = counting(dir.resolve("a.mp4"), 30, 1);
    VideoCheck check = new VideoCheck(FFMPEG);
    assertThat(
            check.problem(
                file,
                new VideoCheck.Expected(30, EVEN, 160, 120, true, false),
                WorkProgress.NONE,
                new Cancellation()))
        .contains("Its transparency is lost.");
    assertThat(
            check.problem(
                file,
                new VideoCheck.Expected(30, EVEN, 320, 240, false, false),
                WorkProgress.NONE,
                new Cancellation()))
        .contains("Its size is 160x120 where 320x240 was expected.");
  }

  @Test
  void the_tables_of_a_joined_file_are_compared_place_for_place_and_time_for_time()
      throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    Mp4Movie movie = Mp4Movie.read(clip).orElseThrow();
    SampleRun pictures = SampleRun.whole(movie, movie.picture().orElseThrow());
    TrackPlan twice = new TrackPlan(List.of(pictures, pictures), 0, 0);
    Mp4Joiner joiner = Mp4Joiner.of(twice, Optional.empty()).orElseThrow();
    Path joined = dir.resolve("joined.mp4");
    joiner.begin(joined).write(written -> {}, new PictureUnits(List.of()), new Cancellation());
    assertThat(tablesProblem(joined, 60, joiner)).isEmpty();
    assertThat(tablesProblem(joined, 59, joiner))
        .contains("59 pictures were expected, 60 are there.");

    byte[] good = Files.readAllBytes(joined);
    byte[] slow = good.clone();
    int times = new String(good, StandardCharsets.ISO_8859_1).indexOf("stts");
    int length = ByteBuffer.wrap(slow).getInt(times + 16);
    ByteBuffer.wrap(slow).putInt(times + 16, 2 * length);
    Files.write(joined, slow);
    assertThat(tablesProblem(joined, 60, joiner)).isPresent();
    ByteBuffer.wrap(slow).putInt(times + 16, 0);
    Files.write(joined, slow);
    assertThat(tablesProblem(joined, 60, joiner)).isPresent();

    byte[] moved = good.clone();
    int places = new String(good, StandardCharsets.ISO_8859_1).indexOf("stco");
    ByteBuffer.wrap(moved).putInt(places + 12, (int) joiner.positions(0)[1]);
    Files.write(joined, moved);
    assertThat(tablesProblem(joined, 60, joiner)).isPresent();
  }

  private static Optional<String> tablesProblem(Path file, int frames, Mp4Joiner joiner)
      throws Exception {
    return new VideoCheck(FFMPEG)
        .tablesProblem(
            file,
            new VideoCheck.Expected(frames, EVEN, 160, 120, false, false),
            joiner,
            WorkProgress.NONE,
            new Cancellation());
  }

  @Test
  void a_file_that_does_not_decode_is_found() throws Exception {
    Path whole = h264(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1");
    byte[] bytes = Files.readAllBytes(whole);
    for (int i = bytes.length / 4; i < bytes.length / 2; i += 40) {
      bytes[i] ^= 0x55;
    }
    Path damaged = Files.write(dir.resolve("damaged.mp4"), bytes);
    assertThat(problem(damaged, 30, false).orElseThrow())
        .as("without the name and address of a part of FFmpeg")
        .startsWith("It does not")
        .doesNotContain("@ 0x");
  }

  @Test
  void a_complaint_is_told_without_the_part_of_ffmpeg_that_makes_it() throws Exception {
    Path whole =
        GeneratedClips.make(
            dir.resolve("a.mkv"),
            GeneratedClips.lavfi("testsrc2=s=160x120:r=30:d=1"),
            List.of("-c:v", "ffv1", "-level", "3", "-slicecrc", "1"));
    byte[] bytes = Files.readAllBytes(whole);
    bytes[bytes.length / 2] ^= 0x55;
    Path damaged = Files.write(dir.resolve("damaged.mkv"), bytes);

    assertThat(problem(damaged, 30, false).orElseThrow())
        .startsWith("It does not decode without errors: slice CRC mismatch ");
  }

  private static Optional<String> problem(Path file, int frames, boolean sound) throws Exception {
    return new VideoCheck(FFMPEG)
        .problem(
            file,
            new VideoCheck.Expected(frames, EVEN, 160, 120, false, sound),
            WorkProgress.NONE,
            new Cancellation());
  }
}
