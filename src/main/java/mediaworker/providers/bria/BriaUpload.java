package mediaworker.providers.bria;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FormUpload;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings a local video to BRIA, which takes videos by URL alone. */
final class BriaUpload {

  private final FreeCalls http;
  private final BriaAnswers answers;

  BriaUpload(FreeCalls http, BriaAnswers answers) {
    this.http = http;
    this.answers = answers;
  }

  /**
   * Uploads the file.
   *
   * @param place the request for a place, without its body
   * @return its URL there, which is as good as a key for about a day
   */
  String send(Request.Builder place, MediaInput.LocalFile file, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    JsonNode body = JsonMapper.shared().createObjectNode().put("media_type", file.mediaType());
    Answer answer = http.send(place.post(JsonBody.of(body)).build(), cancellation);
    JsonNode result = answer.json().path("result");
    String uploadUrl = Json.text(result, "/upload_url");
    String fileUrl = Json.text(result, "/file_url");
    if (!answer.isSuccess() || uploadUrl.isEmpty() || fileUrl.isEmpty()) {
      if (answer.isSuccess() || answer.status() >= 500) {
        throw new IOException(
            "BRIA named no place to upload the video to (HTTP " + answer.status() + ")");
      }
      throw new ProviderException(answers.fault(answer, Faults.ofCreate(answer.status())));
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (var field : result.path("upload_fields").properties()) {
      fields.put(field.getKey(), Json.text(field.getValue()));
    }
    FormUpload.send(http, uploadUrl, fields, file, cancellation);
    return fileUrl;
  }
}
