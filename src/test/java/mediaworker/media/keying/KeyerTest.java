package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.clipWithSound;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipFile;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.PlateMode;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyerTest {

  private static final int GREEN = 0x00b140;
  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "green             | 0x00b140 | 320x240 | format=yuv420p     | mkv",
        "dark green        | 0x0a5020 | 320x240 | format=yuv420p     | mkv",
        "blue              | 0x1040d0 | 320x240 | format=yuv420p     | mkv",
        "high definition   | 0x00b140 | 1280x720 | scale=out_color_matrix=bt709,format=yuv420p |"
            + " mkv",
        "odd size          | 0x00b140 | 321x241 | format=yuv420p     | mkv",
        "10 bits 4:2:2     | 0x00b140 | 320x240 | format=yuv422p10le | mkv",
        "4:4:4             | 0x00b140 | 320x240 | format=yuv444p     | mkv",
        "RGB               | 0x00b140 | 320x240 | format=gbrp        | mkv",
        "interlaced        | 0x00b140 | 320x240 | format=yuv420p,setfield=tff | mkv",
      })
  void the_screen_goes_and_the_subject_stays(
      String what, String screen, String size, String filters, String extension) throws Exception {
    MediaInfo source =
        clip(dir.resolve("in." + extension), Integer.decode(screen), size, filters, LOSSLESS);
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertSubjectAlone(frame(part, 6));
    assertThat(times(part)).hasSize(12);
    assertThat(report.confidence()).isGreaterThan(0.99);
    assertThat(report.frames()).isEqualTo(12);
    assertThat(report.warnings())
        .isEqualTo(
            what.equals("interlaced")
                ? List.of("in.mkv was interlaced and is not any more.")
                : List.of());
    assertThat(size)
        .isEqualTo(
            probe(part).picture().orElseThrow().width()
                + "x"
                + probe(part).picture().orElseThrow().height());
  }

  @Test
  void full_range_levels_are_understood() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.avi"),
            GREEN,
            "320x240",
            "scale=out_range=pc:out_color_matrix=bt601,format=yuvj420p",
            "-c:v",
            "mjpeg",
            "-q:v",
            "2");
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertSubjectAlone(frame(part, 6));
    int found = Integer.parseInt(report.keyColor().substring(1), 16);
    assertThat(Math.abs((found >> 8 & 0xff) - (GREEN >> 8 & 0xff))).isLessThan(6);
  }

  /** Luma tells where an edge is; it must not take what is drawn on the subject for one. */
  /** Its chroma is of 2 by 2 pixels. */
  @ParameterizedTest
  @CsvSource({"1x1, png", "2x1, png", "1x2, png", "1x1, jpg", "2x1, jpg", "1x2, jpg", "64x1, png"})
  void a_picture_of_a_single_line_is_refused(String size, String kind) throws Exception {
    MediaInfo source =
        clip(dir.resolve("dot." + kind), GREEN, size, "null", "-frames:v", "1", "-update", "1");
    assertThatThrownBy(
            () -> key(source, KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, dir.resolve("o.png")))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessage(
            "The picture of dot."
                + kind
                + " is "
                + size.replace("x", " x ")
                + " pixels: keying takes 2 x 2 or more.");
  }

  @Test
  void lines_drawn_near_the_edge_make_no_holes_beside_them() throws Exception {
    String lines =
        "drawbox=x=104:y=64:w=2:h=72:t=fill:c=black,drawbox=x=108:y=64:w=2:h=72:t=fill:c=white,";
    MediaInfo source =
        clip(dir.resolve("in.mkv"), GREEN, "1280x720", lines + "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 3);
    for (int x = 108; x < 120; x++) {
      assertThat(picture.alpha(x, 100)).describedAs("column %d", x).isGreaterThan(247);
    }
  }

  @Test
  void uneven_light_and_noise_leave_no_trace() throws Exception {
    String ground =
        "color=c=0x20b040:s=320x240:r=12:d=1,format=rgb24,"
            + "geq=r='r(X,Y)*(0.7+0.5*X/W)':g='g(X,Y)*(0.7+0.5*X/W)':b='b(X,Y)*(0.7+0.5*X/W)'";
    MediaInfo source =
        KeyingClips.drawn(
            dir.resolve("in.mkv"),
            ground,
            "noise=alls=4:allf=t:all_seed=7,format=yuv420p",
            List.of(),
            LOSSLESS);
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    KeyingClips.Picture picture = frame(part, 3);
    assertSubjectAlone(picture);
    assertThat(picture.alpha(5, 120)).isLessThan(8);
    assertThat(picture.alpha(315, 120)).isLessThan(8);
  }

  @Test
  void saturated_yellow_and_cyan_are_not_taken_for_green() throws Exception {
    String bars =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=40:y=150:w=60:h=60:c=yellow:t=fill,"
            + "drawbox=x=200:y=150:w=60:h=60:c=cyan:t=fill";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), bars, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(70, 180)).isGreaterThan(245);
    assertThat(picture.alpha(230, 180)).isGreaterThan(245);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuva420p"})
  void light_and_dark_keep_their_levels(String format) throws Exception {
    String greys =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=20:y=150:w=60:h=60:c=0xf0f0f0:t=fill,"
            + "drawbox=x=220:y=150:w=60:h=60:c=0x202020:t=fill";
    MediaInfo source =
        KeyingClips.drawn(
            dir.resolve("in.mkv"),
            greys,
            "scale=out_color_matrix=bt709:out_range=tv,format=" + format,
            List.of(),
            "-color_range",
            "tv",
            "-colorspace",
            "bt709",
            "-c:v",
            "ffv1");
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.red(50, 180)).isBetween(0xf0 - 4, 0xf0 + 4);
    assertThat(picture.red(250, 180)).isBetween(0x20 - 4, 0x20 + 4);
  }

  @ParameterizedTest
  @EnumSource(names = {"MOV", "GIF", "PNG"})
  void each_format_keeps_the_transparency(OutputFormat format) throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "321x241", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out." + format.extension(false));

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.frames()).isEqualTo(12);
    Path looked = part;
    if (format == OutputFormat.PNG) {
      looked = dir.resolve("frame.png");
      try (ZipFile zip = new ZipFile(part.toFile())) {
        assertThat(zip.stream().map(Object::toString))
            .hasSize(12)
            .startsWith("frame_00001.png")
            .endsWith("frame_00012.png");
        Files.copy(zip.getInputStream(zip.getEntry("frame_00007.png")), looked);
      }
    } else {
      assertThat(times(part)).hasSize(12);
    }
    assertSubjectAlone(frame(looked, format == OutputFormat.PNG ? 0 : 6));
  }

  @Test
  void animated_webp_has_transparency_and_size() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "321x241", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.webp");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBP, dir, part);

    WebpHeader webp = WebpHeader.read(part);
    assertThat(webp.alpha()).isTrue();
    assertThat(webp.width()).isEqualTo(321);
    assertThat(webp.height()).isEqualTo(241);
    assertThat(report.frames()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"WEBM, libopus, opus", "WEBM, aac, opus", "MOV, aac, aac", "MOV, flac, aac"})
  void the_sound_is_kept(OutputFormat format, String encoder, String kept) throws Exception {
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", "-c:v", "ffv1", "-c:a", encoder);
    Path part = dir.resolve("out." + format.extension(false));

    key(source, KeyingSettings.DEFAULTS, format, dir, part);

    MediaInfo.Audio sound = probe(part).sound().orElseThrow();
    assertThat(sound.codec()).isEqualTo(kept);
    assertThat(probe(part).durationSeconds()).isBetween(0.95, 1.1);
  }

  @Test
  void a_turned_clip_is_written_as_it_is_shown() throws Exception {
    Path upright = dir.resolve("upright.mp4");
    clip(upright, GREEN, "320x240", "format=yuv420p", "-c:v", "libopenh264");
    Path turned = dir.resolve("turned.mp4");
    List<String> turn = new ArrayList<>(List.of("-display_rotation", "90"));
    turn.addAll(Ffmpeg.input(probe(upright)));
    turn.addAll(List.of("-c", "copy", "file:" + turned));
    FFMPEG.run(turn, Progress.Listener.NONE, new Cancellation());
    Path part = dir.resolve("out.webm");

    key(probe(turned), KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    MediaInfo.Video video = probe(part).picture().orElseThrow();
    assertThat(video.width()).isEqualTo(240);
    assertThat(video.height()).isEqualTo(320);
    assertThat(video.rotation()).isZero();
  }

  @Test
  void uneven_frame_times_are_kept() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "select='not(eq(mod(n,4),1))',format=yuv420p",
            "-fps_mode",
            "passthrough",
            "-c:v",
            "ffv1");
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertThat(times(part)).hasSize(9).isEqualTo(times(source.file()));
  }

  @ParameterizedTest
  @CsvSource({"320x240, 320, 240", "321x241, 322, 242"})
  void mp4_lays_the_subject_over_a_colour(String size, int width, int height) throws Exception {
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, size, "-c:v", "ffv1", "-c:a", "aac");
    Path part = dir.resolve("out.mp4");

    composite(source, OutputFormat.MP4, new Background.Color(0x2040a0), part);

    MediaInfo made = probe(part);
    assertThat(made.picture().orElseThrow().width()).isEqualTo(width);
    assertThat(made.picture().orElseThrow().height()).isEqualTo(height);
    assertThat(made.sound()).isPresent();
    assertThat(times(part)).hasSize(12);
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.distance(20, 20, 0x2040a0)).isLessThan(12);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(16);
  }

  @Test
  void mp4_lays_the_subject_over_a_video_repeated_to_the_clips_length() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path background = dir.resolve("background.mp4");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x802020:s=100x60:r=25:d=0.4",
            "-c:v",
            "libopenh264",
            "file:" + background),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("out.mp4");

    composite(source, OutputFormat.MP4, new Background.File(probe(background)), part);

    assertThat(times(part)).isEqualTo(times(source.file()));
    KeyingClips.Picture picture = frame(part, 11);
    assertThat(picture.distance(20, 20, 0x802020)).isLessThan(16);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(16);
  }

  @Test
  void a_still_picture_becomes_a_png() throws Exception {
    MediaInfo source =
        clip(dir.resolve("in.png"), GREEN, "321x241", "format=rgb24", "-frames:v", "1");
    Path part = dir.resolve("out.png");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    assertSubjectAlone(frame(part, 0));
  }

  @Test
  void a_still_picture_is_laid_over_another() throws Exception {
    MediaInfo source =
        clip(dir.resolve("in.png"), GREEN, "321x241", "format=rgb24", "-frames:v", "1");
    Path background = dir.resolve("background.png");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x802020:s=50x90",
            "-frames:v",
            "1",
            "file:" + background),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("out.png");

    composite(source, OutputFormat.PNG, new Background.File(probe(background)), part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(5, 5)).isEqualTo(255);
    assertThat(picture.distance(20, 20, 0x802020)).isLessThan(10);
    assertThat(probe(part).picture().orElseThrow().width()).isEqualTo(321);
  }

  @Test
  void what_was_transparent_before_stays_so() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(lt(X,140),0,255)'",
            LOSSLESS);
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(120, 100)).isLessThan(8);
    assertThat(picture.alpha(160, 100)).isGreaterThan(247);
    assertThat(picture.alpha(300, 200)).isLessThan(8);
  }

  @Test
  void edge_offset_moves_the_edge_and_softness_blurs_it() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, with(new MatteSettings(1, 0.07, 0.86, -5, 0)), OutputFormat.MOV, dir, part);
    assertThat(frame(part, 6).alpha(103, 100)).isLessThan(8);
    key(source, with(new MatteSettings(1, 0.07, 0.86, 5, 0)), OutputFormat.MOV, dir, part);
    assertThat(frame(part, 6).alpha(97, 100)).isGreaterThan(247);
    key(source, with(new MatteSettings(1, 0.07, 0.86, 0, 4)), OutputFormat.MOV, dir, part);
    assertThat(frame(part, 6).alpha(98, 100)).isBetween(40, 215);
  }

  @Test
  void a_corner_grows_and_shrinks_no_farther_than_a_side() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, with(new MatteSettings(1, 0.07, 0.86, 10, 0)), OutputFormat.MOV, dir, part);
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(92, 100)).isGreaterThan(247);
    assertThat(picture.alpha(140, 52)).isGreaterThan(247);
    // A square's corner would be here, half as far again from the subject's corner as its side.
    assertThat(picture.alpha(92, 52)).isLessThan(8);
  }

  @Test
  void a_clip_that_was_keyed_before_is_said_to_have_transparency() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path keyed = dir.resolve("keyed.mov");
    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, keyed);

    assertThatThrownBy(
            () ->
                key(
                    probe(keyed),
                    KeyingSettings.DEFAULTS,
                    OutputFormat.WEBM,
                    dir,
                    dir.resolve("out.webm")))
        .isInstanceOf(MediaException.class)
        .hasMessageStartingWith("No green or blue screen was found in keyed.mov")
        .hasMessageEndingWith("Its pictures have transparency: have they been keyed already?");
  }

  @Test
  void a_region_over_everything_is_named_as_what_may_be_wrong() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    KeyingSettings.Corrections all =
        new KeyingSettings.Corrections(
            List.of(Region.box(0, 0, 1, 1)), List.of(), 0, 0, KeyingSettings.Shadow.DROP);

    assertThatThrownBy(
            () -> key(source, with(all), OutputFormat.WEBM, dir, dir.resolve("out.webm")))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("the regions: hold_out, garbage or crop may cover all");
  }

  @Test
  void a_clip_without_a_screen_is_refused_unless_forced() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), 0x805030, "320x240", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.webm");

    assertThatThrownBy(() -> key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part))
        .isInstanceOfSatisfying(
            MediaException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(MediaException.Kind.BAD_INPUT);
              assertThat(e.sentence())
                  .startsWith("No green or blue screen was found in in.mkv")
                  .contains("key_color");
            });
    assertThat(part).doesNotExist();
  }

  @Test
  void a_given_colour_that_the_border_does_not_have_is_refused_unless_forced() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.webm");
    KeyColor blue = KeyColor.parse("#1040d0").orElseThrow();

    assertThatThrownBy(() -> key(source, with(blue, false), OutputFormat.WEBM, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("only 0 % of the picture's border has the key_color #1040d0")
        .hasMessageContaining("\"force\": true");
    // Forced, nothing is blue, so nothing becomes transparent, and that is said too.
    assertThatThrownBy(() -> key(source, with(blue, true), OutputFormat.WEBM, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("not partly transparent");
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBM", "MOV", "PNG"})
  void a_subject_may_be_seen_for_a_moment_only(OutputFormat format) throws Exception {
    Path clip = dir.resolve("moment.mp4");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=0x10c020:s=320x240:r=12:d=3,format=yuv420p,"
                + "drawbox=x=100:y=60:w=80:h=80:c=0xd08040:t=fill:enable='between(n,14,15)'",
            "file:" + clip.toAbsolutePath()),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("part");

    KeyingReport report = key(probe(clip), KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.frames()).isEqualTo(36);
  }

  @Test
  void force_keys_a_clip_whose_border_is_not_the_screen() throws Exception {
    MediaInfo source = framed(95, "0x404040");
    Path part = dir.resolve("out.webm");

    assertThatThrownBy(() -> key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part))
        .hasMessageContaining("only 0 % of the picture's border");
    KeyingReport report = key(source, with(KeyColor.AUTO, true), OutputFormat.WEBM, dir, part);

    assertThat(report.confidence()).isZero();
    KeyingClips.Picture shown = frame(part, 6);
    assertThat(shown.alpha(200, 120)).isLessThan(8);
    assertThat(shown.alpha(140, 100)).isGreaterThan(247);
  }

  @Test
  void a_screen_within_a_black_frame_is_found_and_the_frame_goes_with_it() throws Exception {
    MediaInfo source = framed(30, "black");
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertThat(report.confidence()).isGreaterThan(0.9);
    assertSubjectAlone(frame(part, 6));
  }

  @Test
  void light_that_swings_leaves_no_trace() throws Exception {
    String ground =
        "color=c=0x20b040:s=320x240:r=12:d=1,format=rgb24,"
            + "geq=r='r(X,Y)*(0.75+0.25*sin(T*9))':g='g(X,Y)*(0.75+0.25*sin(T*9))'"
            + ":b='b(X,Y)*(0.75+0.25*sin(T*9))'";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), ground, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    List<KeyingClips.Picture> pictures = frames(part);
    for (int number : new int[] {0, 3, 5, 8, 11}) {
      assertSubjectAlone(pictures.get(number));
    }
  }

  @Test
  void white_that_throws_back_the_screens_light_stays_solid_and_turns_white() throws Exception {
    String tinted =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=30:y=150:w=260:h=80:c=0xb8f0cc:t=fill";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), tinted, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(160, 190)).isGreaterThan(250);
    assertThat(picture.alpha(40, 160)).isGreaterThan(250);
    assertThat(picture.unevenness(160, 190)).as("colour of the white").isLessThan(8);
    assertThat(picture.alpha(10, 190)).isLessThan(8);
  }

  @Test
  void white_on_a_blue_screen_turns_white_and_not_mint() throws Exception {
    // White and three tenths of the screen's light.
    String tinted =
        "color=c=0x1450c8:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=30:y=150:w=260:h=80:c=0xaab8d4:t=fill";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), tinted, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(160, 190)).isGreaterThan(250);
    assertThat(picture.unevenness(160, 190)).as("colour of the white").isLessThan(8);
  }

  @Test
  void what_stands_still_over_one_border_is_a_subject_and_no_studio_wall() throws Exception {
    String covered =
        "color=c=0x10c040:s=320x240:r=12:d=1,format=gbrp,"
            + "geq=r='if(lt(X,250),r(X,Y),200-Y/3)':g='if(lt(X,250),g(X,Y),110-Y/5)'"
            + ":b='if(lt(X,250),b(X,Y),70)'";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), covered, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(270, 20)).isGreaterThan(250);
    assertThat(picture.alpha(310, 220)).isGreaterThan(250);
    assertThat(picture.alpha(40, 220)).isLessThan(8);
  }

  @Test
  void a_subject_that_the_screen_lights_most_at_its_edge_stays_solid_to_the_edge()
      throws Exception {
    String depth = "min(min(X-30,289-X),Y-150)";
    String tinted =
        ("color=c=0x00b140:s=320x240:r=12:d=1,format=gbrp,"
                + "geq=r='if(lt(%1$s,0),r(X,Y),150)':b='if(lt(%1$s,0),b(X,Y),150)'"
                + ":g='if(lt(%1$s,0),g(X,Y),160+44*exp(-(%1$s)/9))'")
            .formatted(depth);
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), tinted, "format=yuv420p", List.of(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    for (int inwards : new int[] {3, 6, 10, 20, 40}) {
      assertThat(picture.alpha(30 + inwards, 200)).as("%d inwards", inwards).isGreaterThan(240);
    }
    assertThat(picture.alpha(26, 200)).isLessThan(10);
  }

  @Test
  void a_held_region_stays_and_a_garbage_region_goes() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Path part = dir.resolve("out.mov");
    KeyingSettings.Corrections corrections =
        new KeyingSettings.Corrections(
            List.of(Region.box(0.7, 0.7, 0.9, 0.9)),
            List.of(Region.box(0, 0, 0.4, 1)),
            0,
            0,
            KeyingSettings.Shadow.DROP);

    key(source, with(corrections), OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(256, 192)).as("held").isGreaterThan(250);
    assertThat(picture.alpha(110, 100)).as("garbage").isLessThan(4);
    assertThat(picture.alpha(160, 100)).as("subject").isGreaterThan(250);
  }

  @Test
  void regions_painted_white_in_a_picture_stay_or_go() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    // Of another size than the clip: the lower right quarter is to stay, the left half to go.
    MediaInfo hold = painted("hold.png", "gte(X,80)*gte(Y,50)", "255");
    // White where nothing is painted, too, but transparent there.
    MediaInfo garbage = painted("garbage.png", "1", "255*lt(X,80)");
    Path part = dir.resolve("out.mov");

    new Keyer(KeyingClips.FFMPEG)
        .key(
            new KeyingRequest(
                source,
                KeyingSettings.DEFAULTS,
                OutputFormat.MOV,
                Optional.empty(),
                Optional.empty(),
                new PaintedMattes(Optional.of(hold), Optional.of(garbage))),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(260, 200)).as("screen held").isGreaterThan(247);
    assertThat(picture.alpha(120, 100)).as("subject in the garbage").isLessThan(8);
    assertThat(picture.alpha(170, 100)).as("subject elsewhere").isGreaterThan(247);
    assertThat(picture.alpha(260, 60)).as("screen elsewhere").isLessThan(8);
  }

  private MediaInfo painted(String name, String white, String alpha) throws Exception {
    Path file = dir.resolve(name);
    KeyingClips.FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=black:s=160x100:r=1:d=1,format=gbrap,geq=r='255*%1$s':g='255*%1$s':b='255*%1$s':a='%2$s'"
                .formatted(white, alpha),
            "-frames:v",
            "1",
            "file:" + file.toAbsolutePath()),
        mediaworker.media.Progress.Listener.NONE,
        new Cancellation());
    return KeyingClips.probe(file);
  }

  @Test
  void a_shadow_is_dropped_or_kept_as_black() throws Exception {
    String shaded =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=200:y=170:w=50:h=40:c=0x006a26:t=fill";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), shaded, "format=yuv420p", List.of(), LOSSLESS);
    Path dropped = dir.resolve("dropped.mov");
    Path kept = dir.resolve("kept.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, dropped);
    key(
        source,
        with(
            new KeyingSettings.Corrections(List.of(), List.of(), 0, 0, KeyingSettings.Shadow.KEEP)),
        OutputFormat.MOV,
        dir,
        kept);

    assertThat(frame(dropped, 6).alpha(225, 190)).isLessThan(8);
    KeyingClips.Picture picture = frame(kept, 6);
    assertThat(picture.alpha(225, 190)).isBetween(50, 130);
    assertThat(picture.distance(225, 190, 0)).isLessThan(12);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
    assertSubjectAlone(picture);
  }

  @Test
  void a_shadow_is_not_kept_where_a_person_has_cleared_the_picture() throws Exception {
    String shaded =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=200:y=150:w=110:h=60:c=0x006a26:t=fill";
    MediaInfo source =
        KeyingClips.drawn(dir.resolve("in.mkv"), shaded, "format=yuv420p", List.of(), LOSSLESS);
    Path kept = dir.resolve("kept.mov");
    Region right = Region.box(0.8, 0, 1, 1);

    key(
        source,
        with(
            new KeyingSettings.Corrections(
                List.of(), List.of(right), 0, 0, KeyingSettings.Shadow.KEEP)),
        OutputFormat.MOV,
        dir,
        kept);

    KeyingClips.Picture picture = frame(kept, 6);
    assertThat(picture.alpha(220, 180)).isBetween(50, 130);
    assertThat(picture.alpha(285, 180)).isZero();
  }

  @Test
  void holes_are_closed_when_asked() throws Exception {
    String filters = "drawbox=x=138:y=98:w=4:h=4:c=0x00b140:t=fill,format=yuv444p";
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", filters, LOSSLESS);
    Path closed = dir.resolve("closed.mov");

    key(
        source,
        with(
            new KeyingSettings.Corrections(List.of(), List.of(), 0, 4, KeyingSettings.Shadow.DROP)),
        OutputFormat.MOV,
        dir,
        closed);

    assertThat(frame(closed, 6).alpha(140, 100)).isGreaterThan(250);
  }

  private MediaInfo framed(int thickness, String color) throws Exception {
    String framed =
        "color=c=0x00b140:s=320x240:r=12:d=1,format=rgb24,"
            + "drawbox=x=0:y=0:w=320:h=240:c=%s:t=%d".formatted(color, thickness);
    return KeyingClips.drawn(dir.resolve("in.mkv"), framed, "format=yuv420p", List.of(), LOSSLESS);
  }

  private static KeyingSettings with(KeyingSettings.Corrections corrections) {
    return new KeyingSettings(
        KeyColor.AUTO,
        MatteSettings.DEFAULTS,
        SpillSettings.DEFAULTS,
        PlateMode.AUTO,
        corrections,
        0,
        false);
  }

  @Test
  void a_flat_plate_is_one_colour_and_nothing_is_guessed() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    KeyingSettings flat =
        new KeyingSettings(
            KeyColor.AUTO,
            MatteSettings.DEFAULTS,
            SpillSettings.DEFAULTS,
            PlateMode.OFF,
            KeyingSettings.Corrections.NONE,
            0,
            false);
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, flat, OutputFormat.WEBM, dir, part);

    assertThat(report.guessedCells()).isZero();
    assertSubjectAlone(frame(part, 6));
  }

  @Test
  void progress_rises_to_the_end_and_counts_frames() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    List<Double> fractions = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    KeyingRequest request =
        new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, Optional.empty());

    new Keyer(FFMPEG)
        .key(
            request,
            dir,
            dir.resolve("out.webm"),
            (fraction, message) -> {
              fractions.add(fraction);
              messages.add(message);
            },
            new Cancellation());

    assertThat(fractions).isSorted().allSatisfy(f -> assertThat(f).isBetween(0.0, 1.0));
    assertThat(messages).first().asString().matches("measuring, frame 0 of 12, about \\d+ s left");
    assertThat(messages).last().isEqualTo("checking the result");
    assertThat(messages).anyMatch(message -> message.startsWith("frame 12 of 12"));
    assertMoves("reading", fractions, messages);
  }

  @Test
  void progress_tells_of_measuring_where_that_comes_before_the_frames() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    List<Double> fractions = new ArrayList<>();
    List<String> messages = new ArrayList<>();

    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.GIF, Optional.empty()),
            dir,
            dir.resolve("out.gif"),
            (fraction, message) -> {
              fractions.add(fraction);
              messages.add(message);
            },
            new Cancellation());

    assertThat(fractions).isSorted();
    assertMoves("reading", fractions, messages);
    assertMoves("measuring", fractions, messages);
  }

  /** Such a step is a good part of the work, so it moves the progress too. */
  private static void assertMoves(String step, List<Double> fractions, List<String> messages) {
    int half = indexOf(messages, step + ", frame 6 of 12, about \\d+ s left");
    int whole = indexOf(messages, step + ", frame 12 of 12, about \\d+ s left");
    assertThat(fractions.get(half)).isBetween(0.01, fractions.get(whole) - 0.01);
  }

  private static int indexOf(List<String> messages, String pattern) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).matches(pattern)) {
        return i;
      }
    }
    throw new AssertionError("no " + pattern + " in " + messages);
  }

  @Test
  void a_cancelled_run_stops_at_once() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    Cancellation cancellation = new Cancellation();
    KeyingRequest request =
        new KeyingRequest(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, Optional.empty());

    assertThatThrownBy(
            () ->
                new Keyer(FFMPEG)
                    .key(
                        request,
                        dir,
                        dir.resolve("out.webm"),
                        (fraction, message) -> cancellation.cancel(Cancellation.Reason.TAKEN_BACK),
                        cancellation))
        .isInstanceOf(CancellationException.class);
  }

  private void composite(MediaInfo source, OutputFormat format, Background background, Path part)
      throws MediaException, IOException, InterruptedException {
    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(
                source, KeyingSettings.DEFAULTS, format, Optional.of(Composite.over(background))),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());
  }

  private static KeyingSettings with(MatteSettings matte) {
    return new KeyingSettings(
        KeyColor.AUTO,
        matte,
        SpillSettings.DEFAULTS,
        PlateMode.AUTO,
        KeyingSettings.Corrections.NONE,
        0,
        false);
  }

  private static KeyingSettings with(KeyColor color, boolean force) {
    return new KeyingSettings(
        color,
        MatteSettings.DEFAULTS,
        SpillSettings.DEFAULTS,
        PlateMode.AUTO,
        KeyingSettings.Corrections.NONE,
        0,
        force);
  }

  /** The square is there, whole and in its colour; the screen is gone on all sides of it. */
  private static void assertSubjectAlone(KeyingClips.Picture picture) {
    assertThat(picture.alpha(140, 100)).isGreaterThan(247);
    assertThat(picture.alpha(104, 64)).isGreaterThan(247);
    assertThat(picture.alpha(176, 136)).isGreaterThan(247);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(16);
    assertThat(picture.alpha(4, 4)).isLessThan(8);
    assertThat(picture.alpha(96, 100)).isLessThan(8);
    assertThat(picture.alpha(184, 100)).isLessThan(8);
    assertThat(picture.alpha(310, 230)).isLessThan(8);
  }
}
