package mediaworker.handlers.parents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.handlers.FieldWatch;
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
import mediaworker.jobs.Stage;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.picture.Framer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dashboard's {@code boomerang_automation}: a picture animated to another and back, and both
 * videos joined. Takes over what the dashboard's own worker has begun.
 *
 * <p>Fields: as {@code animation}, with {@code image_url} and {@code end_image_url}, and {@code
 * background} (green or blue).
 */
public final class BoomerangHandler implements JobHandler<BoomerangHandler.Input> {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String THERE = "there";
  private static final String BACK = "back";
  private static final String JOINED = "joined";

  /** How large the pictures are on their canvas: what moves must not touch its border. */
  private static final double SHARE = 0.9;

  /**
   * The row's fields.
   *
   * @param first the picture it begins and ends with
   * @param second the picture in between
   * @param blue whether the canvas is blue; green otherwise
   * @param prompt what is to happen
   * @param outputName the file name a person wants; null for the worker's own
   * @param animation all fields, for the animations
   */
  public record Input(
      String first,
      String second,
      boolean blue,
      String prompt,
      @Nullable String outputName,
      String animation) {}

  /** How an animation's row is read by the job type that makes it. */
  @FunctionalInterface
  public interface Animations {
    /** Reads it, and {@linkplain mediaworker.jobs.Remarks remarks} upon what is not known. */
    void read(Job animation) throws JobFailure;
  }

  private final Animations animationType;
  private final AssetLibrary assets;
  private final Framer framer;
  private final Children children;

  public BoomerangHandler(
      Animations animationType, AssetLibrary assets, Ffmpeg ffmpeg, Children children) {
    this.animationType = animationType;
    this.assets = assets;
    this.framer = new Framer(ffmpeg);
    this.children = children;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("boomerang_automation");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    String first = fields.text("image_url", "image", "image_path", "start_image");
    String second = fields.text("end_image_url", "end_image", "last_frame_url", "last_frame");
    String background = fields.choice("background", "green", "green", "blue");
    String prompt = fields.optionalText("prompt").orElse("");
    String outputName = fields.outputName().orElse(null);
    fields.doneWithSome();
    String all = job.inputData() == null ? "{}" : job.inputData();
    Input input = new Input(first, second, background.equals("blue"), prompt, outputName, all);
    String fieldsThere = animation(THERE, input, first, second).inputData();
    try {
      Job child = new Job(job.id(), "animation", Stage.MAIN, fieldsThere, null, null, 1, 1);
      FieldWatch.unwatched(() -> animationType.read(child));
    } catch (JobFailure e) {
      // The animation will say so, unless what it lacks, such as a key, has come by then.
    }
    return input;
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Brood brood = Brood.of(context, children);
    List<Child> animations =
        brood.all().stream().filter(child -> child.type().equals("animation")).toList();
    List<NewChild> wanted = new ArrayList<>();
    if (animations.size() < 2) {
      String first = framed(input.first(), "start", input, context);
      String second = framed(input.second(), "end", input, context);
      wanted.add(animation(THERE, input, first, second));
      wanted.add(animation(BACK, input, second, first));
    } else {
      // Those of the dashboard have no names.
      animations.forEach(child -> wanted.add(new NewChild(child.step(), "", "{}", null)));
    }
    Optional<JobResult> wait =
        brood.missing(
            wanted, JobStatus.WAITING_FOR_CHILDREN, "waits for the animations there and back");
    if (wait.isPresent()) {
      return wait.get();
    }
    for (Child child : animations) {
      if (!child.isCompleted()) {
        throw Brood.failure(child);
      }
    }
    return joined(input, brood, animations);
  }

  private static JobResult joined(Input input, Brood brood, List<Child> animations)
      throws JobFailure {
    Optional<Child> before =
        brood.all().stream()
            .filter(child -> child.type().equals("video_stitching"))
            .reduce((one, later) -> later);
    ObjectNode fields = JSON.createObjectNode();
    fields.put("video_a_path", animations.get(0).result());
    fields.put("video_b_path", animations.get(1).result());
    if (input.outputName() != null) {
      fields.put("output_name", input.outputName());
    }
    NewChild stitching =
        new NewChild(
            before.map(Child::step).orElse(JOINED),
            "video_stitching",
            fields.toString(),
            input.prompt());
    Optional<JobResult> wait =
        brood.missing(List.of(stitching), JobStatus.STITCHING, "joins the animations");
    if (wait.isPresent()) {
      return wait.get();
    }
    Child done = before.orElseThrow();
    if (!done.isCompleted()) {
      throw Brood.failure(done);
    }
    return new JobResult.Finished(done.result(), "there and back");
  }

  private static NewChild animation(String step, Input input, String from, String to) {
    ObjectNode fields = (ObjectNode) JSON.readTree(input.animation());
    for (String name :
        List.of(
            "image",
            "image_path",
            "start_image",
            "end_image",
            "last_frame",
            "last_frame_url",
            "seamless_loop",
            "output_name",
            "callback_url")) {
      fields.remove(name);
    }
    fields.put("image_url", from);
    fields.put("end_image_url", to);
    return new NewChild(step, "animation", fields.toString(), input.prompt());
  }

  private String framed(String picture, String which, Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      context.progress(0, "puts the pictures on their canvas");
      Path file = assets.fetch(picture, context.workDir(), context.cancellation());
      try (Output output =
          assets.newOutput(
              AssetLibrary.Shelf.LIBRARY,
              "boomerang_" + context.job().id() + "_" + which,
              "png",
              null,
              context.claimName())) {
        framer.frame(
            file, SHARE, input.blue() ? 0x0000ff : 0x00ff00, output.part(), context.cancellation());
        return output.publishOnce();
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }
}
