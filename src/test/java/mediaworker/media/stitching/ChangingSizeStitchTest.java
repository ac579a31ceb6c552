package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.countingInSizes;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips whose pictures do not stay of one size, as recordings of calls have them. */
class ChangingSizeStitchTest {

  @TempDir Path dir;

  @Test
  void a_clip_that_changes_its_size_is_refused_with_the_sizes() throws Exception {
    Path first = counting(dir.resolve("a.mp4"), 30, 1);
    Path call =
        countingInSizes(
            dir.resolve("call.mkv"), List.of("160x120", "320x240"), lavfi("sine=440:r=48000:d=2"));

    assertThatThrownBy(() -> Stitching.of(first, call).run(dir))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessageContainingAll("call.mkv", "160x120", "320x240");
  }
}
