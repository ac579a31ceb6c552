package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.HELD_END;
import static mediaworker.media.timeline.GeneratedClips.countingHeldEnd;
import static mediaworker.media.timeline.GeneratedClips.countingRecording;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stitches of clips in which a picture is shown for long. */
class HeldStitchTest {

  @TempDir Path dir;

  @Test
  void a_held_end_played_again_moves_as_fast_as_the_clip() throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held.mp4"));
    ClipRequest twice = new ClipRequest(Cut.whole(clip), 2, false, 0.5, "Held");
    FormRequest webm =
        new FormRequest(
            0, 0, Optional.empty(), Fit.CONTAIN, null, Optional.of(FormRequest.Output.WEBM));
    Stitching.Done done = Stitching.of(twice).form(webm).run(dir);
    List<Integer> once = new ArrayList<>();
    IntStream.range(0, 89).forEach(i -> once.add(Math.min(i, 29)));
    List<Integer> both = new ArrayList<>(once);
    both.addAll(once);
    assertThat(done.report().frames()).isEqualTo(178);
    assertThat(numbers(done.file())).isEqualTo(both);
    assertThat(read(done.file()).times().meanStep()).isCloseTo(1 / 30.0, within(1e-3));
  }

  @Test
  void a_held_end_fades_over_at_the_clips_own_rate() throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held.mp4"));
    Stitching.Done done =
        Stitching.of(clip, clip).joints(Joint.of(Transition.CROSSFADE, 0.1)).run(dir);
    assertThat(done.report().frames()).isEqualTo(2 * 89 - 3);
    assertThat(read(done.file()).times().meanStep()).isCloseTo(1 / 30.0, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mov", "webm"})
  void clips_with_held_ends_are_copied_with_them(String extension) throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held." + extension));
    Stitching.Done done = Stitching.of(clip, clip).chapters().run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    FrameTimes times = read(done.file()).times();
    assertThat(times.count()).isEqualTo(60);
    double first = times.start(0); // Opus begins a moment earlier
    assertThat(times.start(30) - first).isCloseTo(HELD_END, within(0.003));
    assertThat(times.end() - first).isCloseTo(2 * HELD_END, within(0.003));
  }

  @Test
  void clips_with_held_ends_are_joined_by_their_tables() throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held.mp4"));
    Stitching.Done done = Stitching.of(clip, clip).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    FrameTimes times = read(done.file()).times();
    assertThat(times.start(30)).isCloseTo(HELD_END, within(0.001));
    assertThat(times.end()).isCloseTo(2 * HELD_END, within(0.001));
  }

  @Test
  void a_part_ends_within_a_pause_where_its_out_point_is() throws Exception {
    Path clip = countingRecording(dir.resolve("recording.mp4"));
    Path other = h264WithTone(dir.resolve("other.mp4"), "testsrc2=s=160x120:r=30:d=2", 2);
    Stitching.Done done = Stitching.of(part(clip, 0, 2), ClipRequest.whole(other)).run(dir);
    assertThat(done.report().seconds()).isCloseTo(4, within(0.001));
    assertThat(read(done.file()).times().end()).isCloseTo(4, within(0.001));
    List<Integer> seen = new ArrayList<>();
    IntStream.range(0, 60).forEach(i -> seen.add(Math.min(i, 30)));
    assertThat(numbers(done.file()).subList(0, 60)).isEqualTo(seen);
  }

  @Test
  void a_part_begins_within_a_pause_where_its_in_point_is() throws Exception {
    Path clip = countingRecording(dir.resolve("recording.mp4"));
    Stitching.Done done = Stitching.of(part(clip, 2.5, 3.5), part(clip, 1.5, 2)).run(dir);
    List<Integer> seen = new ArrayList<>();
    IntStream.range(75, 105).forEach(i -> seen.add(i < 91 ? 30 : i % 50));
    IntStream.range(45, 60).forEach(i -> seen.add(30));
    assertThat(numbers(done.file())).isEqualTo(seen);
  }

  @Test
  void a_part_that_ends_within_a_held_end_is_no_copy_of_all_of_it() throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held.mp4"));
    Stitching.Done done = Stitching.of(part(clip, 0, 1.5), part(clip, 0, 1.5)).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(done.report().seconds()).isCloseTo(3, within(0.001));
  }

  private static ClipRequest part(Path clip, double in, double out) {
    return new ClipRequest(new Cut(clip, in, OptionalDouble.of(out)), 1, false, 1, "Part");
  }
}
