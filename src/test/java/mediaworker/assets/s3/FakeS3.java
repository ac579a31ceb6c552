package mediaworker.assets.s3;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;

/**
 * A server that keeps objects of one bucket in memory, addressed path-style, and takes no request
 * whose signature is wrong.
 */
public final class FakeS3 implements AutoCloseable {

  public static final String BUCKET = "studio";
  public static final String KEY_ID = "AKIDEXAMPLE";
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  private static final String REGION = "eu-central-1";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential="
              + KEY_ID
              + "/(\\d{8})/"
              + REGION
              + "/s3/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  /** What it was sent. */
  public record Stored(String contentType, byte[] bytes, String sha256) {}

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Queue<MockResponse> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String token = "";
  private volatile Runnable onRequest = () -> {};

  public FakeS3() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            try {
              return answer(request);
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    server.start();
  }

  /** Settings for it, with an upload prefix. */
  public S3Settings settings(boolean keepLocal) {
    return new S3Settings(
        new S3Settings.Place(BUCKET, REGION, endpoint()),
        new S3Settings.Credentials(KEY_ID, SECRET, null),
        "made/here",
        "https://cdn.example",
        keepLocal);
  }

  public String endpoint() {
    return "http://localhost:" + server.getPort();
  }

  /** Objects by "/bucket/key" as it stood in the request. */
  public Map<String, Stored> objects() {
    return objects;
  }

  /** Methods and paths, in order. */
  public List<String> requests() {
    return requests;
  }

  /** The session token of the last request that was signed rightly, and signed with it. */
  public String token() {
    return token;
  }

  /** Answers the next request with an error. */
  public void fail(int status, String code) {
    answers.add(
        new MockResponse.Builder()
            .code(status)
            .addHeader("x-amz-request-id", "R1")
            .body(
                "<Error><Code>"
                    + code
                    + "</Code><Message>m</Message><AWSAccessKeyId>"
                    + KEY_ID
                    + "</AWSAccessKeyId></Error>")
            .build());
  }

  public void answer(MockResponse answer) {
    answers.add(answer);
  }

  /** Run at the beginning of each request. */
  public void onRequest(Runnable action) {
    onRequest = action;
  }

  private MockResponse answer(RecordedRequest request) throws GeneralSecurityException {
    requests.add(request.getMethod() + " " + request.getTarget());
    onRequest.run(); // which may end the client before the answer
    MockResponse scripted = answers.poll();
    if (scripted != null) {
      return scripted;
    }
    ByteString sent = request.getBody();
    byte[] body = sent == null ? new byte[0] : sent.toByteArray();
    String path = request.getTarget();
    if (!signatureIsRight(request, body)) {
      return error(403, "SignatureDoesNotMatch");
    }
    if (!path.equals("/" + BUCKET) && !path.startsWith("/" + BUCKET + "/")) {
      return error(404, "NoSuchBucket");
    }
    if (request.getMethod().equals("PUT")) {
      String type = String.valueOf(request.getHeaders().get("Content-Type"));
      String sha256 = Objects.requireNonNullElse(request.getHeaders().get("x-amz-meta-sha256"), "");
      objects.put(path, new Stored(type, body, sha256));
    }
    if (request.getMethod().equals("HEAD") && !path.equals("/" + BUCKET)) {
      Stored stored = objects.get(path);
      return stored == null ? new MockResponse.Builder().code(404).build() : told(stored);
    }
    return new MockResponse.Builder().code(200).build();
  }

  private static MockResponse told(Stored stored) {
    ByteString bytes = ByteString.of(stored.bytes());
    MockResponse.Builder answer = new MockResponse.Builder().code(200);
    // S3's ETag is the content's MD5, unless KMS encrypts it.
    String tag = stored.sha256().isEmpty() ? bytes.md5().hex() : "of what is encrypted";
    answer.setHeader("ETag", '"' + tag + '"');
    answer.setHeader("Content-Length", String.valueOf(stored.bytes().length));
    if (!stored.sha256().isEmpty()) {
      answer.setHeader("x-amz-meta-sha256", stored.sha256());
    }
    return answer.build();
  }

  private boolean signatureIsRight(RecordedRequest request, byte[] body)
      throws GeneralSecurityException {
    String authorization = String.valueOf(request.getHeaders().get("Authorization"));
    Matcher parts = AUTHORIZATION.matcher(authorization);
    String time = String.valueOf(request.getHeaders().get("x-amz-date"));
    if (!parts.matches() || !time.startsWith(parts.group(1))) {
      return false;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : parts.group(2).split(";")) {
      List<String> values = request.getHeaders().values(name);
      headers.put(name, String.join(",", values).strip());
    }
    token = headers.getOrDefault("x-amz-security-token", "");
    String hash = SignatureV4.sha256(body);
    return headers.keySet().containsAll(List.of("host", "x-amz-content-sha256", "x-amz-date"))
        && hash.equals(request.getHeaders().get("x-amz-content-sha256"))
        && SignatureV4.of(
                request.getMethod(), request.getTarget(), headers, hash, time, REGION, SECRET)
            .equals(parts.group(3));
  }

  private static MockResponse error(int status, String code) {
    return new MockResponse.Builder()
        .code(status)
        .body("<Error><Code>" + code + "</Code></Error>")
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
