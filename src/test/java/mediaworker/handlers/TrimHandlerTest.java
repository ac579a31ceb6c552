package mediaworker.handlers;

import static mediaworker.handlers.StitchingFakes.job;
import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.longClip;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrimHandlerTest {

  @TempDir Path dir;

  @Test
  void a_trim_of_the_dashboard_leaves_a_transparent_webm_in_the_library() throws Exception {
    halfRedWebm(dir.resolve("a.webm"));
    JobResult.Finished finished =
        run(
            trim(),
            job("trim", "{\"source_video_url\": \"a.webm\", \"in_point\": 0, \"out_point\": 0.5}"));
    assertThat(finished.result()).isEqualTo("LIBRARY/trimmed_12.webm");
    assertThat(finished.note()).isEqualTo("15 frames, 0.50 s, transparency kept");
    assertThat(probe(dir.resolve(finished.result())).picture().orElseThrow().alpha()).isTrue();
  }

  @Test
  void a_ping_pong_says_that_its_sound_is_gone() throws Exception {
    h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    JobResult.Finished finished =
        run(
            trim(),
            job(
                "trim",
                "{\"source_video_url\": \"a.mp4\", \"in_point\": \"0.5\", \"out_point\": 1,"
                    + " \"pingpong\": true}"));
    assertThat(finished.note())
        .isEqualTo("28 frames, 0.93 s, without sound since it runs backwards too");
  }

  @Test
  void a_trim_that_ends_before_its_out_point_tells_it() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    String row =
        "{\"source_video_url\": \"a.mp4\", \"in_point\": 0.5, \"out_point\": %s,"
            + " \"output_name\": \"%s\", \"pingpong\": %s}";
    assertThat(run(trim(), job("trim", row.formatted("50", "cut", "false"))).note())
        .isEqualTo("5 frames, 0.50 s; a.mp4 ends at 1.00 s, before its out point of 50.00 s");
    assertThat(run(trim(), job("trim", row.formatted("2", "back", "true"))).note())
        .isEqualTo("8 frames, 0.80 s; a.mp4 ends at 1.00 s, before its out point of 2.00 s");
    // Less than a picture beyond the end is somebody's rounding.
    assertThat(run(trim(), job("trim", row.formatted("1.05", "rounded", "false"))).note())
        .isEqualTo("5 frames, 0.50 s");
  }

  @Test
  void room_is_asked_for_the_pictures_of_a_ping_pong() throws Exception {
    make(
        dir.resolve("a.mp4"),
        lavfi("testsrc2=s=320x240:r=30:d=1,noise=alls=20:allf=t"),
        List.of("-c:v", "libopenh264", "-b:v", "100k"));
    StitchingFakes.Library library = new StitchingFakes.Library(dir);
    run(
        new TrimHandler(library, FFMPEG),
        job(
            "trim",
            "{\"source_video_url\": \"a.mp4\", \"in_point\": 0, \"out_point\": 1,"
                + " \"pingpong\": true}"));
    long kept = 0;
    try (Stream<Path> files = Files.list(dir.resolve("work"))) {
      for (Path file : files.toList()) {
        kept += Files.size(file);
      }
    }
    assertThat(kept).isGreaterThan(10 * Files.size(dir.resolve("a.mp4")));
    assertThat(library.mostRoom).isGreaterThan(kept);
  }

  @Test
  void a_ping_pong_too_long_to_be_turned_round_does_not_wait_for_room() throws Exception {
    longClip(dir.resolve("a.mkv"));
    StitchingFakes.Library library = new StitchingFakes.Library(dir);
    library.full = true;
    assertThatThrownBy(
            () ->
                run(
                    new TrimHandler(library, FFMPEG),
                    job(
                        "trim",
                        "{\"source_video_url\": \"a.mkv\", \"in_point\": 0, \"out_point\": 55,"
                            + " \"pingpong\": true}")))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining("a.mkv is too long to be played backwards or repeated");
  }

  @Test
  void all_that_is_wrong_with_a_trim_is_said_at_once() {
    assertThatThrownBy(() -> trim().decode(job("trim", "{\"in_point\": 2, \"out_point\": 1}")))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("\"source_video_url\" is missing")
        .hasMessageContaining("\"out_point\" must be later than \"in_point\"");
  }

  @Test
  void a_picture_is_taken_into_the_library() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    Job job = job("frame_extraction", "{\"source_video\": \"a.mp4\", \"time\": 0.4}");
    JobResult.Finished finished = run(frame(), job);
    assertThat(finished.result()).isEqualTo("LIBRARY/frame_12.png");
    assertThat(finished.note()).isEqualTo("picture 4, at 0.400 s");
  }

  @Test
  void a_picture_of_an_hdr_clip_says_that_its_colours_are_ordinary_ones() throws Exception {
    make(
        dir.resolve("a.mkv"),
        lavfi(
            "color=0x808080:s=160x120:r=10:d=0.5,format=yuv420p10le,setparams=range=tv"
                + ":colorspace=bt2020nc:color_primaries=bt2020:color_trc=arib-std-b67"),
        List.of("-c:v", "ffv1"));
    Job job = job("frame_extraction", "{\"source_video\": \"a.mkv\", \"time\": 0.2}");
    assertThat(run(frame(), job).note())
        .isEqualTo(
            "picture 2, at 0.200 s; a.mkv is HDR (HLG) and was brought to ordinary colours (BT.709)");
  }

  @Test
  void a_time_beyond_the_end_fails_the_job_for_good() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    Job job = job("frame_extraction", "{\"source_video\": \"a.mp4\", \"time\": 4}");
    assertThatThrownBy(() -> run(frame(), job))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining("no picture at 4.000 s");
  }

  private TrimHandler trim() {
    return new TrimHandler(new StitchingFakes.Library(dir), FFMPEG);
  }

  private FrameExtractionHandler frame() {
    return new FrameExtractionHandler(new StitchingFakes.Library(dir), FFMPEG);
  }

  private <P> JobResult.Finished run(JobHandler<P> handler, Job job) throws Exception {
    StitchingFakes.Context context = new StitchingFakes.Context(job, dir.resolve("work"));
    return (JobResult.Finished) handler.run(handler.decode(job), context);
  }
}
