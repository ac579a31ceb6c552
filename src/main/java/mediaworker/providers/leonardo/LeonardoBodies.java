package mediaworker.providers.leonardo;

import java.util.List;
import java.util.Optional;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.PictureSize;
import mediaworker.providers.http.Json;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of the create requests. */
final class LeonardoBodies {

  private static final int USUAL_SHORT_SIDE = 720;

  private LeonardoBodies() {}

  /**
   * A body.
   *
   * @param images ids or URLs of the request's pictures, in order
   * @param end the last picture's, for videos
   */
  static ObjectNode of(
      Route route,
      MediaRequest request,
      CreateCall call,
      List<ImageName> images,
      Optional<ImageName> end) {
    ObjectNode body =
        switch (route) {
          case V1_IMAGE -> firstPicture(request, call, images);
          case V1_SVD -> svd(images);
          case V1_IMAGE_TO_VIDEO, V1_TEXT_TO_VIDEO -> firstVideo(request, call, images, end);
          case V2, V2_SYNC -> second(route, request, call, images, end);
        };
    Json.merge(body, request.options());
    return body;
  }

  private static ObjectNode firstPicture(
      MediaRequest request, CreateCall call, List<ImageName> images) {
    ObjectNode body = object();
    body.put("modelId", call.model()).put("prompt", request.prompt());
    text(body, "negative_prompt", request.negativePrompt());
    body.put("num_images", call.count());
    size(body, LeonardoPlan.size(request));
    request.seed().ifPresent(seed -> body.put("seed", seed));
    images.forEach(image -> body.put("init_image_id", image.name()));
    return body.put("public", false);
  }

  private static ObjectNode svd(List<ImageName> images) {
    ObjectNode body = object();
    images.forEach(image -> body.put("imageId", image.name()).put("isInitImage", true));
    return body.put("isPublic", false);
  }

  private static ObjectNode firstVideo(
      MediaRequest request, CreateCall call, List<ImageName> images, Optional<ImageName> end) {
    ObjectNode body = object();
    body.put("model", call.model()).put("prompt", request.prompt());
    text(body, "negativePrompt", request.negativePrompt());
    images.forEach(image -> body.put("imageId", image.name()).put("imageType", image.type()));
    end.ifPresent(
        image -> body.putObject("endFrameImage").put("id", image.name()).put("type", image.type()));
    text(body, "resolution", LeonardoPlan.resolution(request));
    request.durationSeconds().ifPresent(seconds -> body.put("duration", (int) seconds));
    request.seed().ifPresent(seed -> body.put("seed", seed));
    return body.put("isPublic", false);
  }

  private static ObjectNode second(
      Route route,
      MediaRequest request,
      CreateCall call,
      List<ImageName> images,
      Optional<ImageName> end) {
    ObjectNode body = object();
    body.put("model", call.model()).put("public", false);
    ObjectNode parameters = body.putObject("parameters");
    String guidance = "image_reference";
    switch (request.operation()) {
      case IMAGE_GENERATION -> {
        prompt(parameters, request);
        size(parameters, LeonardoPlan.size(request));
        parameters.put("quantity", call.count());
      }
      case IMAGE_BACKGROUND_REMOVAL -> {
        parameters.put("size", "auto").put("type", "auto").put("format", "png");
        if (route == Route.V2_SYNC) {
          body.put("ephemeral", true);
        }
      }
      default -> {
        guidance = "start_frame";
        prompt(parameters, request);
        request.durationSeconds().ifPresent(seconds -> parameters.put("duration", (int) seconds));
        text(parameters, "mode", LeonardoPlan.resolution(request));
        size(
            parameters,
            PictureSize.ratio(request.aspectRatio())
                .map(ratio -> ratio.ofShortSide(shortSide(request), 8)));
      }
    }
    for (ImageName image : images) {
      guide(parameters, guidance, image);
    }
    end.ifPresent(image -> guide(parameters, "end_frame", image));
    return body;
  }

  /** Left as it is: a prompt reworded there could not be told again in the list of tasks. */
  private static void prompt(ObjectNode parameters, MediaRequest request) {
    parameters.put("prompt", request.prompt()).put("prompt_enhance", "OFF");
    request.seed().ifPresent(seed -> parameters.put("seed", seed));
  }

  private static int shortSide(MediaRequest request) {
    String digits = LeonardoPlan.resolution(request).replaceAll("\\D", "");
    return digits.isEmpty() ? USUAL_SHORT_SIDE : Integer.parseInt(digits);
  }

  private static void guide(ObjectNode parameters, String name, ImageName image) {
    ObjectNode guidances =
        parameters.get("guidances") instanceof ObjectNode given
            ? given
            : parameters.putObject("guidances");
    ObjectNode entry = guidances.withArray(name).addObject();
    entry
        .putObject("image")
        .put(image.isUrl() ? "url" : "id", image.name())
        .put("type", image.type());
    if (name.equals("image_reference")) {
      entry.put("strength", "MID");
    }
  }

  private static void size(ObjectNode target, Optional<PictureSize> size) {
    size.ifPresent(pixels -> target.put("width", pixels.width()).put("height", pixels.height()));
  }

  private static void text(ObjectNode target, String name, String value) {
    if (!value.isEmpty()) {
      target.put(name, value);
    }
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }
}
