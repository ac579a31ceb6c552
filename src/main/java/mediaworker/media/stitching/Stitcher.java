package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins clips into one video.
 *
 * <p>Equal clips with hard cuts are joined by copying their pictures, bit for bit and some eighty
 * times faster than encoding; everything else is brought to one form and encoded once. The result
 * is always decoded and compared with the plan before anybody gets it; a copy that does not hold is
 * encoded after all. Safe for use by many threads.
 */
public final class Stitcher {

  private static final Logger log = LoggerFactory.getLogger(Stitcher.class);

  /** More clips than these are taken for a mistake. */
  public static final int MOST_CLIPS = 50;

  /**
   * Pixels of all clips' sizes together when they are encoded: every clip is an open decoder with
   * some twenty pictures, measured as about 45 bytes per pixel, so 3 GB.
   */
  private static final long MOST_PIXELS = 64_000_000;

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;
  private final VideoCheck check;

  public Stitcher(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
    this.check = new VideoCheck(ffmpeg);
  }

  /**
   * Reads the clips and decides how to join them.
   *
   * @throws MediaException naming the clip that cannot be used, or when there are too few or many
   */
  public StitchPlan plan(StitchRequest request, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    int count = request.clips().size();
    if (count < 2 || count > MOST_CLIPS) {
      throw MediaException.badInput(
          "Stitching takes 2 to " + MOST_CLIPS + " clips, but there " + are(count) + ".");
    }
    Map<Cut, Clip> read = new LinkedHashMap<>();
    List<Clip> clips = new ArrayList<>();
    for (Cut cut : request.clips()) {
      Clip clip = read.get(cut);
      if (clip == null) {
        clip = reader.read(cut, cancellation);
        read.put(cut, clip);
      }
      clips.add(clip);
    }
    StitchPlan plan = StitchPlan.of(clips, request.transition(), request.transitionSeconds());
    long pixels =
        clips.stream()
            .mapToLong(clip -> (long) clip.picture().width() * clip.picture().height())
            .sum();
    if (!plan.copies() && pixels > MOST_PIXELS) {
      throw MediaException.badInput(
          "There are "
              + count
              + " clips of up to "
              + plan.form().width()
              + "x"
              + plan.form().height()
              + " pixels, more than can be encoded in one go. Stitch them in groups, then stitch"
              + " the results.");
    }
    plan.obstacle().ifPresent(why -> log.info("The clips are encoded, not copied: {}", why));
    return plan;
  }

  /**
   * Joins the clips and checks the result.
   *
   * @param workDir for small files of the run
   * @param part where the result goes; has the plan's extension
   * @throws MediaException when a clip is damaged or the result is not as planned
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public StitchReport run(
      StitchPlan plan, Path workDir, Path part, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (plan.copies()) {
      Optional<String> problem = copy(plan, workDir, part, progress, cancellation);
      if (problem.isEmpty()) {
        double seconds = plan.clips().stream().mapToDouble(Clip::seconds).sum();
        return new StitchReport(StitchReport.Mode.COPY, plan.frames(), seconds, List.of());
      }
      log.warn("Copied clips are not right, so they are encoded instead: {}", problem.get());
      Files.deleteIfExists(part);
    }
    return encode(plan, workDir, part, progress, cancellation);
  }

  private Optional<String> copy(
      StitchPlan plan, Path workDir, Path part, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    double seconds = plan.clips().stream().mapToDouble(Clip::seconds).sum();
    Progress.Listener copied =
        report ->
            progress.onProgress(
                0.5 * Math.min(1, report.outSeconds() / Math.max(seconds, 0.001)),
                "copying " + plan.clips().size() + " clips");
    try {
      ffmpeg.run(copyArguments(plan, workDir, part), copied, cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of(e.sentence());
      }
      throw e;
    }
    MediaInfo.Video picture = plan.clips().get(0).picture();
    VideoCheck.Expected expected =
        new VideoCheck.Expected(
            plan.frames(),
            plan.clips().stream().mapToDouble(clip -> clip.times().longestStep()).max().orElse(0),
            picture.shownWidth(),
            picture.shownHeight(),
            picture.alpha(),
            plan.form().sound());
    return check.problem(part, expected, progress.part(0.5, 1), cancellation);
  }

  private static List<String> copyArguments(StitchPlan plan, Path workDir, Path part)
      throws IOException {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    for (Clip clip : plan.clips()) {
      String path = "file:" + clip.info().file().toAbsolutePath();
      list.append("file '").append(path.replace("'", "'\\''")).append("'\n");
      // The pictures' own length: the container's may be the sound's, which leaves a hole.
      list.append(String.format(Locale.ROOT, "duration %.6f%n", clip.seconds()));
    }
    Path listFile = write(workDir, "clips.ffconcat", list.toString());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-protocol_whitelist", "file"));
    arguments.addAll(List.of("-format_whitelist", "concat,mov,matroska,webm"));
    arguments.addAll(List.of("-f", "concat", "-safe", "0", "-i", "file:" + listFile));
    if (plan.form().sound()) {
      for (Clip clip : plan.clips()) {
        arguments.addAll(clip.input());
      }
      Path graph = write(workDir, "sound.filters", EncodeGraph.soundOnly(plan, 1));
      arguments.addAll(List.of("-/filter_complex", graph.toString(), "-map", "[a]"));
      arguments.addAll(Delivery.audioArguments(plan.extension()));
    }
    arguments.addAll(List.of("-map", "0:V:0", "-c:v", "copy"));
    if (plan.clips().get(0).picture().codec().equals("hevc")) {
      arguments.addAll(List.of("-tag:v", "hvc1")); // Apple's players know no other
    }
    arguments.addAll(Delivery.containerArguments(plan.extension()));
    arguments.add("file:" + part.toAbsolutePath());
    return arguments;
  }

  private StitchReport encode(
      StitchPlan plan, Path workDir, Path part, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    int frames = plan.encodedFrames();
    Progress.Listener encoded =
        report ->
            progress.onProgress(
                0.85 * Math.min(1, (double) report.frame() / frames),
                String.format(
                    Locale.ROOT, "frame %d of %d, %.0f fps", report.frame(), frames, report.fps()));
    List<String> complaints =
        ffmpeg.run(encodeArguments(plan, workDir, part), encoded, cancellation);
    StitchForm form = plan.form();
    VideoCheck.Expected expected =
        new VideoCheck.Expected(
            frames,
            form.seconds(1),
            form.width(),
            form.height(),
            form.delivery().alpha(),
            form.sound());
    Optional<String> problem = check.problem(part, expected, progress.part(0.85, 1), cancellation);
    List<String> notes = new ArrayList<>(plan.notes());
    if (problem.isPresent() || !complaints.isEmpty()) {
      Optional<String> damage = damage(plan, cancellation);
      if (problem.isPresent()) {
        throw damage
            .map(MediaException::badInput)
            .orElse(
                MediaException.fault("The stitched video is not as it must be. " + problem.get()));
      }
      damage.ifPresent(notes::add);
    }
    return new StitchReport(StitchReport.Mode.ENCODE, frames, form.seconds(frames), notes);
  }

  private List<String> encodeArguments(StitchPlan plan, Path workDir, Path part)
      throws MediaException, IOException, InterruptedException {
    StitchForm form = plan.form();
    List<String> arguments = new ArrayList<>();
    for (Clip clip : plan.clips()) {
      // The encoder keeps the cores busy; more threads here would only hold more pictures.
      arguments.addAll(List.of("-threads", "1"));
      arguments.addAll(clip.input());
    }
    Path graph = write(workDir, "stitch.filters", EncodeGraph.full(plan));
    arguments.addAll(List.of("-/filter_complex", graph.toString(), "-map", "[v]"));
    // The graph's pictures are evenly spaced already; nothing may be dropped or doubled for it.
    arguments.addAll(List.of("-fps_mode", "passthrough"));
    arguments.addAll(
        form.delivery()
            .videoArguments(ffmpeg.h264Encoder(), form.width(), form.height(), form.rate()));
    if (form.sound()) {
      arguments.addAll(List.of("-map", "[a]"));
      arguments.addAll(form.delivery().audioArguments());
    }
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Delivery.containerArguments(plan.extension()));
    arguments.add("file:" + part.toAbsolutePath());
    return arguments;
  }

  /** The first clip that does not decode cleanly, as a sentence. */
  private Optional<String> damage(StitchPlan plan, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Map<Path, Clip> files = new LinkedHashMap<>();
    plan.clips().forEach(clip -> files.putIfAbsent(clip.info().file(), clip));
    for (Clip clip : files.values()) {
      Optional<String> words = reader.damage(clip, cancellation);
      if (words.isPresent()) {
        return Optional.of("The clip " + clip.name() + " is damaged: " + words.get());
      }
    }
    return Optional.empty();
  }

  private static Path write(Path workDir, String name, String text) throws IOException {
    return Files.writeString(workDir.resolve(name).toAbsolutePath(), text, StandardCharsets.UTF_8);
  }

  private static String are(int count) {
    return count == 0 ? "is none" : count == 1 ? "is only one" : "are " + count;
  }
}
