package mediaworker.media.trim;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.HELD_END;
import static mediaworker.media.timeline.GeneratedClips.countingHeldEnd;
import static mediaworker.media.timeline.GeneratedClips.countingRecording;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trims of clips in which a picture is shown for long. */
class HeldTrimTest {

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mov", "webm"})
  void a_whole_clip_keeps_the_length_of_its_last_picture(String extension) throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held." + extension));
    TrimReport report = trim(clip, 0, 100, false);
    assertThat(report.frames()).isEqualTo(30);
    assertThat(report.seconds()).isCloseTo(HELD_END, within(0.002));
    assertEnd(HELD_END);
    assertThat(probe(out()).sound()).isPresent();
  }

  @Test
  void a_trim_ends_within_a_pause_where_its_out_point_is() throws Exception {
    Path clip = countingRecording(dir.resolve("recording.mp4"));
    assertThat(trim(clip, 0, 2, false).seconds()).isCloseTo(2, within(0.001));
    assertThat(numbers(out())).isEqualTo(IntStream.rangeClosed(0, 30).boxed().toList());
    assertEnd(2);
  }

  @Test
  void a_trim_begins_within_a_pause_where_its_in_point_is() throws Exception {
    Path clip = countingRecording(dir.resolve("recording.mp4"));
    assertThat(trim(clip, 2.5, 3.5, false).seconds()).isCloseTo(1, within(0.001));
    FrameTimes times = read(out()).times();
    assertThat(times.start(1) - times.start(0)).as("what is left").isCloseTo(0.533, within(0.002));
    assertThat(numbers(out()).subList(0, 2)).isEqualTo(List.of(30, 41));
    assertEnd(1);
  }

  @Test
  void a_pause_alone_is_one_picture_of_that_length() throws Exception {
    Path clip = countingRecording(dir.resolve("recording.mp4"));
    assertThat(trim(clip, 1.5, 2.25, false).frames()).isEqualTo(1);
    assertEnd(0.75);
  }

  @Test
  void a_ping_pong_of_a_held_end_moves_as_fast_as_the_clip() throws Exception {
    Path clip = countingHeldEnd(dir.resolve("held.mp4"));
    TrimReport report = trim(clip, 0, 100, true);
    List<Integer> there = new ArrayList<>();
    IntStream.range(0, 89).forEach(i -> there.add(Math.min(i, 29)));
    List<Integer> all = new ArrayList<>(there);
    IntStream.iterate(87, i -> i > 0, i -> i - 1).forEach(i -> all.add(there.get(i)));
    assertThat(report.frames()).isEqualTo(176);
    assertThat(numbers(out())).isEqualTo(all);
    assertThat(read(out()).times().meanStep()).isCloseTo(1 / 30.0, within(0.001));
  }

  @Test
  void a_picture_is_taken_out_of_a_held_end() throws Exception {
    Path png = dir.resolve("a.png");
    Path clip = countingHeldEnd(dir.resolve("held.webm"));
    FrameGrabber grabber = new FrameGrabber(FFMPEG);
    assertThat(grabber.grab(clip, 2.9, png, new Cancellation()).index()).isEqualTo(29);
  }

  /** Counted from the first picture: Opus begins a moment earlier. */
  private void assertEnd(double seconds) throws Exception {
    FrameTimes times = read(out()).times();
    assertThat(times.end() - times.start(0)).isCloseTo(seconds, within(0.002));
  }

  private Path out() {
    return dir.resolve("out.webm");
  }

  private TrimReport trim(Path clip, double in, double out, boolean pingPong) throws Exception {
    return new Trimmer(FFMPEG)
        .trim(
            new TrimRequest(new Cut(clip, in, OptionalDouble.of(out)), pingPong),
            dir,
            out(),
            WorkProgress.NONE,
            new Cancellation());
  }
}
