package mediaworker.providers.fal;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Translates a request into a model's body. */
final class ModelInput {

  /** Turns a picture or video into the text that stands for it in the body. */
  @FunctionalInterface
  interface Media {
    String text(MediaInput media) throws IOException, InterruptedException, ProviderException;
  }

  private static final Pattern PIXELS = Pattern.compile("(\\d{2,5})\\s*[x×*]\\s*(\\d{2,5})");
  private static final Set<String> OURS =
      Set.of("image_field", "images_field", "end_image_field", "video_field");

  /** Names that {@code image_size} has for aspect ratios. */
  private static final Map<String, String> SIZES =
      Map.of(
          "1:1", "square_hd",
          "4:3", "landscape_4_3",
          "16:9", "landscape_16_9",
          "3:4", "portrait_4_3",
          "9:16", "portrait_16_9");

  private final MediaRequest request;
  private final String model;
  private final Fields fields;

  ModelInput(MediaRequest request, String model) {
    this.request = request;
    this.model = model;
    this.fields = Fields.of(model);
  }

  /** Pictures that one call makes at the most. */
  int mostPerCall() {
    return fields.most();
  }

  /** Notes all that the model cannot do. */
  void check(Unsupported problems) {
    int images = request.images().size();
    problems
        .when(
            images > 1 && !isList(),
            "takes one picture, not "
                + images
                + " (options.images_field names an input for several)")
        .when(
            request.endImage().isPresent() && endField().isEmpty(),
            "takes no end image (options.end_image_field names an input for it)")
        .when(
            request.endImage().isPresent() && images == 0,
            "takes an end image only with a start image")
        .when(
            Fields.needsImage(model) && images == 0 && request.operation() != Operation.ANY_MODEL,
            "needs a picture in image");
    lacks(problems, Fields.NEGATIVE_PROMPT, !request.negativePrompt().isBlank(), "negative prompt");
    lacks(problems, Fields.SEED, request.seed().isPresent(), "seed");
    lacks(problems, Fields.ASPECT_RATIO, !request.aspectRatio().isBlank(), "aspect ratio");
    lacks(problems, Fields.DURATION, request.durationSeconds().isPresent(), "duration");
    lacks(problems, Fields.RESOLUTION, !request.resolution().isBlank(), "resolution");
    problems.when(
        Fields.hasImageSize(model)
            && !request.aspectRatio().isBlank()
            && !SIZES.containsKey(request.aspectRatio().strip())
            && request.resolution().isBlank(),
        "has no aspect ratio "
            + request.aspectRatio().strip()
            + " (1:1, 4:3, 3:4, 16:9, 9:16, or a resolution as 1024x768)");
  }

  private void lacks(Unsupported problems, String field, boolean given, String words) {
    problems.when(given && fields.lacks().contains(field), "takes no " + words);
  }

  private String option(String name) {
    return Json.text(request.options(), "/" + name);
  }

  private boolean isList() {
    return !option("images_field").isEmpty() || (option("image_field").isEmpty() && fields.list());
  }

  private String endField() {
    String named = option("end_image_field");
    return named.isEmpty() ? fields.endImage() : named;
  }

  /** The body for a call that makes so many pictures; the row's own fields win. */
  ObjectNode build(int count, Media media)
      throws IOException, InterruptedException, ProviderException {
    ObjectNode body = Json.object();
    text(body, "prompt", request.prompt());
    text(body, Fields.NEGATIVE_PROMPT, request.negativePrompt());
    images(body, media);
    if (request.endImage().isPresent()) {
      body.put(endField(), media.text(request.endImage().get()));
    }
    if (request.video().isPresent()) {
      String named = option("video_field");
      body.put(named.isEmpty() ? "video_url" : named, media.text(request.video().get()));
    }
    size(body);
    request.durationSeconds().ifPresent(seconds -> duration(body, seconds));
    request.seed().ifPresent(seed -> body.put(Fields.SEED, seed));
    if (fields.most() > 1) {
      body.put("num_images", count);
    }
    Json.merge(body, request.input());
    ObjectNode options = request.options().deepCopy();
    options.remove(OURS);
    Json.merge(body, options);
    return body;
  }

  private void images(ObjectNode body, Media media)
      throws IOException, InterruptedException, ProviderException {
    if (request.images().isEmpty()) {
      return;
    }
    if (!isList()) {
      String named = option("image_field");
      body.put(named.isEmpty() ? fields.image() : named, media.text(request.images().get(0)));
      return;
    }
    String named = option("images_field");
    ArrayNode list = body.putArray(named.isEmpty() ? fields.image() : named);
    for (MediaInput image : request.images()) {
      list.add(media.text(image));
    }
  }

  private void size(ObjectNode body) {
    String resolution = request.resolution().strip();
    String ratio = request.aspectRatio().strip();
    if (!Fields.hasImageSize(model)) {
      text(body, Fields.RESOLUTION, resolution);
      text(body, Fields.ASPECT_RATIO, ratio);
      return;
    }
    Matcher pixels = PIXELS.matcher(resolution);
    if (pixels.matches()) {
      body.putObject("image_size")
          .put("width", Integer.parseInt(pixels.group(1)))
          .put("height", Integer.parseInt(pixels.group(2)));
    } else {
      text(body, "image_size", resolution.isEmpty() ? SIZES.getOrDefault(ratio, "") : resolution);
    }
  }

  /** Kling and Seedance have it as a text, Veo with its unit. */
  private void duration(ObjectNode body, double seconds) {
    String plain =
        seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    if (model.contains("kling") || model.contains("seedance")) {
      body.put(Fields.DURATION, plain);
    } else if (model.contains("veo")) {
      body.put(Fields.DURATION, plain + "s");
    } else if (seconds == Math.rint(seconds)) {
      body.put(Fields.DURATION, (long) seconds);
    } else {
      body.put(Fields.DURATION, seconds);
    }
  }

  private static void text(ObjectNode body, String field, String value) {
    if (!value.isBlank()) {
      body.put(field, value);
    }
  }
}
