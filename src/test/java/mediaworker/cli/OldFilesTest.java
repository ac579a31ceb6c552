package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Consumer;
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
  private PruneRecord record;

  @BeforeEach
  void open() throws Exception {
    folder = folder.toRealPath();
    output = Files.createDirectories(folder.resolve("output"));
    String database = folder.resolve("jobs.db").toString();
    new CommandLine(settings).parseArgs("--db", database);
    assertThat(new CommandLine(new InitCommand()).execute("--db", database)).isZero();
    desk = Wiring.desk(settings);
    table = new JobTable(Path.of(database));
    record = PruneRecord.open(settings.db());
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    record.close();
    desk.close();
  }

  @Test
  void a_file_that_a_later_row_names_as_well_is_counted_with_that_one() throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    List<JobRow> rows = List.of(made("output/a.webm"), made("/output/a.webm"));

    OldFiles files = new OldFiles(desk, settings, null, 1);
    try (files) {
      take(files, rows.subList(0, 1));
      assertThat(List.of(files.count(), files.kept())).containsExactly(0L, 1L);
      take(files, rows.subList(1, 2));
    }
    assertThat(List.of(files.count(), files.kept())).containsExactly(1L, 0L);
    assertThat(output.resolve("a.webm")).exists();
  }

  @Test
  void a_file_that_a_later_row_names_as_well_is_removed_with_that_one() throws Exception {
    Files.writeString(output.resolve("a.webm"), "12345");
    List<JobRow> rows = List.of(made("output/a.webm"), made("/output/a.webm"));

    OldFiles files = new OldFiles(desk, settings, record, 1);
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
    OldFiles files = new OldFiles(desk, settings, record, 2);
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

      OldFiles files = new OldFiles(desk, settings, record, 1);
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
      OldFiles files = new OldFiles(desk, settings, record, 1);
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

    OldFiles files = new OldFiles(telling, settings, record, 1);
    try (files) {
      take(files, List.of(made("output/a.webm")));
    }
    assertThat(output.resolve("a.webm")).exists();
    assertThat(files.kept()).isEqualTo(1);
  }

  @Test
  void what_a_killed_prune_has_left_is_found_by_the_next_but_for_what_is_in_use_or_new()
      throws Exception {
    for (String name : List.of("a.webm", "named.webm", "stays.webm", "new.webm")) {
      Files.writeString(output.resolve(name), "12345");
    }
    List<JobRow> rows =
        List.of(made("output/a.webm"), made("output/named.webm"), made("output/new.webm"));
    List<JobRow> stays = List.of(made("output/stays.webm"));
    OldFiles killed = new OldFiles(desk, settings, record, 1);
    killed.see(rows);
    desk.delete(JobFilter.ids(ids(rows)), false);
    killed.see(stays);
    record.close(); // as the system does it for a process that was killed
    Files.writeString(folder.resolve("jobs.db-prune"), "[\"/cut", StandardOpenOption.APPEND);
    table.insert("b", "{\"video\": \"output/named.webm\"}");
    Files.setLastModifiedTime(output.resolve("new.webm"), FileTime.fromMillis(7));

    record = PruneRecord.open(settings.db());
    OldFiles files = new OldFiles(desk, settings, record, 1);
    try (files) {
      assertThat(files.take(PruneRecord.left(settings.db()))).isEqualTo(1);
    }
    assertThat(output.resolve("a.webm")).doesNotExist();
    assertThat(output)
        .isDirectoryContaining("glob:**/named.webm")
        .isDirectoryContaining("glob:**/stays.webm")
        .isDirectoryContaining("glob:**/new.webm");
    record.close();
    assertThat(folder.resolve("jobs.db-prune")).doesNotExist();
  }

  @Test
  void one_prune_at_a_time_removes() {
    assertThatThrownBy(() -> PruneRecord.open(settings.db()))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("Another prune is at work on ");
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
    files.see(rows);
    desk.delete(JobFilter.ids(ids(rows)), false);
    files.forget(ids(rows));
  }

  private static void take(OldFiles files, List<JobRow> rows) throws StoreException {
    files.see(rows);
    files.forget(ids(rows));
  }

  private static List<Long> ids(List<JobRow> rows) {
    return rows.stream().map(JobRow::id).toList();
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
