package mediaworker.assets.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import mediaworker.assets.AssetException;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * What an answer of the server means to a person. Of its text only the error's code is shown: the
 * rest may repeat the key.
 *
 * <p>Source: Amazon S3 API reference, "Error responses".
 */
final class S3Faults {

  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z0-9]{1,60})</Code>");
  private static final Set<Integer> PASSING = Set.of(408, 409, 429);
  private static final long MOST_BYTES = 1 << 14;

  private S3Faults() {}

  /** For an answer that is no success. */
  static AssetException of(S3Settings.Place place, Response response) {
    int status = response.code();
    String code = code(response);
    String region = response.header("x-amz-bucket-region");
    String what =
        "the bucket "
            + place.bucket()
            + " answered "
            + status
            + (code.isEmpty() ? "" : " " + code)
            + id(response);
    boolean passing = status >= 500 || PASSING.contains(status) || code.equals("RequestTimeout");
    return passing
        ? AssetException.unreachable(what)
        : AssetException.refused(what + advice(status, code, region));
  }

  private static String advice(
      int status, String code, @org.jspecify.annotations.Nullable String region) {
    if (code.equals("RequestTimeTooSkewed")) {
      return ": set this machine's clock";
    }
    if (region != null && (status == 301 || status == 307 || status == 400)) {
      return ": it lies in " + region + ", so set AWS_REGION to that";
    }
    return switch (status) {
      case 301, 307 -> ": it lies elsewhere; check AWS_REGION and s3-endpoint";
      case 403 ->
          ": check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may write there";
      case 404 -> ": check S3_BUCKET_NAME and s3-endpoint";
      default -> "";
    };
  }

  private static String code(Response response) {
    try {
      Matcher code = CODE.matcher(response.peekBody(MOST_BYTES).string());
      return code.find() ? code.group(1) : "";
    } catch (IOException e) {
      return ""; // the status says enough
    }
  }

  private static String id(Response response) {
    String id = response.header("x-amz-request-id");
    return id == null || !id.matches("[A-Za-z0-9-]{1,60}") ? "" : " (request " + id + ")";
  }

  /** For a connection that could not be made or broke. */
  static AssetException of(HttpUrl url, IOException e) {
    String host = url.host();
    if (e instanceof UnknownHostException) {
      return AssetException.unreachable(
          host + " could not be found: there is no network, or AWS_REGION or s3-endpoint is wrong");
    }
    if (e instanceof SSLException) {
      return AssetException.unreachable("no trusted connection to " + host + " could be made");
    }
    if (e instanceof InterruptedIOException) {
      return AssetException.unreachable(host + " did not answer in time");
    }
    return AssetException.unreachable("the connection to " + host + " could not be made or broke");
  }
}
