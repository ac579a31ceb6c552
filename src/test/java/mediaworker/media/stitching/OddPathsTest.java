package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import mediaworker.media.timeline.Cut;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose names mean something in an address, a list or a pattern. */
class OddPathsTest {

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"what? #2", "it's \\ \"so\"", "line\nbreak", "50%03d"})
  void clips_are_played_again_and_copied_in_it(String name) throws Exception {
    Path folder = Files.createDirectory(dir.resolve(name));
    Path clip = counting(folder.resolve("a " + name + ".mp4"), 12, 0.5);
    ClipRequest thereAndBack = new ClipRequest(Cut.whole(clip), 2, true, 1, "A");
    Stitching.Done again = Stitching.of(thereAndBack).run(folder);
    assertThat(numbers(again.file()))
        .containsExactly(0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1);

    Path web = halfRedWebm(folder.resolve("b " + name + ".webm"));
    Stitching.Done copied = Stitching.of(web, web).run(folder);
    assertThat(copied.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(copied.report().frames()).isEqualTo(60);
  }
}
