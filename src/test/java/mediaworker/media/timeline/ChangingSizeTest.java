package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.countingInSizes;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips whose pictures do not stay of one size, as recordings of calls have them. */
class ChangingSizeTest {

  private static final List<String> TONE = lavfi("sine=440:r=48000:d=2");

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"a.mkv", "a.ts", "a.mp4"})
  void a_trim_is_refused_with_the_sizes(String name) throws Exception {
    Path clip = countingInSizes(dir.resolve(name), List.of("160x120", "320x240"), TONE);

    assertRefused(clip, false, name, "160x120", "320x240");
  }

  @Test
  void so_is_one_that_runs_backwards_too() throws Exception {
    Path clip = countingInSizes(dir.resolve("a.mkv"), List.of("160x120", "80x60"), TONE);

    assertRefused(clip, true, "a.mkv", "160x120", "80x60");
  }

  @Test
  void sound_that_changes_its_channels_is_told_of() throws Exception {
    Path list = dir.resolve("parts.ffconcat");
    for (int channels = 1; channels <= 2; channels++) {
      make(
          dir.resolve(channels + ".ts"),
          lavfi("color=gray:s=160x120:r=30:d=1"),
          lavfi("sine=440:r=48000:d=1"),
          List.of("-c:v", "mpeg2video", "-c:a", "aac", "-ac", String.valueOf(channels)));
    }
    Files.writeString(list, "ffconcat version 1.0\nfile 1.ts\nfile 2.ts\n");
    Path clip = make(dir.resolve("a.ts"), List.of("-i", "file:" + list, "-c", "copy"));

    assertThatThrownBy(() -> trim(clip, 0.5, 1.5, false))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessageStartingWith("The sound of a.ts changes its channels or its rate on the way");
  }

  private void assertRefused(Path clip, boolean pingPong, String... words) {
    assertThatThrownBy(() -> trim(clip, 0.5, 1.5, pingPong))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessageContainingAll(words);
  }

  private void trim(Path clip, double in, double out, boolean pingPong) throws Exception {
    Cut cut = new Cut(clip, in, OptionalDouble.of(out));
    new Trimmer(FFMPEG)
        .trim(new TrimRequest(cut, pingPong), dir, out(), WorkProgress.NONE, new Cancellation());
  }

  private Path out() {
    return dir.resolve("out.webm");
  }
}
