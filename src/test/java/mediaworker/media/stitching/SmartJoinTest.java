package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.PictureMarks;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmartJoinTest {

  private static final List<String> SAME_ENCODER =
      List.of("-profile:v", "high", "-b:v", "1000000", "-allow_skip_frames", "0", "-g", "30");

  @TempDir Path dir;

  private record Done(Path file, StitchReport report) {}

  @Test
  void only_the_joint_of_a_crossfade_is_encoded() throws Exception {
    Path a = clip("a.mp4", "testsrc2=s=320x240:r=30:d=4");
    Path b = clip("b.mp4", "testsrc2=s=320x240:r=30:d=4,hue=h=90");
    Done done = stitch(Transition.CROSSFADE, 0.5, Cut.whole(a), Cut.whole(b));
    assertThat(done.report().notes()).isEmpty();
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.SMART);
    assertThat(done.report().frames()).isEqualTo(225);
    assertThat(read(done.file()).times().longestStep()).isCloseTo(1 / 30.0, within(0.001));
    List<Long> result = PictureMarks.of(done.file());
    List<Long> first = PictureMarks.of(a);
    List<Long> second = PictureMarks.of(b);
    assertThat(result).hasSize(225);
    // Key pictures every 30: the fade takes 105..120 of the first and 0..15 of the second clip.
    assertThat(result.subList(0, 90)).isEqualTo(first.subList(0, 90));
    assertThat(result.subList(105 + 30, 225)).isEqualTo(second.subList(30, 120));
    assertThat(result.subList(105, 120)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void cuts_between_key_pictures_are_exact() throws Exception {
    Path a =
        clip(
            "a.mp4",
            "color=black:s=160x120:r=30:d=4,format=yuv420p,"
                + "geq=lum='20+4*mod(N,50)':cb=128:cr=128");
    Cut first = new Cut(a, 0.5, OptionalDouble.of(2.5));
    Cut second = new Cut(a, 1.5, OptionalDouble.empty());
    Done done = stitch(Transition.NONE, 0, first, second);
    assertThat(done.report().notes()).isEmpty();
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.SMART);
    List<Integer> expected = new ArrayList<>(IntStream.range(15, 75).boxed().toList());
    expected.addAll(IntStream.range(45, 120).boxed().toList());
    assertThat(numbers(done.file()))
        .isEqualTo(expected.stream().map(number -> number % 50).toList());
  }

  @Test
  void sound_goes_along() throws Exception {
    Path a = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=3", 3);
    Done done = stitch(Transition.NONE, 0, new Cut(a, 0, OptionalDouble.of(2)), Cut.whole(a));
    assertThat(probe(done.file()).sound().orElseThrow().durationSeconds())
        .isCloseTo(5, within(0.03));
  }

  @Test
  void clips_of_another_encoder_are_encoded_as_a_whole_and_it_is_said() throws Exception {
    Path a =
        h264(
            dir.resolve("a.mp4"),
            "testsrc2=s=160x120:r=30:d=3",
            List.of("-coder", "cavlc", "-profile:v", "high", "-g", "30"));
    Done done = stitch(Transition.CROSSFADE, 0.5, Cut.whole(a), Cut.whole(a));
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(done.report().notes())
        .singleElement()
        .asString()
        .startsWith("all was encoded, not only the joints");
    assertThat(done.report().frames()).isEqualTo(165);
  }

  @Test
  void clips_of_unlike_sizes_are_encoded_as_a_whole_and_it_is_said() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 2);
    Path b = clip("b.mp4", "testsrc2=s=320x240:r=30:d=2");
    Done done = stitch(Transition.CROSSFADE, 0.5, Cut.whole(a), Cut.whole(b));
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(done.report().notes()).singleElement().asString().contains("differ in their");
  }

  private Path clip(String name, String source) throws Exception {
    return h264(dir.resolve(name), source, SAME_ENCODER);
  }

  private Done stitch(Transition transition, double seconds, Cut... cuts) throws Exception {
    StitchRequest plain =
        StitchRequest.of(
            Arrays.stream(cuts).map(ClipRequest::of).toList(), Joint.of(transition, seconds));
    StitchRequest smart =
        new StitchRequest(
            plain.clips(),
            plain.joints(),
            plain.form(),
            plain.sound(),
            new StitchRequest.Options(true, false, false));
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchPlan plan = stitcher.plan(smart, new Cancellation());
    Path work = Files.createTempDirectory(dir, "work");
    Path part = work.resolve("out." + plan.extension());
    StitchReport report = stitcher.run(plan, work, part, WorkProgress.NONE, new Cancellation());
    return new Done(part, report);
  }
}
