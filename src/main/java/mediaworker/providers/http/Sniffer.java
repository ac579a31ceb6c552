package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells a media file by its first bytes, since providers' names for them are not to be relied on.
 */
public final class Sniffer {

  private static final int HEAD_BYTES = 16;

  private Sniffer() {}

  /** The extension without the dot; empty where the file is none of the usual media. */
  public static Optional<String> extension(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return extension(in.readNBytes(HEAD_BYTES));
    }
  }

  private static Optional<String> extension(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of("png");
    }
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of("jpg");
    }
    if (head.startsWith("GIF8")) {
      return Optional.of("gif");
    }
    if (head.startsWith("RIFF") && head.length() >= 12) {
      return switch (head.substring(8, 12)) {
        case "WEBP" -> Optional.of("webp");
        case "WAVE" -> Optional.of("wav");
        case "AVI " -> Optional.of("avi");
        default -> Optional.empty();
      };
    }
    if (head.length() >= 12 && head.startsWith("ftyp", 4)) {
      return Optional.of(head.startsWith("qt", 8) ? "mov" : "mp4");
    }
    if (head.startsWith("\u001aE\u00df\u00a3")) {
      return Optional.of("webm");
    }
    if (head.startsWith("ID3") || head.startsWith("\u00ff\u00fb")) {
      return Optional.of("mp3");
    }
    return head.startsWith("PK\u0003\u0004") ? Optional.of("zip") : Optional.empty();
  }
}
