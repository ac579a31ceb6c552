package mediaworker.media.keying.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.analysis.ScreenSurvey;
import mediaworker.media.keying.analysis.clip.FrameMemory;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.graph.KeyingGraph;
import mediaworker.media.keying.graph.MatteGraph;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;

/** Times the key step alone: decode, analysis and matte, with nothing encoded. For the lab. */
public final class KeyStep {

  /** What a process takes that writes nothing: 260 to 268 MiB at 1080p with one thread. */
  private static final PartFormat NOTHING_WRITTEN = new PartFormat("", List.of(), 115, 1, 0.2);

  private KeyStep() {}

  /**
   * What it took, in seconds.
   *
   * @param analysis until the filters could begin
   * @param total all of it
   */
  public record Times(double analysis, double total) {}

  /**
   * Keys a clip into nothing.
   *
   * @param inParts as the product keys what it cuts: parts side by side, each in a process; else as
   *     it keys what it does not, such as a WebM of 1080p: all of it in one process
   */
  public static Times run(Ffmpeg ffmpeg, MediaInfo clip, boolean inParts, Path workDir)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    MediaInfo.Video video = clip.picture().orElseThrow();
    WorkingFormat working = WorkingFormat.of(video);
    KeyingSettings settings = KeyingSettings.DEFAULTS;
    KeyingRequest request =
        new KeyingRequest(clip, settings, OutputFormat.WEBM, java.util.Optional.empty());
    ScreenSurvey survey =
        ScreenSurvey.of(
            ffmpeg,
            request,
            video,
            working,
            FrameMemory.ofHeap().scratch(workDir),
            new Cancellation());
    double analysis = (System.nanoTime() - started) / 1e9;
    MatteGraph matte =
        new MatteGraph(
            survey.stretches(),
            settings.spill(),
            settings.corrections(),
            video.shownWidth(),
            video.shownHeight(),
            working.sampling());
    KeyingGraph graph = new KeyingGraph(request, video, survey.working(), matte, survey.sides());
    KeyingTask task =
        new KeyingTask(request, video, graph, survey.sides(), survey.end(), survey.pictures(), 0);
    // Cut and run as the product does it, but that nothing is encoded.
    ClipOutput output = new ClipOutput(List.of(), graph.output(), List.of());
    SegmentRuns runs = new SegmentRuns(ffmpeg, ffmpeg.threads(), workDir, new Cancellation());
    List<Segment> parts = inParts ? runs.cut(task, NOTHING_WRITTEN) : List.of();
    if (parts.isEmpty()) {
      parts = List.of(new Segment(0, survey.pictures(), 0));
    }
    List<List<String>> targets = Collections.nCopies(parts.size(), List.of("-f", "null", "-"));
    FrameProgress silent = new FrameProgress(survey.pictures(), 0, 1, (fraction, line) -> {});
    ClipWriter.Written written = runs.run(task, parts, output, targets, silent);
    if (written.frames() != survey.pictures()) {
      throw new IllegalStateException(
          written.frames() + " of " + survey.pictures() + " pictures were keyed");
    }
    return new Times(analysis, (System.nanoTime() - started) / 1e9);
  }

  /** Runs FFmpeg's chromakey into nothing, with as many threads; seconds. */
  public static double chromakey(Ffmpeg ffmpeg, MediaInfo clip)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    List<String> arguments = new ArrayList<>(threads());
    arguments.addAll(Ffmpeg.input(clip));
    arguments.addAll(
        List.of("-filter_complex", "[0:V:0]chromakey=0x00b140:0.1:0.1[out]", "-map", "[out]"));
    arguments.addAll(List.of("-f", "null", "-"));
    ffmpeg.run(arguments, Progress.Listener.NONE, new Cancellation());
    return (System.nanoTime() - started) / 1e9;
  }

  private static List<String> threads() {
    return List.of("-threads", "2");
  }
}
