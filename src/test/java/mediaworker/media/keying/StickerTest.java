package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips.Picture;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outline, the shadow and the paper of a sticker; judged by pixels. */
class StickerTest extends CompositeFixture {

  /** One picture of the square on green. */
  private static MediaInfo still;

  /** The square on green for a second. */
  private static MediaInfo plain;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    still = clip(drawn.resolve("still.png"), GREEN, "320x240", "format=rgb24", "-frames:v", "1");
    plain = clip(drawn.resolve("plain.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
  }

  @Test
  void a_sticker_has_an_outline_and_a_shadow() throws Exception {
    StickerSettings look =
        new StickerSettings(
            new StickerSettings.Outline(8, 0xffffff),
            new StickerSettings.Shadow(0.5, 2, 12, 12, 0),
            new StickerSettings.Bevel(0.5, 2),
            new StickerSettings.Paper(1, Optional.empty(), 0.2, Optional.empty(), 8));
    Path part = dir.resolve("sticker.png");

    key(still, OutputFormat.PNG, Optional.empty(), Optional.of(look), part);

    Picture picture = frame(part, 0);
    assertThat(picture.alpha(140, 100)).isGreaterThan(247);
    assertThat(picture.alpha(96, 100)).isGreaterThan(200);
    assertThat(picture.distance(96, 100, 0xffffff)).isLessThan(60);
    assertThat(picture.alpha(84, 100)).isLessThan(8);
    // The shadow: black, half there, to the lower right.
    assertThat(picture.alpha(194, 120)).isBetween(80, 150);
    assertThat(picture.red(194, 120)).isLessThan(40);
  }

  @Test
  void a_wide_outline_goes_around_thin_parts_as_well() throws Exception {
    MediaInfo source =
        KeyingClips.drawn(
            dir.resolve("wire.png"),
            "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
                + "drawbox=x=240:y=70:w=2:h=120:t=fill:c=0x301808",
            "format=rgb24",
            List.of(),
            "-frames:v",
            "1");
    Path part = dir.resolve("sticker.png");

    key(source, OutputFormat.PNG, Optional.empty(), Optional.of(outlined(30)), part);

    Picture picture = frame(part, 0);
    assertThat(picture.alpha(265, 130)).isGreaterThan(247);
    assertThat(picture.distance(265, 130, 0xff0000)).isLessThan(16);
    assertThat(picture.alpha(278, 130)).isLessThan(8);
    assertThat(picture.alpha(241, 46)).isGreaterThan(247);
    assertThat(picture.alpha(241, 32)).isLessThan(8);
    // And as far around the square.
    assertThat(picture.alpha(74, 100)).isGreaterThan(247);
    assertThat(picture.alpha(66, 100)).isLessThan(8);
  }

  @Test
  void specks_of_a_noisy_screen_are_no_part_of_a_sticker() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("noisy.png"),
            GREEN,
            "1280x720",
            "format=yuv420p,noise=alls=9:allf=t:all_seed=7,format=rgb24",
            "-frames:v",
            "1");
    Path part = dir.resolve("sticker.png");

    key(source, OutputFormat.PNG, Optional.empty(), Optional.of(outlined(8)), part);

    Picture picture = frame(part, 0);
    assertThat(picture.alpha(95, 100)).isGreaterThan(200);
    int specks = 0;
    for (int y = 0; y < 720; y++) {
      for (int x = 240; x < 1280; x++) {
        specks += picture.alpha(x, y) > 8 ? 1 : 0;
      }
    }
    assertThat(specks).isZero();
  }

  @Test
  void a_moving_sticker_keeps_the_clips_pictures_and_trembles() throws Exception {
    MediaInfo source = plain;
    Path part = dir.resolve("out.webm");
    StickerSettings usual = StickerSettings.forSide(240);
    StickerSettings strong =
        new StickerSettings(
            usual.outline(),
            usual.shadow(),
            usual.bevel(),
            new StickerSettings.Paper(4, Optional.empty(), 0.5, Optional.empty(), 6));

    key(source, OutputFormat.WEBM, Optional.empty(), Optional.of(strong), part);

    assertThat(times(part)).isEqualTo(times(source.file()));
    List<Picture> shown = frames(part);
    byte[] first = shown.get(0).rgba();
    byte[] later = shown.get(6).rgba();
    int differing = 0;
    for (int i = 0; i < first.length; i++) {
      differing += Math.abs((first[i] & 0xff) - (later[i] & 0xff)) > 40 ? 1 : 0;
    }
    assertThat(differing).isGreaterThan(100);
    // Six times a second; the clip's times are rounded to milliseconds, so not at every second one.
    assertThat(IntStream.range(1, 12).filter(i -> jumps(shown.get(i - 1), shown.get(i))).count())
        .isEqualTo(5);
  }

  /** Whether the paper on the subject is another than in the picture before. */
  private static boolean jumps(Picture before, Picture now) {
    int differing = 0;
    for (int y = 90; y < 110; y++) {
      for (int x = 130; x < 150; x++) {
        differing += Math.abs(now.red(x, y) - before.red(x, y));
      }
    }
    return differing > 2 * 20 * 20;
  }

  /** A red outline and nothing else. */
  private static StickerSettings outlined(int width) {
    return new StickerSettings(
        new StickerSettings.Outline(width, 0xff0000),
        new StickerSettings.Shadow(0, 0, 0, 0, 0),
        new StickerSettings.Bevel(0, 1),
        new StickerSettings.Paper(0, Optional.empty(), 0, Optional.empty(), 0));
  }
}
