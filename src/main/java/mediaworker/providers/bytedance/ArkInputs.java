package mediaworker.providers.bytedance;

import java.util.List;
import java.util.Set;
import mediaworker.providers.MediaInput;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.JsonBody;

/** Pictures as ModelArk takes them. */
final class ArkInputs {

  private static final long MB = 1_000_000;
  private static final long MOST_PICTURE_BYTES = 30 * MB;

  /** Of the whole body, in which files stand as base64. */
  private static final long MOST_BODY_BYTES = 64 * MB;

  private static final Set<String> TYPES =
      Set.of(
          "image/jpeg",
          "image/png",
          "image/webp",
          "image/bmp",
          "image/tiff",
          "image/gif",
          "image/heic",
          "image/heif");

  private ArkInputs() {}

  static void check(List<MediaInput> pictures, Unsupported unsupported) {
    long encoded = 0;
    for (MediaInput picture : pictures) {
      if (picture instanceof MediaInput.LocalFile file) {
        encoded += file.bytes() / 3 * 4 + 4;
        unsupported
            .when(
                !TYPES.contains(file.mediaType()), "takes no " + file.mediaType() + " as a picture")
            .when(
                file.bytes() >= MOST_PICTURE_BYTES,
                "takes pictures below 30 MB, but " + file.file().getFileName() + " is larger");
      }
    }
    unsupported.when(
        encoded > MOST_BODY_BYTES,
        "takes requests up to 64 MB, but the pictures come to "
            + encoded / MB
            + " MB as base64: use smaller ones or URLs");
  }

  /** A URL as it is; a file as a data URL. */
  static String url(MediaInput picture) {
    return picture instanceof MediaInput.LocalFile file
        ? JsonBody.dataUrl(file)
        : ((MediaInput.WebUrl) picture).url();
  }
}
