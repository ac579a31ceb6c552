package mediaworker.media.keying.output;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.KeyingClips;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clips that are keyed in parts come out as if they had not been. */
class SegmentWriterTest {

  /** One of each, read by all tests. */
  private static final Map<Source, MediaInfo> CLIPS = new EnumMap<>(Source.class);

  @TempDir Path dir;

  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    for (Source source : Source.values()) {
      CLIPS.put(source, source.make(drawn));
    }
  }

  @Test
  void the_parts_are_about_equal_and_hold_every_picture_once() {
    List<Segment> segments = Segment.of(steady(203), 4, first -> 0);

    assertThat(segments).hasSize(4);
    assertThat(segments.get(0).seek()).isZero();
    assertThat(segments.get(1).first()).isEqualTo(51);
    assertThat(segments.get(1).seek()).isBetween(50 / 25.0, 51 / 25.0);
    assertThat(segments.stream().mapToInt(Segment::count).sum()).isEqualTo(203);
    assertThat(segments).allSatisfy(segment -> assertThat(segment.count()).isBetween(50, 51));
  }

  @Test
  void a_part_that_has_far_to_go_from_a_key_frame_is_shorter() {
    List<Segment> oneKeyFrame = Segment.of(steady(150), 2, first -> 0.2 * first);
    assertThat(oneKeyFrame).extracting(Segment::first).containsExactly(0, 83);

    List<Segment> keyFrameNearby = Segment.of(steady(150), 2, first -> 0.2 * (first % 76));
    assertThat(keyFrameNearby).extracting(Segment::count).containsExactly(76, 74);
  }

  @Test
  void no_part_is_empty_however_far_it_has_to_go() {
    List<Segment> segments = Segment.of(steady(3), 3, first -> 2 * first);
    assertThat(segments).extracting(Segment::count).containsExactly(1, 1, 1);
  }

  @Test
  void short_clips_and_pictures_too_large_for_the_memory_stay_whole() {
    PartFormat webm = format(OutputFormat.WEBM);
    assertThat(webm.parts(8, 640 * 360, 79)).isEqualTo(1);
    assertThat(webm.parts(8, 7680 * 4320, 2000)).isEqualTo(1);
    assertThat(webm.parts(8, 1920 * 1080, 2000)).isEqualTo(1);
    assertThat(webm.parts(8, 1280 * 720, 2000)).isEqualTo(2);
    assertThat(webm.parts(1, 640 * 360, 2000)).isEqualTo(1);
    PartFormat mp4 = format(OutputFormat.MP4);
    assertThat(mp4.parts(2, 1920 * 1080, 2000)).isEqualTo(2);
    assertThat(mp4.parts(2, 1920 * 1080, 40)).isEqualTo(2);
    assertThat(mp4.parts(2, 1920 * 1080, 39)).isEqualTo(1);
  }

  @Test
  void a_process_that_keeps_two_cores_busy_is_set_beside_another_on_four_only() {
    assertThat(format(OutputFormat.MOV).parts(2, 640 * 360, 2000)).isEqualTo(1);
    assertThat(format(OutputFormat.MOV).parts(4, 640 * 360, 2000)).isEqualTo(2);
  }

  @Test
  void formats_whose_pictures_build_on_others_or_are_out_of_order_are_never_cut() {
    assertThat(PartFormat.of(OutputFormat.GIF, "")).isEmpty();
    assertThat(PartFormat.of(OutputFormat.WEBP, "")).isEmpty();
    assertThat(PartFormat.of(OutputFormat.MP4, "libx264")).isEmpty();
  }

  @Test
  void times_sound_and_pictures_are_those_of_the_clip() throws Exception {
    // Uneven times, a late start, key frames far apart, B frames, and a grey level for each
    // picture.
    Path file = dir.resolve("in.mkv");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x00b140:s=320x240:r=30:d=5,format=gbrp",
            "-f",
            "lavfi",
            "-i",
            "color=c=black:s=80x80:r=30:d=5,format=gray,geq=lum=40+N,format=gbrp",
            "-f",
            "lavfi",
            "-i",
            "sine=d=5",
            "-filter_complex",
            "[0][1]overlay=x=100:y=60:format=gbrp,select='not(eq(mod(n,7),3))*gte(n,2)',"
                + "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]",
            "-map",
            "[v]",
            "-map",
            "2:a",
            "-fps_mode",
            "passthrough",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2",
            "-g",
            "50",
            "-bf",
            "2",
            "-c:a",
            "libopus",
            "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    MediaInfo source = probe(file);
    assertThat(FFMPEG.threads()).isEqualTo(2);
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    List<Long> wanted = times(file);
    assertThat(wanted).hasSizeGreaterThan(2 * 40);
    assertThat(report.frames()).isEqualTo(wanted.size());
    assertThat(times(part)).isEqualTo(wanted);
    assertThat(probe(part).picture().orElseThrow().alpha()).isTrue();
    assertThat(probe(part).sound().orElseThrow().codec()).isEqualTo("opus");
    int half = wanted.size() / 2;
    List<KeyingClips.Picture> pictures = frames(part);
    List<KeyingClips.Picture> before = frames(file);
    for (int number : new int[] {0, half - 1, half, half + 1, wanted.size() - 1}) {
      KeyingClips.Picture made = pictures.get(number);
      int level = before.get(number).red(140, 100);
      assertThat(made.red(140, 100))
          .as("grey of picture %d", number)
          .isBetween(level - 3, level + 3);
      assertThat(made.alpha(140, 100)).isGreaterThan(247);
      assertThat(made.alpha(20, 20)).isLessThan(8);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Source.class)
  void prores_in_parts_is_packet_for_packet_what_one_process_writes(Source kind) throws Exception {
    MediaInfo source = CLIPS.get(kind);

    MediaInfo whole = probe(keyed(source, OutputFormat.MOV, Optional.empty(), 1));
    MediaInfo joined = probe(keyed(source, OutputFormat.MOV, Optional.empty(), 4));

    assertThat(packets(joined)).hasSizeGreaterThan(2 * 40).isEqualTo(packets(whole));
    assertSameSound(joined, whole);
    assertThat(joined.picture()).isEqualTo(whole.picture());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Source.class)
  void h264_in_parts_has_the_times_and_pictures_of_one_process(Source kind) throws Exception {
    MediaInfo source = CLIPS.get(kind);
    Composite over = Composite.over(new Background.Color(0x3060a0));

    MediaInfo whole = probe(keyed(source, OutputFormat.MP4, Optional.of(over), 1));
    MediaInfo joined = probe(keyed(source, OutputFormat.MP4, Optional.of(over), 2));

    List<String> wanted = packets(whole);
    List<String> found = packets(joined);
    int count = wanted.size() - 1; // the first line tells the unit of the times
    assertThat(found.stream().map(SegmentWriterTest::time))
        .isEqualTo(wanted.stream().map(SegmentWriterTest::time).toList());
    // Until the second part's first picture, which stands alone, the encoder does the same.
    assertThat(found.subList(0, 1 + count / 2)).isEqualTo(wanted.subList(0, 1 + count / 2));
    assertThat(found).isNotEqualTo(wanted);
    assertSameSound(joined, whole);
    assertThat(joined.durationSeconds()).isEqualTo(whole.durationSeconds());
    List<KeyingClips.Picture> pictures = frames(joined.file());
    List<KeyingClips.Picture> before = frames(source.file());
    for (int number : new int[] {0, count / 2 - 1, count / 2, count / 2 + 1, count - 1}) {
      int level = before.get(number).red(140, 100);
      assertThat(pictures.get(number).red(140, 100))
          .as("grey of picture %d", number)
          .isBetween(level - 4, level + 4);
      assertThat(pictures.get(number).distance(20, 20, 0x3060a0)).isLessThan(8);
    }
  }

  @Test
  void a_still_background_lies_behind_every_part() throws Exception {
    MediaInfo source = CLIPS.get(Source.UNEVEN_MATROSKA);
    Path picture = dir.resolve("behind.png");
    FFMPEG.run(
        List.of(
            "-f", "lavfi", "-i", "color=c=0x803020:s=320x240", "-frames:v", "1", "file:" + picture),
        Progress.Listener.NONE,
        new Cancellation());
    Composite over = Composite.over(new Background.File(probe(picture)));

    Path whole = keyed(source, OutputFormat.MP4, Optional.of(over), 1);
    Path joined = keyed(source, OutputFormat.MP4, Optional.of(over), 2);

    assertThat(times(joined)).isEqualTo(times(whole));
    List<KeyingClips.Picture> pictures = frames(joined);
    for (int number : new int[] {0, 50, 100}) {
      assertThat(pictures.get(number).distance(20, 20, 0x803020)).isLessThan(8);
    }
  }

  @Test
  void a_moving_background_is_never_cut() throws Exception {
    MediaInfo source = CLIPS.get(Source.STEADY_MP4);
    Composite over = Composite.over(new Background.File(source));
    KeyingRequest request =
        new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.MP4, Optional.of(over));

    assertThat(request.isDivisible(source.picture().orElseThrow(), ChromaSampling.QUARTER))
        .isFalse();
  }

  /** Clips of a grey square on a screen, each picture with a grey of its own. */
  private enum Source {
    /** Uneven times, a late start, key frames far apart, B frames, sound that begins before 0. */
    UNEVEN_MATROSKA("mkv", 30, "select='not(eq(mod(n,7),3))*gte(n,2)',", "-bf 2 -g 34 -c:a aac"),
    /** The same with the tables of MP4: the track begins with an edit. */
    UNEVEN_MP4("mp4", 30, "select='not(eq(mod(n,7),3))*gte(n,2)',", "-bf 2 -g 34 -c:a aac"),
    /** A rate that no decimal number tells, without sound. */
    STEADY_MP4("mp4", 30000 / 1001.0, "", "-bf 2 -g 300 -an"),
    /** In fragments, without a table of all pictures. */
    FRAGMENTED_MP4("mp4", 25, "", "-g 30 -movflags +frag_keyframe+empty_moov -c:a aac"),
    /** Without cues: its end was never written. */
    LIVE_MATROSKA("mkv", 25, "", "-g 30 -live 1 -c:a libopus");

    private final String extension;
    private final double rate;
    private final String filters;
    private final String arguments;

    Source(String extension, double rate, String filters, String arguments) {
      this.extension = extension;
      this.rate = rate;
      this.filters = filters;
      this.arguments = arguments;
    }

    MediaInfo make(Path dir) throws Exception {
      String clock = rate == 25 || rate == 30 ? String.valueOf((int) rate) : "30000/1001";
      Path file = dir.resolve(name() + "." + extension);
      List<String> all = new ArrayList<>();
      all.addAll(
          List.of(
              "-f", "lavfi", "-i", "color=c=0x00b140:s=320x240:r=" + clock + ":d=4,format=gbrp"));
      all.addAll(
          List.of(
              "-f",
              "lavfi",
              "-i",
              "color=c=black:s=80x80:r=" + clock + ":d=4,format=gray,geq=lum=40+N,format=gbrp"));
      all.addAll(List.of("-f", "lavfi", "-i", "sine=d=4", "-filter_complex"));
      all.add(
          "[0][1]overlay=x=100:y=60:format=gbrp,"
              + filters
              + "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p[v]");
      all.addAll(List.of("-map", "[v]", "-map", "2:a", "-fps_mode", "passthrough"));
      all.addAll(List.of("-c:v", "mpeg4", "-q:v", "2"));
      all.addAll(List.of(arguments.split(" ", -1)));
      all.add("file:" + file);
      FFMPEG.run(all, Progress.Listener.NONE, new Cancellation());
      return probe(file);
    }
  }

  /** Keys with so many threads; whether in parts is checked by what the join leaves behind. */
  private Path keyed(MediaInfo source, OutputFormat format, Optional<Composite> over, int threads)
      throws Exception {
    Path scratch = Files.createDirectories(dir.resolve("threads" + threads));
    Path part = dir.resolve("out" + threads + "." + format.extension(false));
    new Keyer(FFMPEG.limitedTo(threads))
        .key(
            new KeyingRequest(source, KeyingSettings.DEFAULTS, format, over),
            scratch,
            part,
            (fraction, message) -> {},
            new Cancellation());
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left.anyMatch(file -> file.getFileName().toString().startsWith("parts")))
          .isEqualTo(threads > 1);
    }
    return part;
  }

  /** The picture packets of a file as they lie in it: times, length, size and checksum. */
  private static List<String> packets(MediaInfo info) throws Exception {
    return packets(info, "0:V:0");
  }

  private static List<String> packets(MediaInfo info, String stream) throws Exception {
    List<String> packets = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", stream, "-c", "copy", "-f", "framecrc", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.startsWith("#tb") || !line.startsWith("#"))
                .forEach(packets::add),
        new Cancellation());
    return packets;
  }

  /** Times and length of a packet. */
  private static String time(String packet) {
    String[] fields = packet.split(",", -1);
    return fields.length < 4 ? packet : String.join(",", List.of(fields).subList(0, 4));
  }

  private static void assertSameSound(MediaInfo joined, MediaInfo whole) throws Exception {
    assertThat(joined.sound()).isEqualTo(whole.sound());
    if (whole.sound().isPresent()) {
      assertThat(packets(joined, "0:a:0")).isEqualTo(packets(whole, "0:a:0"));
    }
  }

  private static PartFormat format(OutputFormat format) {
    return PartFormat.of(format, "libopenh264").orElseThrow();
  }

  private static double[] steady(int count) {
    return IntStream.range(0, count).mapToDouble(i -> i / 25.0).toArray();
  }
}
