package mediaworker.assets.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import mediaworker.filetype.FileKind;

/** What a browser is told that a file is. */
final class ContentTypes {

  /** For files that their first bytes do not tell. */
  private static final Map<String, String> BY_EXTENSION =
      Map.of(
          "txt", "text/plain; charset=utf-8",
          "srt", "text/plain; charset=utf-8",
          "vtt", "text/vtt; charset=utf-8",
          "json", "application/json",
          "csv", "text/csv; charset=utf-8");

  private ContentTypes() {}

  static String of(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return FileKind.of(file)
        .map(FileKind::mediaType)
        .orElse(BY_EXTENSION.getOrDefault(extension, "application/octet-stream"));
  }
}
