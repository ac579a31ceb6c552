package mediaworker.media.trim;

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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.HdrPatch;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.PieceFormat;
import mediaworker.media.timeline.Reversal;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrimmerTest {

  @TempDir Path dir;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Double> fractions = new CopyOnWriteArrayList<>();

  @Test
  void a_trim_holds_exactly_the_pictures_between_its_points() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 30, 1.5);
    TrimReport report = trim(clip, 0.5, 1, false);
    assertThat(report.frames()).isEqualTo(15);
    assertThat(report.seconds()).isCloseTo(0.5, within(0.001));
    assertThat(numbers(out())).isEqualTo(IntStream.range(15, 30).boxed().toList());
    assertThat(probe(out()).picture().orElseThrow().codec()).isEqualTo("vp9");
  }

  @Test
  void a_point_within_a_picture_means_that_picture() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 10, 2);
    trim(clip, 0.55, 0.9, false);
    assertThat(numbers(out())).isEqualTo(List.of(5, 6, 7, 8));
  }

  @Test
  void a_program_stream_and_a_dvd_clip_are_cut_to_the_picture() throws Exception {
    for (Path clip :
        List.of(
            countingProgramStream(dir.resolve("a.mpg"), 2), countingDvd(dir.resolve("a.vob"), 2))) {
      TrimReport report = trim(clip, 0.5, 1.5, false);
      assertThat(report.frames()).isEqualTo(30);
      assertThat(numbers(out())).isEqualTo(IntStream.range(15, 45).boxed().toList());
      assertThat(read(out()).times().steady()).isTrue();
      assertThat(trim(clip, 0, 99, false).frames()).isEqualTo(60);
    }
  }

  @Test
  void a_ping_pong_goes_there_and_back_without_doubling_the_turns() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 30, 1.5);
    TrimReport report = trim(clip, 0.5, 1, true);
    assertThat(report.frames()).isEqualTo(28);
    assertThat(numbers(out())).isEqualTo(thereAndBack(15, 30));
    assertThat(read(out()).times().steady()).isTrue();
  }

  @Test
  void a_ping_pong_of_uneven_pictures_shows_each_as_long_as_the_clip_does() throws Exception {
    Path clip = countingWithPause(dir.resolve("a.mp4"));
    assertThat(trim(clip, 0, 99, true).frames()).isEqualTo(78);
    assertThat(numbers(out())).isEqualTo(pauseThereAndBack());
    assertThat(told).containsSubsequence("making the pictures even", "turning the pictures round");
    assertThat(fractions).isSorted();
    assertThat(trim(clip, 0.25, 0.5, true).seconds()).isCloseTo(0.4, within(0.001));
  }

  @Test
  void a_ping_pong_of_a_transparent_clip_stays_transparent_all_the_way() throws Exception {
    Path clip = halfRedWebm(dir.resolve("a.webm"));
    TrimReport report = trim(clip, 0, 0.5, true);
    assertThat(report.alpha()).isTrue();
    assertThat(pixels(out(), 20, 60)).hasSize(28).allMatch(pixel -> pixel[3] > 245);
    assertThat(pixels(out(), 140, 60)).hasSize(28).allMatch(pixel -> pixel[3] < 10);
  }

  @Test
  void prores_keeps_its_transparency_in_webm() throws Exception {
    assertThat(trim(halfRedProres(dir.resolve("a.mov")), 0.2, 0.4, false).alpha()).isTrue();
    assertThat(pixels(out(), 140, 60).get(3)[3]).isLessThan(10);
  }

  @Test
  void rgb_clips_keep_their_colours() throws Exception {
    Path rgb =
        make(
            dir.resolve("rgb.mov"),
            lavfi("color=0xc83c28:s=1280x720:r=10:d=0.5,format=rgb24"),
            List.of("-c:v", "qtrle"));
    for (boolean pingPong : List.of(false, true)) {
      trim(rgb, 0, 0.4, pingPong);
      assertThat(probe(out()).picture().orElseThrow().colorSpace()).isEqualTo("bt709");
      List<int[]> shown = pixels(out(), 640, 360);
      for (int[] pixel : List.of(shown.get(1), shown.get(shown.size() - 1))) {
        assertThat(pixel[0]).as("red").isCloseTo(0xc8, within(5));
        assertThat(pixel[1]).as("green").isCloseTo(0x3c, within(5));
        assertThat(pixel[2]).as("blue").isCloseTo(0x28, within(5));
      }
    }
  }

  @Test
  void a_trim_keeps_the_sound_as_long_as_the_pictures_and_a_ping_pong_has_none() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=2", 2);
    assertThat(trim(clip, 0.5, 1.5, false).soundDropped()).isFalse();
    assertThat(probe(out()).sound()).isPresent();
    assertThat(trim(clip, 0.5, 1.5, true).soundDropped()).isTrue();
    assertThat(probe(out()).sound()).isEmpty();
  }

  @Test
  void a_ping_pong_of_two_pictures_is_just_the_two() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 10, 1);
    assertThat(trim(clip, 0.2, 0.4, true).frames()).isEqualTo(2);
    assertThat(numbers(out())).isEqualTo(List.of(2, 3));
  }

  @Test
  void a_turned_clip_of_oblong_pixels_keeps_their_shape_there_and_back() throws Exception {
    Path lying =
        make(
            dir.resolve("lying.mp4"),
            lavfi("testsrc2=s=160x120:r=10:d=0.5,setsar=4/3"),
            List.of("-c:v", "libopenh264"));
    Path turned =
        make(
            dir.resolve("turned.mp4"),
            List.of("-display_rotation", "90", "-i", "file:" + lying.toAbsolutePath()),
            List.of("-c", "copy"));
    for (boolean pingPong : List.of(false, true)) {
      trim(turned, 0, 0.4, pingPong);
      assertThat(probe(out()).picture().orElseThrow().width()).isEqualTo(120);
      assertThat(probe(out()).picture().orElseThrow().sampleAspect()).isEqualTo("3:4");
    }
  }

  @Test
  void points_that_enclose_nothing_are_refused() throws Exception {
    Path clip = counting(dir.resolve("a.mp4"), 10, 1);
    assertThatThrownBy(() -> trim(clip, 0.5, 0.5, false))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("must be the later one");
    assertThatThrownBy(() -> trim(clip, 3, 4, false)).hasMessageContaining("beyond the end");
  }

  @Test
  void a_clip_larger_than_the_memory_for_it_is_reversed_in_pieces() throws Exception {
    Clip clip = read(counting(dir.resolve("a.mp4"), 10, 2));
    long frameBytes = 160 * 120 * 3 / 2;
    Path list =
        new Reversal(FFMPEG, 7 * frameBytes, 100 * frameBytes, said -> {})
            .reverse(clip, dir, WorkProgress.NONE, new Cancellation());
    assertThat(dir.resolve("back-14.mkv")).as("the third piece").exists();
    Path joined = dir.resolve("joined.mkv");
    List<String> arguments = new ArrayList<>(Reversal.input(list));
    arguments.addAll(List.of("-c", "copy", joined.toString()));
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    assertThat(numbers(joined))
        .isEqualTo(IntStream.iterate(19, n -> n >= 0, n -> n - 1).boxed().toList());
  }

  @Test
  void a_clip_that_is_too_long_to_be_reversed_is_refused_with_the_limit() throws Exception {
    Clip clip = read(counting(dir.resolve("a.mp4"), 10, 2));
    long frameBytes = 160 * 120 * 3 / 2;
    assertThatThrownBy(
            () ->
                new Reversal(FFMPEG, frameBytes, 12 * frameBytes, said -> {})
                    .reverse(clip, dir, WorkProgress.NONE, new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("20 pictures of 160x120 where 12 are possible");
  }

  @Test
  void what_is_possible_goes_by_the_bits_that_are_kept() throws Exception {
    Path clip =
        make(
            dir.resolve("a.mov"),
            lavfi("color=red@0.5:s=160x120:r=10:d=2,format=yuva444p10le"),
            List.of("-c:v", "prores_ks", "-profile:v", "4444"));
    Clip prores = read(clip);
    // Four samples of ten bits.
    long frameBytes = 160 * 120 * 5;
    Reversal reversal = new Reversal(FFMPEG, frameBytes, 12 * frameBytes, said -> {});
    assertThatThrownBy(
            () ->
                reversal.loop(
                    prores,
                    false,
                    2,
                    PieceFormat.of(prores, true),
                    dir,
                    "loop",
                    WorkProgress.NONE,
                    new Cancellation()))
        .hasMessageContaining("20 pictures of 160x120 where 12 are possible")
        .hasMessageContaining("0.10 MB before compression");
  }

  @Test
  void hdr_is_brought_to_ordinary_colours_there_and_back_and_in_a_still() throws Exception {
    HdrPatch skin = new HdrPatch(0.45, 0.25, 0.17);
    Path clip =
        make(
            dir.resolve("hdr.mkv"),
            lavfi(
                "color=s=160x120:r=30:d=0.5,format=yuv420p10le,geq="
                    + skin.code("smpte2084")
                    + ",setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020"
                    + ":color_trc=smpte2084"),
            List.of("-c:v", "ffv1"));
    for (boolean pingPong : new boolean[] {false, true}) {
      assertThat(trim(clip, 0, 0.4, pingPong).toneMapped()).isTrue();
      assertThat(probe(out()).picture().orElseThrow().colorTransfer()).isEqualTo("bt709");
      List<int[]> shown = pixels(out(), 80, 60);
      assertNear(shown.get(2), skin.ordinary());
      assertNear(shown.get(shown.size() - 1), skin.ordinary());
    }
    Path still = dir.resolve("still.png");
    new FrameGrabber(FFMPEG).grab(clip, 0.2, still, new Cancellation());
    assertNear(pixels(still, 80, 60).get(0), skin.ordinary());
  }

  private static void assertNear(int[] shown, int[] expected) {
    for (int i = 0; i < 3; i++) {
      assertThat(Math.abs(shown[i] - expected[i]))
          .as("channel %d: %d, not %d", i, shown[i], expected[i])
          .isLessThanOrEqualTo(6);
    }
  }

  private Path out() {
    return dir.resolve("out.webm");
  }

  @Test
  void a_file_that_is_replaced_while_it_is_trimmed_is_told_of() throws Exception {
    for (boolean pingPong : List.of(false, true)) {
      Path clip = counting(dir.resolve("a.mp4"), 30, 1.5);
      Path other = h264(dir.resolve("other.mp4"), "testsrc2=s=160x120:r=30:d=1.5");
      boolean[] replaced = new boolean[1];
      WorkProgress replacing =
          (fraction, doing) -> {
            if (!replaced[0]) {
              replaced[0] = true;
              try {
                Files.move(other, clip, StandardCopyOption.REPLACE_EXISTING);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          };
      TrimRequest request = new TrimRequest(new Cut(clip, 0.5, OptionalDouble.of(1)), pingPong);
      assertThatThrownBy(
              () -> new Trimmer(FFMPEG).trim(request, dir, out(), replacing, new Cancellation()))
          .isInstanceOf(MediaException.class)
          .hasMessage("The file a.mp4 was changed while it was trimmed: run the job again.");
      assertThat(replaced[0]).isTrue();
    }
  }

  private TrimReport trim(Path clip, double in, double out, boolean pingPong) throws Exception {
    Cut cut = new Cut(clip, in, OptionalDouble.of(out));
    return new Trimmer(FFMPEG)
        .trim(
            new TrimRequest(cut, pingPong),
            dir,
            out(),
            (fraction, message) -> {
              fractions.add(fraction);
              told.add(message);
            },
            new Cancellation());
  }

  private static List<Integer> thereAndBack(int from, int to) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(from, to).boxed().toList());
    for (int n = to - 2; n > from; n--) {
      numbers.add(n);
    }
    return numbers;
  }
}
