package mediaworker.providers.kling;

import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.HttpUrl;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bodies and paths of both standards. */
final class KlingRequests {

  /** Where tasks of the new standard are asked for, whatever made them. */
  static final String TASKS = "tasks";

  private static final String IMAGE2VIDEO = "v1/videos/image2video";
  private static final String TEXT2VIDEO = "v1/videos/text2video";

  private KlingRequests() {}

  static HttpUrl createUrl(HttpUrl base, MediaRequest request, KlingModel model) {
    if (model.isLegacy()) {
      return base.newBuilder().addPathSegments(taskPath(request, model)).build();
    }
    String route =
        model.isOmni()
            ? "omni-video"
            : request.image().isPresent() ? "image-to-video" : "text-to-video";
    return base.newBuilder().addPathSegment(route).addPathSegment(model.name()).build();
  }

  /** Below which path the task is asked for later. */
  static String taskPath(MediaRequest request, KlingModel model) {
    if (!model.isLegacy()) {
      return TASKS;
    }
    return request.image().isPresent() ? IMAGE2VIDEO : TEXT2VIDEO;
  }

  static JsonBody createBody(MediaRequest request, CreateCall call, KlingModel model) {
    ObjectNode body = model.isLegacy() ? legacyBody(request, model) : currentBody(request, model);
    Json.merge(body, options(request, model));
    // Last, so that no option can take away what the task is found by after a lost answer.
    if (model.isLegacy()) {
      body.put("external_task_id", call.marker());
    } else {
      ObjectNode options =
          body.get("options") instanceof ObjectNode given ? given : body.putObject("options");
      options.put("external_task_id", call.marker());
    }
    return JsonBody.of(body);
  }

  /** Rows of the dashboard say standard or pro, whichever the model. */
  private static ObjectNode options(MediaRequest request, KlingModel model) {
    ObjectNode options = request.options().deepCopy();
    String mode = Json.text(options, "/mode");
    if (mode.equals("standard") && model.isLegacy()) {
      return options.put("mode", "std");
    }
    if (mode.isEmpty() || model.isLegacy()) {
      return options;
    }
    options.remove("mode");
    boolean chosen =
        !request.resolution().isEmpty() || options.at("/settings/resolution").isString();
    if (!chosen && mode.equals("pro")) {
      ObjectNode settings =
          options.get("settings") instanceof ObjectNode given
              ? given
              : options.putObject("settings");
      settings.put("resolution", "1080p");
    }
    return options;
  }

  private static ObjectNode currentBody(MediaRequest request, KlingModel model) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    String prompt = KlingPlan.prompt(request, model);
    if (request.image().isEmpty() && !model.isOmni()) {
      body.put("prompt", prompt);
    } else {
      ArrayNode contents = body.putArray("contents");
      contents.addObject().put("type", "prompt").put("text", prompt);
      for (int i = 0; i < request.images().size(); i++) {
        contents
            .addObject()
            .put("type", i == 0 ? "first_frame" : "refer_image")
            .put("url", picture(request.images().get(i)));
      }
      request
          .endImage()
          .ifPresent(
              image -> contents.addObject().put("type", "last_frame").put("url", picture(image)));
    }
    ObjectNode settings = body.putObject("settings");
    if (!request.resolution().isEmpty()) {
      settings.put("resolution", KlingPlan.resolution(request));
    } else if (request.endImage().isPresent() && model.end() == KlingModel.End.AT_1080P) {
      settings.put("resolution", "1080p");
    }
    request.durationSeconds().ifPresent(seconds -> settings.put("duration", (int) seconds));
    if (model.cutsIntoShots()) {
      settings.put("multi_shot", false);
    }
    if (!request.aspectRatio().isEmpty()) {
      settings.put("aspect_ratio", request.aspectRatio());
    } else if (model.isOmni() && request.image().isEmpty()) {
      settings.put("aspect_ratio", "16:9");
    }
    return body;
  }

  private static ObjectNode legacyBody(MediaRequest request, KlingModel model) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model_name", model.name());
    if (!request.prompt().isEmpty()) {
      body.put("prompt", request.prompt());
    }
    if (!request.negativePrompt().isEmpty()) {
      body.put("negative_prompt", request.negativePrompt());
    }
    request.image().ifPresent(image -> body.put("image", picture(image)));
    request.endImage().ifPresent(image -> body.put("image_tail", picture(image)));
    if (!request.resolution().isEmpty()) {
      body.put("mode", mode(KlingPlan.resolution(request)));
    } else if (request.endImage().isPresent()) {
      body.put("mode", "pro");
    }
    request
        .durationSeconds()
        .ifPresent(seconds -> body.put("duration", Integer.toString((int) seconds)));
    if (!request.aspectRatio().isEmpty()) {
      body.put("aspect_ratio", request.aspectRatio());
    }
    return body;
  }

  private static String mode(String resolution) {
    return switch (resolution) {
      case "1080p" -> "pro";
      case "4k" -> "4k";
      default -> "std";
    };
  }

  /** URLs as they are; files as bare base64, which both standards take. */
  private static String picture(MediaInput input) {
    return input instanceof MediaInput.LocalFile file
        ? JsonBody.base64(file)
        : ((MediaInput.WebUrl) input).url();
  }
}
