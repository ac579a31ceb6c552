package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {

  @TempDir Path root;
  private Path base;
  private Path footage;
  private Path elsewhere;
  private FileAssetLibrary library;

  @BeforeEach
  void makeFolders() throws IOException {
    root = root.toRealPath();
    base = Files.createDirectories(root.resolve("base"));
    footage = Files.createDirectories(root.resolve("footage"));
    elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    write(base.resolve("static/clip.mp4"));
    write(footage.resolve("shot.mov"));
    write(elsewhere.resolve("secret.mp4"));
    library = new FileAssetLibrary(TestSettings.below(base, footage));
  }

  @Test
  void prefers_the_file_that_is_named_exactly_so() throws Exception {
    write(base.resolve("static/clip.mp4?v=2"));
    assertThat(fetch("static/clip.mp4?v=2")).isEqualTo(base.resolve("static/clip.mp4?v=2"));
  }

  @Test
  void takes_full_paths_and_detours_into_allowed_folders() throws Exception {
    assertThat(fetch(footage.resolve("shot.mov").toString()))
        .isEqualTo(footage.resolve("shot.mov"));
    assertThat(fetch("../footage/shot.mov?v=1")).isEqualTo(footage.resolve("shot.mov"));
    assertThat(fetch(base.resolve("static/clip.mp4").toString()))
        .isEqualTo(base.resolve("static/clip.mp4"));
  }

  @Test
  void tells_of_a_full_path_elsewhere_the_same_whether_it_exists_or_not() {
    String there = elsewhere.resolve("secret.mp4").toString();
    String gone = elsewhere.resolve("nothing.mp4").toString();
    assertThat(sentence(there).replace(there, "X")).isEqualTo(sentence(gone).replace(gone, "X"));
  }

  @Test
  void tells_where_a_full_path_elsewhere_was_looked_for_and_how_to_allow_it() {
    String there = elsewhere.resolve("secret.mp4").toString();
    assertRefused(there)
        .isEqualTo(
            "The file "
                + PathRules.shown(there)
                + " does not exist below the base folder "
                + PathRules.shown(base.toString())
                + ". Files elsewhere are read only from the folders in the setting input-dirs.");
    assertRefused(base.resolve("none.mp4").toString())
        .isEqualTo("The file " + PathRules.shown(base + "/none.mp4") + " does not exist.");
  }

  @Test
  void follows_links_only_as_far_as_the_allowed_folders_go() throws Exception {
    Files.createSymbolicLink(base.resolve("static/out.mp4"), elsewhere.resolve("secret.mp4"));
    Files.createSymbolicLink(base.resolve("static/outside"), elsewhere);
    Files.createSymbolicLink(base.resolve("static/in.mov"), footage.resolve("shot.mov"));
    Files.createSymbolicLink(base.resolve("static/dangling.mp4"), base.resolve("nothing"));
    Files.createSymbolicLink(base.resolve("static/round"), base.resolve("static/round"));

    assertRefused("static/out.mp4").contains("outside the folders");
    assertRefused("static/outside/secret.mp4").contains("outside the folders");
    assertThat(fetch("static/in.mov")).isEqualTo(footage.resolve("shot.mov"));
    assertRefused("static/dangling.mp4").contains("does not exist");
    assertRefused("static/round").contains("does not exist");
  }

  @Test
  void works_when_the_base_folder_itself_is_a_link() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), base);
    library = new FileAssetLibrary(TestSettings.below(link));
    assertThat(fetch("static/clip.mp4")).isEqualTo(base.resolve("static/clip.mp4"));
    assertThat(fetch(link.resolve("static/clip.mp4").toString()))
        .isEqualTo(base.resolve("static/clip.mp4"));
  }

  /** Opening and closing it in this process would drop SQLite's locks on it. */
  @Test
  void refuses_the_database_under_whatever_name() throws Exception {
    write(base.resolve("jobs.db"));
    write(base.resolve("jobs.db-shm"));
    Files.createLink(base.resolve("static/innocent.mp4"), base.resolve("jobs.db"));
    Files.createSymbolicLink(base.resolve("static/other.mp4"), base.resolve("jobs.db-shm"));
    AssetSettings usual = TestSettings.below(base);
    library =
        new FileAssetLibrary(
            new AssetSettings(
                usual.baseDir(),
                usual.outputDir(),
                usual.libraryDir(),
                usual.inputDirs(),
                false,
                usual.maxDownloadBytes(),
                usual.downloadTimeLimit(),
                SqliteDatabase.filesOf(base.resolve("jobs.db")),
                0));
    for (String name :
        List.of(
            "jobs.db", "jobs.db?v=1", "./jobs.db-shm", "static/innocent.mp4", "static/other.mp4")) {
      assertThat(sentence(name)).contains("the worker's own database");
    }
    assertThat(fetch("static/clip.mp4")).isEqualTo(base.resolve("static/clip.mp4"));
  }

  /** A job of a program would hand them to it, and their text to whoever reads its output. */
  @Test
  void refuses_keys_settings_logs_and_copies_of_the_database() throws Exception {
    Files.createDirectory(base.resolve("logs"));
    List<String> own =
        List.of(
            ".env",
            "static/.env.local",
            "static/studio.env",
            "worker.properties",
            "logs/worker.log",
            "logs/worker-2.2026-05-03.0.log.gz",
            "jobs.db.v2-20260503.backup",
            "static/link.mp4");
    for (String name : own.subList(0, own.size() - 1)) {
      write(base.resolve(name));
    }
    write(base.resolve("logs/clip.mp4"));
    Files.createSymbolicLink(base.resolve("static/link.mp4"), base.resolve(".env"));
    AssetSettings usual = TestSettings.below(base);
    List<Path> offLimits = new ArrayList<>(SqliteDatabase.filesOf(base.resolve("jobs.db")));
    offLimits.add(base.resolve("logs"));
    library =
        new FileAssetLibrary(
            new AssetSettings(
                usual.baseDir(),
                usual.outputDir(),
                usual.libraryDir(),
                List.of(base),
                false,
                usual.maxDownloadBytes(),
                usual.downloadTimeLimit(),
                offLimits,
                0));
    for (String name : own) {
      assertThat(sentence(name)).as(name).contains("which no job may read");
    }
    assertThat(fetch("logs/clip.mp4")).isEqualTo(base.resolve("logs/clip.mp4"));
  }

  @Test
  void refuses_a_pipe_which_would_hold_the_job_for_ever() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "mkfifo makes the pipe");
    Path pipe = base.resolve("static/pipe.mp4");
    assertThat(
            new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                .start()
                .waitFor(10, TimeUnit.SECONDS))
        .isTrue();
    assertRefused("static/pipe.mp4").contains("cannot be read by the user");
  }

  @Test
  void names_a_file_that_may_not_be_read() throws Exception {
    Path locked = write(base.resolve("static/locked.mp4"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("-wx------"));
    assumeFalse(Files.isReadable(locked), "the superuser reads everything");
    assertRefused("static/locked.mp4").contains("cannot be read by the user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b.mp4", "a\nb.mp4", "a\u001b[2Jb", "a\u0085b", "a\u009b31mb"})
  void refuses_control_characters_and_does_not_repeat_them(String reference) {
    assertRefused(reference)
        .contains("control character")
        .matches(text -> text.chars().noneMatch(Character::isISOControl));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u202eb.mp4", "a\u200bb.mp4", "a\u2028b.mp4"})
  void does_not_repeat_what_hides_or_turns_other_characters(String reference) {
    assertRefused(reference).isEqualTo("The file a?b.mp4 does not exist.");
  }

  @Test
  void does_not_cut_a_character_in_two() {
    String clapper = "🎬".repeat(100);
    for (String name : List.of(clapper, "x" + clapper)) {
      assertRefused(name)
          .matches(
              text ->
                  text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE));
    }
  }

  private Path fetch(String reference) throws Exception {
    return library.fetch(reference, root.resolve("work"), new Cancellation());
  }

  private String sentence(String reference) {
    try {
      return "fetched " + fetch(reference);
    } catch (Exception e) {
      assertThat(e).isInstanceOf(AssetException.class);
      assertThat(((AssetException) e).worthRetrying()).isFalse();
      return String.valueOf(e.getMessage());
    }
  }

  private AbstractStringAssert<?> assertRefused(String reference) {
    return assertThat(sentence(reference));
  }

  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "film");
  }
}
