package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.assets.AssetLibrary.Shelf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileOutputTest {

  @TempDir Path base;
  private FileAssetLibrary library;

  @BeforeEach
  void makeLibrary() {
    library = new FileAssetLibrary(TestSettings.below(base));
  }

  @Test
  void a_part_is_hidden_beside_its_place_and_keeps_the_extension() throws Exception {
    try (Output output = output("keyed_12", null)) {
      assertThat(output.part())
          .isEqualTo(base.resolve("output/.keyed_12.claim7.part.webm"))
          .doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OUTPUT, output/keyed_12.webm",
    "LIBRARY, static/library/keyed_12.webm",
    "KEYED, static/library/transparent_videos/keyed_12.webm"
  })
  void publishing_leaves_the_whole_file_and_answers_its_path_from_the_base_folder(
      Shelf shelf, String path) throws Exception {
    try (Output output = library.newOutput(shelf, "keyed_12", "webm", null, "claim7")) {
      Files.writeString(output.part(), "film");
      assertThat(output.publish()).isEqualTo(path);
    }
    assertThat(base.resolve(path)).hasContent("film");
    assertThat(names(base.resolve(path).getParent())).containsExactly("keyed_12.webm");
  }

  @Test
  void an_output_folder_elsewhere_gives_full_paths(@TempDir Path other) throws Exception {
    AssetSettings below = TestSettings.below(base);
    library =
        new FileAssetLibrary(
            new AssetSettings(
                base,
                other,
                below.libraryDir(),
                List.of(),
                false,
                below.maxDownloadBytes(),
                below.downloadTimeLimit()));
    assertThat(published("lap", "film")).isEqualTo(other.resolve("lap.webm").toString());
  }

  @Test
  void an_existing_file_is_never_replaced() throws Exception {
    assertThat(published("lap", "first")).isEqualTo("output/lap.webm");
    assertThat(published("lap", "second")).isEqualTo("output/lap-2.webm");
    Files.createDirectory(base.resolve("output/lap-3.webm"));
    assertThat(published("lap", "fourth")).isEqualTo("output/lap-4.webm");
    assertThat(base.resolve("output/lap.webm")).hasContent("first");
    assertThat(base.resolve("output/lap-2.webm")).hasContent("second");
    assertThat(base.resolve("output/lap-4.webm")).hasContent("fourth");
  }

  @Test
  void outputs_of_one_name_published_at_once_all_survive() throws Exception {
    int count = 8;
    CyclicBarrier together = new CyclicBarrier(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String claim = "claim" + i;
        results.add(
            threads.submit(
                () -> {
                  try (Output output =
                      library.newOutput(Shelf.OUTPUT, "keyed_1", "webm", "lap", claim)) {
                    Files.writeString(output.part(), claim);
                    together.await();
                    return Files.readString(base.resolve(output.publish())) + " of " + claim;
                  }
                }));
      }
      for (int i = 0; i < count; i++) {
        assertThat(results.get(i).get()).isEqualTo("claim" + i + " of claim" + i);
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> expected = new ArrayList<>(List.of("lap.webm"));
    IntStream.rangeClosed(2, count).forEach(i -> expected.add("lap-" + i + ".webm"));
    assertThat(names(base.resolve("output"))).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void without_hard_links_a_name_is_reserved_and_then_filled() throws Exception {
    Path part = Files.writeString(base.resolve("part"), "film");
    FileOutput.byReservation(part, base.resolve("lap.webm"));
    assertThat(base.resolve("lap.webm")).hasContent("film");
    assertThat(part).doesNotExist();

    Files.writeString(part, "another");
    assertThatThrownBy(() -> FileOutput.byReservation(part, base.resolve("lap.webm")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(base.resolve("lap.webm")).hasContent("film");
    assertThat(part).hasContent("another");
  }

  @Test
  void a_reservation_that_cannot_be_filled_is_given_back() {
    assertThatThrownBy(
            () -> FileOutput.byReservation(base.resolve("gone"), base.resolve("lap.webm")))
        .isInstanceOf(IOException.class);
    assertThat(base.resolve("lap.webm")).doesNotExist();
  }

  @Test
  void closing_without_publishing_leaves_nothing() throws Exception {
    try (Output output = output("keyed_12", null)) {
      Files.writeString(output.part(), "half a film");
    }
    assertThat(names(base.resolve("output"))).isEmpty();
  }

  @Test
  void an_empty_or_missing_part_is_not_published() throws Exception {
    try (Output output = output("keyed_12", null)) {
      assertThatThrownBy(output::publish).hasMessageStartingWith("Nothing was written");
      Files.createFile(output.part());
      assertThatThrownBy(output::publish).hasMessageStartingWith("Nothing was written");
    }
    assertThat(names(base.resolve("output"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lap, lap.webm",
    "lap.webm, lap.webm",
    "LAP.WEBM, LAP.webm",
    "take.2, take.2.webm",
    "v1.0 final, v1.0 final.webm",
    "' lap ', lap.webm",
    "lap.mp4, lap.webm",
    "סרטון, סרטון.webm",
    "a..b, a..b.webm",
    "lap., lap.webm",
    "a.b., a.b.webm",
    "lap..., lap.webm",
    "lap.mp4., lap.webm",
    "lap..mp4, lap.webm",
    "lap .mp4, lap.webm",
    "'lap. ', lap.webm"
  })
  void output_name_gives_the_file_its_name(String requested, String name) throws Exception {
    try (Output output = output("keyed_12", requested)) {
      Files.writeString(output.part(), "film");
      assertThat(output.publish()).isEqualTo("output/" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../lap",
        "a/b",
        "/etc/cron.d/lap",
        "a\\b",
        "..",
        ".",
        ".hidden",
        "-rf",
        "C:lap",
        "lap?v=2",
        "a\nb",
        "a\0b",
        "a\u202eb",
        " ",
        "...",
        ". .",
        ".webm"
      })
  void output_name_must_be_a_plain_file_name(String requested) {
    AssetException e =
        catchThrowableOfType(AssetException.class, () -> output("keyed_12", requested));
    assertThat(e).isNotNull();
    assertThat(e.worthRetrying()).isFalse();
    assertThat(e.sentence())
        .startsWith("\"output_name\" ")
        .matches(text -> text.chars().noneMatch(Character::isISOControl));
    assertThat(base.resolve("output")).doesNotExist();
  }

  @Test
  void output_name_may_be_as_long_as_file_systems_bear() throws Exception {
    assertThatThrownBy(() -> output("keyed_12", "x".repeat(121)))
        .hasMessageContaining("must not be longer than");
    assertThatThrownBy(() -> output("keyed_12", "世".repeat(100)))
        .hasMessageContaining("must not be longer than");
    for (String longest : List.of("x".repeat(120), "ש".repeat(115))) {
      try (Output output = output("keyed_12", longest)) {
        Files.writeString(output.part(), "film");
        assertThat(output.publish()).isEqualTo("output/" + longest + ".webm");
      }
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_named_at_once() throws Exception {
    Files.writeString(base.resolve("output"), "a file in the way");
    AssetException e = catchThrowableOfType(AssetException.class, () -> output("keyed_12", null));
    assertThat(e.sentence())
        .startsWith(
            "The output folder " + base.resolve("output") + " cannot be made: a file of that name");
    assertThat(e.worthRetrying()).isFalse();
  }

  private Output output(String stem, @Nullable String requested)
      throws AssetException, IOException {
    return library.newOutput(Shelf.OUTPUT, stem, "webm", requested, "claim7");
  }

  private String published(String name, String content) throws Exception {
    try (Output output = output(name, null)) {
      Files.writeString(output.part(), content);
      return output.publish();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
