package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WalKeeperTest {

  private static final int MANY = 50;

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Duration steady = Duration.ZERO;
  private Path file;
  private Path log;
  private Sql sql;
  private JobTable table;
  private WalKeeper keeper;

  @BeforeEach
  void open() throws Exception {
    lines.start();
    ((Logger) LoggerFactory.getLogger(WalKeeper.class)).addAppender(lines);
    file = folder.toRealPath().resolve("jobs.db");
    log = file.resolveSibling("jobs.db-wal");
    SqliteDatabase database = SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL);
    SqliteJobStore.open(database, Clock.systemUTC()).close();
    sql = new Sql(database.openWriter());
    table = new JobTable(file);
    keeper = new WalKeeper(sql, file, MANY, () -> steady.toNanos());
  }

  @AfterEach
  void close() throws Exception {
    ((Logger) LoggerFactory.getLogger(WalKeeper.class)).detachAppender(lines);
    table.close();
    sql.close();
  }

  private void write() throws Exception {
    table.insertMany(3000, "noop");
  }

  @Test
  void the_log_is_cut_when_nothing_goes_on() throws Exception {
    write();
    assertThat(Files.size(log)).isPositive();
    keeper.tidy(true);
    assertThat(Files.size(log)).isZero();
  }

  @Test
  void while_there_is_work_it_is_copied_back_and_used_again() throws Exception {
    write();
    long size = Files.size(log);
    for (int i = 0; i < 5; i++) {
      keeper.tidy(false);
      write();
    }
    assertThat(Files.size(log)).isLessThan(2 * size);
  }

  @Test
  void a_log_left_by_a_transaction_that_never_was_is_cut_as_well() throws Exception {
    write();
    keeper.tidy(false);
    table.run(
        "PRAGMA cache_size = 5", // so that what is rolled back has reached the log
        "BEGIN IMMEDIATE",
        "INSERT INTO jobs (job_type, error_message)"
            + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
            + " SELECT 'noop', hex(zeroblob(4000)) FROM n",
        "ROLLBACK");
    assertThat(table.one("PRAGMA wal_checkpoint(PASSIVE)")).isEqualTo("0|0|0");
    assertThat(Files.size(log)).isPositive();
    keeper.tidy(true);
    assertThat(Files.size(log)).isZero();
  }

  @Test
  void a_reader_does_not_hold_up_the_worker() throws Exception {
    write();
    try (JobTable reader = new JobTable(file)) {
      reader.run("BEGIN");
      reader.one("SELECT count(*) FROM jobs");
      keeper.tidy(true); // the copying is done, but the log is in use
      assertThat(Files.size(log)).isPositive();
      reader.run("COMMIT");
    }
    keeper.tidy(true);
    assertThat(Files.size(log)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_reader_that_never_leaves_is_named_now_and_then() throws Exception {
    write();
    Process reader = reader();
    try {
      write();
      keeper.tidy(true);
      keeper.tidy(false);
      assertThat(lines.list).hasSize(1);
      assertThat(lines.list.get(0).getFormattedMessage())
          .contains("It is java (pid " + reader.pid() + ")")
          .contains("jobs.db-wal grows");
      steady = Duration.ofMinutes(11);
      keeper.tidy(false);
      assertThat(lines.list).hasSize(2);
    } finally {
      ChildProcesses.end(reader);
    }
    keeper.tidy(true);
    assertThat(Files.size(log)).isZero();
    assertThat(lines.list).hasSize(2);
  }

  @Test
  void only_readers_of_this_file_are_taken_for_such() {
    assertThat(WalReaders.reader("9: POSIX  ADVISORY  READ 41 fe:01:777 124 124", "777"))
        .contains(41L);
    assertThat(WalReaders.reader("9: POSIX  ADVISORY  READ 41 fe:01:778 124 124", "777")).isEmpty();
    assertThat(WalReaders.reader("9: POSIX  ADVISORY  READ 41 fe:01:777 128 128", "777")).isEmpty();
    assertThat(WalReaders.reader("9: POSIX  ADVISORY  WRITE 41 fe:01:777 124 124", "777"))
        .isEmpty();
    assertThat(WalReaders.reader("9: -> POSIX  ADVISORY  READ 41 fe:01:777 124 124", "777"))
        .isEmpty();
    assertThat(WalReaders.reader("9: FLOCK  ADVISORY  READ 41 fe:01:777 0 EOF", "777")).isEmpty();
  }

  /** A process that stays within a read transaction. */
  private Process reader() throws Exception {
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(JavaCommand.line(StayingReader.class, file.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo("READS");
    return process;
  }

  /** Begins a read transaction and stays in it. */
  public static final class StayingReader {
    private StayingReader() {}

    public static void main(String[] arguments) throws Exception {
      try (JobTable table = new JobTable(Path.of(arguments[0]))) {
        table.run("BEGIN");
        table.one("SELECT count(*) FROM jobs");
        System.out.println("READS");
        System.out.flush();
        System.in.read();
      }
    }
  }
}
