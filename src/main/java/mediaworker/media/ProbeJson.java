package mediaworker.media;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what ffprobe says of a file's container and streams, as JSON. */
final class ProbeJson {

  /** A row of a display matrix: its number, then 16.16 fixed point numbers. */
  private static final Pattern MATRIX_ROW =
      Pattern.compile("[0-9a-f]{8}:\\s+(-?\\d+)\\s+(-?\\d+)\\s+-?\\d+");

  private ProbeJson() {}

  /**
   * FFmpeg's name of BT.601, which stills have that name no colour matrix: by ISO/IEC 23000-22
   * (MIAF), 7.3.6.4, as amended in 2021, for HEIC and AVIF, and by TIFF 6.0, section 21.
   */
  private static final String STILL_SPACE = "smpte170m";

  /** What it says of a file. */
  static MediaInfo read(Path file, JsonNode root) {
    MediaInfo info = read(file, root, false);
    return info.isStill() ? read(file, root, true) : info;
  }

  private static MediaInfo read(Path file, JsonNode root, boolean still) {
    JsonNode format = root.path("format");
    double duration = format.path("duration").asDouble(0);
    List<MediaInfo.Video> video = new ArrayList<>();
    for (JsonNode stream : pictures(root)) {
      video.add(video(stream, duration, still));
    }
    List<MediaInfo.Audio> audio = new ArrayList<>();
    for (JsonNode stream : asPlayed(root, ProbeJson::isSound)) {
      audio.add(audio(stream, duration));
    }
    return new MediaInfo(file, format.path("format_name").asString(""), duration, video, audio);
  }

  /** The streams of moving or still pictures that are no cover art, the one to be used first. */
  static List<JsonNode> pictures(JsonNode root) {
    return asPlayed(root, ProbeJson::isPicture);
  }

  private static boolean isPicture(JsonNode stream) {
    return stream.path("codec_type").asString("").equals("video")
        && stream.path("disposition").path("attached_pic").asInt(0) != 1;
  }

  private static boolean isSound(JsonNode stream) {
    return stream.path("codec_type").asString("").equals("audio");
  }

  /** Streams of a kind, first the one that players take: the first that is marked as default. */
  private static List<JsonNode> asPlayed(JsonNode root, Predicate<JsonNode> kind) {
    List<JsonNode> streams = new ArrayList<>();
    root.path("streams").forEach(stream -> streams.add(stream));
    streams.removeIf(kind.negate());
    streams.stream()
        .filter(stream -> stream.path("disposition").path("default").asInt(0) == 1)
        .findFirst()
        .ifPresent(
            played -> {
              streams.remove(played);
              streams.add(0, played);
            });
    return streams;
  }

  private static MediaInfo.Video video(JsonNode stream, double containerDuration, boolean still) {
    String codec = stream.path("codec_name").asString("unknown");
    String pixels = stream.path("pix_fmt").asString("unknown");
    JsonNode tags = stream.path("tags");
    boolean sideAlpha =
        tags.path("ALPHA_MODE").asString(tags.path("alpha_mode").asString("")).equals("1");
    int rotation = 0;
    boolean mirrored = false;
    for (JsonNode side : stream.path("side_data_list")) {
      rotation = side.path("rotation").asInt(rotation);
      mirrored |= mirrors(side.path("displaymatrix").asString(""));
    }
    String space = text(stream, "color_space");
    String aspect = stream.path("sample_aspect_ratio").asString("1:1");
    return new MediaInfo.Video(
        stream.path("index").asInt(0),
        codec,
        text(stream, "profile"),
        stream.path("level").asInt(0),
        stream.path("width").asInt(0),
        stream.path("height").asInt(0),
        aspect.equals("0:1") || aspect.equals("N/A") ? "1:1" : aspect,
        pixels,
        text(stream, "color_range"),
        still && !MediaInfo.isRgb(pixels) && isUntold(space) ? STILL_SPACE : space,
        text(stream, "color_primaries"),
        text(stream, "color_transfer"),
        text(stream, "field_order"),
        stream.path("has_b_frames").asInt(0),
        Rational.parse(stream.path("r_frame_rate").asString("0/0")),
        Rational.parse(stream.path("avg_frame_rate").asString("0/0")),
        stream.path("time_base").asString("1/1"),
        rotation,
        mirrored,
        text(stream, "extradata_hash"),
        sideAlpha || hasAlpha(pixels),
        stream.path("nb_frames").asLong(0),
        stream.path("duration").asDouble(containerDuration));
  }

  /** Whether a matrix, as ffprobe writes it, turns left into right: its determinant is negative. */
  private static boolean mirrors(String matrix) {
    Matcher rows = MATRIX_ROW.matcher(matrix);
    long[] rowOne = new long[2];
    for (int i = 0; i < 2; i++) {
      if (!rows.find()) {
        return false;
      }
      long left = Long.parseLong(rows.group(1));
      long right = Long.parseLong(rows.group(2));
      if (i == 1) {
        return rowOne[0] * right - rowOne[1] * left < 0;
      }
      rowOne = new long[] {left, right};
    }
    return false;
  }

  private static MediaInfo.Audio audio(JsonNode stream, double containerDuration) {
    return new MediaInfo.Audio(
        stream.path("index").asInt(0),
        stream.path("codec_name").asString("unknown"),
        text(stream, "profile"),
        stream.path("sample_rate").asInt(0),
        stream.path("channels").asInt(0),
        text(stream, "channel_layout"),
        stream.path("time_base").asString("1/1"),
        stream.path("duration").asDouble(containerDuration));
  }

  private static boolean isUntold(@Nullable String tag) {
    return tag == null || tag.equals("unknown");
  }

  private static boolean hasAlpha(String pixels) {
    return pixels.startsWith("yuva")
        || pixels.startsWith("gbrap")
        || pixels.startsWith("rgba")
        || pixels.startsWith("bgra")
        || pixels.startsWith("argb")
        || pixels.startsWith("abgr")
        || pixels.startsWith("ya8")
        || pixels.startsWith("ya16")
        || pixels.equals("pal8");
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? null : value.asString();
  }
}
