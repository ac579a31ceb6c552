package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips.Picture;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite.Canvas;
import mediaworker.media.keying.request.Composite.Fit;
import mediaworker.media.keying.request.Composite.Placement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Composites where pixels of the clip or of the background are not square. */
class CompositePixelShapeTest extends CompositeFixture {

  /** The square on green for a second. */
  private static MediaInfo plain;

  /** 320×240 pixels that are twice as wide as high. */
  private static MediaInfo wide;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    plain = clip(drawn.resolve("plain.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    wide = clip(drawn.resolve("wide.mkv"), GREEN, "320x240", "format=yuv420p,setsar=2", LOSSLESS);
  }

  @Test
  void a_background_keeps_its_shape_behind_a_clip_of_wide_pixels() throws Exception {
    MediaInfo source = wide;
    // As wide as the clip is shown, 640×240, and of its shape: red, blue, red.
    Background thirds =
        picture("thirds.png", "color=c=0x902020:s=640x240,drawbox=x=200:w=240:t=fill:c=0x203090");

    Path covered = made(source, over(thirds, Fit.COVER));
    assertThat(probe(covered).picture().orElseThrow().width()).isEqualTo(320);
    assertThat(probe(covered).picture().orElseThrow().sampleAspect()).isEqualTo("2:1");
    Picture behind = first(covered);
    assertNear(behind, 80, 20, RED);
    assertNear(behind, 120, 20, BLUE);
    assertNear(behind, 240, 20, RED);

    Background square = picture("square.png", "color=c=0x902020:s=240x240");
    Picture contained = first(made(source, over(square, Fit.CONTAIN)));
    assertNear(contained, 92, 20, 0x406020);
    assertNear(contained, 108, 20, RED);
    assertNear(contained, 212, 20, RED);
    assertNear(contained, 228, 20, 0x406020);

    Background halves =
        picture("halves.png", "color=c=0x902020:s=80x40,drawbox=x=40:w=40:h=40:t=fill:c=0x203090");
    Picture tiled = first(made(source, over(halves, Fit.TILE)));
    assertNear(tiled, 10, 4, RED);
    assertNear(tiled, 30, 4, BLUE);
    assertNear(tiled, 50, 4, RED);
    assertNear(tiled, 270, 200, BLUE);
  }

  @Test
  void a_background_of_wide_pixels_gives_a_canvas_of_its_shown_size() throws Exception {
    MediaInfo source = plain;
    Background wide =
        video(
            "wide.mkv",
            "color=c=0x902020:s=320x240:r=12:d=1,drawbox=x=160:w=160:t=fill:c=0x203090,setsar=2",
            List.of("-c:v", "ffv1"));

    Path part = made(source, on(wide, Canvas.Like.BACKGROUND, Placement.WHOLE));

    MediaInfo.Video picture = probe(part).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(640);
    assertThat(picture.height()).isEqualTo(240);
    assertThat(picture.sampleAspect()).isEqualTo("1:1");
    // The clip stands in the middle, its square at (100, 60) of it.
    Picture shown = first(part);
    assertNear(shown, 10, 20, RED);
    assertNear(shown, 310, 20, RED);
    assertNear(shown, 330, 20, BLUE);
    assertNear(shown, 630, 230, BLUE);
    assertNear(shown, 265, 65, SUBJECT);
    assertNear(shown, 335, 135, SUBJECT);
  }

  @Test
  void a_clip_of_wide_pixels_has_its_shown_size_on_square_ones() throws Exception {
    Path part =
        made(
            wide,
            on(new Background.Color(BLUE), Canvas.Like.BACKGROUND, new Placement(0.5, 0.5, 0.5)));

    MediaInfo.Video picture = probe(part).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(640);
    assertThat(picture.sampleAspect()).isEqualTo("1:1");
    // Half as large: 320×120 at (160, 60), its square 80×40 at (100, 30) of it.
    Picture shown = first(part);
    assertNear(shown, 160 + 105, 60 + 35, SUBJECT);
    assertNear(shown, 160 + 175, 60 + 65, SUBJECT);
    assertNear(shown, 160 + 190, 60 + 50, BLUE);
  }

  @Test
  void a_subject_that_is_moved_keeps_the_clips_pixels() throws Exception {
    Path part =
        made(wide, on(new Background.Color(BLUE), Canvas.Like.CLIP, new Placement(0.75, 0.5, 1)));

    MediaInfo.Video picture = probe(part).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.sampleAspect()).isEqualTo("2:1");
    Picture shown = first(part);
    assertNear(shown, 80 + 105, 65, SUBJECT);
    assertNear(shown, 80 + 175, 135, SUBJECT);
    assertNear(shown, 170, 100, BLUE);
  }
}
