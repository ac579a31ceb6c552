package mediaworker.network;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that leaves once. OkHttp sends any request a second time by itself that is answered with
 * 503 and {@code Retry-After: 0}, whatever it was told of retries and redirects; only a body that
 * says of itself that it cannot be written again keeps it from that ({@code
 * RetryAndFollowUpInterceptor}).
 */
public final class OneShotBody extends RequestBody {

  private final RequestBody body;

  private OneShotBody(RequestBody body) {
    this.body = body;
  }

  /**
   * The same request, which is never sent twice.
   *
   * @throws IllegalArgumentException when it has no body, by which alone this can be said
   */
  public static Request in(Request request) {
    RequestBody body = request.body();
    if (body == null) {
      throw new IllegalArgumentException("a request without a body");
    }
    return request.newBuilder().method(request.method(), new OneShotBody(body)).build();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() throws IOException {
    return body.contentLength();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    body.writeTo(sink);
  }
}
