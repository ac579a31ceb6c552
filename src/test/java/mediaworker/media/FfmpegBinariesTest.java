package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said where no FFmpeg runs, and whose programs are run. */
@DisabledOnOs(OS.WINDOWS)
class FfmpegBinariesTest {

  @TempDir Path dir;

  @Test
  void a_configured_ffmpeg_that_does_not_run_is_told_with_what_it_said() throws Exception {
    assertThat(configured("#!/bin/sh\necho 'no licence' >&2\necho 'buy one' >&2\nexit 3\n"))
        .isEqualTo(
            "The configured ffmpeg "
                + dir.resolve("ffmpeg")
                + " does not run on this machine: it ended with code 3, saying: no licence / buy one."
                + " Correct or remove the setting \"ffmpeg\".");
    assertThat(configured("#!/bin/sh\nexit 4\n"))
        .contains(": it ended with code 4 and said nothing.");
    assertThat(configured("#!/bin/sh\nexit 0\n")).contains(": it does not tell its version.");
    assertThat(configured("#!/bin/sh\nkill -SEGV $$\n")).contains(": it ended with code 139");
    assertThat(configured("#!/no/such/loader\n"))
        .contains("what it is to be loaded by is not on this system (one with musl");
  }

  private String configured(String script) throws IOException {
    for (String name : new String[] {"ffmpeg", "ffprobe"}) {
      Path program = Files.writeString(dir.resolve(name), script);
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    FfmpegSettings settings =
        new FfmpegSettings(
            dir.resolve("ffmpeg"), dir, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    return catchThrowableOfType(
            MediaException.class, () -> FfmpegBinaries.locate(settings, new ProcessRunner()))
        .getMessage();
  }

  private String embedded(Path cache) {
    MediaException e =
        catchThrowableOfType(
            MediaException.class, () -> FfmpegBinaries.embedded(cache, new ProcessRunner()));
    assertThat(e).as("the refusal").isNotNull();
    return e.getMessage();
  }

  @Test
  void a_cache_folder_that_cannot_be_made_is_told_and_no_library_is_blamed() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    assertThat(embedded(file.resolve("cache")))
        .startsWith("the folder " + file.resolve("cache") + " cannot be used (" + file)
        .contains("\"ffmpeg-cache-dir\"")
        .doesNotContain("apt-get");
  }

  @Test
  void a_folder_that_all_may_write_to_is_used_while_all_in_it_is_ours() throws Exception {
    Path cache = Files.createDirectory(dir.resolve("cache"));
    Path ours = Files.createFile(cache.resolve("ffmpeg"));
    // As volumes of containers are, and what is unpacked under a umask of 0.
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(ProgramFolder.of(cache)).isEqualTo(cache);
  }

  @Test
  void programs_of_another_user_are_not_run() throws Exception {
    Path cache = Files.createDirectory(dir.resolve("cache"));
    Path planted = Files.createFile(cache.resolve("ffmpeg"));
    try {
      Files.setOwner(
          planted,
          planted.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (FileSystemException e) {
      assumeTrue(false, "only the superuser can give a file away");
    }
    assertThat(embedded(cache))
        .startsWith(planted + " belongs to the user nobody, whose programs are not run")
        .contains("\"ffmpeg-cache-dir\"");
  }

  @Test
  void the_folder_that_is_made_is_open_to_nobody_else() throws Exception {
    Path cache = dir.resolve("new/cache");
    assertThat(ProgramFolder.of(cache)).isEqualTo(cache);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    assertThat(cache).isEmptyDirectory();
  }
}
