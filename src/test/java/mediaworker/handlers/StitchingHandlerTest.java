package mediaworker.handlers;

import static mediaworker.handlers.StitchingFakes.job;
import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.media.stitching.Transition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StitchingHandlerTest {

  @TempDir Path dir;
  private StitchingHandler handler;

  @BeforeEach
  void setUp() {
    handler = new StitchingHandler(new StitchingFakes.Library(dir), FFMPEG);
  }

  @Test
  void two_paths_of_the_dashboard_are_joined_in_their_order_into_the_library() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 0.5);
    counting(dir.resolve("b.mp4"), 10, 0.3);
    Job job = job("video_stitching", "{\"video_a_path\": \"a.mp4\", \"video_b_path\": \"b.mp4\"}");
    JobResult.Finished finished = run(job);
    assertThat(finished.result()).isEqualTo("LIBRARY/stitched_12.mp4");
    assertThat(finished.note()).isEqualTo("2 clips copied, 8 frames, 0.80 s");
    assertThat(numbers(dir.resolve(finished.result()))).isEqualTo(List.of(0, 1, 2, 3, 4, 0, 1, 2));
  }

  @Test
  void a_list_with_cuts_a_transition_and_a_name_goes_to_the_output_folder() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    Job job =
        job(
            "stitching",
            """
            {"videos": ["a.mp4", {"video": "a.mp4", "in": 0.2, "out": "0.8"}],
             "transition": "Crossfade", "transition_duration": 0.2, "output_name": "both"}""");
    JobResult.Finished finished = run(job);
    assertThat(finished.result()).isEqualTo("OUTPUT/both.mp4");
    assertThat(finished.note()).isEqualTo("2 clips encoded, 14 frames, 1.40 s");
  }

  @Test
  void the_fields_are_read_with_their_defaults() throws Exception {
    StitchingHandler.Input input =
        handler.decode(job("stitching", "{\"video_paths\": [\"a.mp4\", \"a.mp4\"]}"));
    assertThat(input.transition()).isEqualTo(Transition.NONE);
    assertThat(input.transitionSeconds()).isEqualTo(0.5);
    assertThat(input.outputName()).isNull();
    assertThat(input.videos())
        .containsOnly(new StitchingHandler.Video("a.mp4", 0, OptionalDouble.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | \"videos\" is missing",
        "{\"videos\": \"a.mp4\"} | must be a list of videos",
        "{\"videos\": [\"a.mp4\"]} | at least two videos",
        "{\"videos\": [\"a.mp4\", 7]} | element 2 of \"videos\"",
        "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": 3, \"out\": 2}]} | element 2",
        "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": \"x\"}]} | element 2",
        "{\"videos\": [\"a\", \"b\"], \"transition\": \"swirl\"} | must be one of none, crossfade",
        "{\"videos\": [\"a\", \"b\"], \"transition_duration\": -1} | between 0 and 10",
        "{\"video_a_path\": \"a.mp4\"} | \"video_b_path\" is missing",
      })
  void what_is_wrong_with_the_fields_is_said(String json, String said) {
    assertThatThrownBy(() -> handler.decode(job("stitching", json)))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining(said);
  }

  @Test
  void a_clip_that_cannot_be_used_fails_the_job_by_name_and_leaves_nothing() throws Exception {
    h264(dir.resolve("a.mp4"), "color=red:s=64x64:d=0.2");
    Files.writeString(dir.resolve("b.mp4"), "no video");
    Job job = job("stitching", "{\"videos\": [\"a.mp4\", \"b.mp4\"]}");
    assertThatThrownBy(() -> run(job))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("b.mp4 is not a media file");
    assertThatThrownBy(() -> run(job("stitching", "{\"videos\": [\"a.mp4\", \"none.mp4\"]}")))
        .hasMessage("The file none.mp4 does not exist.");
    try (Stream<Path> files = Files.walk(dir)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  private JobResult.Finished run(Job job) throws Exception {
    StitchingFakes.Context context = new StitchingFakes.Context(job, dir.resolve("work"));
    return (JobResult.Finished) handler.run(handler.decode(job), context);
  }
}
