package mediaworker.assets;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the rest of a file on the condition that it is still the same one (RFC 9110 §13.1.5).
 *
 * @param whole the request that was made for all of it
 * @param header of the answer to that, which tells one state of the file from another
 * @param validator what stood there
 * @param length of the file; -1 where it was not told
 */
record RestRequest(Request whole, String header, String validator, long length) {

  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /**
   * For what an answer may leave out.
   *
   * @return null where nothing tells for sure whether it is the same file. A date does only if the
   *     file was a second old at least when it was sent (§8.8.2.2), and is not to be used beside a
   *     tag, even a weak one
   */
  static @Nullable RestRequest after(Response first) {
    String tag = first.header("ETag");
    if (tag != null) {
      return tag.startsWith("\"") ? of(first, "ETag", tag) : null;
    }
    String modified = first.header("Last-Modified");
    Instant then = first.headers().getInstant("Last-Modified");
    Instant now = first.headers().getInstant("Date");
    return modified != null
            && then != null
            && now != null
            && Duration.between(then, now).compareTo(Duration.ofSeconds(1)) >= 0
        ? of(first, "Last-Modified", modified)
        : null;
  }

  private static RestRequest of(Response first, String header, String validator) {
    return new RestRequest(first.request(), header, validator, first.body().contentLength());
  }

  HttpUrl url() {
    return whole.url();
  }

  /** The request for all from a byte on. */
  Request from(long first) {
    return whole
        .newBuilder()
        .header("Range", "bytes=" + first + "-")
        .header("If-Range", validator)
        .build();
  }

  /**
   * Whether an answer is the whole rest of the same file, also by servers that heed no condition.
   */
  boolean isAnswered(Response response, long first) {
    Matcher range = RANGE.matcher(response.header("Content-Range", ""));
    return response.code() == 206
        && range.matches()
        && Long.parseLong(range.group(1)) == first
        && Long.parseLong(range.group(2)) == Long.parseLong(range.group(3)) - 1
        && (length < 0 || Long.parseLong(range.group(3)) == length)
        && validator.equals(response.header(header, validator));
  }
}
