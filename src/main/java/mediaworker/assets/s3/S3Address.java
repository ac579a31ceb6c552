package mediaworker.assets.s3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How files, objects and URLs belong together: {@code output/keyed_7.webm} becomes the object
 * {@code PREFIX/CLAIM/output/keyed_7.webm}. The claim's name is never used again, so no upload
 * replaces another and no cache between shows an old one.
 */
final class S3Address {

  private static final String UNRESERVED = "-._~/";

  private final S3Settings settings;

  S3Address(S3Settings settings) {
    this.settings = settings;
  }

  /**
   * The key of an object.
   *
   * @param claimName never used again
   * @param place as {@link mediaworker.assets.Output#publish} tells it; of an absolute path only
   *     the name is taken
   */
  String key(String claimName, String place) {
    boolean absolute = place.startsWith("/") || place.contains(":") || place.startsWith("..");
    String path = absolute ? place.substring(place.lastIndexOf('/') + 1) : place;
    return (settings.prefix().isEmpty() ? "" : settings.prefix() + "/") + claimName + "/" + path;
  }

  /** The bucket's own URL. */
  String bucketUrl() {
    S3Settings.Place place = settings.place();
    String endpoint = place.endpoint();
    if (endpoint != null) {
      return endpoint.replaceFirst("/+$", "") + "/" + encoded(place.bucket());
    }
    String host = "s3." + place.region() + ".amazonaws.com";
    // The certificate covers one name below the host: a bucket with dots has to go into the path.
    return place.bucket().contains(".")
        ? "https://" + host + "/" + place.bucket()
        : "https://" + place.bucket() + "." + host;
  }

  /** Where an object is written. */
  String objectUrl(String key) {
    return bucketUrl() + "/" + encoded(key);
  }

  /** Where an object is seen from outside. */
  String publicUrl(String key) {
    return publicBase() + "/" + encoded(key);
  }

  private String publicBase() {
    String base = settings.publicUrl();
    return base == null ? bucketUrl() : base;
  }

  /**
   * An upload.
   *
   * @param key the object's
   * @param place where its file was
   */
  record Upload(String key, String place) {}

  /** What a URL is of when it is one of ours. */
  Optional<Upload> upload(String url) {
    String prefix = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    String start = publicUrl(prefix);
    // Of a version that is asked for by name, the object may hold another one by now.
    if (!url.startsWith(start) || url.contains("versionId=")) {
      return Optional.empty();
    }
    String rest = url.substring(start.length()).replaceFirst("[?#].*", "");
    return decoded(rest)
        .filter(path -> path.indexOf('/') >= 0 && !path.endsWith("/"))
        .map(path -> new Upload(prefix + path, path.substring(path.indexOf('/') + 1)));
  }

  private static Optional<String> decoded(String path) {
    try {
      String text = java.net.URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As S3 wants keys in a URL: all but letters, digits and a few marks as %XX. */
  private static String encoded(String key) {
    StringBuilder text = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return text.toString();
  }
}
