package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Cut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clips of less than half a picture of the result: each is seen for one. */
class ShortClipStitchTest {

  @TempDir Path dir;

  @ParameterizedTest(name = "{0} pictures at 60, result at {1} a second")
  @CsvSource({"1, 24", "2, 12", "6, 1"})
  void a_clip_shorter_than_half_a_picture_is_seen_for_one(int pictures, int rate) throws Exception {
    Path flash = counting(dir.resolve("flash.mp4"), 60, pictures / 60.0);
    Path clip = counting(dir.resolve("clip.mp4"), rate, 2.0);
    FormRequest form =
        new FormRequest(
            0, 0, Optional.of(new Rational(rate, 1)), Fit.CONTAIN, null, Optional.empty());

    Stitching.Done done = Stitching.of(clip, flash, clip).form(form).run(dir);

    assertThat(done.report().frames()).isEqualTo(2 * 2 * rate + 1);
    List<Integer> seen = numbers(done.file());
    assertThat(seen).hasSize(2 * 2 * rate + 1);
    assertThat(seen.get(2 * rate)).as("a picture of the flash").isLessThan(pictures);
    assertThat(seen.get(2 * rate + 1)).as("the next clip's first").isZero();
  }

  @Test
  void so_is_one_that_is_played_again() throws Exception {
    Path flash = counting(dir.resolve("flash.mp4"), 60, 1 / 60.0);
    Path clip = counting(dir.resolve("clip.mp4"), 12, 1.0);
    ClipRequest twice = new ClipRequest(Cut.whole(flash), 2, false, 1, "Flash");
    FormRequest form =
        new FormRequest(
            0, 0, Optional.of(new Rational(12, 1)), Fit.CONTAIN, null, Optional.empty());

    Stitching.Done done = Stitching.of(ClipRequest.whole(clip), twice).form(form).run(dir);

    assertThat(numbers(done.file())).hasSize(13).endsWith(11, 0);
  }
}
