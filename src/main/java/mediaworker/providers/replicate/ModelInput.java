package mediaworker.providers.replicate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Translates a request into a model's {@code input}. */
final class ModelInput {

  /** Turns a picture or video into the text that stands for it in the input. */
  @FunctionalInterface
  interface Media {
    String text(MediaInput media) throws IOException, InterruptedException, ProviderException;
  }

  private static final Pattern PIXELS = Pattern.compile("(\\d{2,5})\\s*[x×*]\\s*(\\d{2,5})");
  private static final Set<String> OURS =
      Set.of("image_field", "images_field", "end_image_field", "video_field");

  private final MediaRequest request;
  private final ModelName model;
  private final @Nullable Family family;

  ModelInput(MediaRequest request, ModelName model) {
    this.request = request;
    this.model = model;
    boolean removal =
        request.operation() == Operation.IMAGE_BACKGROUND_REMOVAL
            || request.operation() == Operation.VIDEO_BACKGROUND_REMOVAL;
    this.family = removal ? null : Family.of(model);
  }

  /** Pictures that one call makes at the most. */
  int mostPerCall() {
    return family == null ? 1 : family.count().most();
  }

  /** Notes all that the model cannot do. */
  void check(Unsupported problems) {
    Family.Pictures pictures = pictures();
    int images = request.images().size();
    problems
        .when(images > 0 && pictures.most() == 0, "takes no pictures")
        .when(
            pictures.most() > 0 && images > pictures.most(),
            "takes at most "
                + pictures.most()
                + (pictures.most() == 1 ? " picture" : " pictures")
                + ", not "
                + images
                + (family == null ? " (options.images_field names an input for several)" : ""))
        .when(
            request.endImage().isPresent() && pictures.endField().isEmpty(),
            "takes no end image"
                + (family == null ? " (options.end_image_field names an input for it)" : ""))
        .when(
            family != null && request.endImage().isPresent() && images == 0,
            "takes an end image only with a start image")
        .when(family != null && request.video().isPresent(), "takes no video");
    lacks(problems, Family.NEGATIVE_PROMPT, !request.negativePrompt().isBlank(), "negative prompt");
    lacks(problems, Family.SEED, request.seed().isPresent(), "seed");
    lacks(problems, Family.ASPECT_RATIO, !request.aspectRatio().isBlank(), "aspect ratio");
    lacks(problems, Family.DURATION, request.durationSeconds().isPresent(), "duration");
    lacks(problems, Family.RESOLUTION, !request.resolution().isBlank(), "resolution");
    String name = model.key();
    double seconds = request.durationSeconds().orElse(5);
    problems
        .when(
            name.matches("kling-v[12].*") && seconds != 5 && seconds != 10,
            "makes videos of 5 or 10 seconds")
        .when(
            name.startsWith("seedance-1") && (seconds < 2 || seconds > 12),
            "makes videos of 2 to 12 seconds")
        .when(name.equals("kling-v2.1") && images == 0, "needs a start image")
        .when(
            name.equals("kling-v2.1")
                && !request.resolution().isBlank()
                && klingMode(request.resolution()).isEmpty(),
            "makes 720p and 1080p");
  }

  private void lacks(Unsupported problems, String field, boolean given, String words) {
    problems.when(given && family != null && !family.takes().contains(field), "takes no " + words);
  }

  private Family.Pictures pictures() {
    String single = option("image_field");
    String list = option("images_field");
    String end = option("end_image_field");
    Family.Pictures known =
        family == null ? new Family.Pictures("image", 1, "") : family.pictures();
    String endField = end.isEmpty() ? known.endField() : end;
    if (!list.isEmpty()) {
      return new Family.Pictures(list, Integer.MAX_VALUE, endField);
    }
    return single.isEmpty()
        ? new Family.Pictures(known.field(), known.most(), endField)
        : new Family.Pictures(single, 1, endField);
  }

  private String option(String name) {
    return Json.text(request.options(), "/" + name);
  }

  /** The input for a call that makes so many pictures; the row's own fields win. */
  ObjectNode build(int count, Media media)
      throws IOException, InterruptedException, ProviderException {
    ObjectNode input = Json.object();
    text(input, "prompt", request.prompt());
    text(input, Family.NEGATIVE_PROMPT, request.negativePrompt());
    media(input, media);
    size(input);
    request.durationSeconds().ifPresent(seconds -> number(input, Family.DURATION, seconds));
    request.seed().ifPresent(seed -> input.put(Family.SEED, seed));
    if (family != null) {
      family.fixed().forEach(input::put);
      if (!family.count().field().isEmpty()) {
        input.put(family.count().field(), count);
      }
    }
    Json.merge(input, request.input());
    ObjectNode options = request.options().deepCopy();
    options.remove(OURS);
    Json.merge(input, options);
    if (model.key().equals("kling-v2.1") && request.endImage().isPresent()) {
      input.put("mode", "pro"); // the only one that knows end images
    }
    return input;
  }

  private void media(ObjectNode input, Media media)
      throws IOException, InterruptedException, ProviderException {
    Family.Pictures pictures = pictures();
    List<MediaInput> images = request.images();
    if (!images.isEmpty() && pictures.most() == 1) {
      input.put(pictures.field(), media.text(images.get(0)));
    } else if (!images.isEmpty()) {
      ArrayNode list = input.putArray(pictures.field());
      for (MediaInput image : images) {
        list.add(media.text(image));
      }
    }
    if (request.endImage().isPresent()) {
      input.put(pictures.endField(), media.text(request.endImage().get()));
    }
    if (request.video().isPresent()) {
      String field = option("video_field");
      input.put(field.isEmpty() ? "video" : field, media.text(request.video().get()));
    }
  }

  private void size(ObjectNode input) {
    String resolution = request.resolution().strip();
    String name = model.key();
    Matcher pixels = PIXELS.matcher(resolution);
    boolean exact = pixels.matches() && family != null;
    if (exact && name.contains("seedream")) {
      input.put("size", "custom");
    } else if (exact && name.startsWith("flux")) {
      input.put(Family.ASPECT_RATIO, "custom");
    }
    if (exact && (name.contains("seedream") || name.startsWith("flux"))) {
      input.put("width", Integer.parseInt(pixels.group(1)));
      input.put("height", Integer.parseInt(pixels.group(2)));
      return;
    }
    text(input, Family.ASPECT_RATIO, request.aspectRatio());
    if (name.contains("seedream")) {
      text(input, "size", resolution.toUpperCase(java.util.Locale.ROOT));
    } else if (name.equals("kling-v2.1")) {
      klingMode(resolution).ifPresent(mode -> input.put("mode", mode));
    } else {
      text(input, Family.RESOLUTION, resolution);
    }
  }

  private static Optional<String> klingMode(String resolution) {
    return switch (resolution.strip()) {
      case "720p" -> Optional.of("standard");
      case "1080p" -> Optional.of("pro");
      default -> Optional.empty();
    };
  }

  private static void text(ObjectNode input, String field, String value) {
    if (!value.isBlank()) {
      input.put(field, value);
    }
  }

  private static void number(ObjectNode input, String field, double value) {
    if (value == Math.rint(value)) {
      input.put(field, (long) value);
    } else {
      input.put(field, value);
    }
  }
}
