package mediaworker.assets.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import mediaworker.assets.AssetException;
import mediaworker.assets.Pause;
import mediaworker.concurrent.Cancellation;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * A bucket that files are put into, by single requests signed with Signature Version 4. The
 * signature covers the file's SHA-256, so what arrives damaged is refused by the server.
 *
 * <p>Safe for use by many threads. Client and signer are made on first use: they cost some tenths
 * of a second.
 */
public final class S3Bucket {

  /** The most that one request may hold: 5 GiB, by Amazon's documentation of PutObject. */
  static final long MOST_BYTES = 5L << 30;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int TRIES = 4;

  private final S3Settings settings;
  private final S3Address address;
  private final Clock clock;
  private final Duration firstWait;
  private @Nullable OkHttpClient client; // guarded by this

  public S3Bucket(S3Settings settings) {
    this(settings, Clock.systemUTC(), Duration.ofSeconds(1));
  }

  /**
   * @param clock for the signatures
   * @param firstWait before the second try; doubled for each further one
   */
  S3Bucket(S3Settings settings, Clock clock, Duration firstWait) {
    this.settings = settings;
    this.address = new S3Address(settings);
    this.clock = clock;
    this.firstWait = firstWait;
  }

  /**
   * Uploads a file, trying a few times while the server is busy or away.
   *
   * @param claimName makes the object's key one that is never used again
   * @param place what the file is called in rows
   * @param progress hears 0…1, on this thread
   * @return the public URL
   * @throws AssetException when it is refused, or the server cannot be reached
   * @throws IOException when the file cannot be read
   * @throws java.util.concurrent.CancellationException when the cancellation asked for it
   */
  public String upload(
      Path file, String claimName, String place, DoubleConsumer progress, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    if (Files.size(file) > MOST_BYTES) {
      throw AssetException.refused("it is larger than 5 GiB, the most that one upload may hold");
    }
    String key = address.key(claimName, place);
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            ContentTypes.of(file),
            ContentHash.HEADER,
            ContentHash.sha256(file, cancellation));
    Duration wait = firstWait;
    for (int attempt = 1; ; attempt++) {
      cancellation.throwIfCancelled();
      try {
        put(file, key, headers, progress, cancellation);
        return address.publicUrl(key);
      } catch (AssetException e) {
        if (!e.worthRetrying() || attempt == TRIES) {
          throw e;
        }
        Pause.REAL.of(wait, cancellation);
        wait = wait.multipliedBy(2);
      }
    }
  }

  /**
   * Whether a file is what an object holds, told by hashes. The bucket is asked with the keys, so
   * that it need not be public, and once.
   *
   * @throws AssetException when there is no such object, or the bucket does not tell
   * @throws IOException when the file cannot be read
   */
  boolean holds(String key, Path file, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    Request request = signed(SdkHttpMethod.HEAD, address.objectUrl(key), Map.of(), null);
    Call call = client().newCall(request.newBuilder().head().build());
    try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
        Response response = answer(call, cancellation)) {
      return ContentHash.matches(response, file, cancellation);
    }
  }

  /**
   * Whether the bucket is there and the keys are good for it.
   *
   * @throws AssetException when not
   */
  public void check() throws AssetException, InterruptedException {
    Request request = signed(SdkHttpMethod.HEAD, address.bucketUrl(), Map.of(), null);
    send(request.newBuilder().head().build(), new Cancellation());
  }

  /** The bucket, for a person. */
  public String shown() {
    return address.bucketUrl();
  }

  private void put(
      Path file,
      String key,
      Map<String, String> headers,
      DoubleConsumer progress,
      Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    Request request;
    try {
      request = signed(SdkHttpMethod.PUT, address.objectUrl(key), headers, file);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
    RequestBody body = new FileBody(file, Files.size(file), progress);
    send(request.newBuilder().put(body).build(), cancellation);
  }

  private void send(Request request, Cancellation cancellation)
      throws AssetException, InterruptedException {
    Call call = client().newCall(request);
    try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
        Response response = answer(call, cancellation)) {
      // Nothing of it is needed but its status.
    }
  }

  private Response answer(Call call, Cancellation cancellation)
      throws AssetException, InterruptedException {
    try {
      Response response = call.execute();
      if (!response.isSuccessful()) {
        try (response) {
          throw S3Faults.of(settings.place(), response);
        }
      }
      return response;
    } catch (IOException e) {
      cancellation.throwIfCancelled();
      // OkHttp leaves the interrupt flag set and throws an IOException of its own.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw S3Faults.of(call.request().url(), e);
    }
  }

  /**
   * Source: Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)"; keys are
   * neither encoded twice nor normalised there.
   */
  private Request signed(
      SdkHttpMethod method, String url, Map<String, String> headers, @Nullable Path file) {
    SdkHttpRequest.Builder plain = SdkHttpRequest.builder().method(method).uri(URI.create(url));
    headers.forEach(plain::putHeader);
    SignRequest.Builder<AwsCredentialsIdentity> sign =
        SignRequest.builder(identity())
            .request(plain.build())
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
            .putProperty(AwsV4HttpSigner.REGION_NAME, settings.place().region())
            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
            .putProperty(HttpSigner.SIGNING_CLOCK, clock);
    if (file != null) {
      sign.payload(() -> open(file));
    }
    SignedRequest signed = AwsV4HttpSigner.create().sign(sign.build());
    Request.Builder request = new Request.Builder().url(url);
    signed
        .request()
        .forEachHeader((name, values) -> values.forEach(value -> add(request, name, value)));
    return request.build();
  }

  private static void add(Request.Builder request, String name, String value) {
    try {
      request.addHeader(name, value);
    } catch (IllegalArgumentException e) {
      // Its message holds the value, which may be a secret: neither may reach a log.
      throw new IllegalArgumentException("The header " + name + " has characters that none has.");
    }
  }

  private AwsCredentialsIdentity identity() {
    S3Settings.Credentials credentials = settings.credentials();
    String token = credentials.sessionToken();
    return token == null
        ? AwsCredentialsIdentity.create(credentials.accessKeyId(), credentials.secret())
        : AwsSessionCredentialsIdentity.create(
            credentials.accessKeyId(), credentials.secret(), token);
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized OkHttpClient client() {
    if (client == null) {
      client =
          new OkHttpClient.Builder()
              .connectTimeout(Duration.ofSeconds(15))
              .writeTimeout(Duration.ofMinutes(1))
              .readTimeout(Duration.ofMinutes(2))
              // A signature holds for one host alone.
              .followRedirects(false)
              .build();
    }
    return client;
  }

  /** A file on its way; read anew whenever the request is sent again. */
  private static final class FileBody extends RequestBody {
    private final Path file;
    private final long bytes;
    private final DoubleConsumer progress;

    FileBody(Path file, long bytes, DoubleConsumer progress) {
      this.file = file;
      this.bytes = bytes;
      this.progress = progress;
    }

    /** Its header is among the signed ones, which must not come twice. */
    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return bytes;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      long sent = 0;
      try (InputStream in = Files.newInputStream(file)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          sink.write(buffer, 0, count);
          sent += count;
          progress.accept(bytes == 0 ? 1 : (double) sent / bytes);
        }
      }
    }
  }
}
