package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftLibrariesTest {

  private static final String LEFT =
      "sqlite-3.54.1.0-875642af-b2fc-4918-afbb-56dd317463cb-libsqlitejdbc.so";
  private static final String YOUNG =
      "sqlite-3.54.1.0-eea6697d-3d03-4751-9c3a-e56a0966e324-libsqlitejdbc.so";

  @TempDir Path folder;

  @Test
  void old_ones_go_with_what_says_that_they_are_in_use_and_nothing_else_does() throws Exception {
    Instant now = Instant.now();
    for (String name : new String[] {LEFT, LEFT + ".lck", "sqlite-notes.txt", LEFT + ".mine"}) {
      Files.setLastModifiedTime(
          Files.createFile(folder.resolve(name)), FileTime.from(now.minus(Duration.ofDays(2))));
    }
    Files.createFile(folder.resolve(YOUNG));

    LeftLibraries.remove(folder, now.minus(Duration.ofDays(1)));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("sqlite-notes.txt", LEFT + ".mine", YOUNG);
    }
  }

  /** As the driver names them. */
  @Test
  void the_driver_s_own_names_are_known() throws Exception {
    Path temp = Files.createDirectory(folder.resolve("temp"));
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(JavaCommand.line(List.of("-Djava.io.tmpdir=" + temp), Killed.class))
                .redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile()));
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("err"))).isEqualTo(9);
    assertThat(temp).isNotEmptyDirectory();

    LeftLibraries.remove(temp, Instant.now().plusSeconds(60));

    assertThat(temp).isEmptyDirectory();
  }

  /** A process that ends without tidying up after itself. */
  public static final class Killed {
    public static void main(String[] args) throws Exception {
      DriverManager.getConnection("jdbc:sqlite::memory:").close();
      Runtime.getRuntime().halt(9);
    }
  }
}
