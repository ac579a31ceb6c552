package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.media.timeline.Sounds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A video behind the subject that begins again: what is seen and heard stays together. */
class RepeatedBackgroundTest extends CompositeFixture {

  /** Long enough for a background of 0.8 s to begin again several times. */
  private static MediaInfo fourTimes;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    fourTimes =
        clip(
            drawn.resolve("four-times.mkv"),
            GREEN,
            "320x240",
            "loop=loop=3:size=12:start=0,setpts=N/12/TB,fps=25,format=yuv420p",
            LOSSLESS);
  }

  @Test
  void a_background_that_begins_again_is_heard_when_it_is_seen() throws Exception {
    MediaInfo source = fourTimes;
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
    MediaInfo source = fourTimes;
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
    MediaInfo source = fourTimes;

    Path part = made(source, with(pulse, End.LOOP, heard));

    List<int[]> seen = GeneratedClips.pixels(part, 20, 20);
    return IntStream.range(1, seen.size() - 3)
        .filter(i -> seen.get(i)[0] > 128 && seen.get(i - 1)[0] < 128)
        .boxed()
        .toList();
  }
}
