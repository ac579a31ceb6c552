package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConcatEntryTest {

  @Test
  void a_plain_name_beside_the_list_is_enough_in_a_folder_of_any_characters() throws Exception {
    Path folder = Path.of("/studio/jürgen");

    assertThat(ConcatEntry.of(folder.resolve("part-1.mkv"), folder))
        .isEqualTo("file 'part-1.mkv'\n");
  }

  @Test
  void what_ffmpeg_would_not_find_by_its_name_is_named_by_its_path() throws Exception {
    Path folder = Path.of("/studio/what?");
    Path other = Path.of("/studio/clips");

    assertThat(ConcatEntry.of(folder.resolve("part-1.mkv"), folder))
        .isEqualTo("file 'file:/studio/what?/part-1.mkv'\n");
    assertThat(ConcatEntry.of(other.resolve("a.mp4"), folder))
        .isEqualTo("file 'file:/studio/clips/a.mp4'\n");
    assertThat(ConcatEntry.of(other.resolve("x: 1.mp4"), other))
        .isEqualTo("file 'file:/studio/clips/x: 1.mp4'\n");
    assertThat(ConcatEntry.of(other.resolve("it's.mp4"), other))
        .isEqualTo("file 'file:/studio/clips/it'\\''s.mp4'\n");
  }
}
