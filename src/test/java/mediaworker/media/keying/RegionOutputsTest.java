package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.unpacked;
import static mediaworker.media.keying.RegionClips.HEIGHT;
import static mediaworker.media.keying.RegionClips.PROP;
import static mediaworker.media.keying.RegionClips.WIDTH;
import static mediaworker.media.keying.RegionClips.drawn;
import static mediaworker.media.keying.RegionClips.pixels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.RegionClips.Asked;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions are exact in whatever comes out, and whatever else is asked for. */
class RegionOutputsTest {

  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  /** Grey in the screen's light. */
  private static final int LIT = 0x70a878;

  private static final int LEFT = 203;
  private static final int RIGHT = 311;

  @TempDir Path dir;

  /** The prop is held; a part of the subject is cleared, of the screen above the prop, too. */
  private static Asked asked() {
    return new Asked()
        .hold(pixels(441, 81, 559, 279))
        .garbage(pixels(LEFT, 101, RIGHT, 222), pixels(420, 0, 620, 181));
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBM", "MOV", "GIF"})
  void a_clip_is_cut_to_the_pixel_in_each_format(OutputFormat format) throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 4, "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out." + format.name().toLowerCase(Locale.ROOT));

    asked().key(clip, format, dir, part);

    assertCut(frame(part, 2));
  }

  @Test
  void parts_that_are_keyed_side_by_side_are_cut_alike() throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 84, "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.webm");

    KeyingReport report = asked().key(clip, OutputFormat.WEBM, dir, part);

    assertThat(report.frames()).isEqualTo(84);
    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 41, 42, 43, 83}) {
      assertCut(pictures.get(number));
    }
  }

  /** Encoders waver by some levels beside a border. */
  private static void assertCut(KeyingClips.Picture picture) {
    for (int x = 90; x < 620; x++) {
      boolean kept = x < LEFT || x >= RIGHT && x < 400 || x >= 441 && x < 559;
      boolean near = x == LEFT || x == RIGHT || x == 441 || x == 559;
      boolean edge = x >= 396 && x <= 404;
      if (!near && !edge) {
        int off = Math.abs(picture.alpha(x, 160) - (kept ? 255 : 0));
        assertThat(off).as("%d", x).isLessThan(12);
      }
    }
    assertThat(picture.distance(500, 200, PROP)).isLessThan(14);
  }

  @Test
  void behind_what_is_cut_lies_the_background() throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 4, "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.mp4");

    asked().over(0x404040).key(clip, OutputFormat.MP4, dir, part);

    KeyingClips.Picture picture = frame(part, 2);
    assertThat(picture.distance(LEFT + 3, 160, 0x404040)).isLessThan(14);
    assertThat(picture.distance(LEFT - 4, 160, 0xd08040)).isLessThan(14);
    assertThat(picture.distance(445, 160, PROP)).isLessThan(14);
    assertThat(picture.distance(436, 160, 0x404040)).isLessThan(14);
  }

  /** The dials of the edge end at the borders. */
  @ParameterizedTest
  @CsvSource({"6, 0", "-6, 0", "0, 4", "5, 3"})
  void the_edge_is_that_of_the_keyed_matte(int offset, double softness) throws Exception {
    MediaInfo still = drawn(dir.resolve("in.png"), 1, "null");
    Path plain = dir.resolve("plain.png");
    Path part = dir.resolve("out.png");

    new Asked().edge(offset, softness).key(still, OutputFormat.PNG, dir, plain);
    asked().edge(offset, softness).key(still, OutputFormat.PNG, dir, part);

    KeyingClips.Picture keyed = frame(plain, 0);
    KeyingClips.Picture cut = frame(part, 0);
    for (int x = 0; x < WIDTH; x++) {
      boolean held = x >= 441 && x < 559;
      boolean cleared = !held && (x >= LEFT && x < RIGHT || x >= 420 && x < 620);
      int wanted = held ? 255 : cleared ? 0 : keyed.alpha(x, 160);
      assertThat(cut.alpha(x, 160)).as("%d", x).isEqualTo(wanted);
    }
  }

  @Test
  void a_kept_shadow_is_cut_and_held_to_the_pixel() throws Exception {
    String shadow = "drawbox=x=460:y=290:w=160:h=60:c=0x006a26:t=fill";
    MediaInfo still = drawn(dir.resolve("in.png"), 1, shadow);
    Path part = dir.resolve("out.png");

    new Asked()
        .shadow()
        .garbage(pixels(481, 0, 521, 360))
        .hold(pixels(551, 301, 583, 339))
        .key(still, OutputFormat.PNG, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(480, 320)).isBetween(50, 130);
    assertThat(picture.alpha(481, 320)).isZero();
    assertThat(picture.alpha(520, 320)).isZero();
    assertThat(picture.alpha(521, 320)).isBetween(50, 130);
    assertThat(picture.alpha(550, 320)).isBetween(50, 130);
    assertThat(picture.alpha(551, 320)).isEqualTo(255);
    assertThat(picture.distance(551, 320, 0x006a26)).isLessThan(4);
    assertThat(picture.distance(582, 320, 0x006a26)).isLessThan(4);
  }

  @Test
  void a_sticker_is_cut_out_around_what_is_left() throws Exception {
    MediaInfo still = drawn(dir.resolve("in.png"), 1, "null");
    Path part = dir.resolve("out.png");

    new Asked()
        .sticker(StickerSettings.forSide(HEIGHT))
        .hold(pixels(441, 81, 559, 279))
        .garbage(pixels(203, 0, 360, 360))
        .key(still, OutputFormat.PNG, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(150, 160)).as("subject").isEqualTo(255);
    assertThat(picture.alpha(260, 160)).as("cleared").isZero();
    assertThat(picture.distance(358, 160, 0xffffff)).as("outline of the cut").isLessThan(40);
    assertThat(picture.alpha(500, 160)).as("held").isEqualTo(255);
    assertThat(picture.distance(438, 160, 0xffffff)).as("outline of the prop").isLessThan(40);
  }

  @Test
  void odd_sizes_are_cut_to_the_pixel_too() throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 2, "crop=637:357:0:0", LOSSLESS);
    Path part = dir.resolve("out.mov");
    Region away = Region.box(203 / 637.0, 0, 311 / 637.0, 1);
    Region stays = Region.box(601 / 637.0, 301 / 357.0, 1, 1);

    new Asked().garbage(away).hold(stays).key(clip, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 1);
    assertThat(picture.alpha(202, 356)).isZero();
    for (int x = 100; x < 390; x++) {
      assertThat(picture.alpha(x, 200)).as("%d", x).isEqualTo(x >= 203 && x < 311 ? 0 : 255);
    }
    for (int x = 590; x < 637; x++) {
      assertThat(picture.alpha(x, 356)).as("%d", x).isEqualTo(x >= 601 ? 255 : 0);
      if (x >= 601) {
        assertThat(picture.distance(x, 356, RegionClips.SCREEN)).as("%d", x).isLessThan(12);
      }
    }
  }

  /** Where the subject's own colours are changed by the key, so that chroma tells what is held. */
  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p"})
  void what_is_held_within_a_subject_has_its_own_colours_up_to_the_border(String format)
      throws Exception {
    String lit = "drawbox=x=580:y=200:w=50:h=160:c=0x%06x:t=fill,".formatted(LIT);
    MediaInfo clip =
        drawn(dir.resolve("in.mkv"), 2, lit + "crop=637:357:0:0,format=" + format, LOSSLESS);
    Path part = dir.resolve("out.mov");
    Region stays = Region.box(600 / 637.0, 300 / 357.0, 1, 1);

    new Asked().hold(stays).key(clip, OutputFormat.MOV, dir, part);

    KeyingClips.Picture source = frame(clip.file(), 1);
    KeyingClips.Picture picture = frame(part, 1);
    assertThat(picture.distance(590, 330, LIT)).as("what the key changes").isGreaterThan(20);
    for (int x = 600; x < 626; x++) {
      assertThat(picture.distance(x, 330, source.rgb(x, 330))).as("%d", x).isLessThan(5);
    }
    for (int y = 300; y < 357; y++) {
      assertThat(picture.distance(612, y, source.rgb(612, y))).as("%d", y).isLessThan(5);
    }
  }

  /** Of an AVI a unit of time is a picture long; beside a region FFmpeg counts in finer ones. */
  @Test
  void the_last_picture_of_an_avi_is_shown_as_long_as_in_the_clip() throws Exception {
    String rate = "setpts=N/(30000/1001)/TB,fps=30000/1001,format=yuv420p";
    MediaInfo clip = drawn(dir.resolve("in.avi"), 12, rate, LOSSLESS);
    assertThat(clip.picture().orElseThrow().timeBase()).isEqualTo("1001/30000");
    Path part = dir.resolve("out.mov");

    asked().key(clip, OutputFormat.MOV, dir, part);

    assertThat(probe(part).picture().orElseThrow().durationSeconds())
        .isCloseTo(12 * 1001 / 30000.0, offset(0.001));
  }

  /** What is said of one screen is switched between shots; a region is there in all of them. */
  @Test
  void in_each_shot_of_a_clip_the_same_is_cleared_and_held() throws Exception {
    Path green = dir.resolve("green.mkv");
    Path blue = dir.resolve("blue.mkv");
    drawn(green, 8, "format=yuv420p", LOSSLESS);
    drawn(blue, 8, "colorchannelmixer=gg=0:gb=1:bg=1:bb=0,format=yuv420p", LOSSLESS);
    Path joined = dir.resolve("in.mkv");
    List<String> join = new ArrayList<>(List.of("-i", "file:" + green, "-i", "file:" + blue));
    join.addAll(List.of("-filter_complex", "concat=n=2", "-c:v", "ffv1", "file:" + joined));
    FFMPEG.run(join, Progress.Listener.NONE, new Cancellation());
    double left = 150.0 / WIDTH;
    double top = 101.0 / HEIGHT;
    Region triangle = new Region(List.of(left, top, 330.0 / WIDTH, top, left, 281.0 / HEIGHT));
    Path part = dir.resolve("out.zip");

    KeyingReport report =
        new Asked()
            .hold(pixels(433, 69, 567, 291))
            .garbage(triangle)
            .key(probe(joined), OutputFormat.PNG, dir, part);

    assertThat(report.shots()).hasSize(2);
    List<KeyingClips.Picture> sources = frames(joined);
    for (int number : new int[] {0, 7, 8, 15}) {
      KeyingClips.Picture source = sources.get(number);
      KeyingClips.Picture picture = frame(unpacked(part, number, dir), 0);
      for (int x = 100; x < 640; x++) {
        boolean held = x >= 433 && x < 567;
        boolean cleared = x >= 150 && x + 160 < 430;
        boolean subject = x < 396 && !cleared && x + 160 != 430;
        if (held || cleared || subject || x > 404) {
          int wanted = held || subject ? 255 : 0;
          assertThat(picture.alpha(x, 160)).as("%d in %d", x, number).isEqualTo(wanted);
        }
        if (held) {
          assertThat(picture.distance(x, 160, source.rgb(x, 160)))
              .as("%d in %d", x, number)
              .isLessThan(3);
        }
      }
    }
  }
}
