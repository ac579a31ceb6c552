package mediaworker.media.keying.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.LastPicture;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.analysis.SideInput;
import mediaworker.media.timeline.SideBySide;
import mediaworker.process.ProcessRequest;

/**
 * Keys parts of a clip side by side, each in a process of its own: most of the filters and some
 * encoders cannot keep more than one core busy. Each part carries the clip's own times. Holds no
 * state between calls.
 */
final class SegmentRuns {

  private final Ffmpeg ffmpeg;
  private final int cores;
  private final Path workDir;
  private final Cancellation cancellation;

  /**
   * Runs of one job.
   *
   * @param cores threads that the job may compute with
   */
  SegmentRuns(Ffmpeg ffmpeg, int cores, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cores = cores;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * The parts into which a clip is best cut.
   *
   * @param format how they are written
   * @return none where the clip stays whole: cutting it gains nothing, it cannot be entered
   *     anywhere but at its beginning, or its pictures' times do not tell one from the next
   */
  List<Segment> cut(KeyingTask task, PartFormat format) throws IOException {
    MediaInfo source = task.request().source();
    boolean indexed = source.format().startsWith("mov,") || source.format().startsWith("matroska,");
    if (!indexed || !task.request().isDivisible(task.video(), task.graph().sampling())) {
      return List.of();
    }
    SideInput beside = SideInput.ofFrames(task.sides());
    int parts = format.parts(cores, task.pixels(), beside.frames());
    if (parts < 2) {
      return List.of();
    }
    // What lies beside each picture has been written at its time: the clip need not be asked again.
    double[] times = beside.times();
    int[] preroll = beside.preroll();
    return rising(times)
        ? Segment.of(times, parts, first -> format.decoding() * preroll[first])
        : List.of();
  }

  /**
   * Keys the parts.
   *
   * @param output what is made of the pictures
   * @param targets the end of each run's arguments: how and where the part is written
   * @return how many pictures were keyed, and what FFmpeg complained of
   */
  ClipWriter.Written run(
      KeyingTask task,
      List<Segment> segments,
      ClipOutput output,
      List<List<String>> targets,
      FrameProgress progress)
      throws MediaException, IOException, InterruptedException {
    SegmentProgress sum =
        new SegmentProgress(segments.size(), new SteadyRate(task.expectedRate(), progress));
    List<String> complaints = new ArrayList<>();
    try (SideBySide processes = new SideBySide("part", segments.size())) {
      List<SideBySide.Result<List<String>>> runs = new ArrayList<>();
      for (int i = 0; i < segments.size(); i++) {
        List<SideInput> beside = beside(task, segments.get(i));
        List<String> arguments = arguments(task, segments.get(i), beside, segments.size(), output);
        arguments.addAll(targets.get(i));
        Progress.Listener own = sum.of(i);
        Ffmpeg limited = ffmpeg.limitedTo(threads(segments.size()));
        ProcessRequest.Stdin input = SideInput.stream(beside);
        runs.add(processes.start(() -> limited.run(arguments, input, own, cancellation)));
      }
      for (SideBySide.Result<List<String>> run : runs) {
        complaints.addAll(run.get());
      }
    }
    return new ClipWriter.Written(sum.frames(), complaints);
  }

  private List<SideInput> beside(KeyingTask task, Segment segment) throws IOException {
    List<SideInput> sides = new ArrayList<>();
    for (SideInput side : task.sides()) {
      sides.add(side.slice(segment.first(), segment.count(), workDir));
    }
    return sides;
  }

  private List<String> arguments(
      KeyingTask task, Segment segment, List<SideInput> sides, int processes, ClipOutput output)
      throws IOException {
    // A file for each: the process of the part before may be reading its own.
    String graph = "keying-from-" + segment.first() + ".filters";
    List<String> threading = List.of("-threads", String.valueOf(threads(processes)));
    List<String> seek = new ArrayList<>(List.of("-copyts", "-start_at_zero"));
    seek.addAll(threading);
    if (segment.first() > 0) {
      seek.addAll(List.of("-ss", String.format(Locale.ROOT, "%.6f", segment.seek())));
    }
    List<String> arguments = new ArrayList<>(task.inputs(seek, sides));
    arguments.addAll(output.inputs());
    arguments.addAll(GraphFile.arguments(workDir, graph, List.of(output.filters())));
    arguments.addAll(List.of("-map", "[out]"));
    arguments.addAll(output.encoder());
    arguments.addAll(threading);
    arguments.addAll(List.of("-frames:v", String.valueOf(segment.count())));
    if (segment.first() + segment.count() == SideInput.ofFrames(task.sides()).frames()) {
      arguments.addAll(LastPicture.until(segment.count(), task.end()));
    }
    arguments.addAll(Ffmpeg.OWN_TIMES);
    return arguments;
  }

  private int threads(int processes) {
    return Math.max(1, cores / processes);
  }

  private static boolean rising(double[] times) {
    for (int i = 1; i < times.length; i++) {
      if (times[i] <= times[i - 1]) {
        return false;
      }
    }
    return true;
  }
}
