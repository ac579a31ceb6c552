package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go on until they are told to end, in processes whose reader goes away. */
class ClosedPipeTest {

  /** For a busy machine; a quiet one needs a second. */
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

  @TempDir Path folder;

  @BeforeEach
  void makeDatabase() throws Exception {
    Process process = start("init");
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(process.waitFor()).isZero();
  }

  private Process start(String... arguments) throws Exception {
    return ChildProcesses.start(
        new ProcessBuilder(JavaCommand.line(Main.class, arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true));
  }

  /** Something that the command has to write of. */
  private interface News {
    void happen(int n) throws Exception;
  }

  /** Reads its first line and goes away; then things happen until it has noticed. */
  private static void assertEnds(Process process, News news) throws Exception {
    try {
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).isNotEmpty();
      }
      long end = System.nanoTime() + PATIENCE_NANOS;
      for (int n = 1; process.isAlive() && System.nanoTime() < end; n++) {
        news.happen(n);
        process.waitFor(200, TimeUnit.MILLISECONDS);
      }
      assertThat(process.isAlive()).isFalse();
      assertThat(process.exitValue()).isZero();
    } finally {
      ChildProcesses.end(process);
    }
  }

  @Test
  void the_live_view_ends_with_its_reader() throws Exception {
    try (JobTable table = new JobTable(folder.resolve("jobs.db"))) {
      assertEnds(start("top"), n -> table.insert("noop", null));
      assertEnds(start("status", "--watch", "--json"), n -> {});
    }
  }

  @Test
  void following_the_log_ends_with_its_reader() throws Exception {
    Path log = Files.createDirectories(folder.resolve("logs")).resolve("worker.log");
    Files.writeString(log, "2026-05-04 12:00:00 a line\n");
    assertEnds(
        start("logs", "-f", "--log-dir", log.getParent().toString()),
        n ->
            Files.writeString(
                log, "2026-05-04 12:00:00 line " + n + "\n", StandardOpenOption.APPEND));
  }
}
