package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessRunner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks ffprobe what a file is. */
final class Ffprobe {

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

  /** More than one: a clip may begin with a title card. */
  private static final List<String> FIRST_PICTURES =
      List.of(
          "-read_intervals %+#8 -show_entries frame=interlaced_frame,top_field_first"
              .split(" ", -1));

  /** Where the flags of a WebP file lie, and the one of moving pictures. */
  private static final int WEBP_FLAGS = 20;

  private static final int WEBP_ANIMATED = 0x02;

  private final FfprobeRun run;
  private final FieldOrders fieldOrders;

  /**
   * @param formats FFmpeg's names of the file formats that are taken, comma separated
   * @param fieldOrders what is known of files that had to be looked into
   */
  Ffprobe(
      FfmpegBinaries binaries, ProcessRunner processes, String formats, FieldOrders fieldOrders) {
    this.run = new FfprobeRun(binaries, processes, formats);
    this.fieldOrders = fieldOrders;
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
    JsonNode root = run.ask(file, List.of("-show_format", "-show_streams"), cancellation);
    requireNoTiles(name, root);
    AuxiliaryAlpha.requireNone(file, name, root);
    if (CoverArt.possible(root)) {
      CoverArt.mark(root, run.ask(file, CoverArt.FIRST_PACKETS, cancellation));
    }
    MediaInfo info = ProbeJson.read(file, root);
    requireNoAnimatedWebp(file, name, info);
    if (!info.isStill()) {
      return info.picture().filter(Interlacing::untold).isPresent()
          ? withFieldOrder(file, root, cancellation)
          : info;
    }
    if (ProbeJson.pictures(root).get(0) instanceof ObjectNode stream
        && ExifOrientation.mark(file, stream)) {
      return ProbeJson.read(file, root);
    }
    // How a photo is held stands in its Exif data, which comes with the decoded picture only.
    List<String> first = new ArrayList<>(picture(root));
    first.addAll(List.of("-read_intervals", "%+#1", "-show_frames"));
    JsonNode frames = run.ask(file, first, cancellation);
    JsonNode side = frames.path("frames").path(0).path("side_data_list");
    if (side.isArray() && ProbeJson.pictures(root).get(0) instanceof ObjectNode stream) {
      stream.set("side_data_list", side);
      return ProbeJson.read(file, root);
    }
    return info;
  }

  /**
   * FFmpeg 8.0 hands out each tile of a HEIC or AVIF picture as a stream of its own, and says of
   * them that they depend on each other; its commands take one of them for the picture.
   */
  private static void requireNoTiles(String name, JsonNode root) throws MediaException {
    long tiles =
        ProbeJson.pictures(root).stream()
            .filter(stream -> stream.path("disposition").path("dependent").asInt(0) == 1)
            .count();
    if (tiles > 1 && root.path("format").path("format_name").asString("").startsWith("mov,")) {
      throw MediaException.badInput(
          "The file "
              + name
              + " is a picture of "
              + tiles
              + " tiles, as phones write HEIC, which FFmpeg does not put together: save it as JPEG"
              + " or PNG.");
    }
  }

  /**
   * FFmpeg writes animated WebP and cannot read it: it finds no picture and no size.
   *
   * <p>Source: WebP Container Specification, "Extended File Format".
   */
  private static void requireNoAnimatedWebp(Path file, String name, MediaInfo info)
      throws MediaException, IOException {
    boolean webp =
        info.picture()
            .filter(picture -> picture.codec().equals("webp") && picture.width() == 0)
            .isPresent();
    if (!webp) {
      return;
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(WEBP_FLAGS + 1);
    }
    if (head.length > WEBP_FLAGS
        && new String(head, StandardCharsets.ISO_8859_1).startsWith("VP8X", 12)
        && (head[WEBP_FLAGS] & WEBP_ANIMATED) != 0) {
      throw MediaException.badInput(
          "The file "
              + name
              + " is an animated WebP, which FFmpeg cannot read: give it as WebM, MP4 or GIF.");
    }
  }

  /** The same with the order of the fields as the first pictures have it. */
  private MediaInfo withFieldOrder(Path file, JsonNode root, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    FileVersion version = FileVersion.of(file);
    Optional<String> order = fieldOrders.of(version);
    if (order.isEmpty()) {
      order = Optional.of(fieldOrder(file, root, cancellation));
      fieldOrders.put(version, order.get());
    }
    if (ProbeJson.pictures(root).get(0) instanceof ObjectNode stream) {
      stream.put("field_order", order.get());
    }
    return ProbeJson.read(file, root);
  }

  /**
   * "tt" or "bb" where one of the first pictures says that it is made of fields, else "unknown".
   */
  private String fieldOrder(Path file, JsonNode root, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> first = new ArrayList<>(picture(root));
    first.addAll(FIRST_PICTURES);
    JsonNode frames;
    try {
      frames = run.ask(file, first, cancellation).path("frames");
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return "unknown"; // whoever reads its pictures will say so
      }
      throw e;
    }
    for (JsonNode frame : frames) {
      if (frame.path("interlaced_frame").asInt(0) == 1) {
        return frame.path("top_field_first").asInt(0) == 1 ? "tt" : "bb";
      }
    }
    return "unknown";
  }

  /** The sizes of a clip's pictures, each once, by when it is first shown. */
  List<PictureSize> sizes(MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> all =
        List.of(
            "-select_streams",
            String.valueOf(info.picture().orElseThrow().index()),
            "-show_entries",
            "frame=width,height,best_effort_timestamp_time");
    List<PictureSize> sizes = new ArrayList<>();
    for (JsonNode frame : run.ask(info.file(), all, cancellation).path("frames")) {
      int width = frame.path("width").asInt(0);
      int height = frame.path("height").asInt(0);
      if (sizes.stream().noneMatch(one -> one.width() == width && one.height() == height)) {
        double from = frame.path("best_effort_timestamp_time").asDouble(0);
        sizes.add(new PictureSize(width, height, from));
      }
    }
    return sizes;
  }

  /** Arguments that ask of the picture that is used alone. */
  private static List<String> picture(JsonNode root) {
    return List.of("-select_streams", ProbeJson.pictures(root).get(0).path("index").asString("0"));
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
    AtomicReference<JsonNode> rest = new AtomicReference<>(MissingNode.getInstance());
    run.execute(
        file,
        LISTING,
        limit,
        (in, alive) -> rest.set(PacketJson.read(in, packets, alive)),
        cancellation);
    JsonNode described = rest.get();
    if (described == null || described.isMissingNode()) {
      throw FfprobeRun.unreadable(file);
    }
    return ProbeJson.read(file, described);
  }
}
