package mediaworker.assets;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;

/**
 * In what form an answer has its file ({@code Content-Encoding}, RFC 9110 §8.4). Files are asked
 * for as they are, but some servers compress whatever they send.
 */
enum ContentCoding {
  /** As it is. */
  PLAIN,
  /** Compressed, or at least called so. */
  GZIP;

  private static final Set<String> GZIPPED = Set.of("gzip", "x-gzip");

  /** The other ones of IANA's register that change bytes. */
  private static final Set<String> UNREADABLE =
      Set.of(
          "aes128gcm",
          "br",
          "compress",
          "dcb",
          "dcz",
          "deflate",
          "exi",
          "pack200-gzip",
          "x-compress",
          "zstd");

  private static final int MAGIC_BYTES = 2;

  /**
   * That of an answer. A word that is no coding (buckets keep {@code aws-chunked}, which was that
   * of the upload) says nothing of the bytes.
   *
   * @throws AssetException when it cannot be read
   */
  static ContentCoding of(Response response) throws AssetException {
    String value = String.join(", ", response.headers("Content-Encoding"));
    List<String> codings =
        Arrays.stream(value.toLowerCase(Locale.ROOT).split(","))
            .map(String::strip)
            .filter(word -> GZIPPED.contains(word) || UNREADABLE.contains(word))
            .toList();
    if (codings.size() > 1 || codings.stream().anyMatch(UNREADABLE::contains)) {
      throw AssetException.refused(
          "The URL "
              + WebAddress.shown(response.request().url())
              + " is sent compressed ("
              + String.join(", ", codings)
              + "), which was not asked for; have the server send the file as it is.");
    }
    return codings.isEmpty() ? PLAIN : GZIP;
  }

  /** The file in what came. Bytes that are no gzip by their beginning are taken as they are. */
  InputStream decoded(InputStream body) throws IOException {
    if (this == PLAIN) {
      return body;
    }
    PushbackInputStream in = new PushbackInputStream(body, MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.unread(magic);
    return magic.length == MAGIC_BYTES && magic[0] == 0x1f && magic[1] == (byte) 0x8b
        ? new GZIPInputStream(in)
        : in;
  }
}
