package mediaworker.assets.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import okhttp3.Response;
import okio.Buffer;
import okio.HashingSource;
import okio.Okio;
import okio.Source;

/** Tells whether a file is what an object holds, by hashes. */
final class ContentHash {

  /** What an upload says of itself: the lower-case hexadecimal SHA-256 of its content. */
  static final String HEADER = "x-amz-meta-sha256";

  private static final Pattern MD5 = Pattern.compile("\"[0-9a-f]{32}\"");
  private static final int BUFFER_BYTES = 1 << 16;

  private ContentHash() {}

  /**
   * The SHA-256 of a file, in lower-case hexadecimal digits.
   *
   * @throws IOException when the file cannot be read
   * @throws java.util.concurrent.CancellationException when the cancellation asked for it
   */
  static String sha256(Path file, Cancellation cancellation) throws IOException {
    return hash(file, HashingSource::sha256, cancellation);
  }

  /**
   * Whether the answer to a HEAD request is of an object with this file's content. What tells
   * neither its SHA-256 nor its MD5 is not taken for the file.
   *
   * <p>Source: Amazon S3 API reference, "Object": the ETag of what one request put there is its
   * MD5, unless it is encrypted with a key of KMS or of the customer. The ETag of a multipart
   * upload has a hyphen, and is no hash of the content.
   *
   * @throws IOException when the file cannot be read
   * @throws java.util.concurrent.CancellationException when the cancellation asked for it
   */
  static boolean matches(Response head, Path file, Cancellation cancellation) throws IOException {
    String length = head.header("Content-Length");
    if (length != null && !length.equals(String.valueOf(Files.size(file)))) {
      return false;
    }
    String told = head.header(HEADER);
    if (told != null) {
      return told.toLowerCase(Locale.ROOT).equals(sha256(file, cancellation));
    }
    String tag = head.header("ETag", "");
    return MD5.matcher(tag).matches()
        && tag.equals('"' + hash(file, HashingSource::md5, cancellation) + '"');
  }

  private static String hash(
      Path file, Function<Source, HashingSource> algorithm, Cancellation cancellation)
      throws IOException {
    Buffer buffer = new Buffer();
    try (HashingSource source = algorithm.apply(Okio.source(file))) {
      while (source.read(buffer, BUFFER_BYTES) >= 0) {
        cancellation.throwIfCancelled();
        buffer.clear();
      }
      return source.hash().hex();
    }
  }
}
