package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.clipWithSound;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
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
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.media.timeline.Sounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies behind the subject, where the subject lies, what is heard; judged by pixels. */
class CompositeTest {

  private static final int GREEN = 0x00b140;
  private static final int RED = 0x902020;
  private static final int BLUE = 0x203090;
  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

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
    MediaInfo source = still();
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

    String told = "lies wholly beside the canvas, with its middle at subject_x " + x;
    assertThat(report.warnings().stream().anyMatch(one -> one.contains(told))).isEqualTo(beside);
  }

  @Test
  void cover_crops_contain_leaves_bars_and_tile_repeats() throws Exception {
    // Left half red, right half blue, twice as wide as high.
    Background halves =
        picture("halves.png", "color=c=0x902020:s=60x30,drawbox=x=30:w=30:h=30:t=fill:c=0x203090");
    MediaInfo source = still();

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

    Picture made = first(made(still(), over(frame, Fit.CONTAIN)));

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

    Path part = made(still(), half);

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
    MediaInfo source = still();
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

    Path part = made(still(), like);

    assertThat(probe(part).picture().orElseThrow().width()).isEqualTo(500);
    assertThat(probe(part).picture().orElseThrow().height()).isEqualTo(100);
    assertNear(first(part), 10, 50, RED);
  }

  @Test
  void a_background_keeps_its_shape_behind_a_clip_of_wide_pixels() throws Exception {
    MediaInfo source = wideClip();
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
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
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
            wideClip(),
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
        made(
            wideClip(),
            on(new Background.Color(BLUE), Canvas.Like.CLIP, new Placement(0.75, 0.5, 1)));

    MediaInfo.Video picture = probe(part).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.sampleAspect()).isEqualTo("2:1");
    Picture shown = first(part);
    assertNear(shown, 80 + 105, 65, SUBJECT);
    assertNear(shown, 80 + 175, 135, SUBJECT);
    assertNear(shown, 170, 100, BLUE);
  }

  @Test
  void a_shorter_background_begins_again_or_ends_the_result() throws Exception {
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", "-c:v", "ffv1", "-c:a", "aac");
    Background half = video("half.mkv", "color=c=0x902020:s=100x60:r=12:d=0.5", List.of());

    Path looped = made(source, with(half, End.LOOP, Sound.CLIP));
    Path trimmed = made(source, with(half, End.TRIM, Sound.CLIP));

    assertThat(times(looped)).hasSize(12);
    assertThat(times(trimmed)).hasSizeBetween(6, 7);
    assertThat(probe(trimmed).sound().orElseThrow().durationSeconds()).isBetween(0.4, 0.65);
    assertNear(first(looped), 20, 20, RED);
  }

  @Test
  void a_background_ends_the_result_with_its_pictures_and_not_with_its_sound() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Background half =
        video(
            "half.mkv",
            "color=c=0x902020:s=100x60:r=12:d=0.5",
            List.of("-f", "lavfi", "-i", "sine=d=0.9"));

    assertThat(times(made(source, with(half, End.TRIM, Sound.NONE)))).hasSizeBetween(6, 7);
  }

  @Test
  void a_background_whose_pictures_begin_late_is_there_from_the_start() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Background late =
        video(
            "late.mp4",
            "sine=d=1.3",
            List.of(
                "-itsoffset", "0.3", "-f", "lavfi", "-i", "color=c=0x902020:s=100x60:r=12:d=1"));

    Path part = made(source, with(late, End.LOOP, Sound.BACKGROUND));

    assertNear(first(part), 20, 20, RED);
    assertThat(frame(part, 3).distance(20, 20, RED)).isLessThan(16);
    assertThat(times(part)).isEqualTo(times(source.file()));
  }

  /** The clip's sound begins at 0, its twelve pictures at half a second. */
  @ParameterizedTest
  @CsvSource({"0.25, 3, 0.75", "1.25, 12, 1.5"})
  void a_background_begins_with_the_clips_first_picture(double seconds, int count, double end)
      throws Exception {
    MediaInfo pictures = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=d=1.5"));
    arguments.addAll(List.of("-itsoffset", "0.5", "-i", "file:" + pictures.file()));
    arguments.addAll(List.of("-map", "0:a", "-map", "1:v", "-c:v", "copy", "-c:a", "flac"));
    Path late = dir.resolve("late.mkv");
    arguments.add("file:" + late);
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    Background moving =
        video(
            "moving.mp4",
            "color=c=black:s=160x120:r=12:d=%s,format=yuv420p,geq=lum='40+15*N':cb=128:cr=128"
                .formatted(seconds),
            List.of("-f", "lavfi", "-i", "sine=d=" + seconds));

    Path part = made(probe(late), with(moving, End.TRIM, Sound.MIX));

    assertThat(times(part)).hasSize(count);
    List<Picture> shown = frames(part);
    assertThat(shown.get(0).red(20, 20)).isBetween(22, 34);
    assertThat(shown.get(2).red(20, 20)).isBetween(57, 69);
    assertThat(probe(part).sound().orElseThrow().durationSeconds()).isCloseTo(end, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({"mp4, mkv", "mkv, mp4", "mkv, avi"})
  void a_background_of_the_clips_rate_moves_with_each_picture(String own, String behind)
      throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in." + own),
            GREEN,
            "320x240",
            "format=yuv420p",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2");
    // Matroska rounds times to milliseconds: 83, 167, 250 where others have 83.3, 166.7, 250.
    Background moving =
        video(
            "moving." + behind,
            "color=c=black:s=160x120:r=12:d=1,format=yuv420p,geq=lum='40+15*N':cb=128:cr=128",
            List.of());

    Path part = made(source, with(moving, End.LOOP, Sound.CLIP));

    List<Picture> shown = frames(part);
    for (int i = 0; i < 12; i++) {
      int level = (int) Math.round((24 + 15 * i) * 255 / 219.0);
      assertThat(shown.get(i).red(20, 20)).as("picture %d", i).isBetween(level - 6, level + 6);
    }
  }

  @Test
  void a_longer_background_that_may_end_the_result_adds_no_pictures() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Background longer = video("longer.mkv", "color=c=0x902020:s=100x60:r=48:d=2", List.of());

    Path part = made(source, with(longer, End.TRIM, Sound.NONE));

    assertThat(times(part)).isEqualTo(times(source.file()));
  }

  @ParameterizedTest
  @CsvSource({"CLIP, 440, true", "BACKGROUND, 2000, true", "MIX, 440, true", "NONE, 0, false"})
  void the_sound_is_the_one_asked_for(Sound sound, int tone, boolean heard) throws Exception {
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", "-c:v", "ffv1", "-c:a", "flac");
    Background behind =
        video(
            "behind.mkv",
            "color=c=0x902020:s=100x60:r=12:d=0.5",
            List.of("-f", "lavfi", "-i", "sine=f=2000:d=0.5", "-c:a", "flac"));

    Path part = made(source, with(behind, End.LOOP, sound));

    MediaInfo info = probe(part);
    assertThat(info.sound().isPresent()).isEqualTo(heard);
    if (heard) {
      assertThat(info.sound().orElseThrow().durationSeconds()).isBetween(0.9, 1.15);
      assertThat(loudness(part, tone)).isGreaterThan(-40);
      int other = tone == 440 ? 2000 : 440;
      boolean both = sound == Sound.MIX;
      assertThat(loudness(part, other) > -40).isEqualTo(both);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MIX, LOOP, 1",
    "BACKGROUND, LOOP, 1",
    "MIX, TRIM, 0.5",
    "BACKGROUND, TRIM, 0.5",
    "CLIP, TRIM, 0.5"
  })
  void sound_is_as_long_as_the_pictures_of_files_that_do_not_tell_their_length(
      Sound sound, End end, double seconds) throws Exception {
    List<String> live = List.of("-c:v", "ffv1", "-c:a", "flac", "-f", "matroska", "-live", "1");
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", live.toArray(new String[0]));
    List<String> tone = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=f=2000:d=0.5"));
    tone.addAll(live);
    Background behind = video("behind.mkv", "color=c=0x902020:s=100x60:r=12:d=0.5", tone);
    assertThat(source.durationSeconds()).isZero();

    Path part = made(source, with(behind, end, sound));

    assertThat(times(part)).hasSize((int) (seconds * 12));
    assertThat(Sounds.of(part).seconds()).isCloseTo(seconds, within(0.05));
    assertThat(loudness(part, sound == Sound.CLIP ? 440 : 2000)).isGreaterThan(-40);
  }

  @Test
  void sound_mixed_under_a_colour_is_the_clips_whole_one() throws Exception {
    MediaInfo source =
        clipWithSound(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "-c:v",
            "ffv1",
            "-c:a",
            "flac",
            "-f",
            "matroska",
            "-live",
            "1");

    Path part = made(source, with(new Background.Color(BLUE), End.LOOP, Sound.MIX));

    assertThat(Sounds.of(part).seconds()).isCloseTo(1, within(0.05));
    assertThat(loudness(part, 440)).isGreaterThan(-40);
  }

  @Test
  void a_background_that_begins_again_is_heard_when_it_is_seen() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "loop=loop=3:size=12:start=0,setpts=N/12/TB,fps=25,format=yuv420p",
            LOSSLESS);
    // AAC lets its sound begin before and end behind the pictures.
    Background pulse =
        video(
            "pulse.mp4",
            "color=c=black:s=100x60:r=25:d=0.8,format=yuv420p,"
                + "geq=lum='if(between(N,5,7),235,16)':cb=128:cr=128",
            List.of(
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='0.5*sin(2*PI*2000*t)*between(t,0.2,0.32)':s=48000:d=0.8",
                "-c:a",
                "aac"));

    Path part = made(source, with(pulse, End.LOOP, Sound.BACKGROUND));

    Sounds sounds = Sounds.of(part);
    List<Long> shown = times(part);
    List<int[]> pixels = GeneratedClips.pixels(part, 20, 20);
    assertThat(pixels).hasSameSizeAs(shown);
    int seen = 0;
    for (int i = 1; i < shown.size() - 3; i++) {
      if (pixels.get(i)[0] > 128 && pixels.get(i - 1)[0] < 128) {
        double at = shown.get(i) / 1000.0;
        assertThat(sounds.tone(2000, at - 0.07, at - 0.04)).as("before %.2f s", at).isLessThan(0.1);
        assertThat(sounds.tone(2000, at + 0.04, at + 0.07)).as("at %.2f s", at).isGreaterThan(0.3);
        assertThat(sounds.tone(2000, at + 0.16, at + 0.19)).as("after it").isLessThan(0.1);
        seen++;
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(4);
  }

  /** An encoder's sound begins before the pictures, by which each turn would last longer. */
  @ParameterizedTest
  @CsvSource({"pulse.mp4, aac", "pulse.ts, aac", "pulse.mkv, aac", "pulse.nut, mp2"})
  void a_background_that_begins_again_shows_each_picture_as_long_as_the_others(
      String name, String codec) throws Exception {
    assertThat(flashes(name, List.of("-f", "lavfi", "-i", "sine=r=48000:d=0.8", "-c:a", codec)))
        .isEqualTo(List.of(5, 25, 45, 65, 85));
  }

  /** Shorter than the pictures, and yet longer there. */
  @Test
  void so_does_one_whose_sound_begins_and_ends_later() throws Exception {
    List<String> late =
        List.of("-itsoffset", "0.3", "-f", "lavfi", "-i", "sine=r=48000:d=0.7", "-c:a", "aac");
    assertThat(flashes("late.mp4", late)).isEqualTo(List.of(5, 25, 45, 65, 85));
  }

  /** These tell no length of their last picture, or begin with a sound that nobody hears. */
  @ParameterizedTest
  @CsvSource({"pulse.flv, false", "pulse.wmv, false", "pulse.mkv, true", "pulse.nut, true"})
  void so_does_one_that_is_not_heard(String name, boolean sound) throws Exception {
    List<String> codecs =
        name.endsWith("flv")
            ? List.of("-c:v", "libopenh264", "-b:v", "1M")
            : name.endsWith("wmv") ? List.of("-c:v", "wmv2", "-q:v", "2") : List.of();
    List<String> tone =
        sound ? List.of("-f", "lavfi", "-i", "sine=r=48000:d=0.8", "-c:a", "aac") : List.of();
    Background pulse = pulse(name, Stream.concat(tone.stream(), codecs.stream()).toList());
    assertThat(flashes(pulse, Sound.CLIP)).isEqualTo(List.of(5, 25, 45, 65, 85));
  }

  /** Lists of FFmpeg's cannot name such a file. */
  @ParameterizedTest
  @ValueSource(strings = {"pul\nse.flv", "pulse.fl\nv", "pul\rse.mp4"})
  void so_does_one_whose_name_has_a_line_break(String name) throws Exception {
    List<String> codec = List.of("-c:v", "libopenh264", "-b:v", "1M");
    List<String> format = name.endsWith("mp4") ? List.of() : List.of("-f", "flv");
    Background pulse = pulse(name, Stream.concat(codec.stream(), format.stream()).toList());
    assertThat(flashes(pulse, Sound.CLIP)).isEqualTo(List.of(5, 25, 45, 65, 85));
  }

  /** As a phone cuts a clip: the pictures before are in the file, and its edit list hides them. */
  @ParameterizedTest
  @CsvSource({"CLIP", "BACKGROUND"})
  void so_does_one_whose_beginning_was_cut_away(Sound heard) throws Exception {
    Path whole = dir.resolve("whole.mp4");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=black:s=100x60:r=25:d=1.2,format=yuv420p,"
                + "geq=lum='if(between(N,15,17)+lt(N,6),235,16)':cb=128:cr=128",
            "-f",
            "lavfi",
            "-i",
            "sine=r=48000:d=1.2",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2",
            "-c:a",
            "aac",
            "file:" + whole),
        Progress.Listener.NONE,
        new Cancellation());
    Path cut = dir.resolve("cut.mp4");
    FFMPEG.run(
        List.of("-ss", "0.4", "-i", "file:" + whole, "-c", "copy", "file:" + cut),
        Progress.Listener.NONE,
        new Cancellation());
    assertThat(flashes(new Background.File(probe(cut)), heard))
        .isEqualTo(List.of(5, 25, 45, 65, 85));
  }

  /** Long enough for a background of 0.8 s to begin again several times. */
  private MediaInfo fourTimes() throws Exception {
    return clip(
        dir.resolve("in.mkv"),
        GREEN,
        "320x240",
        "loop=loop=3:size=12:start=0,setpts=N/12/TB,fps=25,format=yuv420p",
        LOSSLESS);
  }

  /** A background of twenty pictures that flashes from its sixth to its eighth. */
  private Background pulse(String name, List<String> sound) throws Exception {
    return video(
        name,
        "color=c=black:s=100x60:r=25:d=0.8,format=yuv420p,"
            + "geq=lum='if(between(N,5,7),235,16)':cb=128:cr=128",
        sound);
  }

  /** At which pictures such a background flashes. */
  private List<Integer> flashes(String name, List<String> sound) throws Exception {
    return flashes(pulse(name, sound), Sound.BACKGROUND);
  }

  private List<Integer> flashes(Background pulse, Sound heard) throws Exception {
    MediaInfo source = fourTimes();

    Path part = made(source, with(pulse, End.LOOP, heard));

    List<int[]> seen = GeneratedClips.pixels(part, 20, 20);
    return IntStream.range(1, seen.size() - 3)
        .filter(i -> seen.get(i)[0] > 128 && seen.get(i - 1)[0] < 128)
        .boxed()
        .toList();
  }

  /** The sound goes on for 0.3 s, in another tone, where there are no pictures any more. */
  @ParameterizedTest
  @CsvSource({
    "pulse.mp4, mpeg4, aac, BACKGROUND",
    "pulse.mp4, libvpx-vp9, aac, BACKGROUND",
    "pulse.mkv, mpeg4, flac, BACKGROUND",
    "pulse.mov, mpeg4, aac, MIX"
  })
  void a_background_whose_sound_is_longer_begins_again_after_its_pictures(
      String name, String pictures, String codec, Sound sound) throws Exception {
    MediaInfo source = fourTimes();
    Background pulse =
        pulse(
            name,
            List.of(
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='0.5*sin(2*PI*2000*t)*between(t,0.2,0.32)"
                    + "+0.5*sin(2*PI*700*t)*gt(t,0.9)':s=48000:d=1.1",
                "-c:v",
                pictures,
                "-c:a",
                codec));

    Path part = made(source, with(pulse, End.LOOP, sound));

    Sounds sounds = Sounds.of(part);
    List<Long> shown = times(part);
    List<int[]> pixels = GeneratedClips.pixels(part, 20, 20);
    assertThat(pixels).hasSameSizeAs(shown);
    List<Double> seen = new ArrayList<>();
    for (int i = 1; i < shown.size() - 3; i++) {
      if (pixels.get(i)[0] > 128 && pixels.get(i - 1)[0] < 128) {
        double at = shown.get(i) / 1000.0;
        assertThat(sounds.tone(2000, at - 0.07, at - 0.04)).as("before %.2f s", at).isLessThan(0.1);
        assertThat(sounds.tone(2000, at + 0.04, at + 0.07)).as("at %.2f s", at).isGreaterThan(0.3);
        seen.add(at);
      }
    }
    assertThat(seen).hasSize(5);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i)).as("flash %d of %s", i, seen).isCloseTo(0.2 + 0.8 * i, within(0.05));
    }
    assertThat(sounds.tone(700, 0, 3.9)).as("what is beyond the pictures").isLessThan(0.02);
  }

  @ParameterizedTest
  @CsvSource({
    "CLIP, TRIM, true",
    "MIX, LOOP, true",
    "BACKGROUND, TRIM, false",
    "BACKGROUND, LOOP, false"
  })
  void sound_whose_packets_come_unevenly_is_not_torn(Sound sound, End end, boolean own)
      throws Exception {
    // As browsers record it: packets of 60 ms, their times up to 12 ms beside what they hold.
    List<String> uneven =
        List.of(
            "-c:a",
            "libopus",
            "-frame_duration",
            "60",
            "-bsf:a",
            "setts=ts=TS+if(mod(N\\,5)\\,576\\,0)");
    String tone = "aevalsrc=0.5*sin(2*PI*437*t)|0.5*sin(2*PI*437*t):s=48000:d=";
    List<String> output = new ArrayList<>(List.of("-c:v", "libvpx", "-b:v", "2M"));
    output.addAll(own ? uneven : List.of("-c:a", "libopus"));
    MediaInfo source =
        drawn(
            dir.resolve("in.webm"),
            "color=c=0x%06x:s=320x240:r=12:d=1,format=rgb24".formatted(GREEN),
            "loop=loop=2:size=12:start=0,setpts=N/12/TB,format=yuv420p",
            List.of("-f", "lavfi", "-i", tone + "3"),
            output.toArray(new String[0]));
    List<String> behindSound = new ArrayList<>(List.of("-f", "lavfi", "-i"));
    behindSound.add(own ? "anullsrc=r=48000:d=3" : tone + (end == End.LOOP ? "1.5" : "3"));
    behindSound.addAll(own ? List.of("-c:a", "libopus") : uneven);
    behindSound.addAll(List.of("-c:v", "libvpx", "-shortest"));
    Background behind =
        video(
            "behind.webm",
            "color=c=0x902020:s=100x60:r=25:d=" + (own || end == End.TRIM ? 3 : 1.5),
            behindSound);

    Sounds sounds = Sounds.of(made(source, with(behind, end, sound)));

    assertThat(sounds.holes(0.1, 1.4)).isZero();
    assertThat(sounds.tone(437, 0.1, 1.4)).as("nothing left out").isGreaterThan(0.47);
    if (end == End.LOOP && !own) {
      assertThat(sounds.holes(0.1, 2.8)).as("at the seam alone").isLessThanOrEqualTo(1);
    } else {
      assertThat(sounds.holes(0.1, 2.8)).isZero();
      assertThat(sounds.tone(437, 0.1, 2.8)).isGreaterThan(0.47);
    }
  }

  @Test
  void mixed_sound_begins_when_the_clips_own_does() throws Exception {
    MediaInfo source =
        drawn(
            dir.resolve("in.mkv"),
            "color=c=0x%06x:s=320x240:r=12:d=1,format=rgb24".formatted(GREEN),
            "format=yuv420p",
            List.of("-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*1000*t)*gte(t\\,0.5):s=48000:d=1"),
            "-c:v",
            "ffv1",
            "-c:a",
            "flac");
    Background silent =
        video(
            "silent.mkv",
            "color=c=0x902020:s=100x60:r=12:d=2",
            List.of("-f", "lavfi", "-i", "anullsrc=r=48000:d=2", "-c:a", "flac", "-shortest"));

    double own = Sounds.of(made(source, with(silent, End.TRIM, Sound.CLIP))).onset(0.2);
    double mixed = Sounds.of(made(source, with(silent, End.TRIM, Sound.MIX))).onset(0.2);

    assertThat(own).isCloseTo(0.5, within(0.002));
    assertThat(mixed).isCloseTo(own, within(0.0005));
  }

  /** Eleven twelfths of a second are no number of microseconds. */
  @Test
  void a_background_or_a_sticker_that_counts_otherwise_leaves_the_clips_rate() throws Exception {
    String[] eleven = {"-c:v", "mpeg4", "-q:v", "2", "-frames:v", "11"};
    MediaInfo source = clip(dir.resolve("in.mp4"), GREEN, "320x240", "format=yuv420p", eleven);
    MediaInfo behind =
        clip(dir.resolve("behind.mkv"), RED, "320x240", "format=yuv420p,settb=1/90000", LOSSLESS);
    Path laid = dir.resolve("out.mp4");
    Path sticker = dir.resolve("out.mov");

    Composite composite = over(new Background.File(behind), Fit.COVER);
    key(source, OutputFormat.MP4, Optional.of(composite), Optional.empty(), laid);
    Optional<StickerSettings> look = Optional.of(StickerSettings.forSide(240));
    key(source, OutputFormat.MOV, Optional.empty(), look, sticker);

    assertThat(probe(laid).picture().orElseThrow().frameRate().value()).isEqualTo(12.0);
    assertThat(probe(sticker).picture().orElseThrow().frameRate().value()).isEqualTo(12.0);
  }

  @Test
  void a_silent_background_that_is_to_be_heard_is_refused() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Background silent = video("silent.mkv", "color=c=0x902020:s=100x60:r=12:d=1", List.of());

    assertThatThrownBy(() -> made(source, with(silent, End.LOOP, Sound.BACKGROUND)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("has no sound");
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

    key(still(), OutputFormat.PNG, Optional.empty(), Optional.of(look), part);

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
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
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
    Path made = made(still(), over(fields, Fit.COVER));

    Picture picture = frame(made, 0);
    int combs = 0;
    for (int y = 20; y < 220; y++) {
      for (int x : new int[] {40, 240}) {
        combs += Math.abs(picture.red(x, y) - picture.red(x, y + 1)) > 40 ? 1 : 0;
      }
    }
    assertThat(combs).isZero();
  }

  /** A red outline and nothing else. */
  private static StickerSettings outlined(int width) {
    return new StickerSettings(
        new StickerSettings.Outline(width, 0xff0000),
        new StickerSettings.Shadow(0, 0, 0, 0, 0),
        new StickerSettings.Bevel(0, 1),
        new StickerSettings.Paper(0, Optional.empty(), 0, Optional.empty(), 0));
  }

  private MediaInfo still() throws Exception {
    Path file = dir.resolve("in.png");
    return clip(file, GREEN, "320x240", "format=rgb24", "-frames:v", "1");
  }

  /** 320×240 pixels that are twice as wide as high. */
  private MediaInfo wideClip() throws Exception {
    Path file = dir.resolve("wide.mkv");
    return clip(file, GREEN, "320x240", "format=yuv420p,setsar=2", LOSSLESS);
  }

  private static Composite on(Background background, Canvas.Like like, Placement placement) {
    return new Composite(
        background, Fit.COVER, 0, End.LOOP, new Canvas(like, 0, 0), placement, Sound.NONE);
  }

  private Background picture(String name, String source) throws Exception {
    return video(name, source, List.of("-frames:v", "1"));
  }

  private Background video(String name, String source, List<String> further) throws Exception {
    Path file = dir.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
    arguments.addAll(further);
    if (!name.endsWith(".png") && !further.contains("-c:v")) {
      arguments.addAll(List.of("-c:v", "mpeg4", "-q:v", "2"));
    }
    arguments.add("file:" + file);
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    return new Background.File(probe(file));
  }

  private static Composite over(Background background, Fit fit) {
    return new Composite(
        background, fit, 0x406020, End.LOOP, Canvas.OF_CLIP, Placement.WHOLE, Sound.CLIP);
  }

  private static Composite with(Background background, End end, Sound sound) {
    return new Composite(background, Fit.COVER, 0, end, Canvas.OF_CLIP, Placement.WHOLE, sound);
  }

  private Path made(MediaInfo source, Composite composite) throws Exception {
    OutputFormat format = source.isStill() ? OutputFormat.PNG : OutputFormat.MP4;
    Path part =
        java.nio.file.Files.createTempFile(dir, "out", "." + format.extension(source.isStill()));
    key(source, format, Optional.of(composite), Optional.empty(), part);
    return part;
  }

  private void key(
      MediaInfo source,
      OutputFormat format,
      Optional<Composite> composite,
      Optional<StickerSettings> sticker,
      Path part)
      throws Exception {
    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(
                source, KeyingSettings.DEFAULTS, format, composite, sticker, PaintedMattes.NONE),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());
  }

  private static Picture first(Path file) throws Exception {
    return frame(file, 0);
  }

  private static void assertNear(Picture picture, int x, int y, int rgb) {
    assertThat(picture.distance(x, y, rgb)).as("%d, %d", x, y).isLessThan(16);
  }

  /** Level of a tone in dB, as FFmpeg measures it around that frequency. */
  private static double loudness(Path file, int hertz) throws Exception {
    double[] energy = {0};
    List<String> arguments = new ArrayList<>(mediaworker.media.Ffmpeg.input(probe(file)));
    arguments.addAll(
        List.of(
            "-af",
            "bandpass=f=%d:width_type=h:w=100,bandpass=f=%1$d:width_type=h:w=100".formatted(hertz),
            "-f",
            "s16le",
            "-ac",
            "1",
            "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) -> {
          byte[] samples = in.readAllBytes();
          for (int i = 0; i + 1 < samples.length; i += 2) {
            double sample = (short) (samples[i] & 0xff | samples[i + 1] << 8) / 32768.0;
            energy[0] += sample * sample / (samples.length / 2.0);
          }
        },
        new Cancellation());
    return 10 * Math.log10(energy[0] + 1e-12);
  }
}
