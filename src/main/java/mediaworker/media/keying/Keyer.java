package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

/**
 * Removes the screen from a clip: measures it, runs the filter graph into the output format and
 * checks what came out. Holds no state; safe for use by many threads.
 *
 * <p>Size as shown, frame times, length and the first sound track stay the clip's.
 */
public final class Keyer {

  /** Hears of progress, on threads of ffmpeg's output too. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called at each step and about twice a second while frames are made.
     *
     * @param fraction 0…1
     * @param message one line for a person
     */
    void onProgress(double fraction, String message);
  }

  /** Shares of the work, roughly: measuring, and a GIF's palette, come before the frames. */
  private static final double MEASURED = 0.03;

  private static final double PALETTE = 0.15;
  private static final double WRITTEN = 0.97;

  /** Pictures that a GIF's colours are chosen from: what they need lies in memory. */
  private static final int PALETTE_PICTURES = 24;

  private final Ffmpeg ffmpeg;

  public Keyer(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Keys one clip or picture.
   *
   * @param workDir for intermediate files of this run alone
   * @param part the file to write
   * @throws MediaException when there is no screen in it, it cannot be read, or the result is not
   *     what it should be
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public KeyingReport key(
      KeyingRequest request, Path workDir, Path part, Listener listener, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    MediaInfo source = request.source();
    MediaInfo.Video video =
        source
            .picture()
            .orElseThrow(
                () ->
                    MediaException.badInput(
                        "The file " + source.file().getFileName() + " has no picture to key."));
    WorkingFormat working = WorkingFormat.of(video, String.valueOf(source.file().getFileName()));
    listener.onProgress(0, "measuring the screen");
    ScreenSurvey survey =
        ScreenSurvey.of(ffmpeg, source, video, working, request.settings(), workDir, cancellation);
    MatteGraph matte =
        new MatteGraph(
            survey.key(),
            request.settings().matte(),
            request.settings().spill(),
            video.shownWidth(),
            video.shownHeight());
    KeyingGraph graph = new KeyingGraph(request, video, working, matte, survey.sides().size());
    List<String> inputs = new ArrayList<>(threads());
    inputs.addAll(Ffmpeg.input(source));
    survey.sides().forEach(side -> inputs.addAll(side.arguments()));

    long expected = frames(source, video);
    Run run = new Run(request, video, graph, inputs, part, expected);
    Written written = write(run, workDir, listener, cancellation);
    listener.onProgress(WRITTEN, "checking the result");
    List<String> warnings =
        new ResultCheck(ffmpeg, workDir, cancellation)
            .check(request, video, part, written.complaints());
    return new KeyingReport(
        survey.key().hex(),
        survey.key().confidence(),
        survey.plate().guessedCells(),
        survey.plate().grid().cells(),
        written.frames(),
        (System.nanoTime() - started) / 1e9,
        warnings);
  }

  /** One run of ffmpeg to be. */
  private record Run(
      KeyingRequest request,
      MediaInfo.Video video,
      KeyingGraph graph,
      List<String> inputs,
      Path part,
      long frames) {

    List<String> arguments(List<String> furtherInputs, String filters, List<String> output) {
      List<String> all = new ArrayList<>(inputs);
      all.addAll(furtherInputs);
      all.addAll(List.of("-filter_complex", filters));
      if (filters.contains(KeyingGraph.COUNTED)) {
        // Progress tells of the first output.
        all.addAll(
            List.of("-map", KeyingGraph.COUNTED, "-fps_mode", "passthrough", "-f", "null", "-"));
      }
      all.addAll(List.of("-map", "[out]"));
      all.addAll(output);
      return all;
    }
  }

  /**
   * What a run left.
   *
   * @param complaints lines of standard error: damage that FFmpeg could work around
   */
  private record Written(long frames, List<String> complaints) {}

  private Written write(Run run, Path workDir, Listener listener, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request = run.request();
    FrameProgress progress = new FrameProgress(run.frames(), MEASURED, WRITTEN, listener);
    if (request.background().isPresent()) {
      return overBackground(run, request.background().get(), progress, cancellation);
    }
    boolean still = request.source().isStill();
    if (request.format() == OutputFormat.PNG) {
      return still
          ? toFile(
              run.arguments(List.of(), run.graph().output(), Encoding.png(true)),
              run,
              progress,
              cancellation)
          : toArchive(run, progress, cancellation);
    }
    List<String> further = List.of();
    if (request.format() == OutputFormat.GIF) {
      listener.onProgress(MEASURED, "choosing the colours");
      further = localFile(palette(run, workDir, cancellation));
      progress = new FrameProgress(run.frames(), PALETTE, WRITTEN, listener);
    }
    List<String> output = new ArrayList<>(Encoding.video(request.format()));
    output.addAll(Encoding.sound(request.format(), request.source().sound()));
    return toFile(
        run.arguments(further, run.graph().output(), output), run, progress, cancellation);
  }

  private Written overBackground(
      Run run, Background background, FrameProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> input = List.of();
    String toWorkingFormat = "";
    if (background instanceof Background.File file) {
      String name = String.valueOf(file.info().file().getFileName());
      MediaInfo.Video picture =
          file.info()
              .picture()
              .orElseThrow(
                  () ->
                      MediaException.badInput("The background " + name + " has no picture in it."));
      toWorkingFormat = WorkingFormat.of(picture, name).filters();
      List<String> arguments = new ArrayList<>();
      if (!file.info().isStill()) {
        arguments.addAll(List.of("-stream_loop", "-1"));
      }
      arguments.addAll(Ffmpeg.input(file.info()));
      input = arguments;
    }
    KeyingRequest request = run.request();
    List<String> output = new ArrayList<>();
    if (request.format() == OutputFormat.MP4) {
      output.addAll(Encoding.h264(ffmpeg.h264Encoder(), run.video()));
      output.addAll(Encoding.sound(request.format(), request.source().sound()));
    } else {
      output.addAll(Encoding.png(true));
    }
    String filters = run.graph().composite(background, toWorkingFormat);
    return toFile(run.arguments(input, filters, output), run, progress, cancellation);
  }

  private Written toFile(
      List<String> arguments, Run run, FrameProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(threads());
    // Frame times as they come: a clip of varying rate keeps its own.
    all.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base", "filter"));
    all.add("file:" + run.part().toAbsolutePath());
    long[] frames = {0};
    Progress.Listener both =
        report -> {
          frames[0] = report.frame();
          progress.onProgress(report);
        };
    List<String> complaints = ffmpeg.run(all, both, cancellation);
    return new Written(frames[0], complaints);
  }

  private Written toArchive(Run run, FrameProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    PngArchive archive = new PngArchive(run.part());
    List<String> arguments = run.arguments(List.of(), run.graph().output(), Encoding.png(false));
    arguments.addAll(threads());
    arguments.addAll(List.of("-fps_mode", "passthrough", "pipe:1"));
    List<String> complaints =
        ffmpeg.runRaw(
            arguments,
            (in, alive) ->
                archive.write(
                    in,
                    count -> {
                      alive.run();
                      progress.onProgress(new Progress(count, 0, 0, 0));
                    }),
            cancellation);
    return new Written(archive.count(), complaints);
  }

  private Path palette(Run run, Path workDir, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Path palette = Files.createTempFile(workDir, "palette", ".png");
    List<String> arguments =
        run.arguments(
            List.of(),
            run.graph().palette(run.video().durationSeconds() / PALETTE_PICTURES),
            Encoding.png(true));
    arguments.add("file:" + palette.toAbsolutePath());
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    return palette;
  }

  private static List<String> localFile(Path file) {
    return List.of("-protocol_whitelist", "file", "-i", "file:" + file.toAbsolutePath());
  }

  private List<String> threads() {
    return List.of("-threads", String.valueOf(Math.max(1, ffmpeg.settings().threads())));
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
