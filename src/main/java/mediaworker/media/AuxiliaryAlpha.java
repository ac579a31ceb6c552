package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Transparency that lies beside an AVIF or HEIC picture as a second, grey one (ISO/IEC 23008-12,
 * 6.5.8). FFmpeg 8.0 hands it out as one more stream, without a word of what it is.
 */
final class AuxiliaryAlpha {

  /** What marks it, in AV1 and in HEVC. */
  private static final List<String> MARKS =
      List.of("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1");

  /** The description lies before the pictures. */
  private static final int HEAD_BYTES = 65_536;

  private AuxiliaryAlpha() {}

  /**
   * Refuses a picture that would be opaque without it.
   *
   * @param root what ffprobe said of the file
   * @throws MediaException where there is such a picture
   */
  static void requireNone(Path file, String name, JsonNode root)
      throws MediaException, IOException {
    List<JsonNode> pictures = ProbeJson.pictures(root);
    boolean possible =
        root.path("format").path("format_name").asString("").startsWith("mov,")
            && pictures.size() > 1
            && pictures.stream()
                .anyMatch(stream -> stream.path("pix_fmt").asString("").startsWith("gray"));
    if (possible && isMarked(file)) {
      throw MediaException.badInput(
          "The picture "
              + name
              + " has its transparency in a picture of its own, as AVIF and HEIC have it, which"
              + " FFmpeg does not put together: save it as PNG or WebP.");
    }
  }

  private static boolean isMarked(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
      return MARKS.stream().anyMatch(head::contains);
    }
  }
}
