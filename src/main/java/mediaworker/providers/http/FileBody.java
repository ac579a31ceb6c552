package mediaworker.providers.http;

import java.util.Locale;
import mediaworker.providers.MediaInput;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/**
 * A file as it goes into a request: read from the disk while it is sent, its own name kept back.
 */
public final class FileBody {

  private FileBody() {}

  /** The file's content under its media type. */
  public static RequestBody of(MediaInput.LocalFile file) {
    return RequestBody.create(file.file().toFile(), MediaType.parse(file.mediaType()));
  }

  /**
   * What the file is called in a request.
   *
   * @param stem "input" for input.png
   */
  public static String name(String stem, MediaInput.LocalFile file) {
    return stem + "." + extension(file.mediaType());
  }

  /** The usual extension of a media type, without the dot; "bin" where there is none. */
  public static String extension(String mediaType) {
    String type = mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "", "application/octet-stream" -> "bin";
      case "audio/mpeg" -> "mp3";
      case "image/jpeg" -> "jpg";
      case "video/quicktime" -> "mov";
      case "video/x-msvideo" -> "avi";
      default ->
          type.matches("(image|video|audio)/.*|application/(json|zip|pdf)")
              ? type.substring(type.indexOf('/') + 1).replaceAll("[^a-z0-9].*", "")
              : "bin";
    };
  }
}
