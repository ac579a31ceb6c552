package mediaworker.media.keying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.Rational;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts: colours, formats, encoders' arguments, the archive, progress. */
class KeyingPartsTest {

  @TempDir Path dir;

  @Test
  void key_colours_are_read_and_nothing_else_is() {
    assertThat(KeyColor.parse(" Green ")).contains(KeyColor.GREEN);
    assertThat(KeyColor.parse("#00B140")).contains(new KeyColor(KeyColor.Kind.EXACT, 0x00b140));
    assertThat(KeyColor.parse("00b140")).isPresent();
    assertThat(KeyColor.parse("#00b140,drawbox")).isEmpty();
    assertThat(KeyColor.parse("#fff")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"#00b140, true", "#0047bb, true", "#ff0000, false", "#808080, false"})
  void only_greens_and_blues_are_usable(String color, boolean usable) {
    assertThat(KeyColor.parse(color).orElseThrow().isUsable()).isEqualTo(usable);
  }

  @Test
  void backgrounds_are_colours_or_else_files() {
    assertThat(Background.Color.parse("Red")).contains(new Background.Color(0xff0000));
    assertThat(Background.Color.parse("#202020")).contains(new Background.Color(0x202020));
    assertThat(Background.Color.parse("red.png")).isEmpty();
    assertThat(Background.Color.parse("#202020[x]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "320, 240, unknown, BT601",
    "1280, 720, unknown, BT709",
    "720, 1280, unknown, BT709",
    "1920, 1080, smpte170m, BT601",
    "320, 240, bt709, BT709",
    "3840, 2160, bt2020nc, BT709"
  })
  void the_matrix_is_the_tagged_one_or_goes_by_size(
      int width, int height, String space, ColorMatrix matrix) throws Exception {
    WorkingFormat format = WorkingFormat.of(video(width, height, "yuv420p", space, null, null));

    assertThat(format.matrix()).isEqualTo(matrix);
    assertThat(format.tags()).contains("range=tv:colorspace=" + matrix.tag());
  }

  @Test
  void range_and_fields_are_dealt_with_on_the_way_in() throws Exception {
    assertThat(WorkingFormat.of(video(320, 240, "yuvj420p", null, null, null)).filters())
        .startsWith("setparams=range=pc");
    assertThat(WorkingFormat.of(video(320, 240, "yuv420p", null, null, "tt")).filters())
        .startsWith("bwdif=mode=send_frame:parity=tff:deint=all,setparams=range=tv");
    assertThat(WorkingFormat.of(video(320, 240, "gbrp", null, null, null)).filters())
        .startsWith("scale=");
  }

  @Test
  void tags_that_are_not_known_never_reach_a_graph() throws Exception {
    MediaInfo.Video odd = video(320, 240, "yuv420p", "x;movie=/etc/passwd", "y[z]", null);

    WorkingFormat format = WorkingFormat.of(odd);

    assertThat(format.filters() + format.tags()).doesNotContain("movie").doesNotContain("[");
  }

  @Test
  void gif_is_slowed_to_what_players_show() {
    assertThat(graph(OutputFormat.GIF, new Rational(60, 1), 0)).contains(")*30.000000)");
    assertThat(graph(OutputFormat.GIF, new Rational(50, 1), 0)).contains(")*25.000000)");
    assertThat(graph(OutputFormat.GIF, new Rational(25, 1), 0)).doesNotContain("select=");
    assertThat(graph(OutputFormat.WEBM, new Rational(60, 1), 0)).doesNotContain("select=");
  }

  @Test
  void posterizing_reduces_first_and_holds_each_picture_last() {
    assertThat(graph(OutputFormat.WEBM, new Rational(30000, 1001), 8))
        .contains("[0:V:0]split=2[pace][shown];[shown]select=")
        .contains(")*8.000000)")
        .contains("[still][tick]hstack");
    assertThat(graph(OutputFormat.WEBM, new Rational(24, 1), 24)).doesNotContain("select=");
    assertThat(graph(OutputFormat.GIF, new Rational(24, 1), 8))
        .contains("[0:V:0]select=")
        .doesNotContain("hstack");
  }

  @Test
  void ordinary_clips_may_be_cut_but_neither_interlaced_nor_hdr_nor_wide_ones() {
    assertThat(divisible(video(640, 360, "yuv420p", "bt709", "bt709", "progressive"))).isTrue();
    assertThat(divisible(video(640, 360, "yuv420p", "bt709", "bt709", "tt"))).isFalse();
    assertThat(divisible(video(640, 360, "yuv420p10le", "bt2020nc", "smpte2084", "progressive")))
        .isFalse();
    assertThat(divisible(video(640, 360, "yuv420p10le", "bt2020nc", "bt2020-10", "progressive")))
        .isFalse();
  }

  private static boolean divisible(MediaInfo.Video video) {
    MediaInfo source = new MediaInfo(Path.of("a.mp4"), "mov", 1, List.of(video), List.of());
    return new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, Optional.empty())
        .isDivisible(video);
  }

  @Test
  void transparent_webm_names_its_speed_once_and_keeps_its_transparency() {
    assertThat(Encoding.video(OutputFormat.WEBM))
        .containsSequence("-speed", "9")
        .containsSequence("-pix_fmt", "yuva420p")
        .doesNotContain("-cpu-used"); // which sets the same, and only as far as 8
  }

  @Test
  void h264_gets_quality_from_x264_and_a_rate_from_openh264() {
    MediaInfo.Video video = video(1920, 1080, "yuv420p", null, null, null);

    assertThat(Encoding.h264("libx264", video, 1920, 1080)).contains("-crf").doesNotContain("-b:v");
    assertThat(Encoding.h264("libopenh264", video, 1920, 1080))
        .contains("-b:v")
        .doesNotContain("-crf");
  }

  @ParameterizedTest
  @CsvSource({"WEBM, opus, true", "WEBM, aac, false", "MP4, aac, true", "MP4, opus, false"})
  void sound_is_copied_where_the_container_takes_it(
      OutputFormat format, String codec, boolean copied) {
    MediaInfo.Audio sound = new MediaInfo.Audio(codec, null, 48000, 2, "stereo", "1/48000", 1);

    assertThat(Encoding.sound(format, Optional.of(sound), 0).contains("copy")).isEqualTo(copied);
    assertThat(Encoding.sound(OutputFormat.GIF, Optional.of(sound), 0)).containsExactly("-an");
  }

  @Test
  void the_archive_takes_pictures_apart_as_they_come() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(png(10));
    stream.writeBytes(png(3000));
    List<Long> heard = new ArrayList<>();
    Path file = dir.resolve("frames.zip");

    new PngArchive(file).write(new ByteArrayInputStream(stream.toByteArray()), heard::add);

    assertThat(heard).containsExactly(1L, 2L);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry second = zip.getEntry("frame_00002.png");
      assertThat(second.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(second).readAllBytes()).isEqualTo(png(3000));
    }
  }

  @Test
  void a_picture_that_breaks_off_is_an_error() {
    byte[] whole = png(100);
    ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 20);

    assertThatThrownBy(() -> new PngArchive(dir.resolve("a.zip")).write(cut, count -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broke off");
  }

  @Test
  void progress_says_frames_speed_and_time_left() {
    List<String> heard = new ArrayList<>();
    FrameProgress progress =
        new FrameProgress(153, 0.1, 0.9, (fraction, line) -> heard.add(fraction + " " + line));

    progress.onProgress(new Progress(0, 0, 0, 0));
    progress.onProgress(new Progress(122, 31, 4, 1));
    progress.onProgress(new Progress(153, 31, 5, 1));

    assertThat(heard.get(0)).isEqualTo("0.1 frame 0 of 153");
    assertThat(heard.get(1)).endsWith("frame 122 of 153, 31 fps, 1 s left");
    assertThat(heard.get(2)).isEqualTo("0.9 frame 153 of 153, 31 fps");
  }

  @Test
  void the_note_tells_what_was_found() {
    KeyingReport report = new KeyingReport("#00b140", 0.987, 12, 14400, 153, 7.25, List.of());

    assertThat(report.note())
        .isEqualTo(
            "Key colour #00b140, 99 % of the border agrees, 12 of 14400 plate cells guessed;"
                + " 153 frames in 7.3 s.");
  }

  private static String graph(OutputFormat format, Rational rate, double posterizeFps) {
    MediaInfo.Video video =
        new MediaInfo.Video(
            "h264", null, 0, 320, 240, "1:1", "yuv420p", null, null, null, null, null, 0, rate,
            rate, "1/1000", 0, false, null, false, 10, 1);
    MediaInfo source = new MediaInfo(Path.of("a.mp4"), "mov", 1, List.of(video), List.of());
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    KeyingSettings settings =
        new KeyingSettings(
            normal.keyColor(),
            normal.matte(),
            normal.spill(),
            normal.plate(),
            normal.corrections(),
            posterizeFps,
            false);
    MatteGraph matte =
        new MatteGraph(
            new MeasuredKey(Screen.GREEN, ColorMatrix.BT601, 100, 60, 50, 1),
            settings.matte(),
            settings.spill(),
            settings.corrections(),
            320,
            240);
    SideInput plate = new SideInput(Path.of("plate.ivf"), 160, 120, 3, 1, 0);
    SideInput subjects = new SideInput(Path.of("subjects.ivf"), 160, 120, 3, 100, 0);
    return new KeyingGraph(
            new KeyingRequest(source, settings, format, Optional.empty()),
            video,
            WorkingFormat.of(video),
            matte,
            List.of(plate, subjects))
        .output();
  }

  private static MediaInfo.Video video(
      int width, int height, String pixels, String space, String transfer, String fields) {
    return new MediaInfo.Video(
        "h264",
        null,
        0,
        width,
        height,
        "1:1",
        pixels,
        null,
        space,
        "bt2020nc".equals(space) ? "bt2020" : null,
        transfer,
        fields,
        0,
        new Rational(25, 1),
        new Rational(25, 1),
        "1/1000",
        0,
        false,
        null,
        false,
        10,
        1);
  }

  /** Something of PNG's outer form. */
  private static byte[] png(int bytes) {
    ByteBuffer png = ByteBuffer.allocate(8 + 12 + bytes + 12);
    png.put(new byte[] {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10});
    png.putInt(bytes).put("IDAT".getBytes(StandardCharsets.US_ASCII));
    png.position(png.position() + bytes + 4);
    png.putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    return png.array();
  }
}
