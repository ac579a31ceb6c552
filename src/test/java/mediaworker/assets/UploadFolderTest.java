package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.workspace.Notes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFolderTest {

  @TempDir Path base;

  /** What another worker is to clear up if this one were killed now. */
  private final List<Path> noted = new ArrayList<>();

  private final Notes notes =
      new Notes() {
        @Override
        public Note child(long pid) {
          return () -> {};
        }

        @Override
        public Note output(Path part) {
          noted.add(part);
          return () -> noted.remove(part);
        }
      };

  private AssetSettings settings(long floor) {
    AssetSettings usual = TestSettings.below(base);
    return new AssetSettings(
        usual.baseDir(),
        usual.outputDir(),
        usual.libraryDir(),
        usual.inputDirs(),
        false,
        usual.maxDownloadBytes(),
        usual.downloadTimeLimit(),
        List.of(),
        floor);
  }

  @Test
  void a_file_is_noted_while_it_comes_and_gets_a_name_of_its_own() throws Exception {
    UploadFolder folder = new UploadFolder(settings(0), base.resolve("uploads"), notes);
    for (String name : List.of("clip.mp4", "clip-2.mp4")) {
      try (Output place = folder.place("clip", "mp4")) {
        Files.writeString(place.part(), "film");
        assertThat(noted).containsExactly(place.part());
        assertThat(place.part().getFileName().toString()).matches("\\..+\\.part\\.mp4");
        assertThat(place.publish()).isEqualTo("uploads/" + name);
      }
      assertThat(noted).isEmpty();
      assertThat(base.resolve("uploads").resolve(name)).hasContent("film");
    }
  }

  @Test
  void what_leaves_too_little_room_is_refused_before_it_comes() throws Exception {
    UploadFolder folder = new UploadFolder(settings(1), base.resolve("uploads"), notes);
    AssetException refused =
        catchThrowableOfType(AssetException.class, () -> folder.mustFit(Long.MAX_VALUE / 2));
    assertThat(refused.sentence()).contains("too little room", "min-free-mb");
    assertThat(base.resolve("uploads")).doesNotExist();
  }
}
