package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.Output;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.stitching.StitchPlan;
import mediaworker.media.stitching.StitchReport;
import mediaworker.media.stitching.StitchRequest;
import mediaworker.media.stitching.Stitcher;
import mediaworker.media.stitching.Transition;
import mediaworker.media.timeline.Cut;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * {@code stitching} and the dashboard's {@code video_stitching}: joins two or more videos.
 *
 * <p>Fields: {@code videos} (or {@code video_paths}), a list of paths, URLs or objects {@code
 * {"video": …, "in": s, "out": s}}; or {@code video_a_path} and {@code video_b_path}; {@code
 * transition}, {@code transition_duration} (seconds), {@code output_name}.
 */
public final class StitchingHandler implements JobHandler<StitchingHandler.Input> {

  private static final Logger log = LoggerFactory.getLogger(StitchingHandler.class);
  private static final String DASHBOARD_KIND = "video_stitching";
  private static final double DEFAULT_TRANSITION_SECONDS = 0.5;
  private static final double LONGEST_TRANSITION_SECONDS = 10;
  private static final String SHAPE =
      "a list of videos: texts, or objects like {\"video\": \"a.mp4\", \"in\": 1.5, \"out\": 4} whose \"out\" is the"
          + " later one";

  /**
   * A video of the row.
   *
   * @param reference path or URL as the row has it
   * @param inSeconds where it begins
   * @param outSeconds where it ends; empty for its end
   */
  public record Video(String reference, double inSeconds, OptionalDouble outSeconds) {}

  /**
   * The row's fields.
   *
   * @param videos in order
   * @param transition between each two
   * @param transitionSeconds its length
   * @param outputName the file name a person wants; null for the worker's own
   */
  public record Input(
      List<Video> videos,
      Transition transition,
      double transitionSeconds,
      @Nullable String outputName) {
    public Input {
      videos = List.copyOf(videos);
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
    InputFields fields = InputFields.of("input_data", job.inputData());
    List<Video> videos = videos(fields);
    Transition transition =
        Transition.of(fields.choice("transition", Transition.NONE.word(), Transition.words()))
            .orElse(Transition.NONE);
    double seconds =
        fields.number(
            "transition_duration", DEFAULT_TRANSITION_SECONDS, 0, LONGEST_TRANSITION_SECONDS);
    String outputName = fields.optionalText("output_name").orElse(null);
    Set<String> unknown = fields.done();
    if (!unknown.isEmpty()) {
      log.warn("Fields that stitching does not know are ignored: {}", unknown);
    }
    return new Input(videos, seconds == 0 ? Transition.NONE : transition, seconds, outputName);
  }

  private static List<Video> videos(InputFields fields) {
    List<Video> videos = new ArrayList<>();
    Optional<JsonNode> list = fields.json("videos").or(() -> fields.json("video_paths"));
    if (list.isPresent()) {
      if (!list.get().isArray()) {
        fields.problem("\"videos\" must be " + SHAPE);
      }
      int number = 0;
      for (JsonNode element : list.get()) {
        number++;
        Optional<Video> video = video(element);
        if (video.isEmpty()) {
          fields.problem("element " + number + " of \"videos\" is not right: it must be " + SHAPE);
        }
        video.ifPresent(videos::add);
      }
    } else if (fields.has("video_a_path") || fields.has("video_b_path")) {
      for (String name : List.of("video_a_path", "video_b_path")) {
        videos.add(new Video(fields.text(name), 0, OptionalDouble.empty()));
      }
    } else {
      fields.problem("\"videos\" is missing: " + SHAPE);
      return videos;
    }
    if (list.isPresent() && list.get().isArray() && list.get().size() < 2) {
      fields.problem("\"videos\" must name at least two videos");
    } else if (videos.size() > Stitcher.MOST_CLIPS) {
      fields.problem("\"videos\" may name at most " + Stitcher.MOST_CLIPS + " videos");
    }
    return videos;
  }

  private static Optional<Video> video(JsonNode element) {
    JsonNode reference = element.isObject() ? element.path("video") : element;
    if (!reference.isString() || reference.asString().isBlank()) {
      return Optional.empty();
    }
    double in = seconds(element.path("in"), 0);
    double out = seconds(element.path("out"), Double.POSITIVE_INFINITY);
    if (!(in >= 0) || !(out > in)) {
      return Optional.empty();
    }
    OptionalDouble end = Double.isInfinite(out) ? OptionalDouble.empty() : OptionalDouble.of(out);
    return Optional.of(new Video(reference.asString(), in, end));
  }

  /** A number, also one written as text; not a number (NaN) where it is something else. */
  private static double seconds(JsonNode node, double otherwise) {
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (node.isNumber()) {
      return node.asDouble();
    }
    try {
      return node.isString() ? Double.parseDouble(node.asString().strip()) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      Map<String, Path> files = new LinkedHashMap<>();
      List<Cut> cuts = new ArrayList<>();
      for (Video video : input.videos()) {
        context.progress(0, "fetching " + video.reference());
        Path file = files.get(video.reference());
        if (file == null) {
          file = assets.fetch(video.reference(), context.workDir(), context.cancellation());
          files.put(video.reference(), file);
        }
        cuts.add(new Cut(file, video.inSeconds(), video.outSeconds()));
      }
      context.progress(0, "looking at " + cuts.size() + " clips");
      StitchPlan plan =
          stitcher.plan(
              new StitchRequest(cuts, input.transition(), input.transitionSeconds()),
              context.cancellation());
      try (Output output = open(plan, input, context)) {
        StitchReport report =
            stitcher.run(
                plan, context.workDir(), output.part(), context::progress, context.cancellation());
        return new JobResult.Finished(output.publish(), note(report, cuts.size()));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private Output open(StitchPlan plan, Input input, JobContext context)
      throws AssetException, IOException {
    AssetLibrary.Shelf shelf =
        context.job().type().equals(DASHBOARD_KIND)
            ? AssetLibrary.Shelf.LIBRARY
            : AssetLibrary.Shelf.OUTPUT;
    return assets.newOutput(
        shelf,
        "stitched_" + context.job().id(),
        plan.extension(),
        input.outputName(),
        context.claimName());
  }

  private static String note(StitchReport report, int clips) {
    String how = report.mode() == StitchReport.Mode.COPY ? "copied" : "encoded";
    String note =
        String.format(
            Locale.ROOT,
            "%d clips %s, %d frames, %.2f s",
            clips,
            how,
            report.frames(),
            report.seconds());
    return report.notes().isEmpty() ? note : note + "; " + String.join("; ", report.notes());
  }
}
