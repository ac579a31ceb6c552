package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures that have chroma for each pixel are keyed by each pixel. The fence's bars and gaps are a
 * pixel wide and as bright as the screen, so neither a quarter of the chroma nor luma tells of
 * them.
 */
class FullChromaTest {

  private static final int GREEN = 0x00b140;
  private static final int AS_BRIGHT = 0x838383;
  private static final int BLOCK = 0x203080;
  private static final int LEFT = 100;
  private static final int TOP = 80;
  private static final int BARS = 30;

  @TempDir Path dir;

  @Test
  void a_fence_of_single_pixels_is_keyed_bar_by_bar() throws Exception {
    Path part = dir.resolve("out.png");

    key(fence(), KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    assertFence(frame(part, 0));
  }

  @Test
  void so_is_one_of_a_clip_without_loss() throws Exception {
    Path part = dir.resolve("out.mov");

    key(clip("gbrp"), KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    assertFence(frame(part, 5));
    assertThat(KeyingClips.times(part)).hasSize(8);
  }

  /** 4:2:2 has all its chroma from row to row, and half of it within one. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "4/3"})
  void a_fence_of_single_rows_is_keyed_bar_by_bar_in_4_2_2(String shape) throws Exception {
    Path part = dir.resolve("out.mov");
    turn();

    key(video("yuv422p10le,setsar=" + shape), KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 5);
    assertThat(picture.alpha(10, 10)).isLessThan(4);
    for (int bar = 2; bar < BARS - 2; bar++) {
      assertThat(picture.alpha(TOP + 30, LEFT + 2 * bar)).as("bar %d", bar).isGreaterThan(225);
      assertThat(picture.alpha(TOP + 30, LEFT + 2 * bar + 1)).as("gap %d", bar).isLessThan(30);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBM", "WEBP", "GIF", "PNG"})
  void what_a_format_cannot_hold_of_it_is_brought_down(OutputFormat format) throws Exception {
    Path part = dir.resolve("out." + format.name().toLowerCase(Locale.ROOT));

    KeyingReport report = key(clip("yuv444p"), KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.frames()).isEqualTo(8);
    if (format == OutputFormat.WEBM) {
      assertThat(frame(part, 0).distance(LEFT - 40, TOP + 30, BLOCK)).isLessThan(12);
      assertFence(frame(part, 0));
    }
  }

  @Test
  void a_fence_is_laid_over_a_colour_bar_by_bar() throws Exception {
    Path part = dir.resolve("out.png");

    made(fence(), Optional.empty(), Optional.of(new Background.Color(0x804040)), part);

    KeyingClips.Picture picture = frame(part, 0);
    for (int bar = 2; bar < BARS - 2; bar++) {
      assertThat(picture.distance(LEFT + 2 * bar, TOP + 30, AS_BRIGHT)).isLessThan(14);
      assertThat(picture.distance(LEFT + 2 * bar + 1, TOP + 30, 0x804040)).isLessThan(14);
    }
  }

  @Test
  void a_background_keeps_its_chroma_too() throws Exception {
    BufferedImage stripes = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 240; i++) {
      stripes.setRGB(i % 320, i / 320, i % 2 == 0 ? 0xc02020 : 0x2020c0);
    }
    Path file = dir.resolve("stripes.png");
    ImageIO.write(stripes, "png", file.toFile());
    Path part = dir.resolve("out.png");

    made(fence(), Optional.empty(), Optional.of(new Background.File(probe(file))), part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.distance(40, 20, 0xc02020)).isLessThan(20);
    assertThat(picture.distance(41, 20, 0x2020c0)).isLessThan(20);
  }

  @Test
  void a_fence_of_an_odd_size_with_kept_shadows_is_keyed_bar_by_bar() throws Exception {
    Path part = dir.resolve("out.png");
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    KeyingSettings kept =
        new KeyingSettings(
            normal.keyColor(),
            normal.matte(),
            normal.spill(),
            normal.plate(),
            new KeyingSettings.Corrections(List.of(), List.of(), 0, 0, KeyingSettings.Shadow.KEEP),
            0,
            false);

    key(fence(321, 241), kept, OutputFormat.PNG, dir, part);

    assertFence(frame(part, 0));
    assertThat(probe(part).picture().orElseThrow().width()).isEqualTo(321);
  }

  @Test
  void a_sticker_of_one_has_its_outline() throws Exception {
    Path part = dir.resolve("out.png");

    made(fence(), Optional.of(StickerSettings.forSide(240)), Optional.empty(), part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(LEFT - 72, TOP + 30)).as("the outline").isGreaterThan(200);
    assertThat(picture.distance(LEFT - 72, TOP + 30, 0xffffff)).isLessThan(60);
  }

  private static void assertFence(KeyingClips.Picture picture) {
    assertThat(picture.alpha(10, 10)).isLessThan(4);
    for (int bar = 2; bar < BARS - 2; bar++) {
      assertThat(picture.alpha(LEFT + 2 * bar, TOP + 30)).as("bar %d", bar).isGreaterThan(225);
      assertThat(picture.alpha(LEFT + 2 * bar + 1, TOP + 30)).as("gap %d", bar).isLessThan(30);
    }
  }

  private void made(
      MediaInfo source,
      Optional<StickerSettings> sticker,
      Optional<Background> background,
      Path part)
      throws Exception {
    Optional<Composite> composite = background.map(Composite::over);
    KeyingRequest request =
        new KeyingRequest(
            source,
            KeyingSettings.DEFAULTS,
            OutputFormat.PNG,
            composite,
            sticker,
            PaintedMattes.NONE);
    new Keyer(FFMPEG).key(request, dir, part, (fraction, message) -> {}, new Cancellation());
  }

  /**
   * A block of dark blue, by whose edges chroma is judged, one of grey and a fence of it before a
   * green screen.
   */
  private MediaInfo fence() throws Exception {
    return fence(320, 240);
  }

  private MediaInfo fence(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean high = y >= TOP && y < TOP + 80;
        int at = x - LEFT;
        int color = GREEN;
        if (high && at >= -70 && at < -30) {
          color = BLOCK;
        } else if (high && (at >= -30 && at < 0 || at >= 0 && at < 2 * BARS && at % 2 == 0)) {
          color = AS_BRIGHT;
        }
        image.setRGB(x, y, color);
      }
    }
    Path file = dir.resolve("fence.png");
    ImageIO.write(image, "png", file.toFile());
    return probe(file);
  }

  /** The fence with its bars lying. */
  private void turn() throws Exception {
    fence();
    BufferedImage upright = ImageIO.read(dir.resolve("fence.png").toFile());
    BufferedImage lying = new BufferedImage(240, 320, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 240 * 320; i++) {
      lying.setRGB(i % 240, i / 240, upright.getRGB(i / 240, i % 240));
    }
    ImageIO.write(lying, "png", dir.resolve("fence.png").toFile());
  }

  private MediaInfo clip(String pixels) throws Exception {
    fence();
    return video(pixels);
  }

  private MediaInfo video(String pixels) throws Exception {
    Path file = dir.resolve("in.mkv");
    FFMPEG.run(
        List.of(
            "-loop",
            "1",
            "-framerate",
            "8",
            "-t",
            "1",
            "-i",
            "file:" + dir.resolve("fence.png"),
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=" + pixels,
            "-colorspace",
            pixels.startsWith("yuv") ? "bt709" : "rgb",
            "-c:v",
            "ffv1",
            "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    return probe(file);
  }
}
