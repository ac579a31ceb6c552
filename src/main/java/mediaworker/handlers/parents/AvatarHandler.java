package mediaworker.handlers.parents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.filetype.FileKind;
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
import mediaworker.jobs.Remarks;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code avatar_video}: pictures that speak a sound file. Done by a program of the installation's
 * on a GPU of this machine, or by an endpoint at Runpod.
 *
 * <p>Fields: {@code image_paths}, {@code prompts}, {@code audio_path}, {@code resolution}, {@code
 * character}, {@code background}, {@code endpoint}, {@code output_name}.
 */
public final class AvatarHandler implements JobHandler<AvatarHandler.Input> {

  /** Done by a job of the type {@code gpu_job}. */
  static final String RUNPOD = "runpod";

  private static final String STEP = "avatar";

  /** Fields of one value that are handed on. */
  private static final List<String> SCALARS =
      List.of("resolution", "character", "background", "endpoint");

  /** A GPU endpoint is sent its files within its input, which it takes up to 10 MB of. */
  private static final long LARGEST_SOUND = 6L << 20;

  /**
   * The row's fields.
   *
   * @param images the pictures
   * @param audio what is spoken
   * @param fields all others, for the program or endpoint
   */
  public record Input(List<String> images, String audio, ObjectNode fields) {
    public Input {
      images = List.copyOf(images);
    }
  }

  private final AssetLibrary assets;
  private final Ffmpeg ffmpeg;
  private final Children children;
  private final String with;
  private final int pace;
  private final ProgramFields programs;

  /**
   * @param with "runpod", or the job type of a program
   * @param pace seconds of work for each second of sound
   * @param programs the installation's own
   */
  public AvatarHandler(
      AssetLibrary assets,
      Ffmpeg ffmpeg,
      Children children,
      String with,
      int pace,
      ProgramFields programs) {
    this.assets = assets;
    this.ffmpeg = ffmpeg;
    this.children = children;
    this.with = with;
    this.pace = pace;
    this.programs = programs;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("avatar_video");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    List<String> images = fields.texts("image_paths", "images", "image_path", "image");
    if (images.isEmpty()) {
      fields.problem("\"image_paths\" is missing: a list of pictures");
    }
    String audio = fields.text("audio_path", "audio");
    List<String> prompts = fields.texts("prompts", "prompt");
    ObjectNode others = JsonMapper.shared().createObjectNode();
    others.put("prompt", String.join(" ", prompts));
    ArrayNode list = others.putArray("prompts");
    prompts.forEach(list::add);
    for (String name : SCALARS) {
      fields.optionalScalar(name).ifPresent(value -> others.put(name, value));
    }
    String resolution = others.path("resolution").asString("9:16");
    if (!resolution.matches("\\d{1,5}\\s*[:xX×]\\s*\\d{1,5}|\\d{3,4}p")) {
      fields.problem(
          "\"resolution\" is \"" + resolution + "\" but must be like 9:16, 720x1280 or 720p");
    }
    others.put("resolution", resolution);
    fields.outputName().ifPresent(name -> others.put("output_name", name));
    if (!programs.takes(with, "prompt")) {
      fields.leaveAside("prompts", "prompt");
    }
    SCALARS.stream().filter(name -> !programs.takes(with, name)).forEach(fields::leaveAside);
    fields.done();
    long unplaced =
        IntStream.range(0, images.size()).filter(i -> !programs.takes(with, image(i))).count();
    if (unplaced > 0) {
      Remarks.say(
          "Of " + images.size() + " pictures " + with + " has no place for " + unplaced + ".");
    }
    return new Input(images, audio, others);
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Brood brood = Brood.of(context, children);
    Optional<Child> there = brood.step(STEP);
    String note = there.isPresent() ? "waits for " + with : note(input, context);
    NewChild wanted =
        there.isPresent() ? new NewChild(STEP, with, "{}", null) : child(input, context);
    Optional<JobResult> wait = brood.missing(List.of(wanted), JobStatus.WAITING_FOR_CHILDREN, note);
    if (wait.isPresent()) {
      return wait.get();
    }
    Child done = there.orElseThrow();
    if (!done.isCompleted()) {
      throw Brood.failure(done);
    }
    return new JobResult.Finished(done.result(), "by " + with, done.outputs());
  }

  /** Everything is fetched and looked at before a GPU is asked for. */
  private String note(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      assets.check(
          AssetLibrary.Shelf.OUTPUT,
          Stream.concat(input.images().stream(), Stream.of(input.audio())).toList());
      for (String image : input.images()) {
        Path file = assets.fetch(image, context.workDir(), context.cancellation());
        ffmpeg.probe(file, context.cancellation());
      }
      double seconds =
          ffmpeg
              .probe(sound(input, context), context.cancellation())
              .sound()
              .orElseThrow(() -> MediaException.badInput(input.audio() + " has no sound."))
              .durationSeconds();
      long minutes = Math.max(1, Math.round(seconds * pace / 60));
      return String.format(
          Locale.ROOT, "Estimated time: %d min for %.1f s of sound", minutes, seconds);
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private Path sound(Input input, JobContext context)
      throws AssetException, IOException, InterruptedException {
    return assets.fetch(input.audio(), context.workDir(), context.cancellation());
  }

  private NewChild child(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    String prompt = input.fields().path("prompt").asString("");
    ObjectNode fields = input.fields().deepCopy();
    if (!with.equals(RUNPOD)) {
      fields.remove("prompts");
      for (int i = 0; i < input.images().size(); i++) {
        fields.put(image(i), input.images().get(i));
      }
      fields.put("audio", input.audio());
      fields.retain(fields.propertyNames().stream().filter(this::isForProgram).toList());
      return new NewChild(STEP, with, fields.toString(), prompt);
    }
    ObjectNode row = JsonMapper.shared().createObjectNode();
    ArrayNode images = row.putArray("images");
    input.images().forEach(images::add);
    for (String name : List.of("endpoint", "output_name")) {
      if (fields.has(name)) {
        row.set(name, fields.remove(name));
      }
    }
    fields.put("audio", inlineSound(input, context));
    row.set("input", fields);
    return new NewChild(STEP, "gpu_job", row.toString(), prompt);
  }

  /** What a program's command line calls a picture. */
  private static String image(int index) {
    return index == 0 ? "image" : "image" + (index + 1);
  }

  /** Any job has an output name. */
  private boolean isForProgram(String field) {
    return field.equals("output_name") || programs.takes(with, field);
  }

  /** A URL as it is; a file as a data URL, since an endpoint cannot come and fetch it. */
  private String inlineSound(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    if (input.audio().matches("(?is)https?://.*")) {
      return input.audio();
    }
    try {
      Path file = sound(input, context);
      long size = java.nio.file.Files.size(file);
      if (size > LARGEST_SOUND) {
        throw JobFailure.input(
            input.audio()
                + " has "
                + size / 1_000_000
                + " MB, which is too much to send along; put it at a URL, or make it an MP3.");
      }
      String type = FileKind.of(file).map(FileKind::mediaType).orElse("audio/mpeg");
      return "data:"
          + type
          + ";base64,"
          + java.util.Base64.getEncoder().encodeToString(java.nio.file.Files.readAllBytes(file));
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }
}
