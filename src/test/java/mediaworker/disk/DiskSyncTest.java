package mediaworker.disk;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSyncTest {

  @TempDir Path folder;

  /** That of Linux's processes, for one, is answered with EINVAL; elsewhere there is none. */
  @Test
  void a_folder_that_its_file_system_does_not_sync_is_let_be() {
    assertThatCode(() -> DiskSync.folder(Path.of("/proc"))).doesNotThrowAnyException();
  }

  @Test
  void a_file_that_is_not_there_is_no_folder_that_cannot_be_synced() {
    assertThatThrownBy(() -> DiskSync.file(folder.resolve("a")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_file_is_synced_with_its_name() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "paid");
    assertThatCode(() -> DiskSync.file(file)).doesNotThrowAnyException();
  }
}
