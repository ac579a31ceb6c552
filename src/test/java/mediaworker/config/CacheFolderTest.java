package mediaworker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

  @TempDir Path dir;

  private Path of(String cache, String home) {
    return CacheFolder.of(cache, home, dir.resolve("temp"));
  }

  @Test
  void it_lies_in_the_cache_of_the_user_also_where_that_is_yet_to_be_made() {
    assertThat(of(null, dir.toString())).isEqualTo(dir.resolve(".cache/media-worker/ffmpeg"));
    assertThat(of("", dir.resolve("new").toString()))
        .isEqualTo(dir.resolve("new/.cache/media-worker/ffmpeg"));
    assertThat(of(dir.toString(), "?")).isEqualTo(dir.resolve("media-worker/ffmpeg"));
  }

  @Test
  void a_user_without_a_home_has_it_elsewhere() {
    assertThat(of(null, "?")).isEqualTo(dir.resolve("temp"));
    assertThat(of(null, "")).isEqualTo(dir.resolve("temp"));
  }

  /** A file serves for it: rights keep nothing from the superuser. */
  @Test
  void a_home_that_cannot_be_made_or_written_is_as_good_as_none() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    assertThat(of(null, file.toString())).isEqualTo(dir.resolve("temp"));
    assertThat(of(null, file.resolve("nonexistent").toString())).isEqualTo(dir.resolve("temp"));
  }

  @Test
  void a_cache_that_cannot_be_used_is_as_good_as_none_too() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Path home = dir.resolve(".cache/media-worker/ffmpeg");
    assertThat(of(file.toString(), dir.toString())).isEqualTo(home);
    assertThat(of("relative/cache", dir.toString())).isEqualTo(home);
    assertThat(of(file.resolve("in").toString(), "?")).isEqualTo(dir.resolve("temp"));
  }
}
