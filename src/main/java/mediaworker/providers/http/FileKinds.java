package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What kind of file a provider has sent: by its first bytes, else by the media type it names. */
public final class FileKinds {

  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/svg+xml", "svg"),
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/wav", "wav"),
          Map.entry("application/json", "json"),
          Map.entry("application/zip", "zip"));

  private static final int HEAD_BYTES = 512;

  private FileKinds() {}

  /**
   * The extension without its dot, "bin" where nothing tells.
   *
   * @param mediaType as the provider names it; may be empty or have parameters
   */
  public static String extension(Path file, String mediaType) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    String found = byContent(head);
    if (!found.isEmpty()) {
      return found;
    }
    String type = mediaType.toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    return EXTENSIONS.getOrDefault((end < 0 ? type : type.substring(0, end)).strip(), "bin");
  }

  private static String byContent(byte[] head) {
    if (starts(head, 0x89, 'P', 'N', 'G')) {
      return "png";
    }
    if (starts(head, 0xff, 0xd8, 0xff)) {
      return "jpg";
    }
    if (starts(head, 'G', 'I', 'F', '8')) {
      return "gif";
    }
    if (starts(head, 'R', 'I', 'F', 'F') && at(head, 8, "WEBP")) {
      return "webp";
    }
    if (at(head, 4, "ftyp")) {
      return at(head, 8, "qt  ") ? "mov" : "mp4";
    }
    if (starts(head, 0x1a, 0x45, 0xdf, 0xa3)) {
      return "webm";
    }
    String text = new String(head, StandardCharsets.UTF_8).stripLeading();
    return text.startsWith("<svg") || (text.startsWith("<?xml") && text.contains("<svg"))
        ? "svg"
        : "";
  }

  private static boolean starts(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (head.length <= i || (head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean at(byte[] head, int offset, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return head.length >= offset + wanted.length
        && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
  }
}
