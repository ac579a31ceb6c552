package mediaworker.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void a_file_is_synced_and_then_its_name() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "paid");
    List<Path> forced = new ArrayList<>();
    DiskSync.file(file, (channel, of) -> forced.add(of));
    assertThat(forced).containsExactly(file, folder);
  }

  /** What is within it would be lost, though its name were there. */
  @Test
  void a_file_that_cannot_be_synced_is_told_and_one_whose_name_cannot_is_let_be() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "paid");
    assertThatThrownBy(() -> DiskSync.file(file, failingOf(file)))
        .isInstanceOf(IOException.class)
        .hasMessage("Input/output error");
    assertThatCode(() -> DiskSync.file(file, failingOf(folder))).doesNotThrowAnyException();
  }

  private static DiskSync.Force failingOf(Path one) {
    return (channel, of) -> {
      if (of.equals(one)) {
        throw new IOException("Input/output error");
      }
    };
  }
}
