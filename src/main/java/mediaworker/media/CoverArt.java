package mediaworker.media;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds cover art that its file does not call so: some programs write the cover as one more stream
 * of pictures, often the first. It is told by its codec, that of a still image, and by being a
 * single picture beside a stream of others.
 */
final class CoverArt {

  /** FFmpeg's names of the codecs that covers have. */
  private static final Set<String> STILL_CODECS =
      Set.of("mjpeg", "png", "bmp", "gif", "tiff", "webp", "jpeg2000");

  /**
   * Packets of the first ten seconds: a cover has one, a clip of stills, as cameras record them,
   * more.
   */
  static final List<String> FIRST_PACKETS =
      List.of(
          "-select_streams v -read_intervals %+10 -show_entries packet=stream_index"
              .split(" ", -1));

  private CoverArt() {}

  /** Whether only the packets can tell whether one of several streams of pictures is a cover. */
  static boolean possible(JsonNode root) {
    List<JsonNode> pictures = ProbeJson.pictures(root);
    return pictures.size() > 1 && pictures.stream().anyMatch(CoverArt::mayBeCover);
  }

  private static boolean mayBeCover(JsonNode stream) {
    return STILL_CODECS.contains(stream.path("codec_name").asString(""));
  }

  /**
   * Marks streams of a single picture as covers, unless nothing else would be left.
   *
   * @param root what ffprobe said of the file
   * @param packets what it said when asked for {@link #FIRST_PACKETS}
   */
  static void mark(JsonNode root, JsonNode packets) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (JsonNode packet : packets.path("packets")) {
      counts.merge(packet.path("stream_index").asInt(-1), 1, Integer::sum);
    }
    List<JsonNode> pictures = ProbeJson.pictures(root);
    List<JsonNode> covers =
        pictures.stream()
            .filter(CoverArt::mayBeCover)
            .filter(stream -> counts.getOrDefault(stream.path("index").asInt(-1), 0) <= 1)
            .toList();
    if (covers.size() == pictures.size()) {
      return;
    }
    for (JsonNode cover : covers) {
      if (cover.path("disposition") instanceof ObjectNode disposition) {
        disposition.put("attached_pic", 1);
      }
    }
  }
}
