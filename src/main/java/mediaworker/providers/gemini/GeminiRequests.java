package mediaworker.providers.gemini;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.RequestBody;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of {@code generateContent}. */
final class GeminiRequests {

  /** Options that go beside the video rather than into the body. */
  private static final Set<String> OF_THE_VIDEO = Set.of("fps", "start_offset", "end_offset");

  private final ProviderSettings settings;

  GeminiRequests(ProviderSettings settings) {
    this.settings = settings;
  }

  RequestBody body(MediaRequest request, GeminiFiles files)
      throws IOException, InterruptedException, ProviderException {
    ObjectNode body = Json.object();
    ArrayNode parts = body.putArray("contents").addObject().put("role", "user").putArray("parts");
    media(request, parts, files);
    boolean asked = !request.prompt().isBlank();
    parts.addObject().put("text", asked ? request.prompt() : request.instructions());
    if (asked && !request.instructions().isBlank()) {
      body.putObject("systemInstruction")
          .putArray("parts")
          .addObject()
          .put("text", request.instructions());
    }
    ObjectNode generation = body.putObject("generationConfig");
    if (request.operation() == Operation.IMAGE_GENERATION) {
      picture(request, generation);
    } else {
      text(request, generation);
    }
    ObjectNode options = request.options().deepCopy();
    options.remove(OF_THE_VIDEO);
    Json.merge(body, options);
    return JsonBody.of(body);
  }

  private static void picture(MediaRequest request, ObjectNode generation) {
    generation.putArray("responseModalities").add("IMAGE");
    request.seed().ifPresent(seed -> generation.put("seed", seed));
    ObjectNode image = Json.object();
    if (!request.aspectRatio().isBlank()) {
      image.put("aspectRatio", request.aspectRatio().strip());
    }
    if (!request.resolution().isBlank()) {
      image.put("imageSize", request.resolution().strip().toUpperCase(Locale.ROOT));
    }
    if (!image.isEmpty()) {
      generation.set("imageConfig", image);
    }
  }

  private void text(MediaRequest request, ObjectNode generation) {
    if (!settings.value("max-output-tokens").isBlank()) {
      generation.put("maxOutputTokens", settings.number("max-output-tokens"));
    }
    String detail = settings.value("media-resolution");
    if (!detail.isBlank()) {
      generation.put("mediaResolution", "MEDIA_RESOLUTION_" + detail.toUpperCase(Locale.ROOT));
    }
    request.seed().ifPresent(seed -> generation.put("seed", seed));
    if (request.json()) {
      generation.put("responseMimeType", "application/json");
      request.schema().ifPresent(schema -> generation.set("responseJsonSchema", schema));
    }
  }

  /** Files go into the request as long as they fit, and are uploaded from then on. */
  private void media(MediaRequest request, ArrayNode parts, GeminiFiles files)
      throws IOException, InterruptedException, ProviderException {
    List<MediaInput> all = new ArrayList<>();
    request.video().ifPresent(all::add);
    all.addAll(request.images());
    long room = settings.number("inline-bytes");
    for (MediaInput media : all) {
      if (!(media instanceof MediaInput.LocalFile file)) {
        throw ProviderException.invalid("Gemini takes pictures and videos as files only.");
      }
      ObjectNode part = parts.addObject();
      if (file.bytes() <= room) {
        room -= file.bytes();
        part.putObject("inlineData")
            .put("mimeType", file.mediaType())
            .put("data", JsonBody.base64(file));
      } else {
        part.putObject("fileData")
            .put("mimeType", file.mediaType())
            .put("fileUri", files.uri(file));
      }
      if (request.video().filter(media::equals).isPresent()) {
        section(request, part);
      }
    }
  }

  private static void section(MediaRequest request, ObjectNode part) {
    ObjectNode section = Json.object();
    if (request.options().path("fps").isNumber()) {
      section.set("fps", request.options().path("fps"));
    }
    offset(request, "start_offset", "startOffset", section);
    offset(request, "end_offset", "endOffset", section);
    if (!section.isEmpty()) {
      part.set("videoMetadata", section);
    }
  }

  /** Seconds, as a number or with their unit ("12.5s"). */
  private static void offset(
      MediaRequest request, String option, String field, ObjectNode section) {
    String value = Json.text(request.options(), "/" + option);
    if (!value.isEmpty()) {
      section.put(field, value.endsWith("s") ? value : value + "s");
    }
  }
}
