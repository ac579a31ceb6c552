package mediaworker.media.keying.output;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.ScreenStretch;
import mediaworker.media.keying.analysis.ScreenSurvey;
import mediaworker.media.keying.analysis.clip.FrameMemory;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.graph.KeyingGraph;
import mediaworker.media.keying.graph.MatteGraph;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph that changes the screen many times is longer than Linux lets an argument be. */
class ManyShotsTest {

  private static final int STRETCHES = 3000;
  private static final int LONGEST_ARGUMENT = 128 * 1024;

  @TempDir Path dir;
  private KeyingTask task;

  @BeforeEach
  void measure() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), 0x00b140, "320x240", "null", "-c:v", "ffv1");
    MediaInfo.Video video = source.picture().orElseThrow();
    WorkingFormat working = WorkingFormat.of(video);
    KeyingSettings settings = KeyingSettings.DEFAULTS;
    KeyingRequest request = new KeyingRequest(source, settings, OutputFormat.MOV, Optional.empty());
    ScreenSurvey survey =
        ScreenSurvey.of(
            FFMPEG, request, video, working, new FrameMemory(0).scratch(dir), new Cancellation());
    List<ScreenStretch> stretches = new ArrayList<>();
    for (int i = 0; i < STRETCHES; i++) {
      MeasuredKey key =
          new MeasuredKey(Screen.GREEN, ColorMatrix.BT601, 100 + i % 2, 60 + i % 2, 50, 1);
      stretches.add(new ScreenStretch(i / (double) STRETCHES, key, settings.matte(), false));
    }
    MatteGraph matte =
        new MatteGraph(
            stretches, settings.spill(), settings.corrections(), 320, 240, ChromaSampling.QUARTER);
    KeyingGraph graph = new KeyingGraph(request, video, survey.working(), matte, survey.sides());
    assertThat(graph.output().length()).isGreaterThan(LONGEST_ARGUMENT);
    task =
        new KeyingTask(request, video, graph, survey.sides(), survey.end(), survey.pictures(), 12);
  }

  @Test
  void a_clip_of_many_shots_is_keyed_whole() throws Exception {
    Path part = dir.resolve("out.mov");

    ClipWriter.Written written =
        new ClipWriter(FFMPEG, dir, new Cancellation()).write(task, part, silent());

    assertThat(written.frames()).isEqualTo(12);
    assertThat(times(part)).hasSize(12);
  }

  @Test
  void a_clip_of_many_shots_is_keyed_in_parts() throws Exception {
    List<Segment> parts = List.of(new Segment(0, 6, 0), new Segment(6, 6, 5.5 / 12));
    List<List<String>> targets = List.of(List.of("-f", "null", "-"), List.of("-f", "null", "-"));

    ClipWriter.Written written =
        new SegmentRuns(FFMPEG, 2, dir, new Cancellation())
            .run(task, parts, ClipOutput.transparent(task), targets, silent());

    assertThat(written.frames()).isEqualTo(12);
  }

  private static FrameProgress silent() {
    return new FrameProgress(12, 0, 1, (fraction, line) -> {});
  }
}
