package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks ffprobe what a file is and reads its JSON. */
final class Ffprobe {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /**
   * Lists packets. To its plain standard output ffprobe writes packet by packet, which takes longer
   * than all the rest: a file named by {@code -o}, even if it is the same pipe, is buffered.
   */
  private static final List<String> LISTING =
      List.of(
          ("-nofind_stream_info -fflags +nofillin+noparse -show_format -show_streams -show_packets"
                  + " -show_entries"
                  + " packet=stream_index,pts,dts,duration,size,pos,flags:packet_side_data="
                  + " -o pipe:1")
              .split(" ", -1));

  /** An image's name with FFmpeg's numbering ("%03d") in it. */
  private static final Pattern NUMBERED_IMAGE =
      Pattern.compile("%.*\\.(png|jpe?g|webp|bmp|tiff?|gif)$", Pattern.CASE_INSENSITIVE);

  /** A row of a display matrix: its number, then 16.16 fixed point numbers. */
  private static final Pattern MATRIX_ROW =
      Pattern.compile("[0-9a-f]{8}:\\s+(-?\\d+)\\s+(-?\\d+)\\s+-?\\d+");

  private final FfmpegBinaries binaries;
  private final ProcessRunner processes;
  private final String formats;

  Ffprobe(FfmpegBinaries binaries, ProcessRunner processes, String formats) {
    this.binaries = binaries;
    this.processes = processes;
    this.formats = formats;
  }

  MediaInfo probe(Path file, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    String name = String.valueOf(file.getFileName());
    if (!Files.exists(file)) {
      throw MediaException.badInput("The file " + name + " does not exist.");
    }
    if (Files.size(file) == 0) {
      throw MediaException.badInput("The file " + name + " is empty.");
    }
    JsonNode root = ask(file, name, List.of("-show_format", "-show_streams"), cancellation);
    MediaInfo info = read(file, root);
    if (!info.isStill()) {
      return info;
    }
    // How a photo is held stands in its Exif data, which comes with the decoded picture only.
    JsonNode frames =
        ask(
            file,
            name,
            List.of("-select_streams", "v:0", "-read_intervals", "%+#1", "-show_frames"),
            cancellation);
    JsonNode side = frames.path("frames").path(0).path("side_data_list");
    if (side.isArray() && root.path("streams").path(0) instanceof ObjectNode stream) {
      stream.set("side_data_list", side);
      return read(file, root);
    }
    return info;
  }

  /**
   * What an MP4 file's tables say it is, and every packet in it, by one process. Packets are told
   * as the tables have them: none is looked into, so that nothing is known that only pictures tell,
   * such as their pixel format.
   *
   * @param limit how long it may take
   */
  MediaInfo probe(Path file, PacketListener packets, Duration limit, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    String name = String.valueOf(file.getFileName());
    AtomicReference<JsonNode> rest = new AtomicReference<>(MissingNode.getInstance());
    run(
        file,
        name,
        LISTING,
        limit,
        (in, alive) -> rest.set(PacketJson.read(in, packets, alive)),
        cancellation);
    JsonNode described = rest.get();
    if (described == null || described.isMissingNode()) {
      throw unreadable(name);
    }
    return read(file, described);
  }

  private JsonNode ask(Path file, String name, List<String> questions, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    AtomicReference<byte[]> output = new AtomicReference<>(new byte[0]);
    List<String> all = new ArrayList<>(List.of("-show_data_hash", "MD5"));
    all.addAll(questions);
    run(file, name, all, LIMIT, (in, alive) -> output.set(in.readAllBytes()), cancellation);
    try {
      return JSON.readTree(output.get());
    } catch (JacksonException e) {
      throw unreadable(name);
    }
  }

  private static MediaException unreadable(String name) {
    return MediaException.fault("ffprobe's answer about " + name + " could not be read.");
  }

  private void run(
      Path file,
      String name,
      List<String> questions,
      Duration limit,
      ProcessRequest.Stdout stdout,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.ffprobe().toString(),
                "-v",
                "error",
                "-protocol_whitelist",
                "file",
                "-format_whitelist",
                formats,
                "-of",
                "json=compact=1"));
    command.addAll(questions);
    if (NUMBERED_IMAGE.matcher(name).find()) {
      // FFmpeg would take the name for a pattern and look for other files.
      command.addAll(List.of("-f", "image2", "-pattern_type", "none"));
    }
    command.addAll(List.of("-i", "file:" + file.toAbsolutePath()));
    ProcessRequest request =
        new ProcessRequest(command, binaries.environment(), null, stdout, limit, null);
    ProcessEnd end = processes.run(request, cancellation);
    cancellation.throwIfCancelled();
    if (end.how() == ProcessEnd.How.TIME_LIMIT) {
      throw MediaException.badInput(
          "The file " + name + " could not be examined within " + limit.toSeconds() + " s.");
    }
    if (FfmpegMessages.isKill(end.exitCode())) {
      throw FfmpegMessages.killed();
    }
    if (!end.ok()) {
      throw MediaException.badInput(
          "The file "
              + name
              + " is not a media file that can be read, or it is broken: "
              + FfmpegMessages.lastLine(FfmpegMessages.withoutNoise(end.stderr()))
                  .replace("file:" + file.toAbsolutePath() + ": ", ""));
    }
  }

  static MediaInfo read(Path file, JsonNode root) {
    JsonNode format = root.path("format");
    double duration = format.path("duration").asDouble(0);
    List<MediaInfo.Video> video = new ArrayList<>();
    List<MediaInfo.Audio> audio = new ArrayList<>();
    for (JsonNode stream : root.path("streams")) {
      String type = stream.path("codec_type").asString("");
      boolean cover = stream.path("disposition").path("attached_pic").asInt(0) == 1;
      if (type.equals("video") && !cover) {
        video.add(video(stream, duration));
      } else if (type.equals("audio")) {
        audio.add(audio(stream, duration));
      }
    }
    return new MediaInfo(file, format.path("format_name").asString(""), duration, video, audio);
  }

  private static MediaInfo.Video video(JsonNode stream, double containerDuration) {
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
    String aspect = stream.path("sample_aspect_ratio").asString("1:1");
    return new MediaInfo.Video(
        codec,
        text(stream, "profile"),
        stream.path("level").asInt(0),
        stream.path("width").asInt(0),
        stream.path("height").asInt(0),
        aspect.equals("0:1") || aspect.equals("N/A") ? "1:1" : aspect,
        pixels,
        text(stream, "color_range"),
        text(stream, "color_space"),
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
        stream.path("codec_name").asString("unknown"),
        text(stream, "profile"),
        stream.path("sample_rate").asInt(0),
        stream.path("channels").asInt(0),
        text(stream, "channel_layout"),
        stream.path("time_base").asString("1/1"),
        stream.path("duration").asDouble(containerDuration));
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
