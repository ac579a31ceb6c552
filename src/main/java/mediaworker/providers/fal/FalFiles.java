package mediaworker.providers.fal;

import java.io.IOException;
import java.util.function.Function;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FileBody;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;

/**
 * Files that are too large for a request, through fal's storage, which hands out a signed URL to
 * put the file to (without our key) and one to read it from.
 */
final class FalFiles {

  private final FreeCalls http;
  private final Cancellation cancellation;
  private final Function<RequestBody, Request> post;
  private final Faults faults;

  /**
   * Uploads of one preparation.
   *
   * @param post makes the request that starts an upload
   */
  FalFiles(
      FreeCalls http,
      Cancellation cancellation,
      Function<RequestBody, Request> post,
      Faults faults) {
    this.http = http;
    this.cancellation = cancellation;
    this.post = post;
    this.faults = faults;
  }

  /** Uploads a file. */
  String upload(MediaInput.LocalFile file)
      throws IOException, InterruptedException, ProviderException {
    RequestBody start =
        JsonBody.of(
            Json.object()
                .put("content_type", file.mediaType())
                .put("file_name", FileBody.name("input", file)));
    Answer started = http.send(post.apply(start), cancellation);
    JsonNode body = started.json();
    HttpUrl put = HttpUrl.parse(Json.text(body, "/upload_url"));
    String url = Json.text(body, "/file_url");
    if (!started.isSuccess() || put == null || url.isEmpty()) {
      throw faults.notPrepared(
          FalAnswers.kind(started.status(), FalAnswers.said(started, body)),
          started,
          FalAnswers.said(started, body));
    }
    Answer stored =
        http.send(new Request.Builder().url(put).put(FileBody.of(file)).build(), cancellation);
    if (!stored.isSuccess()) {
      throw new IOException("fal's storage did not take a file (HTTP " + stored.status() + ")");
    }
    return url;
  }
}
