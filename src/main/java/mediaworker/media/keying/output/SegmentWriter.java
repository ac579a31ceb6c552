package mediaworker.media.keying.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.ConcatEntry;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;

/**
 * Writes a clip in parts that are keyed side by side ({@link SegmentRuns}) and joins them by
 * copying.
 *
 * <p>The parts carry the clip's own times, and the join leaves them as they are; so neither the
 * number of pictures nor a time differs from what one process would write. Holds no state between
 * calls.
 */
public final class SegmentWriter {

  private final Ffmpeg ffmpeg;
  private final int cores;
  private final Path workDir;
  private final Cancellation cancellation;

  /**
   * A writer for one job.
   *
   * @param cores threads that the job may compute with
   */
  public SegmentWriter(Ffmpeg ffmpeg, int cores, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cores = cores;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * Writes the clip in parts, where that gains something.
   *
   * @return empty where it does not, or where the clip is damaged so that parts cannot be told
   */
  public Optional<ClipWriter.Written> write(KeyingTask task, Path part, FrameProgress progress)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request = task.request();
    String h264Encoder = request.format() == OutputFormat.MP4 ? ffmpeg.h264Encoder() : "";
    Optional<PartFormat> format = PartFormat.of(request.format(), h264Encoder);
    if (format.isEmpty()) {
      return Optional.empty();
    }
    SegmentRuns runs = new SegmentRuns(ffmpeg, cores, workDir, cancellation);
    List<Segment> segments = runs.cut(task, format.get());
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    ClipOutput output =
        request.composite().isPresent()
            ? ClipOutput.composite(task, request.composite().get(), Optional.empty(), h264Encoder)
            : ClipOutput.transparent(task);
    Soundtrack sound = sound(task);
    List<Path> files = new ArrayList<>();
    List<List<String>> targets = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      Path file = Files.createTempFile(workDir, "part", format.get().extension());
      files.add(file);
      List<String> target = new ArrayList<>(format.get().container());
      target.add("file:" + file.toAbsolutePath());
      targets.add(target);
    }
    ClipWriter.Written written = runs.run(task, segments, output, targets, progress);
    boolean whole = written.frames() == segments.stream().mapToInt(Segment::count).sum();
    List<String> complaints = new ArrayList<>(written.complaints());
    if (whole) {
      complaints.addAll(join(request, files, task.start(), sound, part));
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    return whole
        ? Optional.of(new ClipWriter.Written(written.frames(), complaints))
        : Optional.empty();
  }

  /** The join's first input are the parts, its second one the clip for its sound. */
  private static Soundtrack sound(KeyingTask task) throws MediaException, IOException {
    KeyingRequest request = task.request();
    return request.composite().isPresent()
        ? Soundtrack.ofComposite(
            request, request.composite().get(), 1, Optional.empty(), 2, task.picturesEnd())
        : Soundtrack.ofClip(request, 1);
  }

  /**
   * Copies the parts one after the other, and the sound beside them.
   *
   * @return what FFmpeg complained of: the sound, if anything
   */
  private List<String> join(
      KeyingRequest request, List<Path> files, double start, Soundtrack sound, Path part)
      throws MediaException, IOException, InterruptedException {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    for (Path file : files) {
      // The parts' times are the clip's own; with these two lines nothing is added to them.
      list.append(ConcatEntry.of(file, workDir.toAbsolutePath())).append("inpoint 0\nduration 0\n");
    }
    Path listing = Files.createTempFile(workDir, "parts", ".txt");
    Files.writeString(listing, list);
    MediaInfo source = request.source();
    List<String> arguments = new ArrayList<>();
    // FFmpeg lets every input begin at time 0, but the clip's first picture may be later. WebM has
    // rounded its time to milliseconds.
    String exact = request.format() == OutputFormat.WEBM ? "%.3f" : "%.6f";
    arguments.addAll(List.of("-itsoffset", String.format(Locale.ROOT, exact, start)));
    arguments.addAll(List.of("-protocol_whitelist", "file", "-f", "concat", "-safe", "0"));
    // Written with the same settings, the parts share one H.264 header: it need not be repeated.
    arguments.addAll(List.of("-auto_convert", "0", "-i", "file:" + listing.toAbsolutePath()));
    if (source.sound().isPresent()) {
      arguments.addAll(Ffmpeg.input(source));
    }
    if (!sound.chains().isEmpty()) {
      arguments.addAll(List.of("-filter_complex", String.join(";", sound.chains())));
    }
    arguments.addAll(List.of("-map", "0:v:0", "-c:v", "copy"));
    if (request.format() == OutputFormat.WEBM) {
      arguments.addAll(List.of("-metadata:s:v:0", "alpha_mode=1"));
    }
    arguments.addAll(sound.arguments());
    arguments.addAll(Encoding.container(request.format()));
    arguments.add("file:" + part.toAbsolutePath());
    return ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
  }
}
