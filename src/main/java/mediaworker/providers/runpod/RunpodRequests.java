package mediaworker.providers.runpod;

import java.time.Duration;
import java.util.List;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of {@code /run}. */
final class RunpodRequests {

  private RunpodRequests() {}

  static JsonBody body(MediaRequest request, CreateCall call, ProviderSettings settings) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode input = body.putObject("input");
    fields(request, input);
    // The row's own payload is the user's contract with the handler: it wins.
    request.input().properties().forEach(field -> input.set(field.getKey(), field.getValue()));
    String markerField = settings.value("marker-field").strip();
    if (!markerField.isEmpty()) {
      input.put(markerField, call.marker());
    }
    ObjectNode policy = body.putObject("policy");
    policy.put("executionTimeout", millis(settings.time("execution-timeout")));
    policy.put("ttl", millis(settings.time("ttl")));
    Json.merge(body, request.options());
    return JsonBody.of(body);
  }

  private static long millis(Duration time) {
    return time.toMillis();
  }

  /** Fields of the row beside {@code input}, by their own names, so that files can be sent too. */
  private static void fields(MediaRequest request, ObjectNode input) {
    text(input, "prompt", request.prompt());
    text(input, "negative_prompt", request.negativePrompt());
    text(input, "resolution", request.resolution());
    text(input, "aspect_ratio", request.aspectRatio());
    request.durationSeconds().ifPresent(seconds -> input.put("duration", seconds));
    request.seed().ifPresent(seed -> input.put("seed", seed));
    List<MediaInput> images = request.images();
    if (images.size() == 1) {
      input.put("image", media(images.get(0)));
    } else if (!images.isEmpty()) {
      ArrayNode list = input.putArray("images");
      images.forEach(image -> list.add(media(image)));
    }
    request.endImage().ifPresent(image -> input.put("end_image", media(image)));
    request.video().ifPresent(video -> input.put("video", media(video)));
  }

  private static void text(ObjectNode input, String name, String value) {
    if (!value.isEmpty()) {
      input.put(name, value);
    }
  }

  private static String media(MediaInput input) {
    return input instanceof MediaInput.LocalFile file
        ? JsonBody.dataUrl(file)
        : ((MediaInput.WebUrl) input).url();
  }
}
