package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;
import mediaworker.media.keying.request.StickerSettings.Bevel;
import mediaworker.media.keying.request.StickerSettings.Outline;
import mediaworker.media.keying.request.StickerSettings.Paper;
import mediaworker.media.keying.request.StickerSettings.Shadow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sticker where its outline is thin, and where its subject goes on beyond the picture. */
class StickerEdgesTest {

  private static final Shadow NO_SHADOW = new Shadow(0, 0, 0, 0, 0);
  private static final Paper SMOOTH = new Paper(0, Optional.empty(), 0, Optional.empty(), 0);

  @TempDir Path dir;

  /** Opacity beyond the left side of the square, which begins at 100, added up in pixels. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 1, 1.5, 1.7, 2, 3})
  void a_thin_outline_is_as_wide_as_it_is_said_and_nothing_lies_beyond_it(double width)
      throws Exception {
    StickerSettings look =
        new StickerSettings(new Outline(width, 0xffffff), NO_SHADOW, new Bevel(0, 1), SMOOTH);
    KeyingClips.Picture picture = sticker(square(), look);

    double opacity = 0;
    for (int x = 80; x < 100; x++) {
      opacity += picture.alpha(x, 100) / 255.0;
    }
    assertThat(opacity).isBetween(width - 0.5, width + 0.6);
    assertThat(picture.alpha(20, 20)).isZero();
    assertThat(picture.alpha(260, 200)).isZero();
    assertThat(picture.alpha(140, 100)).isEqualTo(255);
  }

  @Test
  void a_small_picture_has_no_veil_over_its_screen() throws Exception {
    MediaInfo small =
        KeyingClips.drawn(
            dir.resolve("small.png"),
            "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24",
            "scale=96:72,format=rgb24",
            List.of(),
            "-frames:v",
            "1");

    KeyingClips.Picture picture = sticker(small, StickerSettings.forSide(72));

    assertThat(picture.alpha(6, 6)).isZero();
    assertThat(picture.alpha(88, 10)).isZero();
    assertThat(picture.alpha(42, 30)).isEqualTo(255);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 40})
  void what_goes_on_beyond_the_picture_has_no_raised_edge_there(int size) throws Exception {
    MediaInfo cutOff =
        KeyingClips.drawn(
            dir.resolve("cut-off.png"),
            "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
                + "drawbox=x=100:y=60:w=80:h=180:t=fill:c=0xd08040",
            "format=rgb24",
            List.of(),
            "-frames:v",
            "1");
    StickerSettings look =
        new StickerSettings(new Outline(0, 0), NO_SHADOW, new Bevel(1, size), SMOOTH);

    KeyingClips.Picture picture = sticker(cutOff, look);

    assertThat(picture.distance(140, 239, picture.rgb(140, 180))).isLessThan(6);
    assertThat(picture.distance(140, 230, picture.rgb(140, 180))).isLessThan(6);
    // Where it ends within the picture it is raised.
    assertThat(picture.distance(101, 200, picture.rgb(178, 200))).isGreaterThan(40);
  }

  private MediaInfo square() throws Exception {
    return KeyingClips.clip(
        dir.resolve("square.png"), 0x00b140, "320x240", "format=rgb24", "-frames:v", "1");
  }

  private KeyingClips.Picture sticker(MediaInfo source, StickerSettings look) throws Exception {
    Path part = dir.resolve("sticker.png");
    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(
                source,
                KeyingSettings.DEFAULTS,
                OutputFormat.PNG,
                Optional.empty(),
                Optional.of(look),
                PaintedMattes.NONE),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());
    return frame(part, 0);
  }
}
