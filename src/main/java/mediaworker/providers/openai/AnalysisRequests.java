package mediaworker.providers.openai;

import java.util.Locale;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.RequestBody;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies that ask about pictures: {@code /responses}, or {@code /chat/completions} for servers that
 * speak only that.
 */
final class AnalysisRequests {

  private static final String SCHEMA = "json_schema";
  private static final String OBJECT = "json_object";

  private final ProviderSettings settings;

  AnalysisRequests(ProviderSettings settings) {
    this.settings = settings;
  }

  private boolean isChat() {
    return settings.value("analysis-route").equals("chat");
  }

  String path() {
    return isChat() ? "chat/completions" : "responses";
  }

  RequestBody body(MediaRequest request, String model) {
    ObjectNode body = isChat() ? chat(request) : responses(request);
    body.put("model", model);
    Json.merge(body, request.options());
    return JsonBody.of(body);
  }

  private ObjectNode responses(MediaRequest request) {
    ObjectNode body = Json.object();
    String system = system(request);
    if (!system.isEmpty()) {
      body.put("instructions", system);
    }
    ArrayNode content = body.putArray("input").addObject().put("role", "user").putArray("content");
    content.addObject().put("type", "input_text").put("text", question(request));
    for (MediaInput image : request.images()) {
      content
          .addObject()
          .put("type", "input_image")
          .put("image_url", url(image))
          .put("detail", settings.value("analysis-detail"));
    }
    if (request.json()) {
      ObjectNode format = body.putObject("text").putObject("format");
      request
          .schema()
          .ifPresentOrElse(
              schema -> strict(format.put("type", SCHEMA), schema),
              () -> format.put("type", OBJECT));
    }
    tokens(body, "max_output_tokens");
    return body.put("store", false);
  }

  private ObjectNode chat(MediaRequest request) {
    ObjectNode body = Json.object();
    ArrayNode messages = body.putArray("messages");
    String system = system(request);
    if (!system.isEmpty()) {
      messages.addObject().put("role", "system").put("content", system);
    }
    ArrayNode content = messages.addObject().put("role", "user").putArray("content");
    content.addObject().put("type", "text").put("text", question(request));
    for (MediaInput image : request.images()) {
      content
          .addObject()
          .put("type", "image_url")
          .putObject("image_url")
          .put("url", url(image))
          .put("detail", settings.value("analysis-detail"));
    }
    if (request.json()) {
      ObjectNode format = body.putObject("response_format");
      request
          .schema()
          .ifPresentOrElse(
              schema -> strict(format.put("type", SCHEMA).putObject(SCHEMA), schema),
              () -> format.put("type", OBJECT));
    }
    tokens(body, "max_completion_tokens");
    return body;
  }

  private static void strict(ObjectNode format, ObjectNode schema) {
    format.put("name", "answer").put("strict", true).set("schema", schema);
  }

  private void tokens(ObjectNode body, String field) {
    if (!settings.value("max-output-tokens").isBlank()) {
      body.put(field, settings.number("max-output-tokens"));
    }
  }

  /** The question; where there are only instructions, they are it. */
  private static String question(MediaRequest request) {
    return request.prompt().isBlank() ? request.instructions() : request.prompt();
  }

  /** The mode for JSON is refused unless the word stands in a message. */
  private static String system(MediaRequest request) {
    String system = request.prompt().isBlank() ? "" : request.instructions();
    boolean named = (system + question(request)).toLowerCase(Locale.ROOT).contains("json");
    return request.json() && !named ? (system + "\nAnswer with JSON alone.").strip() : system;
  }

  private static String url(MediaInput image) {
    return image instanceof MediaInput.WebUrl web
        ? web.url()
        : JsonBody.dataUrl((MediaInput.LocalFile) image);
  }
}
