package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.stitching.ClipRequest;
import mediaworker.media.stitching.FormRequest;
import mediaworker.media.stitching.Joint;
import mediaworker.media.stitching.Music;
import mediaworker.media.stitching.SoundRequest;
import mediaworker.media.stitching.StitchPlan;
import mediaworker.media.stitching.StitchReport;
import mediaworker.media.stitching.StitchRequest;
import mediaworker.media.stitching.Stitcher;
import mediaworker.media.timeline.Cut;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code stitching} and the dashboard's {@code video_stitching}: joins videos and stills.
 *
 * <p>Fields: {@code videos} (or {@code video_paths}), or {@code video_a_path} and {@code
 * video_b_path}; what else there is, docs/job-types.md says.
 */
public final class StitchingHandler implements JobHandler<StitchingHandler.Input> {

  private static final String DASHBOARD_KIND = "video_stitching";

  /**
   * A video of the row.
   *
   * @param reference path or URL as the row has it
   * @param inSeconds where it begins
   * @param outSeconds where it ends; empty for its end
   * @param repeat how many times it is played
   * @param pingPong whether each time is forwards and backwards
   * @param volume 1 is as loud as the file
   * @param title of its chapter; null for its file name
   */
  public record Video(
      String reference,
      double inSeconds,
      OptionalDouble outSeconds,
      int repeat,
      boolean pingPong,
      double volume,
      @Nullable String title) {

    static Video whole(String reference) {
      return new Video(reference, 0, OptionalDouble.empty(), 1, false, 1, null);
    }
  }

  /**
   * Music of the row.
   *
   * @param reference path or URL as the row has it
   * @param volume 1 is as loud as the file
   * @param loop whether it begins again
   * @param fadeIn seconds
   * @param fadeOut seconds
   * @param duck whether it steps back while the clips sound
   */
  public record Tune(
      String reference, double volume, boolean loop, double fadeIn, double fadeOut, boolean duck) {}

  /**
   * What the row wants of the sound.
   *
   * @param loudness in LUFS; empty to leave it
   * @param crossfadeSeconds at hard cuts
   * @param tune music under it
   */
  public record Sound(OptionalDouble loudness, double crossfadeSeconds, Optional<Tune> tune) {}

  /**
   * The row's fields.
   *
   * @param videos in order
   * @param joints between each two
   * @param form of the pictures
   * @param sound what is done with the sound
   * @param options how to go about it
   * @param outputName the file name a person wants; null for the worker's own
   */
  public record Input(
      List<Video> videos,
      List<Joint> joints,
      FormRequest form,
      Sound sound,
      StitchRequest.Options options,
      @Nullable String outputName) {
    public Input {
      videos = List.copyOf(videos);
      joints = List.copyOf(joints);
    }
  }

  private final AssetLibrary assets;
  private final Stitcher stitcher;

  public StitchingHandler(AssetLibrary assets, Ffmpeg ffmpeg) {
    this.assets = assets;
    this.stitcher = new Stitcher(ffmpeg);
  }

  @Override
  public Set<String> kinds() {
    return Set.of("stitching", DASHBOARD_KIND);
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    return StitchingFields.read(job.inputData());
  }

  @Override
  public Optional<String> recipe(Input input) {
    // A chapter without a title has its file's name, whatever is in the file.
    String names =
        input.videos().stream()
            .filter(video -> input.options().chapters() && video.title() == null)
            .map(video -> "\n" + video.reference())
            .collect(Collectors.joining());
    return Optional.of("3" + names);
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      assets.check(shelf(context), files(input));
      StitchRequest request = fetched(input, context);
      int count = request.clips().size();
      context.progress(0, "looking at " + count + " clips");
      StitchPlan plan = stitcher.plan(request, context.cancellation());
      assets.requireRoom(shelf(context), context.workDir(), need(plan, request));
      try (Output output = open(plan, input, context)) {
        StitchReport report =
            stitcher.run(
                plan, context.workDir(), output.part(), context::progress, context.cancellation());
        return new JobResult.Finished(
            output.publish(), note(report, count), List.of(), findings(report));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private static List<String> files(Input input) {
    return Stream.concat(
            input.videos().stream().map(Video::reference),
            input.sound().tune().stream().map(Tune::reference))
        .toList();
  }

  private StitchRequest fetched(Input input, JobContext context)
      throws AssetException, IOException, InterruptedException {
    Map<String, Path> files = new LinkedHashMap<>();
    List<ClipRequest> clips = new ArrayList<>();
    for (Video video : input.videos()) {
      Path file = fetched(video.reference(), files, context);
      String title =
          Objects.requireNonNullElse(
              video.title(), String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", ""));
      clips.add(
          new ClipRequest(
              new Cut(file, video.inSeconds(), video.outSeconds()),
              video.repeat(),
              video.pingPong(),
              video.volume(),
              title));
    }
    Optional<Music> music = Optional.empty();
    if (input.sound().tune().isPresent()) {
      Tune tune = input.sound().tune().get();
      Path file = fetched(tune.reference(), files, context);
      music =
          Optional.of(
              new Music(
                  file, tune.volume(), tune.loop(), tune.fadeIn(), tune.fadeOut(), tune.duck()));
    }
    SoundRequest sound =
        new SoundRequest(input.sound().loudness(), input.sound().crossfadeSeconds(), music);
    return new StitchRequest(clips, input.joints(), input.form(), sound, input.options());
  }

  /**
   * A copy is as large as what goes in, repeats counted. So is what is copied but for its joints,
   * after its parts have been written; what is encoded may take twice as much.
   */
  private static DiskNeed need(StitchPlan plan, StitchRequest request)
      throws MediaException, IOException {
    double bytes = 0;
    for (ClipRequest clip : request.clips()) {
      double times = clip.repeat() * (clip.pingPong() ? 2.0 : 1.0);
      bytes += times * Files.size(clip.cut().file());
    }
    long work = plan.workBytes();
    if (plan.copies()) {
      return DiskNeed.estimated(work, (long) bytes);
    }
    return request.options().smart()
        ? DiskNeed.estimated(work + (long) bytes, (long) bytes)
        : DiskNeed.estimated(work, (long) (2 * bytes));
  }

  private Path fetched(String reference, Map<String, Path> files, JobContext context)
      throws AssetException, IOException, InterruptedException {
    Path known = files.get(reference);
    if (known != null) {
      return known;
    }
    context.progress(0, "fetching " + reference);
    Path file = assets.fetch(reference, context.workDir(), context.cancellation());
    files.put(reference, file);
    return file;
  }

  private Output open(StitchPlan plan, Input input, JobContext context)
      throws AssetException, IOException {
    return assets.newOutput(
        shelf(context),
        "stitched_" + context.job().id(),
        plan.extension(),
        input.outputName(),
        context.claimName());
  }

  private static AssetLibrary.Shelf shelf(JobContext context) {
    return context.job().type().equals(DASHBOARD_KIND)
        ? AssetLibrary.Shelf.LIBRARY
        : AssetLibrary.Shelf.OUTPUT;
  }

  private static String note(StitchReport report, int clips) {
    String how =
        switch (report.mode()) {
          case COPY -> "copied";
          case SMART -> "copied but for their joints";
          case ENCODE -> "encoded" + report.whyEncoded().map(why -> " (" + why + ")").orElse("");
        };
    String note =
        String.format(
            Locale.ROOT,
            "%d clip%s %s, %d frames, %.2f s",
            clips,
            clips == 1 ? "" : "s",
            how,
            report.frames(),
            report.seconds());
    return report.notes().isEmpty() ? note : note + "; " + String.join("; ", report.notes());
  }

  /** What {@link #note} says in words, for programs. */
  private static String findings(StitchReport report) {
    ObjectNode findings = JsonMapper.shared().createObjectNode();
    findings
        .put("mode", report.mode().name().toLowerCase(Locale.ROOT))
        .put("frames", report.frames())
        .put("seconds", Math.round(1000 * report.seconds()) / 1000.0);
    report.whyEncoded().ifPresent(why -> findings.put("why_encoded", why));
    report.notes().forEach(findings.putArray("warnings")::add);
    return findings.toString();
  }
}
