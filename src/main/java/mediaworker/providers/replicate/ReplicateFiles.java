package mediaworker.providers.replicate;

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
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Files that are too large for a request, through {@code POST /files}, whose URL only this account
 * can read. Such files live for a day; uploading costs nothing.
 */
final class ReplicateFiles {

  private final FreeCalls http;
  private final Cancellation cancellation;
  private final Function<RequestBody, Request> post;
  private final Faults faults;

  /**
   * Uploads of one preparation.
   *
   * @param post makes the request to {@code /files}
   */
  ReplicateFiles(
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
    RequestBody body =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("content", FileBody.name("input", file), FileBody.of(file))
            .build();
    Answer answer = http.send(post.apply(body), cancellation);
    String url = Json.text(answer.json(), "/urls/get");
    if (!answer.isSuccess() || url.isEmpty()) {
      throw faults.notPrepared(
          Faults.ofCreate(answer.status()), answer, ReplicateAnswers.said(answer, answer.json()));
    }
    return url;
  }
}
