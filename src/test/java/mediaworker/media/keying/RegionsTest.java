package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.unpacked;
import static mediaworker.media.keying.RegionClips.HEIGHT;
import static mediaworker.media.keying.RegionClips.SCREEN;
import static mediaworker.media.keying.RegionClips.WIDTH;
import static mediaworker.media.keying.RegionClips.box;
import static mediaworker.media.keying.RegionClips.drawn;
import static mediaworker.media.keying.RegionClips.painted;
import static mediaworker.media.keying.RegionClips.pixels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.RegionClips.Asked;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a person holds or clears is held or cleared to the pixel, though the clip is measured in
 * pictures whose cells are four pixels wide: all borders lie between those.
 */
class RegionsTest {

  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  /** Left, top, right and bottom within the subject, and the same around the prop. */
  private static final int[] WITHIN = {203, 101, 311, 222};

  private static final int[] AROUND = {433, 69, 567, 291};

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p", "yuv444p", "gbrp"})
  void a_box_clears_its_pixels_and_no_other(String format) throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 3, "format=" + format, LOSSLESS);
    KeyingClips.Picture plain = picture(clip, new Asked());

    KeyingClips.Picture cut = picture(clip, new Asked().garbage(pixelsOf(WITHIN)));

    for (int at = 0; at < WIDTH * HEIGHT; at++) {
      int x = at % WIDTH;
      int y = at / WIDTH;
      int wanted = isIn(WITHIN, x, y) ? 0 : plain.alpha(x, y);
      assertThat(cut.alpha(x, y)).as("%d, %d", x, y).isEqualTo(wanted);
    }
  }

  @Test
  void a_polygon_clears_what_is_within_it_by_the_share_of_each_pixel() throws Exception {
    MediaInfo still = drawn(dir.resolve("in.png"), 1, "null");
    Region triangle =
        new Region(
            List.of(
                150.0 / WIDTH,
                101.0 / HEIGHT,
                330.0 / WIDTH,
                101.0 / HEIGHT,
                150.0 / WIDTH,
                281.0 / HEIGHT));

    KeyingClips.Picture cut = picture(still, new Asked().garbage(triangle));

    for (int y = 60; y < 300; y++) {
      for (int x = 100; x < 380; x++) {
        int wanted = x < 150 || y < 101 || x + y > 430 ? 255 : x + y < 430 ? 0 : 128;
        assertThat(cut.alpha(x, y)).as("%d, %d", x, y).isBetween(wanted - 1, wanted + 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "1280, 720", "320, 180"})
  void a_painting_of_any_size_is_read_as_finely_as_it_is(int width, int height) throws Exception {
    MediaInfo still = drawn(dir.resolve("in.png"), 1, "null");
    int left = 202 * width / WIDTH;
    int right = 310 * width / WIDTH;
    MediaInfo matte =
        painted(
            dir.resolve("away.png"),
            width,
            height,
            box(left, 102 * height / HEIGHT, right, 222 * height / HEIGHT));

    KeyingClips.Picture cut = picture(still, new Asked().garbage(matte));

    int soft = width < WIDTH ? 1 : 0; // of half the size its edge is two pixels wide
    for (int y : new int[] {103, 160, 220}) {
      for (int x = 100; x < 380; x++) {
        boolean inside = x >= 202 + soft && x < 310 - soft;
        boolean outside = x < 202 - soft || x >= 310 + soft;
        if (inside || outside) {
          assertThat(cut.alpha(x, y)).as("%d, %d", x, y).isEqualTo(inside ? 0 : 255);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv444p"})
  void the_grey_of_a_painting_is_how_much_is_cleared_and_held(String format) throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 2, "format=" + format, LOSSLESS);
    MediaInfo away = painted(dir.resolve("away.png"), WIDTH, HEIGHT, (x, y) -> ramp(x, 150));
    MediaInfo stays = painted(dir.resolve("stays.png"), WIDTH, HEIGHT, (x, y) -> ramp(x, 405));

    KeyingClips.Picture cut = picture(clip, new Asked().garbage(away));
    KeyingClips.Picture kept = picture(clip, new Asked().hold(stays));

    for (int step = 0; step <= 16; step++) {
      int level = Math.min(255, 16 * step);
      assertThat(cut.alpha(150 + step, 200)).as("%d", step).isBetween(253 - level, 257 - level);
      assertThat(kept.alpha(405 + step, 200)).as("%d", step).isBetween(level - 2, level + 2);
      if (step > 0) {
        assertThat(kept.distance(405 + step, 200, SCREEN)).as("%d", step).isLessThan(4);
      }
    }
  }

  /** Black up to a place, then lighter by 16 levels a pixel. */
  private static int ramp(int x, int from) {
    return Math.max(0, Math.min(255, 16 * (x - from)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p", "yuv444p", "gbrp"})
  void a_box_keeps_its_pixels_as_they_are_and_no_other(String format) throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 3, "format=" + format, LOSSLESS);
    KeyingClips.Picture source = frame(clip.file(), 1);
    KeyingClips.Picture plain = picture(clip, new Asked());

    KeyingClips.Picture kept = picture(clip, new Asked().hold(pixelsOf(AROUND)));

    for (int at = 0; at < WIDTH * HEIGHT; at++) {
      int x = at % WIDTH;
      int y = at / WIDTH;
      boolean inside = isIn(AROUND, x, y);
      int wanted = inside ? 255 : plain.alpha(x, y);
      assertThat(kept.alpha(x, y)).as("%d, %d", x, y).isEqualTo(wanted);
      if (inside) {
        assertThat(kept.distance(x, y, source.rgb(x, y))).as("%d, %d", x, y).isLessThan(3);
      } else if (wanted > 128) {
        assertThat(kept.distance(x, y, plain.rgb(x, y))).as("%d, %d", x, y).isLessThan(3);
      }
    }
  }

  @Test
  void what_is_held_wins_over_what_is_cleared() throws Exception {
    MediaInfo still = drawn(dir.resolve("in.png"), 1, "null");

    KeyingClips.Picture both =
        picture(
            still, new Asked().hold(pixels(251, 131, 479, 201)).garbage(pixels(301, 0, 640, 360)));

    for (int x = 90; x < 600; x++) {
      assertThat(both.alpha(x, 160)).as("%d", x).isEqualTo(x < 479 ? 255 : 0);
      assertThat(both.alpha(x, 230)).as("%d", x).isEqualTo(x < 301 ? 255 : 0);
    }
  }

  @Test
  void a_turned_clip_is_cut_as_it_is_shown() throws Exception {
    Path upright = dir.resolve("upright.mp4");
    drawn(upright, 3, "format=yuv420p", "-c:v", "mpeg4", "-q:v", "2");
    Path turned = dir.resolve("turned.mp4");
    List<String> turn = new ArrayList<>(List.of("-display_rotation", "90"));
    turn.addAll(List.of("-i", "file:" + upright, "-c", "copy", "file:" + turned));
    FFMPEG.run(turn, Progress.Listener.NONE, new Cancellation());
    MediaInfo clip = probe(turned);
    assertThat(clip.picture().orElseThrow().shownWidth()).isEqualTo(HEIGHT);
    Region box = Region.box(99.0 / HEIGHT, 301.0 / WIDTH, 221.0 / HEIGHT, 411.0 / WIDTH);

    KeyingClips.Picture cut = picture(clip, new Asked().garbage(box));

    for (int x = 60; x < 300; x++) {
      boolean inside = x >= 99 && x < 221;
      assertThat(cut.alpha(x, 350)).as("%d", x).isEqualTo(inside ? 0 : 255);
    }
    for (int y = 260; y < 540; y++) {
      boolean inside = y >= 301 && y < 411;
      assertThat(cut.alpha(150, y)).as("%d", y).isEqualTo(inside ? 0 : 255);
    }
  }

  /** The clip has no screen, which is found out later. */
  @Test
  void a_painting_that_cannot_be_read_is_told_of_before_the_clip_is_measured() throws Exception {
    MediaInfo clip = drawn(dir.resolve("in.mkv"), 3, "hue=s=0,format=yuv420p", LOSSLESS);
    Path file = dir.resolve("stays.png");
    MediaInfo stays = painted(file, WIDTH, HEIGHT, box(10, 10, 90, 90));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));

    assertThatThrownBy(() -> picture(clip, new Asked().hold(stays)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("stays.png");
  }

  private KeyingClips.Picture picture(MediaInfo source, Asked asked) throws Exception {
    boolean still = source.isStill();
    Path part = dir.resolve("out." + (still ? "png" : "zip"));
    asked.key(source, OutputFormat.PNG, dir, part);
    return frame(still ? part : unpacked(part, 1, dir), 0);
  }

  private static Region pixelsOf(int[] box) {
    return pixels(box[0], box[1], box[2], box[3]);
  }

  private static boolean isIn(int[] box, int x, int y) {
    return x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
  }
}
