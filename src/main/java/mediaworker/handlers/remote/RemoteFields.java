package mediaworker.handlers.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of paid job types: ours, and the dashboard's names for the same things. For one
 * row; not for use by several threads.
 */
final class RemoteFields {

  private static final int MOST_PICTURES = 15;
  private static final double LONGEST_SECONDS = 600;

  /** Fields of the dashboard that say nothing to a provider. */
  private static final Set<String> ASIDE =
      Set.of(
          "background",
          "style_analysis_job_id",
          "color_analysis_job_id",
          "style_image_path",
          "color_image_path");

  /**
   * The dashboard's fields for either kind of video model; a row may have both kinds, of which only
   * those of its own model count.
   */
  private static final Set<String> OTHER_FAMILIES =
      Set.of(
          "kling_duration",
          "kling_mode",
          "seedance_duration",
          "seedance_resolution",
          "seedance_aspect_ratio");

  /** What is asked about pictures where the row has no words of its own. */
  private static final Map<String, String> QUESTIONS =
      Map.of(
          "style_analysis",
          "Describe the visual style of this picture so that an image model could make others in the"
              + " same style: medium, technique, line, shapes, texture, light, mood, composition. Do"
              + " not describe what it shows. One paragraph, no headings.",
          "palette_analysis",
          "Name the colour palette of this picture: the five to eight colours that matter most, each"
              + " with a plain name, a hex code and where it is used. One line each.",
          "animation_prompting",
          "Write a prompt for an image-to-video model that brings this picture to life: which parts"
              + " move and how, in what rhythm, what the camera does. One paragraph, present tense.");

  private final Job job;
  private final Operation operation;
  private final InputFields fields;

  RemoteFields(Job job, Operation operation) throws JobFailure {
    this.job = job;
    this.operation = operation;
    this.fields = InputFields.begun("input_data", job.inputData());
  }

  /**
   * Reads everything.
   *
   * @throws JobFailure naming every wrong field
   */
  RemoteJob read(ProviderChoice providers) throws JobFailure {
    Operation exact = exactOperation();
    Optional<ProviderChoice.Choice> choice = providers.of(exact, job.type(), fields);
    MediaRequest.Builder request = MediaRequest.of(exact);
    choice.ifPresent(found -> request.model(found.model()));
    prompt(request);
    List<String> images = images();
    Optional<String> end =
        fields.optionalText("end_image", "last_frame", "end_image_url", "last_frame_url");
    boolean loop = fields.flag("seamless_loop", false);
    if (end.isEmpty() && loop && !images.isEmpty()) {
      end = Optional.of(images.get(0));
    }
    Optional<String> video = fields.optionalText("video", "video_url", "video_path");
    need(exact, images, video);
    List<String> families = choice.map(RemoteFields::families).orElse(List.of());
    numbers(request, families);
    request.json(wantsJson());
    fields.optionalText("negative_prompt").ifPresent(request::negativePrompt);
    fields
        .optionalText(names(families, "resolution", "size", "_resolution"))
        .ifPresent(request::resolution);
    fields
        .optionalText(names(families, "aspect_ratio", "", "_aspect_ratio"))
        .ifPresent(request::aspectRatio);
    free(request, families);
    String outputName = fields.optionalText("output_name").orElse(null);
    ASIDE.forEach(fields::json);
    OTHER_FAMILIES.forEach(fields::json);
    fields.done();
    return new RemoteJob(
        choice.orElseThrow().provider(),
        choice.orElseThrow().others(),
        new MediaDraft(request.build(), images, end.orElse(null), video.orElse(null)),
        outputName);
  }

  /** Backgrounds are removed from pictures and from videos under one job type. */
  private Operation exactOperation() {
    return operation == Operation.IMAGE_BACKGROUND_REMOVAL && fields.has("video")
        ? Operation.VIDEO_BACKGROUND_REMOVAL
        : operation;
  }

  private void prompt(MediaRequest.Builder request) {
    List<String> parts = new ArrayList<>();
    fields.optionalText("prompt", "question").ifPresent(parts::add);
    if (parts.isEmpty()) {
      fields.optionalText("object_prompt").ifPresent(parts::add);
    } else {
      fields.optionalText("object_prompt");
    }
    fields.optionalText("style_prompt").ifPresent(parts::add);
    String prompt = String.join(", ", parts);
    if (operation == Operation.IMAGE_ANALYSIS) {
      Optional<String> instructions = fields.optionalText("system_prompt");
      instructions.ifPresent(request::instructions);
      if (prompt.isEmpty()) {
        prompt = instructions.isPresent() ? "" : QUESTIONS.getOrDefault(job.type(), "");
      }
      if (wantsPalette()) {
        prompt = (prompt + " " + PaletteJson.ASKED_FOR).strip();
        request.schema(PaletteJson.schema());
      }
    }
    request.prompt(prompt);
    boolean needed =
        operation == Operation.IMAGE_GENERATION || operation == Operation.VIDEO_ANALYSIS;
    if (prompt.isEmpty() && needed) {
      fields.problem(
          operation == Operation.VIDEO_ANALYSIS
              ? "\"question\" is missing: what is asked about the video"
              : "\"prompt\" is missing: what is to be made");
    }
  }

  private boolean wantsJson() {
    return fields.flag("json", false);
  }

  /** Texts of other analyses have no shape of ours. */
  private boolean wantsPalette() {
    return wantsJson() && job.type().equals("palette_analysis");
  }

  private List<String> images() {
    List<String> images = new ArrayList<>(fields.texts("images", "image_paths"));
    Optional<String> image = fields.optionalText("image", "image_path", "image_url", "start_image");
    if (images.isEmpty()) {
      image.ifPresent(images::add);
    }
    if (images.size() > MOST_PICTURES) {
      fields.problem("\"images\" may name at most " + MOST_PICTURES + " pictures");
    }
    return images;
  }

  private void need(Operation exact, List<String> images, Optional<String> video) {
    boolean noImage = images.isEmpty();
    if (noImage
        && (exact == Operation.IMAGE_BACKGROUND_REMOVAL || exact == Operation.IMAGE_ANALYSIS)) {
      fields.problem("\"image\" is missing: the path or URL of a picture");
    }
    if (video.isEmpty() && exact == Operation.VIDEO_ANALYSIS) {
      fields.problem("\"video\" is missing: the path or URL of a video");
    }
    if (exact == Operation.ANY_MODEL && fields.optionalText("model").isEmpty()) {
      fields.problem("\"model\" is missing: the model's name at " + job.type());
    }
    if (exact == Operation.GPU_JOB && !fields.has("input")) {
      fields.problem("\"input\" is missing: an object, as the endpoint wants it");
    }
  }

  /** Which of the dashboard's kinds of fields speak to a model: "kling", "seedance" or both. */
  private static List<String> families(ProviderChoice.Choice choice) {
    String model = (choice.provider().name() + " " + choice.model()).toLowerCase(Locale.ROOT);
    if (model.contains("seedance")) {
      return List.of("seedance");
    }
    if (model.contains("kling")) {
      return List.of("kling");
    }
    return choice.provider().name().equals("bytedance")
        ? List.of("seedance")
        : List.of("kling", "seedance");
  }

  private static String[] names(
      List<String> families, String usual, String second, String afterFamily) {
    List<String> names = new ArrayList<>(List.of(usual));
    if (!second.isEmpty()) {
      names.add(second);
    }
    families.forEach(family -> names.add(family + afterFamily));
    return names.toArray(String[]::new);
  }

  private void numbers(MediaRequest.Builder request, List<String> families) {
    for (String name : names(families, "duration", "", "_duration")) {
      Optional<Double> seconds = fields.optionalNumber(name, 0.1, LONGEST_SECONDS);
      if (seconds.isPresent()) {
        request.durationSeconds(seconds.get());
        break;
      }
    }
    if (fields.has("n")) {
      request.count(fields.integer("n", 1, 1, MOST_PICTURES));
    }
    fields
        .optionalNumber("seed", 0, 9_007_199_254_740_991.0)
        .ifPresent(seed -> request.seed(seed.longValue()));
  }

  private void free(MediaRequest.Builder request, List<String> families) {
    ObjectNode input = object("input");
    if (input != null) {
      request.input(input);
    }
    fields.optionalText("endpoint").ifPresent(request::endpoint);
    ObjectNode options = object("options");
    ObjectNode all =
        options == null
            ? tools.jackson.databind.node.JsonNodeFactory.instance.objectNode()
            : options;
    if (families.contains("kling")) {
      fields.optionalText("kling_mode").ifPresent(mode -> all.put("mode", mode));
    }
    fields.optionalText("presetStyle").ifPresent(style -> all.put("presetStyle", style));
    request.options(all);
  }

  private @Nullable ObjectNode object(String name) {
    Optional<JsonNode> node = fields.json(name);
    if (node.isEmpty()) {
      return null;
    }
    if (node.get() instanceof ObjectNode object) {
      return object.deepCopy();
    }
    fields.problem("\"" + name + "\" must be an object like {\"key\": \"value\"}");
    return null;
  }
}
