package mediaworker.filetype;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file is by its first bytes, whatever its name says.
 *
 * <p>Source of the signatures: the formats' own specifications (PNG §5.2, JFIF, WebP and WAV as
 * RIFF, GIF89a, ISO 14496-12 for MP4 and its kin, Matroska's EBML, RFC 9639 for FLAC, RFC 3533 for
 * Ogg, glTF 2.0 §4.4, PKWARE's APPNOTE for ZIP).
 *
 * @param mediaType "image/png"
 * @param extension without the dot
 */
public record FileKind(String mediaType, String extension) {

  /** A drawing may have long comments before its first element. */
  private static final int HEAD_BYTES = 1 << 14;

  /** Matroska names its kind within its header. */
  private static final int EBML_CHARS = 512;

  /**
   * The root element of a drawing, behind a byte order mark, white space, declarations, comments
   * and a document type with or without an internal subset (XML 1.0, productions 22 to 28).
   */
  private static final Pattern SVG =
      Pattern.compile(
          "(?s)(?:\u00ef\u00bb\u00bf)?(?:\\s++|<\\?.*?\\?>|<!--.*?-->"
              + "|<!DOCTYPE(?:[^\\[>]*+)(?:\\[.*?]\\s*+)?>)*+<(?:[\\w-]+:)?svg[\\s/>]");

  /** Whether it is a picture. */
  public boolean isImage() {
    return mediaType.startsWith("image/");
  }

  /** Whether it is a video. */
  public boolean isVideo() {
    return mediaType.startsWith("video/");
  }

  /**
   * Looks at a file.
   *
   * @return empty where the kind is not known
   */
  public static Optional<FileKind> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD_BYTES));
    }
  }

  /**
   * The extension of a file, without the dot.
   *
   * @param otherwise where its kind is not known
   */
  public static String extension(Path file, String otherwise) throws IOException {
    return of(file).map(FileKind::extension).orElse(otherwise);
  }

  static Optional<FileKind> of(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return kind("image/png", "png");
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return kind("image/jpeg", "jpg");
    }
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return kind("image/gif", "gif");
    }
    if (text.startsWith("BM") && head.length > 14 && head[6] == 0 && head[7] == 0) {
      return kind("image/bmp", "bmp");
    }
    if (text.startsWith("II*\u0000") || text.startsWith("MM\u0000*")) {
      return kind("image/tiff", "tif");
    }
    if (text.startsWith("RIFF") && head.length >= 12) {
      return switch (text.substring(8, 12)) {
        case "WEBP" -> kind("image/webp", "webp");
        case "WAVE" -> kind("audio/wav", "wav");
        case "AVI " -> kind("video/x-msvideo", "avi");
        default -> Optional.empty();
      };
    }
    if (head.length >= 12 && text.startsWith("ftyp", 4)) {
      return isoMedia(text.substring(8, 12));
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return text.substring(0, Math.min(EBML_CHARS, text.length())).contains("webm")
          ? kind("video/webm", "webm")
          : kind("video/x-matroska", "mkv");
    }
    if (text.startsWith("ID3") || (head.length > 1 && head[0] == -1 && (head[1] & 0xe6) == 0xe2)) {
      return kind("audio/mpeg", "mp3");
    }
    if (text.startsWith("fLaC")) {
      return kind("audio/flac", "flac");
    }
    if (text.startsWith("OggS")) {
      return kind("audio/ogg", "ogg");
    }
    if (text.startsWith("glTF")) {
      return kind("model/gltf-binary", "glb");
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return kind("application/zip", "zip");
    }
    if (SVG.matcher(text).lookingAt()) {
      return kind("image/svg+xml", "svg");
    }
    return Optional.empty();
  }

  private static Optional<FileKind> isoMedia(String brand) {
    if (Arrays.asList("avif", "avis").contains(brand)) {
      return kind("image/avif", "avif");
    }
    if (Arrays.asList("heic", "heix", "mif1", "hevc").contains(brand)) {
      return kind("image/heic", "heic");
    }
    if (brand.equals("qt  ")) {
      return kind("video/quicktime", "mov");
    }
    return brand.startsWith("M4A") ? kind("audio/mp4", "m4a") : kind("video/mp4", "mp4");
  }

  private static Optional<FileKind> kind(String mediaType, String extension) {
    return Optional.of(new FileKind(mediaType, extension));
  }
}
