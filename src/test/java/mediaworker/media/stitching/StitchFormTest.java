package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.countingDvd;
import static mediaworker.media.timeline.GeneratedClips.countingProgramStream;
import static mediaworker.media.timeline.GeneratedClips.countingWithPause;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.pauseThereAndBack;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static mediaworker.media.timeline.GeneratedClips.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.H264;
import mediaworker.media.HdrPatch;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.media.timeline.GeneratedClips.Shown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StitchFormTest {

  @TempDir Path dir;

  @Test
  void a_fade_goes_through_any_colour() throws Exception {
    Path red = color("red");
    Path blue = color("blue");
    Joint joint = new Joint(Transition.FADE_THROUGH_COLOR, 0.4, "0x20c040");
    Stitching.Done done = Stitching.of(red, blue).joints(joint).run(dir);
    assertThat(done.report().frames()).isEqualTo(48);
    List<int[]> centre = pixels(done.file(), 80, 60);
    assertColor(centre.get(16), 255, 0, 0);
    assertColor(centre.get(24), 0x20, 0xc0, 0x40);
    assertThat(centre.get(21)[2]).as("no blue before the middle").isLessThan(70);
    assertColor(centre.get(31), 0, 0, 255);
  }

  @Test
  void a_size_is_refused_only_where_h264_cannot_have_it() throws Exception {
    Path clip = h264(dir.resolve("a.mp4"), "testsrc2=s=160x90:r=10:d=0.1");
    Stitching.Done done =
        Stitching.of(clip, clip).form(form(4096, 2160, Fit.STRETCH, null, null)).run(dir);
    assertThat(probe(done.file()).picture().orElseThrow().width()).isEqualTo(4096);
    assertThatThrownBy(
            () -> Stitching.of(clip, clip).form(form(5120, 2880, Fit.STRETCH, null, null)).run(dir))
        .hasMessageContaining("A size of 5120x2880 is more than H.264 can have here");
  }

  @Test
  void no_size_is_too_large_for_another_encoder_of_h264() throws Exception {
    Path clip = h264(dir.resolve("a.mp4"), "testsrc2=s=160x90:r=10:d=0.1");
    List<Take> takes = List.of(Take.plain(read(clip)));
    FormRequest large = form(5120, 2880, Fit.STRETCH, null, null);
    boolean limited = H264.limited(Set.of("libx264", "libopenh264"));

    StitchForm form = StitchForm.of(takes, large, false, limited);

    assertThat(form.canvas().width()).isEqualTo(5120);
    assertThat(form.shrinking(takes, large, limited)).isEmpty();
    assertThat(H264.limited(Set.of("libopenh264"))).isTrue();
  }

  @Test
  void clips_too_large_for_h264_are_made_smaller_and_it_is_said() throws Exception {
    Path large =
        make(
            dir.resolve("large.webm"),
            lavfi("testsrc2=s=4400x2400:r=10:d=0.1"),
            List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"));
    Path small = h264(dir.resolve("small.mp4"), "testsrc2=s=160x90:r=10:d=0.1");
    Stitching.Done done = Stitching.of(large, small).run(dir);
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.width() * picture.height()).isBetween(9_300_000, 9_437_184);
    assertThat(done.report().notes())
        .singleElement()
        .asString()
        .startsWith("A size of 4400x2400 is more than H.264 can have here")
        .endsWith("so it is made " + picture.width() + "x" + picture.height());
  }

  @Test
  void each_joint_has_its_own_transition() throws Exception {
    Path red = color("red");
    Path blue = color("blue");
    Stitching.Done done =
        Stitching.of(red, blue, red, blue)
            .joints(
                Joint.of(Transition.WIPE_RIGHT, 0.4),
                Joint.CUT,
                Joint.of(Transition.FADE_THROUGH_WHITE, 0.2))
            .run(dir);
    assertThat(done.report().frames()).isEqualTo(4 * 30 - 12 - 6);
    Shown shown = shown(done.file());
    assertColor(shown.at(24, 4, 60), 0, 0, 255);
    assertColor(shown.at(24, 154, 60), 255, 0, 0);
    assertColor(shown.at(47, 4, 60), 0, 0, 255);
    assertColor(shown.at(48, 4, 60), 255, 0, 0);
    assertColor(shown.at(75, 4, 60), 255, 255, 255);
    assertColor(shown.at(101, 4, 60), 0, 0, 255);
  }

  @Test
  void a_clip_is_repeated_by_copying_it() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 0.5);
    Stitching.Done done = Stitching.of(new ClipRequest(Cut.whole(a), 3, false, 1, "a")).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      expected.addAll(IntStream.range(0, 15).boxed().toList());
    }
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void a_part_is_played_there_and_back_twice() throws Exception {
    Path a = h264WithCount("a.mp4", 2);
    Stitching.Done done =
        Stitching.of(
                new ClipRequest(new Cut(a, 0.5, OptionalDouble.of(0.8)), 2, true, 1, "a"),
                new ClipRequest(new Cut(a, 0, OptionalDouble.of(0.2)), 2, false, 1, "b"))
            .run(dir);
    List<Integer> there = List.of(15, 16, 17, 18, 19, 20, 21, 22, 23, 22, 21, 20, 19, 18, 17, 16);
    List<Integer> expected = new ArrayList<>(there);
    expected.addAll(there);
    expected.addAll(List.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5));
    assertThat(numbers(done.file())).isEqualTo(expected);
    assertThat(done.report().notes()).singleElement().asString().contains("without sound");
    assertThat(probe(done.file()).sound()).isPresent();
  }

  @Test
  void rgb_clips_keep_their_colours_when_played_again() throws Exception {
    Path rgb =
        make(
            dir.resolve("rgb.mov"),
            lavfi("color=0xc83c28:s=1280x720:r=10:d=0.4,format=rgb24"),
            List.of("-c:v", "qtrle"));
    for (boolean pingPong : List.of(false, true)) {
      Stitching.Done done =
          Stitching.of(new ClipRequest(Cut.whole(rgb), 2, pingPong, 1, "rgb"))
              .form(form(640, 360, Fit.CONTAIN, null, null))
              .run(dir);
      assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
      int[] pixel = pixels(done.file(), 320, 180).get(2);
      assertThat(pixel[0]).as("red").isCloseTo(0xc8, within(5));
      assertThat(pixel[1]).as("green").isCloseTo(0x3c, within(5));
      assertThat(pixel[2]).as("blue").isCloseTo(0x28, within(5));
    }
  }

  @Test
  void transparent_rgb_clips_keep_fine_colours_when_played_again() throws Exception {
    Path stripes =
        make(
            dir.resolve("stripes.mov"),
            lavfi(
                "color=black:s=160x120:r=10:d=0.4,format=gbrap,geq=r='255*mod(X,2)':g=0:b='255*mod(X+1,2)':a=128"),
            List.of("-c:v", "qtrle", "-pix_fmt", "argb"));
    Stitching.Done done =
        Stitching.of(new ClipRequest(Cut.whole(stripes), 2, false, 1, "stripes"))
            .form(
                new FormRequest(
                    480,
                    360,
                    Optional.empty(),
                    Fit.CONTAIN,
                    null,
                    Optional.of(FormRequest.Output.MOV)))
            .run(dir);
    Shown shown = shown(done.file());
    int[] red = shown.at(2, 244, 180);
    int[] blue = shown.at(2, 241, 180);
    assertThat(red[0] - red[2]).as("red beside blue, each one pixel wide").isGreaterThan(150);
    assertThat(blue[2] - blue[0]).as("blue beside red").isGreaterThan(150);
    assertThat(red[3]).as("alpha").isCloseTo(128, within(2));
  }

  @Test
  void deep_rgb_clips_keep_their_levels_when_played_again() throws Exception {
    for (String format : List.of("gbrap10le", "gbrap12le", "rgba64le")) {
      Path ramp =
          make(
              dir.resolve(format + ".mkv"),
              lavfi(
                  "color=black:s=160x120:r=10:d=0.4,format=gbrap10le,"
                      + "geq=r='400+X':g='300+X':b='500+X':a='1023*lt(Y,100)',format="
                      + format),
              List.of("-c:v", "ffv1", "-pix_fmt", format));
      FormRequest form =
          new FormRequest(
              160, 120, Optional.empty(), Fit.CONTAIN, null, Optional.of(FormRequest.Output.MOV));
      List<int[]> once = luma(Stitching.of(ramp, ramp).form(form).run(dir).file());
      List<int[]> again =
          luma(
              Stitching.of(
                      new ClipRequest(Cut.whole(ramp), 2, true, 1, "ramp"), ClipRequest.whole(ramp))
                  .form(form)
                  .run(dir)
                  .file());
      double difference = 0;
      for (int x = 0; x < 160; x++) {
        difference += Math.abs(once.get(1)[x] - again.get(1)[x]) / 160.0;
      }
      assertThat(difference).as(format + ", of 1024 levels").isLessThan(0.1);
    }
  }

  /** The ten-bit levels of one row of each picture. */
  private static List<int[]> luma(Path file) throws Exception {
    List<int[]> rows = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-vf", "format=yuva444p10le,extractplanes=y,crop=160:1:0:40"));
    arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(
            320,
            (index, bytes) -> {
              int[] row = new int[160];
              for (int x = 0; x < 160; x++) {
                row[x] = (bytes[2 * x] & 0xff) | (bytes[2 * x + 1] & 0xff) << 8;
              }
              rows.add(row);
            }),
        new Cancellation());
    return rows;
  }

  @Test
  void the_frame_is_as_asked_for_with_bars_of_the_background() throws Exception {
    Path red = color("red");
    Stitching.Done done =
        Stitching.of(red, red)
            .form(form(320, 120, Fit.CONTAIN, "0x00ff00", new Rational(25, 1)))
            .run(dir);
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.height()).isEqualTo(120);
    assertThat(done.report().frames()).isEqualTo(50);
    assertThat(read(done.file()).times().longestStep()).isCloseTo(0.04, within(0.001));
    Shown shown = shown(done.file());
    assertColor(shown.at(20, 10, 60), 0, 255, 0);
    assertColor(shown.at(20, 160, 60), 255, 0, 0);
  }

  @Test
  void clips_cover_the_frame_or_are_stretched_to_it() throws Exception {
    // A green stripe on the left quarter, red elsewhere.
    Path striped =
        h264(
            dir.resolve("striped.mp4"),
            "color=red:s=160x120:r=30:d=0.5,drawbox=w=40:h=120:color=0x00ff00:t=fill");
    Path cover =
        Stitching.of(striped, striped).form(form(120, 120, Fit.COVER, null, null)).run(dir).file();
    Shown shown = shown(cover);
    assertColor(shown.at(5, 10, 60), 0, 255, 0);
    assertColor(shown.at(5, 28, 60), 255, 0, 0);
    Path stretched =
        Stitching.of(striped, striped)
            .form(form(320, 120, Fit.STRETCH, null, null))
            .run(dir)
            .file();
    Shown wide = shown(stretched);
    assertColor(wide.at(5, 70, 60), 0, 255, 0);
    assertColor(wide.at(5, 90, 60), 255, 0, 0);
  }

  @Test
  void a_size_that_is_half_said_follows_the_clips() throws Exception {
    Path red = color("red");
    Path out = Stitching.of(red, red).form(form(320, 0, Fit.CONTAIN, null, null)).run(dir).file();
    assertThat(probe(out).picture().orElseThrow().height()).isEqualTo(240);
  }

  @Test
  void transparent_clips_are_laid_over_the_background() throws Exception {
    Path clip = halfRedWebm(dir.resolve("a.webm"));
    Stitching.Done done =
        Stitching.of(clip, clip)
            .joints(Joint.of(Transition.CROSSFADE, 0.3))
            .form(form(0, 0, Fit.CONTAIN, "0x0000ff", null))
            .run(dir);
    assertThat(done.file()).hasExtension("mp4");
    Shown shown = shown(done.file());
    assertColor(shown.at(25, 20, 60), 255, 0, 0);
    assertColor(shown.at(25, 140, 60), 0, 0, 255);
  }

  @Test
  void transparency_goes_from_one_format_to_the_other() throws Exception {
    Path webm = halfRedWebm(dir.resolve("a.webm"));
    Path mov = halfRedProres(dir.resolve("a.mov"));
    FormRequest asMov =
        new FormRequest(
            0, 0, Optional.empty(), Fit.CONTAIN, null, Optional.of(FormRequest.Output.MOV));
    FormRequest asWebm =
        new FormRequest(
            0, 0, Optional.empty(), Fit.CONTAIN, null, Optional.of(FormRequest.Output.WEBM));
    Joint wipe = Joint.of(Transition.WIPE_DOWN, 0.4);
    Stitching.Done prores = Stitching.of(webm, mov).joints(wipe).form(asMov).run(dir);
    Stitching.Done vp9 = Stitching.of(mov, mov).joints(wipe).form(asWebm).run(dir);
    assertThat(probe(prores.file()).picture().orElseThrow().codec()).isEqualTo("prores");
    assertThat(probe(vp9.file()).picture().orElseThrow().codec()).isEqualTo("vp9");
    for (Stitching.Done done : List.of(prores, vp9)) {
      Shown shown = shown(done.file());
      assertThat(shown.at(24, 140, 60)[3]).isLessThan(10);
      assertThat(shown.at(24, 20, 60)[3]).isGreaterThan(245);
    }
  }

  @Test
  void only_what_can_be_seen_through_makes_a_result_transparent() throws Exception {
    String source = "testsrc2=s=160x90:r=10:d=1";
    Path gif = make(dir.resolve("opaque.gif"), lavfi(source));
    Path palette =
        make(
            dir.resolve("palette.png"),
            lavfi(source + ",split[a][b];[a]palettegen[p];[b][p]paletteuse"),
            List.of("-frames:v", "1"));
    Path rgba =
        make(
            dir.resolve("rgba.png"),
            lavfi(source + ",format=rgba"),
            List.of("-frames:v", "1", "-pix_fmt", "rgba"));
    for (Path file : List.of(palette, rgba)) {
      assertThat(probe(file).picture().orElseThrow().alpha()).as("what its form says").isTrue();
    }
    Cut second = new Cut(palette, 0, OptionalDouble.of(1));
    Stitching.Done opaque =
        Stitching.of(
                ClipRequest.whole(gif),
                ClipRequest.of(second),
                ClipRequest.of(new Cut(rgba, 0, OptionalDouble.of(1))),
                ClipRequest.whole(color("red")))
            .run(dir);
    assertThat(opaque.file().toString()).endsWith(".mp4");
    assertThat(probe(opaque.file()).picture().orElseThrow().alpha()).isFalse();

    Path half =
        make(
            dir.resolve("half.gif"),
            List.of("-i", "file:" + halfRedProres(dir.resolve("half.mov")).toAbsolutePath()),
            List.of("-vf", "split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse"));
    Stitching.Done transparent = Stitching.of(half, color("red")).run(dir);
    assertThat(transparent.file().toString()).endsWith(".webm");
    Shown shown = shown(transparent.file());
    assertThat(shown.at(2, 140, 60)[3]).isLessThan(10);
    assertThat(shown.at(2, 20, 60)[3]).isGreaterThan(245);
  }

  @Test
  void program_streams_and_dvd_clips_are_joined_with_every_picture() throws Exception {
    Path stream = countingProgramStream(dir.resolve("a.mpg"), 2);
    Path dvd = countingDvd(dir.resolve("a.vob"), 1);
    Stitching.Done done = Stitching.of(stream, stream, dvd).run(dir);
    assertThat(done.report().frames()).isEqualTo(150);
    assertThat(done.report().seconds()).isCloseTo(5, within(0.001));
    List<Integer> two = IntStream.range(0, 60).map(i -> i % 50).boxed().toList();
    List<Integer> expected = new ArrayList<>(two);
    expected.addAll(two);
    expected.addAll(IntStream.range(0, 30).boxed().toList());
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void still_images_are_clips_of_a_length() throws Exception {
    Path still = make(dir.resolve("still.png"), lavfi("color=0x20c040:s=101x75:d=1:r=1"));
    Path red = color("red");
    ClipRequest shown = ClipRequest.of(new Cut(still, 0, OptionalDouble.of(0.7)));
    Stitching.Done done =
        Stitching.of(ClipRequest.whole(red), shown, ClipRequest.whole(red)).run(dir);
    assertThat(done.report().frames()).isEqualTo(30 + 21 + 30);
    assertColor(pixels(done.file(), 80, 60).get(40), 0x20, 0xc0, 0x40);
    Stitching.Done alone = Stitching.of(shown, shown).run(dir);
    assertThat(alone.report().frames()).isEqualTo(42);
    assertThat(probe(alone.file()).picture().orElseThrow().width()).isEven();
    assertThat(probe(alone.file()).picture().orElseThrow().rate().value()).isEqualTo(30);
    FrameTimes times = read(alone.file()).times();
    assertThat(times.steady()).isTrue();
    assertThat(times.end()).isCloseTo(1.4, within(0.001));
  }

  @Test
  void the_largest_clip_sets_the_size_and_a_still_only_where_all_are_stills() throws Exception {
    Path photo = make(dir.resolve("photo.png"), lavfi("color=0x20c040:s=640x480:d=1:r=1"));
    Path card = make(dir.resolve("card.png"), lavfi("color=0x20c040:s=320x240:d=1:r=1"));
    ClipRequest shown = ClipRequest.of(new Cut(photo, 0, OptionalDouble.of(0.2)));
    ClipRequest small = ClipRequest.of(new Cut(card, 0, OptionalDouble.of(0.2)));
    MediaInfo.Video beside =
        probe(Stitching.of(shown, ClipRequest.whole(color("red"))).run(dir).file())
            .picture()
            .orElseThrow();
    assertThat(beside.width()).isEqualTo(160);
    assertThat(beside.height()).isEqualTo(120);
    MediaInfo.Video alone =
        probe(Stitching.of(small, shown).run(dir).file()).picture().orElseThrow();
    assertThat(alone.width()).isEqualTo(640);
    assertThat(alone.height()).isEqualTo(480);
  }

  @Test
  void transparent_stills_alone_become_webm() throws Exception {
    Path veil =
        make(dir.resolve("veil.png"), lavfi("color=0x20c04080:s=64x48:d=1:r=1,format=rgba"));
    ClipRequest shown = ClipRequest.of(new Cut(veil, 0, OptionalDouble.of(0.2)));
    Stitching.Done done = Stitching.of(shown, shown).run(dir);
    assertThat(done.file().toString()).endsWith(".webm");
    assertThat(probe(done.file()).picture().orElseThrow().alpha()).isTrue();
  }

  @Test
  void still_images_take_part_in_transitions() throws Exception {
    Path still = make(dir.resolve("still.png"), lavfi("color=0x20c040:s=101x75:d=1:r=1"));
    ClipRequest red = ClipRequest.whole(color("red"));
    ClipRequest shown = ClipRequest.of(new Cut(still, 0, OptionalDouble.of(1)));
    for (Transition transition : List.of(Transition.CROSSFADE, Transition.FADE_THROUGH_BLACK)) {
      Joint joint = Joint.of(transition, 0.4);
      Stitching.Done done =
          Stitching.of(red, shown, shown, red).joints(joint, joint, joint).run(dir);
      assertThat(done.report().frames()).as(transition.word()).isEqualTo(4 * 30 - 3 * 12);
      assertThat(read(done.file()).times().steady()).as(transition.word()).isTrue();
      assertColor(pixels(done.file(), 80, 60).get(33), 0x20, 0xc0, 0x40);
    }
  }

  @Test
  void a_still_of_less_than_a_picture_is_one_picture() throws Exception {
    Path still = make(dir.resolve("still.png"), lavfi("color=0x20c040:s=101x75:d=1:r=1"));
    ClipRequest shown = ClipRequest.of(new Cut(still, 0, OptionalDouble.of(0.01)));
    ClipRequest red = ClipRequest.whole(color("red"));
    Stitching.Done last = Stitching.of(red, shown).run(dir);
    assertThat(last.report().frames()).isEqualTo(31);
    assertColor(pixels(last.file(), 80, 60).get(30), 0x20, 0xc0, 0x40);
    Stitching.Done first = Stitching.of(shown, red, shown).run(dir);
    assertThat(first.report().frames()).isEqualTo(32);
    Shown seen = shown(first.file());
    assertColor(seen.at(0, 80, 60), 0x20, 0xc0, 0x40);
    assertColor(seen.at(1, 80, 60), 255, 0, 0);
  }

  @Test
  void the_smallest_picture_can_be_stitched() throws Exception {
    Path dot = make(dir.resolve("dot.png"), lavfi("color=0x20c040:s=1x1:d=1:r=1"));
    ClipRequest shown = ClipRequest.of(new Cut(dot, 0, OptionalDouble.of(0.5)));
    Stitching.Done done = Stitching.of(shown, shown).run(dir);
    assertThat(done.report().frames()).isEqualTo(30);
    assertColor(pixels(done.file(), 8, 8).get(20), 0x20, 0xc0, 0x40);
    assertThat(done.report().notes())
        .containsExactly("a size of 1x1 is made 16x16, since sides must be even and at least 16");
    Stitching.Done beside = Stitching.of(ClipRequest.whole(color("red")), shown).run(dir);
    assertThat(beside.report().notes()).isEmpty();
    assertColor(pixels(beside.file(), 80, 60).get(40), 0x20, 0xc0, 0x40);
  }

  @Test
  void sides_rounded_to_even_numbers_leave_no_lines() throws Exception {
    Path wide = h264(dir.resolve("wide.mp4"), "color=white:s=640x360:r=30:d=1");
    FormRequest narrow =
        new FormRequest(400, 0, Optional.empty(), Fit.CONTAIN, null, Optional.empty());
    Stitching.Done done = Stitching.of(wide, wide).form(narrow).run(dir);
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.height()).isEqualTo(226);
    assertThat(done.report().notes())
        .containsExactly(
            "a size of 400x225 is made 400x226, since sides must be even and at least 16");
    Shown alone = shown(done.file());
    for (int[] place : new int[][] {{200, 0}, {200, 224}, {0, 100}, {398, 100}}) {
      assertColor(alone.at(40, place[0], place[1]), 255, 255, 255);
    }
    Path odd =
        make(
            dir.resolve("odd.webm"),
            lavfi("color=white:s=853x479:r=30:d=1,format=yuv444p"),
            List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"));
    Stitching.Done beside = Stitching.of(odd, wide).run(dir);
    MediaInfo.Video both = probe(beside.file()).picture().orElseThrow();
    Shown shown = shown(beside.file());
    assertColor(shown.at(50, both.width() - 2, 100), 255, 255, 255);
    assertColor(shown.at(50, 100, both.height() - 2), 255, 255, 255);
  }

  @Test
  void a_still_image_without_a_length_is_refused() throws Exception {
    Path still = make(dir.resolve("still.png"), lavfi("color=blue:s=64x64:d=1:r=1"));
    assertThatThrownBy(() -> Stitching.of(color("red"), still).run(dir))
        .hasMessageContaining("still.png is a still image")
        .hasMessageContaining("\"duration\"");
  }

  @Test
  void uneven_pictures_become_even_ones() throws Exception {
    Path a =
        h264(
            dir.resolve("a.mp4"),
            "testsrc2=s=160x120:r=60:d=2,select='lt(n,30)+gt(n,60)*not(mod(n,3))'",
            List.of("-fps_mode", "vfr"));
    Path b = color("red");
    Stitching.Done done = Stitching.of(a, b).joints(Joint.of(Transition.CROSSFADE, 0.3)).run(dir);
    assertThat(read(done.file()).times().steady()).isTrue();
  }

  @Test
  void uneven_pictures_that_are_played_again_are_each_shown_as_long() throws Exception {
    Path a = countingWithPause(dir.resolve("a.mp4"));
    ClipRequest twice = new ClipRequest(Cut.whole(a), 2, true, 1, "a");
    Stitching.Done done = Stitching.of(twice).run(dir);
    List<Integer> seen = new ArrayList<>(pauseThereAndBack());
    seen.addAll(pauseThereAndBack());
    assertThat(numbers(done.file())).isEqualTo(seen);
    assertThat(done.report().seconds()).isEqualTo(7.8);
  }

  @Test
  void interlaced_clips_are_made_whole_and_it_is_said() throws Exception {
    Path a =
        make(
            dir.resolve("a.mkv"),
            lavfi("testsrc2=s=160x120:r=25:d=1,setfield=tff"),
            List.of("-c:v", "mpeg2video", "-b:v", "4M", "-flags", "+ildct+ilme"),
            List.of("-field_order", "tt"));
    Stitching.Done done = Stitching.of(a, a).run(dir);
    assertThat(done.report().frames()).isEqualTo(50);
    assertThat(done.report().notes()).singleElement().asString().contains("was interlaced");
  }

  @Test
  void hdr_is_brought_to_ordinary_colours_where_clips_are_encoded_and_it_is_said()
      throws Exception {
    HdrPatch skin = new HdrPatch(0.45, 0.25, 0.17);
    List<Path> clips = new ArrayList<>();
    for (String transfer : List.of("smpte2084", "arib-std-b67")) {
      clips.add(
          make(
              dir.resolve(transfer + ".mkv"),
              lavfi(
                  "color=s=160x120:r=30:d=1,format=yuv420p10le,geq="
                      + skin.code(transfer)
                      + ",setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020:color_trc="
                      + transfer),
              List.of("-c:v", "ffv1")));
    }
    ClipRequest again =
        new ClipRequest(Cut.whole(clips.get(1)), 2, false, 1, "twice, by way of kept pictures");
    Stitching.Done done =
        Stitching.of(ClipRequest.whole(clips.get(0)), again)
            .joints(Joint.of(Transition.CROSSFADE, 0.2))
            .run(dir);
    assertThat(done.report().notes())
        .contains(
            "smpte2084.mkv is HDR (PQ) and was brought to ordinary colours (BT.709)",
            "arib-std-b67.mkv is HDR (HLG) and was brought to ordinary colours (BT.709)");
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.colorTransfer()).isEqualTo("bt709");
    assertThat(picture.colorSpace()).isEqualTo("bt709");
    int[] expected = skin.ordinary();
    List<int[]> shown = pixels(done.file(), 80, 60);
    for (int number : new int[] {5, 27, 50, 80}) {
      for (int i = 0; i < 3; i++) {
        assertThat(Math.abs(shown.get(number)[i] - expected[i]))
            .as("picture %d, channel %d", number, i)
            .isLessThanOrEqualTo(6);
      }
    }
  }

  @Test
  void odd_sizes_become_even_and_it_is_said() throws Exception {
    Path odd =
        make(
            dir.resolve("odd.mkv"),
            lavfi("testsrc2=s=161x121:r=30:d=0.5,format=yuv444p"),
            List.of("-c:v", "ffv1"));
    Stitching.Done done = Stitching.of(odd, odd).run(dir);
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(162);
    assertThat(picture.height()).isEqualTo(122);
    assertThat(done.report().notes())
        .containsExactly(
            "a size of 161x121 is made 162x122, since sides must be even and at least 16");
  }

  @Test
  void chapters_are_named_after_the_clips() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    Path webm = halfRedWebm(dir.resolve("b.webm"));
    ClipRequest first = new ClipRequest(Cut.whole(a), 1, false, 1, "Start; of = it #1");
    ClipRequest second = new ClipRequest(Cut.whole(a), 1, false, 1, "Ende: ü");
    List<String> copied = chapters(Stitching.of(first, second).chapters().run(dir).file());
    assertThat(copied).containsExactly("0.000 1.000 Start; of = it #1", "1.000 2.000 Ende: ü");
    List<String> faded =
        chapters(
            Stitching.of(first, second)
                .joints(Joint.of(Transition.CROSSFADE, 0.4))
                .chapters()
                .run(dir)
                .file());
    assertThat(faded).containsExactly("0.000 0.600 Start; of = it #1", "0.600 1.600 Ende: ü");
    ClipRequest last = new ClipRequest(Cut.whole(a), 1, false, 1, "back\\");
    assertThat(chapters(Stitching.of(last, second).chapters().run(dir).file()))
        .containsExactly("0.000 1.000 back\\ ", "1.000 2.000 Ende: ü");
    List<String> web = chapters(Stitching.of(webm, webm).chapters().run(dir).file());
    assertThat(web).containsExactly("0.000 1.000 b.webm", "1.000 2.000 b.webm");
  }

  @Test
  void files_that_differ_in_the_order_of_their_streams_alone_are_told_apart() throws Exception {
    Path a = GeneratedClips.h264WithTone(dir.resolve("a.mp4"), "color=red:s=160x120:r=30:d=1", 1);
    Path b = dir.resolve("b.mp4");
    GeneratedClips.FFMPEG.run(
        List.of(
            "-i",
            "file:" + a,
            "-map",
            "0:a",
            "-map",
            "0:v",
            "-c",
            "copy",
            "-movflags",
            "+faststart",
            "file:" + b),
        Progress.Listener.NONE,
        new Cancellation());

    Stitching.Done done =
        Stitching.of(a, b)
            .joints(new Joint(Transition.FADE_THROUGH_COLOR, 0.4, "0x20c040"))
            .run(dir);

    assertThat(done.report().frames()).isEqualTo(48);
    assertColor(pixels(done.file(), 80, 60).get(40), 255, 0, 0);
  }

  @Test
  void pictures_come_before_the_sound_in_a_copy_by_ffmpeg_too() throws Exception {
    Path a = GeneratedClips.h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    Path joined = Stitching.of(a, a).chapters().run(dir).file();
    List<String> lines = new ArrayList<>();
    GeneratedClips.FFMPEG.runRaw(
        List.of("-i", "file:" + joined, "-map", "0", "-c", "copy", "-f", "framecrc", "pipe:1"),
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add),
        new Cancellation());
    assertThat(lines).contains("#media_type 0: video", "#media_type 1: audio");
  }

  private static List<String> chapters(Path file) throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-f", "ffmetadata", "pipe:1"));
    GeneratedClips.FFMPEG.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add),
        new Cancellation());
    List<String> chapters = new ArrayList<>();
    double base = 1;
    String times = "";
    for (String line : lines) {
      String value = line.substring(line.indexOf('=') + 1);
      if (line.startsWith("TIMEBASE=")) {
        base = Rational.parse(value).value();
      } else if (line.startsWith("START=")) {
        times = String.format("%.3f", Long.parseLong(value) * base);
      } else if (line.startsWith("END=")) {
        times += String.format(" %.3f", Long.parseLong(value) * base);
      } else if (line.startsWith("title=") && !times.isEmpty()) {
        chapters.add(times + " " + value.replaceAll("\\\\(.)", "$1"));
      }
    }
    return chapters;
  }

  private static FormRequest form(
      int width,
      int height,
      Fit fit,
      @org.jspecify.annotations.Nullable String background,
      @org.jspecify.annotations.Nullable Rational rate) {
    return new FormRequest(
        width, height, Optional.ofNullable(rate), fit, background, Optional.empty());
  }

  private Path color(String color) throws Exception {
    return h264(dir.resolve(color + ".mp4"), "color=" + color + ":s=160x120:r=30:d=1");
  }

  private Path h264WithCount(String name, double seconds) throws Exception {
    return h264WithTone(
        dir.resolve(name), String.format(GeneratedClips.COUNTING, 30, seconds), seconds);
  }

  private static void assertColor(int[] pixel, int red, int green, int blue) {
    assertThat(pixel[0]).as("red").isCloseTo(red, within(12));
    assertThat(pixel[1]).as("green").isCloseTo(green, within(12));
    assertThat(pixel[2]).as("blue").isCloseTo(blue, within(12));
  }
}
