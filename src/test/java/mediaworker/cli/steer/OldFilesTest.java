package mediaworker.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import mediaworker.cli.setup.InitCommand;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which files go with rows, when, and which stay. */
class OldFilesTest {

  @TempDir Path folder;
  private final Settings settings = new Settings();
  private Path output;
  private JobDesk desk;
  private JobTable table;

  @BeforeEach
  void open() throws Exception {
    folder = folder.toRealPath();
    output = Files.createDirectories(folder.resolve("output"));
    String database = folder.resolve("jobs.db").toString();
    new CommandLine(settings).parseArgs("--db", database);
    assertThat(new CommandLine(new InitCommand()).execute("--db", database)).isZero();
    desk = Wiring.desk(settings);
    table = new JobTable(Path.of(database));
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    desk.close();
  }

  @Test
  void a_file_that_a_later_row_names_as_well_is_counted_with_that_one() throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    List<JobRow> rows = List.of(made("output/a.webm"), made("/output/a.webm"));

    OldFiles files = new OldFiles(desk, settings, false, 1);
    try (files) {
      files.of(rows.subList(0, 1));
      assertThat(List.of(files.count(), files.kept())).containsExactly(0L, 1L);
      files.of(rows.subList(1, 2));
    }
    assertThat(List.of(files.count(), files.kept())).containsExactly(1L, 0L);
    assertThat(output.resolve("a.webm")).exists();
  }

  @Test
  void a_file_that_a_later_row_names_as_well_is_removed_with_that_one() throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    List<JobRow> rows = List.of(made("output/a.webm"), made("/output/a.webm"));

    OldFiles files = new OldFiles(desk, settings, true, 1);
    try (files) {
      deleteAnd(files, rows.subList(0, 1));
      assertThat(List.of(files.count(), files.kept())).containsExactly(0L, 1L);
      assertThat(output.resolve("a.webm")).exists();
      deleteAnd(files, rows.subList(1, 2));
      assertThat(output.resolve("a.webm")).doesNotExist();
    }
    assertThat(List.of(files.count(), files.kept(), files.bytes())).containsExactly(1L, 0L, 5L);
  }

  @Test
  void files_are_decided_about_once_they_are_enough_and_the_rest_at_the_end() throws Exception {
    OldFiles files = new OldFiles(desk, settings, true, 2);
    try (files) {
      for (String name : List.of("a.webm", "b.webm", "c.webm")) {
        Files.writeString(output.resolve(name), "12345");
        deleteAnd(files, List.of(made("output/" + name)));
        assertThat(files.count()).as(name).isEqualTo(name.equals("a.webm") ? 0 : 2);
      }
      assertThat(output).isDirectoryContaining("glob:**/c.webm");
    }
    assertThat(output).isEmptyDirectory();
    assertThat(files.count()).isEqualTo(3);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_file_stays_where_a_row_names_one_of_its_name_whose_place_cannot_be_told()
      throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    Files.writeString(output.resolve("b.webm"), "12345");
    String place = tooDeep();
    Path deep = Files.writeString(folder.resolve(place).resolve("a.webm"), "12345");
    try {
      table.insert("b", "{\"video\": \"" + place + "/a.webm\"}");

      OldFiles files = new OldFiles(desk, settings, true, 1);
      try (files) {
        deleteAnd(files, List.of(made("output/a.webm"), made("output/b.webm")));
      }
      assertThat(output.resolve("a.webm")).exists();
      assertThat(output.resolve("b.webm")).doesNotExist();
      assertThat(List.of(files.count(), files.kept())).containsExactly(1L, 1L);
    } finally {
      remove(deep);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_file_whose_place_cannot_be_told_is_named_and_does_not_keep_others() throws Exception {
    Files.writeString(output.resolve("b.webm"), "12345");
    String place = tooDeep();
    Path deep = Files.writeString(folder.resolve(place).resolve("a.webm"), "12345");
    try {
      OldFiles files = new OldFiles(desk, settings, true, 1);
      try (files) {
        deleteAnd(files, List.of(made(place + "/a.webm"), made("output/b.webm")));
      }
      assertThat(deep).exists();
      assertThat(output.resolve("b.webm")).doesNotExist();
      assertThat(files.stuck()).singleElement().asString().startsWith(place + "/a.webm could not");
    } finally {
      remove(deep);
    }
  }

  /** A disk that hangs must not hold the table's state open, which keeps its log from being cut. */
  @Test
  void the_disk_is_asked_only_when_the_table_has_been_read() throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    JobDesk telling =
        (JobDesk)
            Proxy.newProxyInstance(
                JobDesk.class.getClassLoader(),
                new Class<?>[] {JobDesk.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("tellNamed");
                  told(arguments[1]).accept("link/a.webm");
                  // It can be told whose place that is from here on.
                  Files.createSymbolicLink(folder.resolve("link"), output);
                  return null;
                });

    OldFiles files = new OldFiles(telling, settings, true, 1);
    try (files) {
      files.of(List.of(made("output/a.webm")));
    }
    assertThat(output.resolve("a.webm")).exists();
    assertThat(files.kept()).isEqualTo(1);
  }

  @SuppressWarnings("unchecked")
  private static Consumer<String> told(Object listener) {
    return (Consumer<String>) listener;
  }

  /** A row of a job that made this; one that is over, and found as the command finds it. */
  private JobRow made(String result) throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, status, result_data, finished_at) VALUES ('a', 'completed', '"
            + result
            + "', '2020-01-01 00:00:00')");
    long id = Long.parseLong(table.one("SELECT max(id) FROM jobs"));
    return desk.find(JobFilter.ids(List.of(id)), new JobPage(JobPage.Order.OLDEST, 1, null, 0))
        .get(0);
  }

  private void deleteAnd(OldFiles files, List<JobRow> rows) throws StoreException {
    desk.delete(JobFilter.ids(rows.stream().map(JobRow::id).toList()), false);
    files.of(rows);
  }

  /** A folder that can be used by this path, while its real one is longer than Linux takes. */
  private String tooDeep() throws IOException {
    Path far = folder;
    for (int i = 0; i < 15; i++) {
      far = far.resolve("d".repeat(250));
    }
    Files.createSymbolicLink(output.resolve("deep"), Files.createDirectories(far));
    String place = "output/deep/" + "e".repeat(200) + "/" + "f".repeat(200);
    Files.createDirectories(folder.resolve(place));
    return place;
  }

  /**
   * With what {@link #tooDeep} made, which is out of reach for those who clear up by real paths.
   */
  private void remove(Path deep) throws IOException {
    Path link = output.resolve("deep");
    for (Path path = deep; !path.equals(link); path = path.getParent()) {
      Files.delete(path);
    }
  }
}
