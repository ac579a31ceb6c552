package mediaworker.assets;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** File name extensions of media files. */
final class MediaNames {

  /** What is used where nothing tells the kind of file; FFmpeg looks at the contents anyway. */
  static final String UNKNOWN = "bin";

  /** The end of a longer one is kept, with its extension. */
  private static final int LONGEST_NAME = 80;

  private static final Set<String> EXTENSIONS =
      Set.of(
          "mp4", "m4v", "mov", "webm", "mkv", "avi", "ogv", "ts", "flv", "wmv", "mpg", "mpeg",
          "mxf", "png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "wav", "mp3",
          "m4a", "aac", "ogg", "opus", "flac");

  private static final Map<String, String> BY_CONTENT_TYPE =
      Map.ofEntries(
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/x-matroska", "mkv"),
          Map.entry("video/x-msvideo", "avi"),
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/gif", "gif"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/mp4", "m4a"),
          Map.entry("audio/ogg", "ogg"),
          Map.entry("audio/flac", "flac"));

  private MediaNames() {}

  /** The extension of a file name, in lower case, when media files have it. */
  static Optional<String> extension(String name) {
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".") && EXTENSIONS.contains(end) ? Optional.of(end) : Optional.empty();
  }

  /**
   * The extension for a download.
   *
   * @param name the last part of the URL's path
   * @param contentType as the server sent it, "video/mp4; charset=…"; null when it sent none
   * @return {@link #UNKNOWN} where neither tells
   */
  static String extension(String name, @Nullable String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return extension(name)
        .or(() -> Optional.ofNullable(BY_CONTENT_TYPE.get(type.toLowerCase(Locale.ROOT))))
        .orElse(UNKNOWN);
  }

  /**
   * A file name for a download: what the URL ends in, as far as a person would know it again.
   *
   * @param host the URL's host, for a URL that ends in nothing
   * @param lastPart the last part of the URL's path
   * @param contentType as the server sent it; null when it sent none
   */
  static String download(String host, String lastPart, @Nullable String contentType) {
    String name = lastPart.replaceAll("[^A-Za-z0-9._-]+", "_").replaceFirst("^[._-]+", "");
    if (name.length() > LONGEST_NAME) {
      name = name.substring(name.length() - LONGEST_NAME);
    }
    if (name.isEmpty()) {
      name = host.replaceAll("[^A-Za-z0-9.-]+", "_");
    }
    String extension = extension(lastPart, contentType);
    boolean hasOne =
        extension(name).isPresent()
            || (extension.equals(UNKNOWN) && name.matches(".+\\.[A-Za-z0-9]{1,8}"));
    return hasOne ? name : name + "." + extension;
  }
}
