package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static mediaworker.media.timeline.GeneratedClips.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.GeneratedClips.Shown;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.process.ProcessRunner;
import mediaworker.workspace.Notes;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StitcherTest {

  private static final Path REAL = Path.of("../shared/media");

  @TempDir Path dir;

  private record Done(Path file, StitchReport report) {}

  @Test
  void equal_clips_are_copied_with_every_picture_in_order() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    Path b = counting(dir.resolve("b.mp4"), 30, 0.5);
    Done done = stitch(Transition.NONE, 0.5, a, b);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(done.report().frames()).isEqualTo(45);
    List<Integer> expected = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
    expected.addAll(IntStream.range(0, 15).boxed().toList());
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void clips_of_one_kind_are_joined_with_two_processes_however_many_they_are() throws Exception {
    List<Path> clips = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clips.add(
          h264WithTone(dir.resolve(i + ".mp4"), "testsrc2=s=160x120:r=30:d=" + (1 + i), 1 + i));
    }
    AtomicInteger processes = new AtomicInteger();
    Ffmpeg ffmpeg = observed(processes);
    Stitcher stitcher = new Stitcher(ffmpeg);
    StitchPlan plan =
        stitcher.plan(
            request(Transition.NONE, 0, clips.stream().map(Cut::whole).toArray(Cut[]::new)),
            new Cancellation());
    Path part = dir.resolve("out.mp4");
    StitchReport report = stitcher.run(plan, dir, part, WorkProgress.NONE, new Cancellation());
    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.frames()).isEqualTo(450);
    assertThat(processes).as("one that looks at a clip, one that checks").hasValue(2);
    processes.set(0);
    plan =
        stitcher.plan(
            request(Transition.NONE, 0, Cut.whole(clips.get(3)), Cut.whole(clips.get(1))),
            new Cancellation());
    Path again = dir.resolve("again.mp4");
    report = stitcher.run(plan, dir, again, WorkProgress.NONE, new Cancellation());
    assertThat(report.frames()).isEqualTo(180);
    assertThat(processes).as("clips of a kind that is known").hasValue(1);
    assertThat(read(part).times().longestStep()).isCloseTo(1 / 30.0, within(0.001));
    assertThat(probe(part).sound().orElseThrow().durationSeconds()).isCloseTo(15, within(0.03));
  }

  @Test
  void web_clips_are_looked_at_by_one_process_each_and_one_for_all() throws Exception {
    List<Path> clips = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clips.add(Files.copy(halfRedWebm(dir.resolve("a.webm")), dir.resolve(i + ".webm")));
    }
    AtomicInteger processes = new AtomicInteger();
    Stitcher stitcher = new Stitcher(observed(processes));
    StitchPlan plan =
        stitcher.plan(
            request(Transition.NONE, 0, clips.stream().map(Cut::whole).toArray(Cut[]::new)),
            new Cancellation());
    assertThat(processes).as("four that look at a clip, one that lists all").hasValue(5);
    Path part = dir.resolve("out.webm");
    StitchReport report = stitcher.run(plan, dir, part, WorkProgress.NONE, new Cancellation());
    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.frames()).isEqualTo(120);
    assertThat(processes).as("one that joins, two that check").hasValue(8);
  }

  /** An FFmpeg whose processes are counted from now on. */
  private static Ffmpeg observed(AtomicInteger processes) throws Exception {
    Notes notes =
        new Notes() {
          @Override
          public Note child(long pid) {
            processes.incrementAndGet();
            return () -> {};
          }

          @Override
          public Note output(Path part) {
            return () -> {};
          }
        };
    Ffmpeg ffmpeg = new Ffmpeg(FFMPEG.settings(), new ProcessRunner(notes));
    ffmpeg.describe();
    processes.set(0);
    return ffmpeg;
  }

  @Test
  void sound_longer_than_the_pictures_leaves_no_hole_in_a_copy() throws Exception {
    Path a = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1.2);
    Done done = stitch(Transition.NONE, 0.5, a, a, a);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(read(done.file()).times().longestStep()).isCloseTo(1 / 30.0, within(0.001));
    assertThat(probe(done.file()).sound().orElseThrow().durationSeconds())
        .isCloseTo(3, within(0.03));
  }

  @Test
  void pictures_that_begin_later_than_the_sound_leave_no_hole_in_a_copy() throws Exception {
    Path silent = counting(dir.resolve("silent.mp4"), 30, 1);
    Path tone = make(dir.resolve("tone.m4a"), lavfi("sine=440:d=1.5"), List.of("-c:a", "aac"));
    Path late =
        make(
            dir.resolve("late.mp4"),
            List.of("-itsoffset", "0.5", "-i", "file:" + silent, "-i", "file:" + tone),
            List.of("-map", "0:v", "-map", "1:a", "-c", "copy"));
    Done done = stitch(Transition.NONE, 0, late, late);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(numbers(done.file())).isEqualTo(twice(30));
    assertThat(read(done.file()).times().longestStep()).isCloseTo(1 / 30.0, within(0.001));
  }

  @Test
  void a_clip_whose_file_hides_pictures_is_encoded_instead() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 2);
    // The first half stays in the file, but its edit list says that it is not shown.
    Path half =
        make(
            dir.resolve("half.mp4"),
            List.of("-ss", "0.5", "-i", "file:" + a),
            List.of("-c", "copy"));
    Assumptions.assumeTrue(read(half).frames() < 60, "this FFmpeg cuts at key pictures only");
    Done done = stitch(Transition.NONE, 0, half, half);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    List<Integer> once = numbers(half);
    List<Integer> expected = new ArrayList<>(once);
    expected.addAll(once);
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void clips_of_different_form_become_one_of_the_largest_size_and_the_highest_rate()
      throws Exception {
    Path wide = h264WithTone(dir.resolve("wide.mp4"), "color=red:s=320x180:r=30:d=1", 1);
    Path tall = h264(dir.resolve("tall.mp4"), "color=blue:s=90x160:r=25:d=1");
    Done done = stitch(Transition.NONE, 0.5, tall, wide);
    MediaInfo info = probe(done.file());
    assertThat(done.file()).hasExtension("mp4");
    assertThat(info.picture().orElseThrow().width()).isEqualTo(320);
    assertThat(info.picture().orElseThrow().height()).isEqualTo(180);
    assertThat(done.report().frames()).isEqualTo(60);
    assertThat(info.sound().orElseThrow().durationSeconds()).isCloseTo(2, within(0.03));
    Shown shown = shown(done.file());
    assertThat(shown.at(5, 10, 90)).as("bar beside the tall clip").startsWith(0, 0, 0);
    assertBlue(shown.at(5, 160, 90));
    assertRed(shown.at(45, 160, 90));
  }

  @Test
  void a_turned_phone_clip_is_shown_upright() throws Exception {
    Path flat = h264(dir.resolve("flat.mp4"), "color=red:s=160x120:r=30:d=0.5");
    Path turned =
        make(
            dir.resolve("turned.mp4"),
            List.of(
                "-display_rotation", "90", "-i", "file:" + flat.toAbsolutePath(), "-c", "copy"));
    Path large = h264(dir.resolve("large.mp4"), "color=blue:s=120x180:r=30:d=0.5");
    Done done = stitch(Transition.NONE, 0.5, turned, large);
    MediaInfo.Video picture = probe(done.file()).picture().orElseThrow();
    assertThat(picture.width()).isEqualTo(120);
    assertThat(picture.height()).isEqualTo(180);
    assertThat(picture.rotation()).isZero();
    assertRed(pixels(done.file(), 60, 20).get(3));
  }

  @Test
  void a_crossfade_overlaps_the_clips_and_mixes_them_half_way() throws Exception {
    Path red = h264(dir.resolve("red.mp4"), "color=red:s=160x120:r=30:d=1");
    Path blue = h264(dir.resolve("blue.mp4"), "color=blue:s=160x120:r=30:d=1");
    Done done = stitch(Transition.CROSSFADE, 0.4, red, blue, red);
    assertThat(done.report().frames()).isEqualTo(90 - 2 * 12);
    List<int[]> centre = pixels(done.file(), 80, 60);
    assertRed(centre.get(10));
    int[] mixed = centre.get(18 + 6);
    assertThat(mixed[0]).isBetween(80, 180);
    assertThat(mixed[2]).isBetween(80, 180);
    assertBlue(centre.get(33));
    assertRed(centre.get(60));
  }

  /** Many in one film, since each run of FFmpeg takes longer to start than to join two clips. */
  @Test
  void every_transition_runs() throws Exception {
    Path red = h264(dir.resolve("red.mp4"), "color=red:s=96x64:r=10:d=0.6");
    Path blue = h264(dir.resolve("blue.mp4"), "color=blue:s=96x64:r=10:d=0.6");
    List<Transition> all = List.of(Transition.values());
    for (int first = 0; first < all.size(); first += 20) {
      assertEachRuns(all.subList(first, Math.min(first + 20, all.size())), red, blue);
    }
  }

  private void assertEachRuns(List<Transition> transitions, Path red, Path blue) throws Exception {
    List<ClipRequest> clips = new ArrayList<>(List.of(ClipRequest.of(Cut.whole(red))));
    List<Joint> joints = new ArrayList<>();
    for (Transition transition : transitions) {
      clips.add(ClipRequest.of(Cut.whole(clips.size() % 2 == 0 ? red : blue)));
      joints.add(Joint.of(transition, 0.2));
    }

    Done done =
        stitch(
            new StitchRequest(
                clips,
                joints,
                FormRequest.AS_CLIPS,
                SoundRequest.AS_CLIPS,
                StitchRequest.Options.PLAIN));

    List<int[]> centre = pixels(done.file(), 48, 32);
    int start = 0;
    for (int i = 0; i < transitions.size(); i++) {
      start += transitions.get(i) == Transition.NONE ? 6 : 4;
      // Its third and fourth picture are between this transition and the next.
      for (int[] shown : centre.subList(start + 2, start + 4)) {
        String word = transitions.get(i).word();
        assertThat(shown[i % 2 == 0 ? 2 : 0]).as(word).isGreaterThan(200);
        assertThat(shown[i % 2 == 0 ? 0 : 2]).as(word).isLessThan(70);
      }
    }
    assertThat(done.report().frames()).isEqualTo(start + 6);
    assertThat(centre).hasSize(start + 6);
  }

  @Test
  void a_transition_longer_than_half_a_clip_is_shortened_and_said_so() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    Path b = counting(dir.resolve("b.mp4"), 30, 0.4);
    Done done = stitch(Transition.CROSSFADE, 5, a, b);
    assertThat(done.report().frames()).isEqualTo(42 - 6);
    assertThat(done.report().notes()).singleElement().asString().contains("shortened to 0.20 s");
  }

  @Test
  void transparent_webm_stays_transparent_copied_or_faded() throws Exception {
    Path clip = halfRedWebm(dir.resolve("a.webm"));
    Done copied = stitch(Transition.NONE, 0.5, clip, clip);
    Done faded = stitch(Transition.CROSSFADE, 0.5, clip, clip);
    assertThat(copied.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(faded.report().frames()).isEqualTo(45);
    for (Done done : List.of(copied, faded)) {
      assertThat(done.file()).hasExtension("webm");
      Shown shown = shown(done.file());
      int[] left = shown.at(22, 20, 60);
      assertRed(left);
      assertThat(left[3]).isGreaterThan(245);
      assertThat(shown.at(22, 140, 60)[3]).isLessThan(10);
    }
  }

  @Test
  void invisible_colour_does_not_bleed_into_a_transparent_crossfade() throws Exception {
    Path clip = halfRedWebm(dir.resolve("a.webm"));
    Path green =
        make(
            dir.resolve("nothing.webm"),
            lavfi("color=0x00ff00@0:s=160x120:r=30:d=1,format=yuva420p"),
            List.of("-c:v", "libvpx-vp9", "-auto-alt-ref", "0", "-crf", "20", "-b:v", "0"));
    Done done = stitch(Transition.CROSSFADE, 0.6, clip, green);
    int[] half = pixels(done.file(), 20, 60).get(12 + 9);
    assertThat(half[3]).as("alpha half way").isBetween(100, 155);
    assertRed(half);
  }

  @Test
  void invisible_colour_does_not_bleed_into_edges_that_are_scaled() throws Exception {
    // White on the left; what lies right of it is black and not to be seen.
    Path title =
        make(
            dir.resolve("title.png"),
            lavfi(
                "color=white:s=16x12,format=rgba,geq=r='255*lt(X,8)':g='255*lt(X,8)'"
                    + ":b='255*lt(X,8)':a='255*lt(X,8)'"),
            List.of("-frames:v", "1"));
    Path half =
        make(
            dir.resolve("half.webm"),
            lavfi(
                "color=black@0:s=32x24:r=10:d=0.5,format=yuva420p,"
                    + "geq=lum='16+219*lt(X,16)':cb=128:cr=128:a='255*lt(X,16)'"),
            List.of("-c:v", "libvpx-vp9", "-auto-alt-ref", "0", "-crf", "4", "-b:v", "0"));
    FormRequest larger =
        new FormRequest(
            320, 240, Optional.of(Rational.parse("10/1")), Fit.CONTAIN, null, Optional.empty());
    Path clear =
        Stitching.of(
                ClipRequest.of(new Cut(title, 0, OptionalDouble.of(0.5))), ClipRequest.whole(half))
            .form(larger)
            .run(dir)
            .file();
    Path white =
        Stitching.of(
                ClipRequest.of(new Cut(title, 0, OptionalDouble.of(0.5))), ClipRequest.whole(half))
            .form(
                new FormRequest(
                    320,
                    240,
                    Optional.of(Rational.parse("10/1")),
                    Fit.CONTAIN,
                    "0xffffff",
                    Optional.of(FormRequest.Output.MP4)))
            .run(dir)
            .file();
    Shown overNothing = shown(clear);
    Shown overWhite = shown(white);
    for (int picture : new int[] {2, 7}) {
      int edge = 0;
      for (int x = 144; x < 176; x += 2) {
        int[] pixel = overNothing.at(picture, x, 120);
        if (pixel[3] > 60 && pixel[3] < 230) {
          edge++;
          assertThat(pixel[1]).as("picture %d at %d", picture, x).isGreaterThan(235);
        }
        assertThat(overWhite.at(picture, x, 120)[1])
            .as("picture %d at %d over white", picture, x)
            .isGreaterThan(235);
      }
      assertThat(edge).as("pixels of the edge").isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void prores_stays_prores_and_a_mix_becomes_webm() throws Exception {
    Path mov = halfRedProres(dir.resolve("a.mov"));
    Done prores = stitch(Transition.CROSSFADE, 0.3, mov, mov);
    assertThat(prores.file()).hasExtension("mov");
    assertThat(probe(prores.file()).picture().orElseThrow().codec()).isEqualTo("prores");
    assertThat(pixels(prores.file(), 140, 60).get(25)[3]).isLessThan(10);
    Path opaque = h264(dir.resolve("b.mp4"), "color=blue:s=160x120:r=30:d=0.5");
    Done mixed = stitch(Transition.NONE, 0.5, mov, opaque);
    assertThat(mixed.file()).hasExtension("webm");
    Shown shown = shown(mixed.file());
    assertThat(shown.at(10, 140, 60)[3]).isLessThan(10);
    assertThat(shown.at(40, 140, 60)[3]).isGreaterThan(245);
  }

  @Test
  void cuts_take_exactly_the_pictures_between_their_points() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 2);
    Cut first = new Cut(a, 0.5, OptionalDouble.of(1));
    Cut second = new Cut(a, 1.5, OptionalDouble.empty());
    Done done = stitch(request(Transition.NONE, 0, first, second));
    List<Integer> expected = new ArrayList<>(IntStream.range(15, 30).boxed().toList());
    expected.addAll(IntStream.range(45, 60).map(n -> n % 50).boxed().toList());
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void a_cut_far_into_a_clip_is_found_by_seeking_just_as_exactly() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 10, 8);
    Cut late = new Cut(a, 6.5, OptionalDouble.of(7.5));
    Done done = stitch(request(Transition.NONE, 0, late, late));
    List<Integer> once = IntStream.range(65, 75).map(n -> n % 50).boxed().toList();
    List<Integer> expected = new ArrayList<>(once);
    expected.addAll(once);
    assertThat(numbers(done.file())).isEqualTo(expected);
  }

  @Test
  void file_names_may_hold_quotes_colons_and_signs() throws Exception {
    Path odd = counting(dir.resolve("it's a: 100%03d [x].mp4"), 30, 0.5);
    Path dash = counting(dir.resolve("-i.mp4"), 30, 0.5);
    assertThat(stitch(Transition.NONE, 0, odd, dash).report().mode())
        .isEqualTo(StitchReport.Mode.COPY);
    assertThat(stitch(Transition.CROSSFADE, 0.2, odd, dash).report().frames()).isEqualTo(24);
  }

  @Test
  void damage_inside_a_clip_is_told_by_its_name() throws Exception {
    Path good = h264(dir.resolve("good.mp4"), "testsrc2=s=320x240:r=30:d=1");
    byte[] bytes = Files.readAllBytes(good);
    for (int i = bytes.length / 4; i < bytes.length / 2; i += 40) {
      bytes[i] ^= 0x55;
    }
    Path bad = Files.write(dir.resolve("bad.mp4"), bytes);
    String said;
    StitchRequest request = request(Transition.NONE, 0, Cut.whole(good), Cut.whole(bad));
    StitchRequest full =
        new StitchRequest(
            request.clips(),
            request.joints(),
            request.form(),
            request.sound(),
            new StitchRequest.Options(false, false, true));
    try {
      said = stitch(full).report().notes().toString();
    } catch (MediaException e) {
      said = e.sentence();
    }
    assertThat(said).contains("bad.mp4 is damaged");
  }

  @Test
  void one_clip_is_not_enough() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 0.5);
    assertThatThrownBy(() -> stitch(Transition.NONE, 0, a)).hasMessageContaining("only one");
  }

  @Test
  void a_cancelled_stitch_stops() throws Exception {
    Path a = h264(dir.resolve("a.mp4"), "testsrc2=s=640x480:r=30:d=4");
    Stitcher stitcher = new Stitcher(FFMPEG);
    Cancellation cancellation = new Cancellation();
    StitchPlan plan =
        stitcher.plan(request(Transition.CROSSFADE, 0.5, Cut.whole(a), Cut.whole(a)), cancellation);
    WorkProgress cancelling =
        (fraction, message) -> cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
    assertThatThrownBy(
            () -> stitcher.run(plan, dir, dir.resolve("out.mp4"), cancelling, cancellation))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void progress_rises_from_start_to_end() throws Exception {
    Path a = h264(dir.resolve("a.mp4"), "testsrc2=s=320x240:r=30:d=1");
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchPlan plan =
        stitcher.plan(
            request(Transition.CROSSFADE, 0.5, Cut.whole(a), Cut.whole(a)), new Cancellation());
    List<Double> fractions = new ArrayList<>();
    stitcher.run(
        plan, dir, dir.resolve("out.mp4"), (f, message) -> fractions.add(f), new Cancellation());
    assertThat(fractions).isSorted().last().isEqualTo(1.0);
  }

  @Test
  void real_clips_of_one_service_are_copied() throws Exception {
    Path falcon = REAL.resolve("falcon-green-1024.mp4");
    Path origami = REAL.resolve("origami-no-screen-1024.mp4");
    Assumptions.assumeTrue(Files.exists(falcon), "the real clips are not at " + REAL);
    Done copied = stitch(Transition.NONE, 0, falcon, origami);
    assertThat(copied.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(copied.report().frames()).isEqualTo(322);
  }

  private Done stitch(Transition transition, double seconds, Path... files) throws Exception {
    return stitch(
        request(transition, seconds, Arrays.stream(files).map(Cut::whole).toArray(Cut[]::new)));
  }

  private static StitchRequest request(Transition transition, double seconds, Cut... cuts) {
    return StitchRequest.of(
        Arrays.stream(cuts).map(ClipRequest::of).toList(), Joint.of(transition, seconds));
  }

  private Done stitch(StitchRequest request) throws Exception {
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchPlan plan = stitcher.plan(request, new Cancellation());
    Path work = Files.createTempDirectory(dir, "work");
    Path part = work.resolve("out." + plan.extension());
    StitchReport report = stitcher.run(plan, work, part, WorkProgress.NONE, new Cancellation());
    return new Done(part, report);
  }

  private static List<Integer> twice(int count) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    numbers.addAll(IntStream.range(0, count).boxed().toList());
    return numbers;
  }

  private static void assertRed(int[] pixel) {
    assertThat(pixel[0]).as("red").isGreaterThan(200);
    assertThat(pixel[1]).as("green").isLessThan(70);
    assertThat(pixel[2]).as("blue").isLessThan(70);
  }

  private static void assertBlue(int[] pixel) {
    assertThat(pixel[2]).as("blue").isGreaterThan(200);
    assertThat(pixel[0]).as("red").isLessThan(70);
    assertThat(pixel[1]).as("green").isLessThan(70);
  }
}
