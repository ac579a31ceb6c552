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
 * What an answer of the server means to a person. Of its text only the error's code and the region
 * that is meant are shown: the rest may repeat the key.
 *
 * <p>Source: Amazon S3 API reference, "Error responses".
 */
final class S3Faults {

  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z0-9]{1,60})</Code>");
  private static final Pattern REGION = Pattern.compile("<Region>([a-z0-9-]{1,40})</Region>");
  private static final Set<Integer> PASSING = Set.of(408, 409, 429);
  private static final long MOST_BYTES = 1 << 14;

  private S3Faults() {}

  /** For an answer that is no success. */
  static AssetException of(S3Settings.Place place, Response response) {
    int status = response.code();
    String text = text(response);
    String code = found(CODE, text);
    String told = response.header("x-amz-bucket-region");
    String region = told == null ? found(REGION, text) : told;
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

  private static String advice(int status, String code, String region) {
    if (code.equals("RequestTimeTooSkewed")) {
      return ": set this machine's clock";
    }
    if (code.equals("ExpiredToken")) {
      return ": the temporary keys have expired; set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
          + " AWS_SESSION_TOKEN anew";
    }
    if (!region.isEmpty() && (status == 301 || status == 307 || status == 400)) {
      return ": it lies in " + region + ", so set AWS_REGION to that";
    }
    return switch (status) {
      // A HEAD's answer has no text that would tell more.
      case 400 ->
          code.isEmpty() ? ": check AWS_REGION, and whether AWS_SESSION_TOKEN has expired" : "";
      case 301, 307 -> ": it lies elsewhere; check AWS_REGION and s3-endpoint";
      case 403 ->
          ": check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may write there";
      case 404 -> ": check S3_BUCKET_NAME and s3-endpoint";
      default -> "";
    };
  }

  private static String found(Pattern part, String text) {
    Matcher found = part.matcher(text);
    return found.find() ? found.group(1) : "";
  }

  private static String text(Response response) {
    try {
      return response.peekBody(MOST_BYTES).string();
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
