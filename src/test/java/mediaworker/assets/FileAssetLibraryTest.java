package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileAssetLibraryTest {

  @TempDir Path folder;
  private Path base;
  private Path outside;
  private FileAssetLibrary assets;

  @BeforeEach
  void makeFolders() throws Exception {
    Path root = folder.toRealPath();
    base = Files.createDirectories(root.resolve("base"));
    outside = Files.createDirectories(root.resolve("outside"));
    Path shared = Files.createDirectories(root.resolve("shared"));
    Files.createDirectories(base.resolve("static"));
    Files.writeString(base.resolve("static/in.mp4"), "film");
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.writeString(shared.resolve("logo.png"), "logo");
    assets =
        new FileAssetLibrary(
            new AssetSettings(
                base,
                base.resolve("output"),
                base.resolve("static/library"),
                List.of(shared),
                false,
                1 << 20,
                Duration.ofSeconds(10)));
  }

  private Path fetch(String reference) throws Exception {
    return assets.fetch(reference, folder, new Cancellation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "static/in.mp4",
        "/static/in.mp4",
        "static/in.mp4?v=17",
        "/static/in.mp4?v=1",
        "./static/../static/in.mp4",
        "static\\in.mp4",
        " static/in.mp4 "
      })
  void a_path_is_found_below_the_base_folder_in_all_the_forms_the_dashboard_writes(String form)
      throws Exception {
    assertThat(fetch(form)).isEqualTo(base.resolve("static/in.mp4"));
  }

  @Test
  void everything_that_is_wrong_with_a_rows_files_is_told_at_once() throws Exception {
    Files.writeString(base.resolve("there.mp4"), "a film");
    Files.createFile(base.resolve("empty.mp4"));
    assertThatThrownBy(
            () ->
                assets.check(
                    AssetLibrary.Shelf.OUTPUT,
                    List.of("there.mp4", "no.mp4", "empty.mp4", "https://example.org/x.mp4")))
        .isInstanceOf(AssetException.class)
        .hasMessage("The file no.mp4 does not exist. The file empty.mp4 is empty.");
    assets.check(AssetLibrary.Shelf.OUTPUT, List.of("there.mp4"));
  }

  @Test
  void an_output_folder_that_is_a_file_is_told_before_anything_is_fetched() throws Exception {
    Files.writeString(base.resolve("output"), "in the way");
    assertThatThrownBy(() -> assets.check(AssetLibrary.Shelf.OUTPUT, List.of()))
        .hasMessage(
            "The output folder "
                + base.resolve("output")
                + " cannot be made: a file of that name is in the way.");
  }

  @Test
  void an_absolute_path_in_an_allowed_folder_is_taken_as_it_is() throws Exception {
    assertThat(fetch(base.resolve("static/in.mp4").toString())).exists();
    assertThat(fetch(folder.toRealPath().resolve("shared/logo.png").toString())).exists();
  }

  @Test
  void a_question_mark_may_belong_to_the_name() throws Exception {
    Files.writeString(base.resolve("what?.mp4"), "film");
    assertThat(fetch("what?.mp4")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside/secret.txt", "static/../../outside/secret.txt", "../none"})
  void a_way_up_and_out_is_refused_without_telling_what_is_there(String form) {
    assertThatThrownBy(() -> fetch(form))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("lies outside the folders this worker may read");
  }

  @Test
  void a_link_that_leads_out_is_refused() throws Exception {
    Files.createSymbolicLink(base.resolve("innocent.mp4"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(base.resolve("folder"), outside);
    for (String form : List.of("innocent.mp4", "folder/secret.txt")) {
      assertThatThrownBy(() -> fetch(form)).hasMessageContaining("lies outside");
    }
  }

  @Test
  void an_absolute_path_elsewhere_is_refused() {
    assertThatThrownBy(() -> fetch("/etc/passwd")).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> fetch(outside.resolve("secret.txt").toString()))
        .isInstanceOf(AssetException.class);
  }

  @Test
  void what_is_no_file_gets_a_sentence() throws Exception {
    Files.createFile(base.resolve("empty.mp4"));
    assertThatThrownBy(() -> fetch("none.mp4")).hasMessage("The file none.mp4 does not exist.");
    assertThatThrownBy(() -> fetch("static")).hasMessage("static is a folder, not a file.");
    assertThatThrownBy(() -> fetch("empty.mp4")).hasMessage("The file empty.mp4 is empty.");
    assertThatThrownBy(() -> fetch("a\u0000b")).hasMessageContaining("control characters");
    assertThatThrownBy(() -> fetch("file:///etc/passwd")).hasMessageContaining("file");
    assertThatThrownBy(() -> fetch("concat:a|b")).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> fetch("ftp://host/a.mp4"))
        .hasMessageContaining("neither a file nor an http(s) URL");
  }
}
