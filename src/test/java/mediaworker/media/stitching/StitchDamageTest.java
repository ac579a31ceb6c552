package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenPicture;
import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenSound;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mediaworker.media.timeline.Cut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that a clip brings along is told of, by whichever way it is read. */
class StitchDamageTest {

  @TempDir Path folder;

  @Test
  void broken_sound_is_told_of_where_it_is_encoded_beside_copied_pictures() throws Exception {
    Path clip = countingWithBrokenSound(folder.resolve("sound.mov"));

    StitchReport report = Stitching.of(clip, clip).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.notes()).singleElement().asString().contains("sound.mov is damaged");
  }

  @Test
  void broken_pictures_are_told_of_where_they_are_kept_to_be_played_again() throws Exception {
    Path clip = countingWithBrokenPicture(folder.resolve("picture.mov"));
    ClipRequest backToo = new ClipRequest(Cut.whole(clip), 1, true, 1, "a");

    StitchReport report = Stitching.of(backToo).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(report.notes()).singleElement().asString().contains("picture.mov is damaged");
  }
}
