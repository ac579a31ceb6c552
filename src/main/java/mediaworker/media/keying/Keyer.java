package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Cores;
import mediaworker.media.Ffmpeg;
import mediaworker.media.H264;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;
import mediaworker.media.keying.analysis.ScreenSurvey;
import mediaworker.media.keying.analysis.Sides;
import mediaworker.media.keying.analysis.clip.ChromaDetail;
import mediaworker.media.keying.analysis.clip.FrameMemory;
import mediaworker.media.keying.analysis.clip.MeasuringProgress;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.graph.KeyingGraph;
import mediaworker.media.keying.graph.MatteGraph;
import mediaworker.media.keying.output.ClipWriter;
import mediaworker.media.keying.output.FrameProgress;
import mediaworker.media.keying.output.KeyingTask;
import mediaworker.media.keying.output.SegmentWriter;
import mediaworker.media.keying.request.KeyingListener;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;

/**
 * Removes the screen from a clip: measures it, runs the filter graph into the output format and
 * checks what came out. Remembers how fast it was, nothing else; safe for use by many threads.
 *
 * <p>Size as shown, frame times, length and the first sound track stay the clip's.
 */
public final class Keyer {

  /** Shares of the work, roughly: measuring comes before the frames, the check after them. */
  private static final double MEASURED = 0.3;

  /** The same where all but the first of it is done while frames are made. */
  private static final double READ = 0.08;

  private static final double WRITTEN = 0.97;

  /** In pixels: the chroma of a working picture is of 2 by 2. */
  private static final int LEAST_SIDE = 2;

  private final Ffmpeg ffmpeg;
  private final Pace pace = new Pace();
  private final FrameMemory memory;

  public Keyer(Ffmpeg ffmpeg) {
    this(ffmpeg, FrameMemory.ofHeap());
  }

  /**
   * With a memory of its own.
   *
   * @param memory for the small pictures of all jobs
   */
  Keyer(Ffmpeg ffmpeg, FrameMemory memory) {
    this.ffmpeg = ffmpeg;
    this.memory = memory;
  }

  /**
   * Bytes that keying a file once may take in the work folder, beside the result and its parts;
   * generous.
   */
  public static long workBytes(KeyingRequest request) throws IOException {
    MediaInfo source = request.source();
    OutputFormat format = request.format();
    double frames = OutputFormat.frames(source);
    long sides =
        source
            .picture()
            .map(picture -> Sides.estimate(picture, frames, request.regions()))
            .orElse(0L);
    return request.composite().isPresent()
        ? sides + ClipWriter.workBytes(request.composite().get(), format, source)
        : sides;
  }

  /**
   * Keys one clip or picture, with a part of the cores that all jobs of this FFmpeg share.
   *
   * @param workDir for intermediate files of this run alone
   * @param part the file to write
   * @throws MediaException when there is no screen in it, it cannot be read, or the result is not
   *     what it should be
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public KeyingReport key(
      KeyingRequest request,
      Path workDir,
      Path part,
      KeyingListener listener,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    try (Cores.Share share = ffmpeg.cores().take();
        FrameMemory.Scratch scratch = memory.scratch(workDir)) {
      return key(request, share.threads(), scratch, part, listener, cancellation);
    }
  }

  private KeyingReport key(
      KeyingRequest request,
      int cores,
      FrameMemory.Scratch scratch,
      Path part,
      KeyingListener listener,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    Path workDir = scratch.folder();
    Ffmpeg limited = ffmpeg.limitedTo(cores);
    MediaInfo source = request.source();
    MediaInfo.Video video = picture(source);
    if (request.format() == OutputFormat.MP4) {
      int width = request.width(video);
      int height = request.height(video);
      H264.check(ffmpeg.h264Encoder(), width, height, "set another \"canvas\"");
    }
    long frames = frames(source, video);
    ChangingFiles files = new ChangingFiles(limited, cancellation);
    files.requireReadable(request);
    double pixels = (double) frames * video.width() * video.height();
    double expected = pace.seconds(request.format(), pixels, cores);
    listener.onProgress(0, measuring(frames, expected));
    WorkingFormat working = WorkingFormat.of(video, ChromaDetail.of(limited, source, cancellation));
    MeasuringProgress looking = new MeasuringProgress(frames, MEASURED, expected, listener);
    ScreenSurvey survey =
        ScreenSurvey.of(limited, request, video, working, scratch, looking, cancellation);
    KeyingGraph graph = graph(request, video, survey);
    KeyingTask task =
        new KeyingTask(
            request, video, graph, survey.sides(), survey.end(), frames, frames / expected);
    FrameProgress progress =
        new FrameProgress(frames, survey.measuresLater() ? READ : MEASURED, WRITTEN, listener);
    ClipWriter.Written written;
    try {
      Optional<ClipWriter.Written> inParts =
          new SegmentWriter(limited, cores, workDir, cancellation).write(task, part, progress);
      written =
          inParts.isPresent()
              ? inParts.get()
              : new ClipWriter(limited, workDir, cancellation).write(task, part, progress);
    } catch (MediaException e) {
      throw files.explained(e, request);
    }
    listener.onProgress(WRITTEN, "checking the result");
    List<String> warnings = new ArrayList<>(changed(request));
    request.unseen(video).ifPresent(warnings::add);
    request.unheard().ifPresent(warnings::add);
    warnings.addAll(survey.warnings());
    new ClipDamage(limited, cancellation)
        .of(source, survey.pictures(), survey.complaints())
        .ifPresent(warnings::add);
    ClipDamage.ofSound(source, written.complaints()).ifPresent(warnings::add);
    warnings.addAll(
        new ResultCheck(limited, workDir, cancellation)
            .check(
                request, video, survey.pictures(), survey.seconds(), part, written.complaints()));
    warnings = warnings.stream().distinct().toList(); // sound may be listened to twice
    double seconds = (System.nanoTime() - started) / 1e9;
    pace.learn(request.format(), pixels, cores, seconds);
    return report(survey, written.frames(), seconds, warnings);
  }

  /**
   * Keys one picture for a person who waits for it: nothing is checked afterwards, since it is
   * looked at, and nothing is learned of how fast this machine is.
   *
   * @param request of a still picture
   * @param workDir for intermediate files of this run alone
   * @param part the file to write
   * @throws MediaException when there is no screen in it, or it cannot be read
   */
  public KeyingReport preview(
      KeyingRequest request, Path workDir, Path part, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    MediaInfo.Video video = picture(request.source());
    WorkingFormat working =
        WorkingFormat.of(video, ChromaDetail.of(ffmpeg, request.source(), cancellation));
    try (FrameMemory.Scratch scratch = memory.scratch(workDir)) {
      ScreenSurvey survey = ScreenSurvey.of(ffmpeg, request, video, working, scratch, cancellation);
      KeyingGraph graph = graph(request, video, survey);
      KeyingTask task = new KeyingTask(request, video, graph, survey.sides(), survey.end(), 1, 1);
      FrameProgress progress = new FrameProgress(1, 0, 1, (fraction, message) -> {});
      ClipWriter.Written written =
          new ClipWriter(ffmpeg, workDir, cancellation).preview(task, part, progress);
      return report(
          survey, written.frames(), (System.nanoTime() - started) / 1e9, survey.warnings());
    }
  }

  private static KeyingGraph graph(
      KeyingRequest request, MediaInfo.Video video, ScreenSurvey survey) {
    MatteGraph matte =
        new MatteGraph(
            survey.stretches(),
            request.settings().spill(),
            request.settings().corrections(),
            video.shownWidth(),
            video.shownHeight(),
            survey.working().sampling());
    return new KeyingGraph(request, video, survey.working(), matte, survey.sides());
  }

  private static KeyingReport report(
      ScreenSurvey survey, long frames, double seconds, List<String> warnings) {
    return new KeyingReport(
        survey.stretches().stream()
            .map(stretch -> new KeyingReport.Shot(stretch.from(), stretch.key().hex()))
            .toList(),
        survey.confidence(),
        survey.guessedCells(),
        survey.cells(),
        frames,
        seconds,
        warnings);
  }

  private static MediaInfo.Video picture(MediaInfo source) throws MediaException {
    String name = String.valueOf(source.file().getFileName());
    MediaInfo.Video video =
        source
            .picture()
            .orElseThrow(
                () -> MediaException.badInput("The file " + name + " has no picture to key."));
    if (video.width() < LEAST_SIDE || video.height() < LEAST_SIDE) {
      throw MediaException.badInput(
          "The picture of %s is %d x %d pixels: keying takes %d x %d or more."
              .formatted(name, video.width(), video.height(), LEAST_SIDE, LEAST_SIDE));
    }
    return video;
  }

  /** What is to be said of files whose colours were brought down, or whose fields were joined. */
  private static List<String> changed(KeyingRequest request) {
    return ChangingFiles.pictures(request)
        .flatMap(
            file ->
                Stream.of(ToneMap.note(file), WorkingFormat.note(file), Interlacing.note(file))
                    .flatMap(Optional::stream))
        .map(note -> note + ".")
        .toList();
  }

  private static String measuring(long frames, double seconds) {
    return frames > 1
        ? "measuring, frame 0 of %d, about %d s left"
            .formatted(frames, Math.max(1, Math.round(seconds)))
        : "measuring the screen";
  }

  /** How many frames are to be expected, for the progress; 0 where it cannot be said. */
  private static long frames(MediaInfo source, MediaInfo.Video video) {
    if (source.isStill()) {
      return 1;
    }
    return video.frames() > 0
        ? video.frames()
        : Math.round(video.durationSeconds() * video.frameRate().value());
  }
}
