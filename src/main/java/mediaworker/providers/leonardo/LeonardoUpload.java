package mediaworker.providers.leonardo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FileBody;
import mediaworker.providers.http.FormUpload;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings a picture to Leonardo, which knows pictures by the ids of uploads. */
final class LeonardoUpload {

  private final FreeCalls http;
  private final LeonardoAnswers answers;

  LeonardoUpload(FreeCalls http, LeonardoAnswers answers) {
    this.http = http;
    this.answers = answers;
  }

  /**
   * Uploads a picture.
   *
   * @param place the request for a place, without its body
   * @return the picture's id
   */
  String send(Request.Builder place, MediaInput.LocalFile file, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    JsonNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("extension", FileBody.extension(file.mediaType()));
    Answer answer = http.send(place.post(JsonBody.of(body)).build(), cancellation);
    JsonNode upload = answer.json().path("uploadInitImage");
    String id = Json.text(upload, "/id");
    String url = Json.text(upload, "/url");
    if (!answer.isSuccess() || id.isEmpty() || url.isEmpty()) {
      answers.throwRefused(answer);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (var field : fields(upload).properties()) {
      fields.put(field.getKey(), Json.text(field.getValue()));
    }
    FormUpload.send(http, url, fields, file, cancellation);
    return id;
  }

  /** The form's fields come as JSON within a text. */
  private static JsonNode fields(JsonNode upload) throws IOException {
    JsonNode fields = upload.path("fields");
    try {
      return fields.isString() ? JsonMapper.shared().readTree(fields.asString()) : fields;
    } catch (JacksonException e) {
      throw new IOException("Leonardo's form for the upload cannot be read", e);
    }
  }
}
