package mediaworker.media.keying.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.analysis.SideInput;
import mediaworker.media.keying.graph.KeyingGraph;
import mediaworker.media.keying.graph.Thinning;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.process.ProcessRequest;

/** Writes a measured clip in one run of ffmpeg (two for a GIF). Stateless but for its parts. */
public final class ClipWriter {

  /** Share of the work that finding a GIF's colours takes, roughly. */
  private static final double PALETTE = 0.15;

  /** Pictures that a GIF's colours are chosen from: what they need lies in memory. */
  private static final int PALETTE_PICTURES = 24;

  /** Of a GIF's picture, in hundredths of a second: the file has 16 bits for it. */
  private static final long LONGEST_DELAY = 65_535;

  private final Ffmpeg ffmpeg;
  private final Path workDir;
  private final Cancellation cancellation;

  /**
   * Of one job.
   *
   * @param workDir for intermediate files of this job alone
   */
  public ClipWriter(Ffmpeg ffmpeg, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * What was written.
   *
   * @param frames number of pictures
   * @param complaints lines of standard error: damage that FFmpeg could work around
   */
  public record Written(long frames, List<String> complaints) {}

  /** Writes a still picture as a PNG that is looked at once. */
  public Written preview(KeyingTask task, Path part, FrameProgress progress)
      throws MediaException, IOException, InterruptedException {
    return toFile(
        task,
        arguments(task, List.of(), task.graph().output(), Encoding.quickPng()),
        part,
        rate(task, progress));
  }

  /** Writes the whole clip. */
  public Written write(KeyingTask task, Path part, FrameProgress progress)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request = task.request();
    if (request.composite().isPresent()) {
      return overBackground(task, request.composite().get(), part, rate(task, progress));
    }
    boolean still = request.source().isStill();
    if (request.format() == OutputFormat.PNG) {
      return still
          ? toFile(
              task,
              arguments(task, List.of(), task.graph().output(), Encoding.png(true)),
              part,
              rate(task, progress))
          : toArchive(task, part, rate(task, progress));
    }
    List<String> further = List.of();
    FrameProgress counting = progress;
    if (request.format() == OutputFormat.GIF) {
      progress.say("choosing the colours");
      further = localFile(palette(task));
      counting = progress.from(PALETTE);
    }
    ClipOutput pictures = ClipOutput.transparent(task);
    List<String> output = new ArrayList<>(pictures.encoder());
    output.addAll(Encoding.container(request.format()));
    output.addAll(end(task));
    output.addAll(Soundtrack.ofClip(request, 0).arguments());
    List<String> arguments = arguments(task, further, pictures.filters(), output);
    Written written = toFile(task, arguments, part, rate(task, counting));
    if (request.format() == OutputFormat.WEBP) {
      WebpLength.set(part, Math.round(1000 * (task.end() - task.start())));
    }
    return written;
  }

  /** What comes out ends when the clip does; a GIF would stumble each time it begins. */
  private static List<String> end(KeyingTask task) throws IOException {
    if (task.request().format() != OutputFormat.GIF) {
      return task.end(Double.MAX_VALUE);
    }
    double[] times = task.times();
    double last =
        Thinning.of(task.request(), task.video())
            .map(thinning -> thinning.lastSeconds(times, task.end()))
            .orElse(task.end() - times[times.length - 1]);
    long hundredths = Math.max(1, Math.min(LONGEST_DELAY, Math.round(100 * last)));
    return List.of("-final_delay", String.valueOf(hundredths));
  }

  /**
   * Bytes that a background's sound may take in the work folder, to be repeated; generous.
   *
   * @param clip what is laid over it
   */
  public static long workBytes(Composite composite, OutputFormat format, MediaInfo clip) {
    return format.hasSound() ? BackgroundLoop.workBytes(composite, clip) : 0;
  }

  private Written overBackground(
      KeyingTask task, Composite composite, Path part, Progress.Listener progress)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request = task.request();
    Optional<BackgroundLoop.Repeated> repeated =
        request.source().isStill()
            ? Optional.empty()
            : new BackgroundLoop(ffmpeg, workDir, cancellation)
                .of(composite, task.start(), task.picturesEnd(), request.format().hasSound());
    ClipOutput pictures = ClipOutput.composite(task, composite, repeated, h264Encoder(request));
    double until = task.picturesEnd();
    if (request.mayEndEarlier() && composite.file().isPresent()) {
      until = Math.min(until, task.start() + length(composite.file().get()));
    }
    Optional<MediaInfo> sounding =
        repeated.flatMap(BackgroundLoop.Repeated::sound).map(BackgroundLoop.Sound::info);
    Soundtrack sound =
        Soundtrack.ofComposite(
            request,
            composite,
            0,
            sounding.or(composite::file),
            task.nextInput() + (sounding.isPresent() ? 1 : 0),
            until);
    List<String> output = new ArrayList<>(pictures.encoder());
    if (request.format() == OutputFormat.MP4) {
      output.addAll(Encoding.container(OutputFormat.MP4));
    }
    output.addAll(sound.arguments());
    if (!request.source().isStill()) {
      output.addAll(task.end(request.mayEndEarlier() ? until : Double.MAX_VALUE));
    }
    if (request.mayEndEarlier()) {
      output.addAll(List.of("-t", String.format(Locale.ROOT, "%.6f", until)));
    }
    List<String> chains = new ArrayList<>(List.of(pictures.filters()));
    chains.addAll(sound.chains());
    return toFile(
        task, arguments(task, pictures.inputs(), String.join(";", chains), output), part, progress);
  }

  /**
   * When a background's pictures end, in seconds; looked for where its file does not tell it.
   * Matroska and most others tell how long the whole is, which the sound may be alone.
   */
  private double length(MediaInfo file) throws MediaException, IOException, InterruptedException {
    double told = file.picture().map(MediaInfo.Video::durationSeconds).orElse(0.0);
    boolean ofPictures = file.sound().isEmpty() || file.format().startsWith("mov,");
    return told > 0 && ofPictures
        ? told
        : new ClipReader(ffmpeg).read(Cut.whole(file.file()), cancellation).times().end();
  }

  private String h264Encoder(KeyingRequest request)
      throws MediaException, IOException, InterruptedException {
    return request.format() == OutputFormat.MP4 ? ffmpeg.h264Encoder() : "";
  }

  private List<String> arguments(
      KeyingTask task, List<String> furtherInputs, String filters, List<String> output)
      throws IOException {
    List<String> all = new ArrayList<>(threads());
    all.addAll(task.inputs());
    all.addAll(furtherInputs);
    all.addAll(GraphFile.arguments(workDir, "keying.filters", List.of(filters)));
    if (filters.contains(KeyingGraph.COUNTED)) {
      // Progress tells of the first output.
      all.addAll(List.of("-map", KeyingGraph.COUNTED));
      all.addAll(Ffmpeg.OWN_TIMES);
      all.addAll(List.of("-f", "null", "-"));
    }
    all.addAll(List.of("-map", "[out]"));
    all.addAll(output);
    return all;
  }

  private Written toFile(
      KeyingTask task, List<String> arguments, Path part, Progress.Listener progress)
      throws MediaException, IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(threads());
    all.addAll(Ffmpeg.OWN_TIMES);
    all.add("file:" + part.toAbsolutePath());
    long[] frames = {0};
    Progress.Listener both =
        report -> {
          frames[0] = report.frame();
          progress.onProgress(report);
        };
    List<String> complaints = ffmpeg.run(all, SideInput.stream(task.sides()), both, cancellation);
    return new Written(frames[0], complaints);
  }

  private Written toArchive(KeyingTask task, Path part, Progress.Listener progress)
      throws MediaException, IOException, InterruptedException {
    PngArchive archive = new PngArchive(part);
    List<String> arguments = arguments(task, List.of(), task.graph().output(), Encoding.png(false));
    arguments.addAll(threads());
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.add("pipe:1");
    ProcessRequest.Stdout pictures =
        (in, alive) ->
            archive.write(
                in,
                count -> {
                  alive.run();
                  progress.onProgress(new Progress(count, 0, 0, 0));
                });
    List<String> complaints =
        ffmpeg.runRaw(arguments, SideInput.stream(task.sides()), pictures, cancellation);
    return new Written(archive.count(), complaints);
  }

  private Path palette(KeyingTask task) throws MediaException, IOException, InterruptedException {
    Path palette = Files.createTempFile(workDir, "palette", ".png");
    List<String> arguments =
        arguments(
            task,
            List.of(),
            task.graph().palette(task.seconds() / PALETTE_PICTURES),
            Encoding.png(true));
    arguments.add("file:" + palette.toAbsolutePath());
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    return palette;
  }

  private static Progress.Listener rate(KeyingTask task, FrameProgress progress) {
    return new SteadyRate(task.expectedRate(), progress);
  }

  private static List<String> localFile(Path file) {
    return List.of("-protocol_whitelist", "file", "-i", "file:" + file.toAbsolutePath());
  }

  private List<String> threads() {
    return List.of("-threads", String.valueOf(ffmpeg.threads()));
  }
}
