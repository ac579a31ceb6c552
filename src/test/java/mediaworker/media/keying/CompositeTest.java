package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips.Picture;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.Composite.Canvas;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Fit;
import mediaworker.media.keying.request.Composite.Placement;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the subject lies and how a background fills the canvas; judged by pixels. */
class CompositeTest extends CompositeFixture {

  /** One picture of the square on green. */
  private static MediaInfo still;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    still = clip(drawn.resolve("still.png"), GREEN, "320x240", "format=rgb24", "-frames:v", "1");
  }

  @Test
  void a_canvas_that_h264_cannot_have_is_refused_before_the_clip_is_measured() throws Exception {
    MediaInfo source = clip(dir.resolve("a.mp4"), 0x10c020, "320x240", "format=yuv420p");
    Canvas canvas = new Canvas(Canvas.Like.GIVEN, 4096, 4096);
    Composite composite =
        new Composite(
            new Background.Color(BLUE),
            Fit.COVER,
            0,
            End.LOOP,
            canvas,
            Placement.WHOLE,
            Sound.NONE);
    assertThatThrownBy(() -> made(source, composite))
        .hasMessageContaining("A size of 4096x4096 is more than H.264 can have here")
        .hasMessageContaining("set another \"canvas\"");
  }

  @ParameterizedTest
  @CsvSource({"1.3, 0.5, true", "-0.3, 0.5, true", "0.5, -0.3, true", "1.2, 0.5, false"})
  void a_subject_wholly_beside_the_canvas_is_told_of(double x, double y, boolean beside)
      throws Exception {
    MediaInfo source = still;
    Background blue = new Background.Color(BLUE);
    KeyingRequest request =
        new KeyingRequest(
            source,
            KeyingSettings.DEFAULTS,
            OutputFormat.PNG,
            Optional.of(on(blue, Canvas.Like.CLIP, new Placement(x, y, 0.5))));

    KeyingReport report =
        new Keyer(FFMPEG)
            .key(
                request,
                dir,
                dir.resolve("part.png"),
                (fraction, message) -> {},
                new Cancellation());

    String told =
        "The clip's picture lies wholly beside the canvas, with its middle at subject_x "
            + x
            + " and subject_y "
            + y
            + ", where 0 to 1 is on it.";
    assertThat(report.warnings().contains(told)).isEqualTo(beside);
  }

  @Test
  void cover_crops_contain_leaves_bars_and_tile_repeats() throws Exception {
    // Left half red, right half blue, twice as wide as high.
    Background halves =
        picture("halves.png", "color=c=0x902020:s=60x30,drawbox=x=30:w=30:h=30:t=fill:c=0x203090");
    MediaInfo source = still;

    Picture covered = first(made(source, over(halves, Fit.COVER)));
    assertNear(covered, 20, 120, RED);
    assertNear(covered, 300, 120, BLUE);
    assertNear(covered, 20, 4, RED);
    Picture contained = first(made(source, over(halves, Fit.CONTAIN)));
    assertNear(contained, 20, 120, RED);
    assertNear(contained, 20, 4, 0x406020);
    assertNear(contained, 300, 236, 0x406020);
    Picture tiled = first(made(source, over(halves, Fit.TILE)));
    assertNear(tiled, 15, 4, RED);
    assertNear(tiled, 45, 4, BLUE);
    assertNear(tiled, 75, 4, RED);
    assertNear(tiled, 285, 220, BLUE);
    assertNear(tiled, 140, 100, SUBJECT);
  }

  /** Its hidden colour, green here, is nobody's. */
  @ParameterizedTest
  @CsvSource({
    "frame.png, rgba, 0x902020",
    "frame.mkv, yuva420p, 0x902020",
    "frame.webm, yuva420p, 0x902020",
    "full.mkv, yuva444p, 0x902020",
    "full.mkv, yuva420p, 0x902020",
    "frame.png, ya8, 0x909090"
  })
  void the_bars_colour_shows_through_a_background_that_is_transparent(
      String file, String format, String shown) throws Exception {
    String drawn =
        "color=c=0x00ff00@0:s=320x240:r=24:d=1,format=rgba,"
            + "drawbox=w=80:h=240:t=fill:replace=1:c=%s@1,%sformat=%s"
                .formatted(shown, file.startsWith("full") ? "scale=out_range=full," : "", format);
    List<String> encoder =
        file.endsWith("webm")
            ? List.of("-c:v", "libvpx-vp9")
            : file.startsWith("full")
                ? List.of("-c:v", "ffv1", "-color_range", "pc")
                : List.of(LOSSLESS);
    Background frame = file.endsWith("png") ? picture(file, drawn) : video(file, drawn, encoder);

    Picture made = first(made(still, over(frame, Fit.CONTAIN)));

    assertNear(made, 40, 200, Integer.decode(shown));
    assertNear(made, 280, 200, 0x406020);
    assertNear(made, 140, 100, SUBJECT);
  }

  @Test
  void the_subject_is_put_where_and_as_large_as_asked_on_a_canvas_of_its_own() throws Exception {
    Composite half =
        new Composite(
            new Background.Color(BLUE),
            Fit.COVER,
            0,
            End.LOOP,
            new Canvas(Canvas.Like.GIVEN, 640, 240),
            new Placement(0.75, 0.5, 0.5),
            Sound.NONE);

    Path part = made(still, half);

    assertThat(probe(part).picture().orElseThrow().width()).isEqualTo(640);
    // The clip is 160×120 now, its middle at (480, 120); the square's middle lies at (70, 50) of
    // it.
    Picture shown = first(part);
    assertNear(shown, 400 + 70, 60 + 50, SUBJECT);
    assertNear(shown, 400 + 40, 60 + 50, BLUE);
    assertNear(shown, 140, 100, BLUE);
  }

  @Test
  void a_subject_may_be_larger_than_the_canvas_or_beside_it() throws Exception {
    MediaInfo source = still;
    Background blue = new Background.Color(BLUE);

    // The clip is 960×720 now, its middle at (80, 180): it begins at (-400, -180), the square,
    // 80×80 at (100, 60) of the clip, at (-100, 0).
    Picture close = first(made(source, on(blue, Canvas.Like.CLIP, new Placement(0.25, 0.75, 3))));
    assertNear(close, 4, 4, SUBJECT);
    assertNear(close, 134, 234, SUBJECT);
    assertNear(close, 146, 120, BLUE);
    assertNear(close, 300, 20, BLUE);

    Picture beside = first(made(source, on(blue, Canvas.Like.CLIP, new Placement(2, -1, 1.5))));
    assertNear(beside, 4, 4, BLUE);
    assertNear(beside, 314, 234, BLUE);
  }

  @Test
  void a_canvas_may_be_the_backgrounds() throws Exception {
    Composite like =
        new Composite(
            picture("wide.png", "color=c=0x902020:s=500x100"),
            Fit.COVER,
            0,
            End.LOOP,
            new Canvas(Canvas.Like.BACKGROUND, 0, 0),
            Placement.WHOLE,
            Sound.CLIP);

    Path part = made(still, like);

    assertThat(probe(part).picture().orElseThrow().width()).isEqualTo(500);
    assertThat(probe(part).picture().orElseThrow().height()).isEqualTo(100);
    assertNear(first(part), 10, 50, RED);
  }

  @Test
  void the_fields_of_an_interlaced_background_are_joined() throws Exception {
    // A red bar on blue that is elsewhere in the other field.
    Background fields =
        video(
            "fields.mkv",
            "color=c=0x203090:s=320x240:r=24:d=1[ground];color=c=0x902020:s=60x240:r=24:d=1[bar];"
                + "[ground][bar]overlay=x='if(mod(n,2),200,20)':format=gbrp,format=yuv422p,"
                + "separatefields,select='eq(mod(n,4),0)+eq(mod(n,4),3)',weave=first_field=top,"
                + "setfield=tff",
            List.of("-field_order", "tt", "-c:v", "ffv1"));
    Path made = made(still, over(fields, Fit.COVER));

    Picture picture = frame(made, 0);
    int combs = 0;
    for (int y = 20; y < 220; y++) {
      for (int x : new int[] {40, 240}) {
        combs += Math.abs(picture.red(x, y) - picture.red(x, y + 1)) > 40 ? 1 : 0;
      }
    }
    assertThat(combs).isZero();
  }
}
