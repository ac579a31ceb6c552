package mediaworker.providers.openai;

import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.http.FileBody;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies that ask for pictures: {@code /images/generations} (JSON), {@code /images/edits}
 * (multipart, the files streamed) and {@code /responses} with the tool {@code image_generation} in
 * the background.
 */
final class ImageRequests {

  private final ProviderSettings settings;

  ImageRequests(ProviderSettings settings) {
    this.settings = settings;
  }

  /** Whether pictures are asked for in the background, one a call. */
  boolean isBackground() {
    return settings.value("image-route").equals("responses");
  }

  String path(MediaRequest request) {
    if (isBackground()) {
      return "responses";
    }
    return request.images().isEmpty() ? "images/generations" : "images/edits";
  }

  RequestBody body(MediaRequest request, CreateCall call) throws ProviderException {
    if (isBackground()) {
      return background(request, call);
    }
    ObjectNode fields = picture(request, call.model());
    fields.put("prompt", request.prompt()).put("n", call.count());
    Json.merge(fields, request.options());
    return request.images().isEmpty() ? JsonBody.of(fields) : edit(request, fields);
  }

  /** What the Images API and the tool have in common. */
  private ObjectNode picture(MediaRequest request, String model) {
    ObjectNode fields = Json.object().put("model", model);
    String size = ImageSize.of(model, request.resolution(), request.aspectRatio()).orElse("");
    if (!size.isEmpty()) {
      fields.put("size", size);
    }
    String format = settings.value("image-format");
    if (!format.isEmpty()) {
      fields.put("output_format", format);
    }
    return fields;
  }

  private static RequestBody edit(MediaRequest request, ObjectNode fields)
      throws ProviderException {
    MultipartBody.Builder body = new MultipartBody.Builder().setType(MultipartBody.FORM);
    for (var field : fields.properties()) {
      JsonNode value = field.getValue();
      if (value.isContainer()) {
        throw ProviderException.invalid(
            "OpenAI takes no lists and objects in options beside pictures: "
                + field.getKey()
                + ".");
      }
      body.addFormDataPart(field.getKey(), value.asString());
    }
    for (MediaInput image : request.images()) {
      MediaInput.LocalFile file = local(image);
      body.addFormDataPart("image[]", FileBody.name("image", file), FileBody.of(file));
    }
    return body.build();
  }

  /** {@code store} is sent since a background answer that is not stored is gone after minutes. */
  private RequestBody background(MediaRequest request, CreateCall call) throws ProviderException {
    ObjectNode tool = picture(request, call.model());
    tool.put("type", "image_generation");
    Json.merge(tool, request.options());
    ObjectNode body = Json.object().put("model", settings.value("image-route-model"));
    ObjectNode message = body.putArray("input").addObject().put("role", "user");
    ArrayNode content = message.putArray("content");
    content.addObject().put("type", "input_text").put("text", request.prompt());
    for (MediaInput image : request.images()) {
      content
          .addObject()
          .put("type", "input_image")
          .put("image_url", JsonBody.dataUrl(local(image)));
    }
    body.putArray("tools").add(tool);
    body.putObject("tool_choice").put("type", "image_generation");
    body.put("background", true).put("store", true);
    return JsonBody.of(body);
  }

  private static MediaInput.LocalFile local(MediaInput input) throws ProviderException {
    if (input instanceof MediaInput.LocalFile file) {
      return file;
    }
    throw ProviderException.invalid("OpenAI takes pictures to work on as files only.");
  }
}
