package mediaworker.handlers.parents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Children;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.NewChild;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.picture.Resizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code upscale}: a picture or video made larger, here by FFmpeg, or by another job: a program of
 * the installation's, or a model at a provider.
 *
 * <p>Fields: {@code image} or {@code video}; {@code scale}; {@code with}; {@code output_name}.
 */
public final class UpscaleHandler implements JobHandler<UpscaleHandler.Input> {

  /** Done by the worker itself. */
  static final String LOCAL = "local";

  private static final String STEP = "upscaled";
  private static final double LARGEST_SCALE = 8;

  /**
   * The row's fields.
   *
   * @param field what the file is in the row: "image" or "video"
   * @param file path or URL as the row has it
   * @param scale times as wide and high
   * @param with who does it
   * @param outputName the file name a person wants; null for the worker's own
   */
  public record Input(
      String field, String file, double scale, String with, @Nullable String outputName) {}

  private final AssetLibrary assets;
  private final Resizer resizer;
  private final Children children;
  private final String usual;
  private final ProgramFields programs;

  /**
   * @param usual who does it where the row does not say
   * @param programs the installation's own
   */
  public UpscaleHandler(
      AssetLibrary assets, Ffmpeg ffmpeg, Children children, String usual, ProgramFields programs) {
    this.assets = assets;
    this.resizer = new Resizer(ffmpeg);
    this.children = children;
    this.usual = usual;
    this.programs = programs;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("upscale");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    Optional<String> clip = fields.optionalText("video");
    boolean video = clip.isPresent();
    if (video) {
      fields.notCounting("image", "image_path", "image_url");
    }
    String file = clip.orElseGet(() -> fields.text("image", "image_path", "image_url"));
    double scale = fields.number("scale", 2, 1.1, LARGEST_SCALE);
    String with = fields.optionalText("with").orElse(usual);
    String outputName = fields.outputName().orElse(null);
    boolean remote = with.matches("(replicate|fal):\\S+");
    Set<String> others = new TreeSet<>(programs.types());
    if (!with.equals(LOCAL) && !remote && !others.contains(with)) {
      fields.problem(
          "\"with\" is "
              + with
              + " but must be local, a program's job type"
              + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")")
              + ", or a model as replicate:owner/model");
    }
    if (!programs.takes(with, "scale")) {
      fields.leaveAside("scale");
    }
    fields.done();
    return new Input(video ? "video" : "image", file, scale, with, outputName);
  }

  /** Who does it elsewhere is a job of its own, with a recipe of its own. */
  @Override
  public Optional<String> recipe(Input input) {
    return input.with().equals(LOCAL) ? Optional.of("3") : Optional.empty();
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    if (input.with().equals(LOCAL)) {
      return here(input, context);
    }
    Brood brood = Brood.of(context, children);
    Optional<JobResult> wait =
        brood.missing(
            List.of(elsewhere(input)), JobStatus.WAITING_FOR_CHILDREN, "waits for " + input.with());
    if (wait.isPresent()) {
      return wait.get();
    }
    Child done = brood.step(STEP).orElseThrow();
    if (!done.isCompleted()) {
      throw Brood.failure(done);
    }
    return new JobResult.Finished(done.result(), "by " + input.with(), done.outputs());
  }

  private NewChild elsewhere(Input input) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put(input.field(), input.file());
    int colon = input.with().indexOf(':');
    if (colon > 0) {
      fields.put("model", input.with().substring(colon + 1));
      fields.putObject("input").put("scale", input.scale());
    } else if (programs.takes(input.with(), "scale")) {
      if (input.scale() == Math.rint(input.scale())) {
        fields.put("scale", (int) input.scale());
      } else {
        fields.put("scale", input.scale());
      }
    }
    if (input.outputName() != null) {
      fields.put("output_name", input.outputName());
    }
    String type = colon > 0 ? input.with().substring(0, colon) : input.with();
    return new NewChild(STEP, type, fields.toString(), null);
  }

  private JobResult here(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      assets.check(AssetLibrary.Shelf.OUTPUT, List.of(input.file()));
      context.progress(0, "fetching " + input.file());
      Path file = assets.fetch(input.file(), context.workDir(), context.cancellation());
      Resizer.Size size = resizer.size(file, input.scale(), context.cancellation());
      assets.requireRoom(
          AssetLibrary.Shelf.OUTPUT, context.workDir(), DiskNeed.estimated(0, size.estimate()));
      try (Output output =
          assets.newOutput(
              AssetLibrary.Shelf.OUTPUT,
              "upscaled_" + context.job().id(),
              size.extension(),
              input.outputName(),
              context.claimName())) {
        List<String> notes =
            resizer.resize(
                file,
                size,
                output.part(),
                (fraction, message) -> context.progress(fraction, message),
                context.cancellation());
        String told = String.join("; ", notes);
        return new JobResult.Finished(
            output.publish(),
            size.width() + "x" + size.height() + (told.isEmpty() ? "" : "; " + told));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }
}
