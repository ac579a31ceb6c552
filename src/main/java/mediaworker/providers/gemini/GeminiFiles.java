package mediaworker.providers.gemini;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FileBody;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import mediaworker.providers.http.Said;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/**
 * Files that are too big for a request, through the Files API's resumable upload in one piece. A
 * file is named after its content, so one that is there already (it stays for 48 hours) is used
 * again, after a restart too. Gemini works on videos before they can be used: until then {@link
 * FailureClass#NOT_READY}.
 */
final class GeminiFiles {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final int BUFFER_BYTES = 1 << 16;

  /** Makes requests with the key. */
  interface Requests {
    /** An address below the base URL, with the key. */
    Request.Builder at(String path);

    /** The key, which makes names of files those of this account. */
    String key();
  }

  private final FreeCalls http;
  private final Cancellation cancellation;
  private final Requests requests;
  private final GeminiAnswers answers;
  private final Faults faults;

  GeminiFiles(FreeCalls http, Cancellation cancellation, Requests requests, GeminiAnswers answers) {
    this.http = http;
    this.cancellation = cancellation;
    this.requests = requests;
    this.answers = answers;
    this.faults = answers.faults();
  }

  /** The URI of a file that can be used. */
  String uri(MediaInput.LocalFile file)
      throws IOException, InterruptedException, ProviderException {
    String name = "files/mw-" + hash(file.file());
    Answer known = http.send(requests.at("v1beta/" + name).build(), cancellation);
    if (known.isSuccess()) {
      return ready(known.json());
    }
    // An unknown name is answered as one of somebody else's.
    if (known.status() != 404 && known.status() != 403) {
      throw refused(known);
    }
    return ready(upload(file, name).path("file"));
  }

  private JsonNode upload(MediaInput.LocalFile file, String name)
      throws IOException, InterruptedException, ProviderException {
    var start = Json.object();
    start.putObject("file").put("name", name).put("display_name", "media-worker");
    Answer started =
        http.send(
            requests
                .at("upload/v1beta/files")
                .header("X-Goog-Upload-Protocol", "resumable")
                .header("X-Goog-Upload-Command", "start")
                .header("X-Goog-Upload-Header-Content-Length", Long.toString(file.bytes()))
                .header("X-Goog-Upload-Header-Content-Type", file.mediaType())
                .post(JsonBody.of(start))
                .build(),
            cancellation);
    if (started.status() == 409) {
      throw notReady(); // another job is uploading the same file
    }
    HttpUrl url = HttpUrl.parse(started.header("x-goog-upload-url"));
    if (!started.isSuccess() || url == null) {
      throw refused(started);
    }
    Answer stored =
        http.send(
            new Request.Builder()
                .url(url)
                .header("X-Goog-Upload-Offset", "0")
                .header("X-Goog-Upload-Command", "upload, finalize")
                .post(FileBody.of(file))
                .build(),
            cancellation);
    if (!stored.isSuccess()) {
      throw refused(stored);
    }
    return stored.json();
  }

  private String ready(JsonNode file) throws ProviderException, IOException {
    String uri = Json.text(file, "/uri");
    switch (Json.text(file, "/state")) {
      case "PROCESSING" -> throw notReady();
      case "FAILED" ->
          throw new ProviderException(
              faults.failed(
                  FailureClass.INVALID_INPUT,
                  new Said(
                      "FAILED",
                      "the uploaded file cannot be used. " + Json.text(file, "/error/message"),
                      "")));
      default -> {
        if (uri.isEmpty()) {
          throw new IOException("Gemini told no address for an uploaded file");
        }
        return uri;
      }
    }
  }

  private static ProviderException notReady() {
    return new ProviderException(
        new Fault(
            FailureClass.NOT_READY,
            "Gemini is still making the uploaded file ready.",
            "",
            LOOK_AGAIN));
  }

  private ProviderException refused(Answer answer) throws IOException {
    Said said = answers.said(answer);
    return faults.notPrepared(answers.kind(answer), answer, said);
  }

  /** An HMAC: the same content of another account has another name. */
  private String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(requests.key().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        cancellation.throwIfCancelled();
        mac.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(mac.doFinal(), 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }
}
