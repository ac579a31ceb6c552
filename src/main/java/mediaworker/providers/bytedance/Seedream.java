package mediaworker.providers.bytedance;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.PictureSize;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pictures: one synchronous call each, since a call for several makes as many as it likes. */
final class Seedream {

  private static final int MOST_COUNT = 100;
  private static final int MOST_REFERENCES = 14;
  private static final int MOST_REFERENCES_OF_PRO = 10;
  private static final long MOST_PIXELS = 16_777_216;
  private static final Set<String> NAMED_SIZES = Set.of("1K", "2K", "3K", "4K");

  private Seedream() {}

  static Plan plan(MediaRequest request, String model) throws ProviderException {
    int references = model.contains("5-0-pro") ? MOST_REFERENCES_OF_PRO : MOST_REFERENCES;
    Unsupported unsupported = new Unsupported("ByteDance's " + model);
    unsupported
        .when(request.prompt().isBlank(), "needs a prompt")
        .when(!request.negativePrompt().isBlank(), "takes no negative prompt")
        .when(
            request.images().size() > references,
            "takes at most " + references + " images, not " + request.images().size())
        .when(request.endImage().isPresent(), "makes pictures and takes no end image")
        .when(request.video().isPresent(), "takes no video")
        .when(request.durationSeconds().isPresent(), "makes pictures, which have no duration")
        .when(
            request.count() < 1 || request.count() > MOST_COUNT,
            "makes 1 to " + MOST_COUNT + " pictures a job, not " + request.count())
        .when(request.seed().isPresent() && !model.contains("-3-0"), "takes no seed");
    size(request, model, unsupported);
    ArkInputs.check(request.images(), unsupported);
    unsupported.throwIfAny();
    // A series that belongs together is one call; it may bring fewer than asked for.
    boolean series = Json.text(request.options(), "/sequential_image_generation").equals("auto");
    return series ? Plan.single(model, request.count()) : Plan.divided(model, request.count(), 1);
  }

  private static void size(MediaRequest request, String model, Unsupported unsupported) {
    String resolution = request.resolution();
    Optional<PictureSize> pixels = PictureSize.pixels(resolution);
    Optional<PictureSize> ratio = PictureSize.ratio(request.aspectRatio());
    unsupported
        .when(
            !resolution.isEmpty() && pixels.isEmpty() && !NAMED_SIZES.contains(named(resolution)),
            "takes a resolution like 2K or 2048x2048, not " + resolution)
        .when(
            !request.aspectRatio().isEmpty() && ratio.isEmpty(),
            "takes an aspect ratio like 16:9, not " + request.aspectRatio())
        .when(
            pixels.isPresent() && ratio.isPresent(),
            "takes a resolution in pixels or an aspect ratio, not both");
    long least = leastPixels(model);
    pixels.ifPresent(
        size ->
            unsupported
                .when(
                    size.area() < least || size.area() > MOST_PIXELS,
                    "makes " + least + " to " + MOST_PIXELS + " pixels, not " + size)
                .when(isSlim(size), "makes ratios from 1:16 to 16:1, not " + size));
    ratio.ifPresent(
        size -> unsupported.when(isSlim(size), "makes ratios from 1:16 to 16:1, not " + size));
  }

  private static boolean isSlim(PictureSize size) {
    return size.width() > 16L * size.height() || size.height() > 16L * size.width();
  }

  private static long leastPixels(String model) {
    if (model.contains("seedream-5-0") || model.contains("seedream-4-5")) {
      return 3_686_400;
    }
    return model.contains("seedream-4-0") ? 921_600 : 1;
  }

  private static String named(String resolution) {
    return resolution.toUpperCase(Locale.ROOT).strip();
  }

  static JsonBody body(MediaRequest request, CreateCall call) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", call.model()).put("prompt", request.prompt());
    if (request.images().size() == 1) {
      body.put("image", ArkInputs.url(request.images().get(0)));
    } else if (!request.images().isEmpty()) {
      ArrayNode images = body.putArray("image");
      request.images().forEach(image -> images.add(ArkInputs.url(image)));
    }
    size(request).ifPresent(size -> body.put("size", size));
    request.seed().ifPresent(seed -> body.put("seed", seed));
    body.put("response_format", "url").put("watermark", false);
    if (call.count() > 1) {
      body.putObject("sequential_image_generation_options").put("max_images", call.count());
    }
    Json.merge(body, request.options());
    return JsonBody.of(body);
  }

  /** A ratio alone cannot be said: it becomes the pixels of its name, 2K where none is given. */
  private static Optional<String> size(MediaRequest request) {
    Optional<PictureSize> ratio = PictureSize.ratio(request.aspectRatio());
    String resolution = request.resolution();
    if (ratio.isEmpty()) {
      return resolution.isEmpty()
          ? Optional.empty()
          : Optional.of(
              PictureSize.pixels(resolution).map(PictureSize::toString).orElse(named(resolution)));
    }
    long side =
        switch (named(resolution)) {
          case "1K" -> 1024;
          case "3K" -> 3072;
          case "4K" -> 4096;
          default -> 2048;
        };
    return Optional.of(ratio.get().ofArea(side * side, 8).toString());
  }
}
