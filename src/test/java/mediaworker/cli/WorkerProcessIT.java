package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers as people run them: processes that are stopped, killed, and share one file. */
@DisabledOnOs(OS.WINDOWS)
class WorkerProcessIT {

  /** For a busy machine; a quiet one needs a tenth of it. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir static Path shared;
  private static Path longClip;
  private static Path shortClip;

  @TempDir Path temp;
  private Path folder;
  private JobTable table;

  @BeforeAll
  static void drawLongClip() throws Exception {
    longClip =
        GeneratedClips.h264(
            shared.resolve("long.mp4"),
            "color=0x12a84a:s=1920x1080:r=30:d=12,"
                + "drawbox=x=500:y=300:w=600:h=400:color=red:t=fill");
    shortClip =
        GeneratedClips.make(
            shared.resolve("short.mp4"),
            List.of("-i", "file:" + longClip, "-t", "2", "-c", "copy"));
  }

  @BeforeEach
  void makeTable() throws Exception {
    folder = temp.toRealPath();
    SqliteJobStore.open(
            SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.FULL),
            Clock.system(ZoneId.systemDefault()))
        .close();
    table = new JobTable(folder.resolve("jobs.db"));
  }

  @AfterEach
  void close() throws Exception {
    table.close();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited too long until " + what).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private void awaitRow(String sql, String wanted) throws Exception {
    await(sql + " = " + wanted, () -> wanted.equals(table.one(sql)));
  }

  /** Waits until ffmpeg writes pictures, not just tells its version or examines the clip. */
  /** Until pictures are written, which comes after the three tenths that measuring takes. */
  private void awaitKeying() throws Exception {
    awaitRow("SELECT count(*) FROM jobs WHERE status = 'keying_processing' AND progress > 33", "1");
  }

  /** Long enough to be caught at work: keying it takes ten seconds and more. */
  private void longClip() throws Exception {
    Files.createLink(folder.resolve("long.mp4"), longClip);
  }

  /** Long enough to be caught at work, short enough to be waited for. */
  private void mediumClip() throws Exception {
    GeneratedClips.make(
        folder.resolve("long.mp4"), List.of("-i", "file:" + longClip, "-t", "5", "-c", "copy"));
  }

  /** From now on the same name is soon keyed, where only the end of it is waited for. */
  private void shortClip() throws Exception {
    Files.deleteIfExists(folder.resolve("long.mp4"));
    Files.createLink(folder.resolve("long.mp4"), shortClip);
  }

  @Test
  void two_workers_on_one_file_take_each_row_once() throws Exception {
    int rows = 4000;
    table.run(
        "CREATE TABLE runs (id INTEGER, worker TEXT)",
        "CREATE TRIGGER runs AFTER UPDATE OF attempts ON jobs WHEN NEW.attempts > OLD.attempts"
            + " BEGIN INSERT INTO runs VALUES (NEW.id, NEW.worker); END");
    // Either has all its threads at work before the many rows come: no one takes them alone only
    // because the other has not started yet.
    for (int i = 0; i < 4; i++) {
      table.insert("noop", "{\"seconds\": 600}");
    }
    try (WorkerProcess first = WorkerProcess.start(folder, "--log-level", "warn", "-j", "2");
        WorkerProcess second = WorkerProcess.start(folder, "--log-level", "warn", "-j", "2")) {
      awaitRow("SELECT count(*) FROM jobs WHERE status = 'processing'", "4");
      table.insertMany(rows, "noop");
      table.run("DELETE FROM jobs WHERE id <= 4");
      awaitRow("SELECT count(*) FROM jobs WHERE status = 'completed'", String.valueOf(rows));
      first.terminate();
      second.terminate();
      assertThat(first.exitCode()).as(first.log()).isZero();
      assertThat(second.exitCode()).as(second.log()).isZero();
    }
    assertThat(table.one("SELECT max(attempts) FROM jobs")).isEqualTo("1");
    assertThat(table.one("SELECT count(DISTINCT id) FROM runs"))
        .isEqualTo(String.valueOf(rows + 4));
    assertThat(table.one("SELECT count(DISTINCT worker) FROM runs")).isEqualTo("2");
  }

  @Test
  void a_reload_takes_over_limits_and_the_log_level_and_leaves_a_wrong_setting_alone()
      throws Exception {
    Path properties = folder.resolve("worker.properties");
    Files.writeString(properties, "max-concurrent-jobs = 2\n");
    try (WorkerProcess worker = WorkerProcess.start(folder)) {
      awaitRow("SELECT threads FROM workers", "2");
      Files.writeString(properties, "max-concurrent-jobs = 5\nlog-level = debug\n");
      worker.reload();
      awaitRow("SELECT threads FROM workers", "5");
      await(
          "the reload is logged",
          () ->
              worker
                  .log()
                  .contains(
                      "Reloaded limits and log level: max-concurrent-jobs 2 → 5, log-level info →"
                          + " debug"));
      Files.writeString(properties, "max-concurrent-jobs = 500\n");
      worker.reload();
      await("it is refused", () -> worker.log().contains("Nothing was reloaded: "));
      worker.terminate();
      assertThat(worker.exitCode()).isZero();
    }
    assertThat(table.one("SELECT count(*) FROM workers")).isEqualTo("0");
  }

  @Test
  void term_lets_a_running_job_end() throws Exception {
    // It ends when it is told to, which is after the worker has heard the signal.
    Path go = folder.resolve("go");
    Path hold = folder.resolve("hold");
    Path begun = folder.resolve("begun");
    Files.writeString(
        hold,
        "touch '"
            + begun
            + "'; until [ -e '"
            + go
            + "' ]; do sleep 0.05; done; echo held > \"$1\"");
    Files.writeString(
        folder.resolve("worker.properties"),
        "command.hold.run = sh " + hold + " {output}\ncommand.hold.output = txt\n");
    table.insert("hold", "{}");
    table.run("INSERT INTO jobs (job_type, priority) VALUES ('noop', -1)");
    try (WorkerProcess worker = WorkerProcess.start(folder, "-j", "1")) {
      // A job that is claimed and not begun yet is given back at a stop.
      await("the job runs", () -> Files.exists(begun));
      worker.terminate();
      await("the signal is heard", () -> worker.log().contains("Stopping:"));
      Files.createFile(go);
      assertThat(worker.exitCode()).as(worker.log()).isZero();
      assertThat(table.all("SELECT status, attempts FROM jobs ORDER BY id"))
          .containsExactly("completed|1", "queued|0");
      assertThat(worker.log())
          .contains("[Thread-JobWorker-0] Processing job 1...")
          .contains("Submitted job 1 to worker thread pool (1/1 active)");
    }
  }

  @Test
  void a_second_term_gives_the_row_back_at_once_and_kills_ffmpeg() throws Exception {
    longClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    try (WorkerProcess worker = WorkerProcess.start(folder, "--shutdown-grace", "1h")) {
      awaitKeying();
      worker.terminate();
      await("the first TERM is heard", () -> worker.log().contains("Stopping:"));
      assertThat(table.one("SELECT status FROM jobs")).isEqualTo("keying_processing");
      List<ProcessHandle> children = worker.children();
      worker.terminate();
      assertThat(worker.exitCode()).as(worker.log()).isZero();
      await("ffmpeg is gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertThat(table.all("SELECT status, attempts, claim FROM jobs"))
        .containsExactly("queued|0|null");
    assertNoHalfFiles();
  }

  @Test
  void cancel_restart_and_delete_are_heeded_while_ffmpeg_runs() throws Exception {
    longClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    try (WorkerProcess worker = WorkerProcess.start(folder)) {
      for (String word : List.of("cancelled", "failed", "queued")) {
        awaitKeying();
        List<ProcessHandle> children = worker.children();
        long before = System.nanoTime();
        table.run("UPDATE jobs SET status = '" + word + "', error_message = 'by hand'");
        await("ffmpeg is gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .as("noticed in time to save the work")
            .isLessThan(PATIENCE);
        if (!word.equals("queued")) {
          awaitRow("SELECT claim IS NULL FROM jobs", "1");
          assertThat(table.all("SELECT status, error_message FROM jobs"))
              .containsExactly(word + "|by hand");
          table.run("UPDATE jobs SET status = 'queued', error_message = NULL");
        }
      }
      awaitKeying();
      List<ProcessHandle> children = worker.children();
      table.run("DELETE FROM jobs");
      await("ffmpeg is gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
      worker.terminate();
      assertThat(worker.exitCode()).as(worker.log()).isZero();
    }
    assertThat(table.all("SELECT * FROM jobs")).isEmpty();
    assertNoHalfFiles();
  }

  @Test
  void the_row_of_a_killed_worker_is_taken_back_by_the_next_one_and_done_once() throws Exception {
    longClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    List<ProcessHandle> orphans;
    try (WorkerProcess first = WorkerProcess.start(folder)) {
      awaitKeying();
      orphans = first.children();
      first.kill();
    }
    assertThat(orphans).as("ffmpeg outlives its worker").anyMatch(ProcessHandle::isAlive);
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("keying_processing");
    shortClip();
    try (WorkerProcess second = WorkerProcess.start(folder)) {
      awaitRow("SELECT status FROM jobs", "completed");
      await("it is cleared up", () -> second.log().contains("Removed the half-written output"));
      second.terminate();
      assertThat(second.exitCode()).as(second.log()).isZero();
      assertThat(second.log()).contains("[job 1] [Thread-main] Took back job 1");
    }
    assertThat(table.all("SELECT status, attempts, result_data FROM jobs"))
        .containsExactly("completed|2|output/keyed_1.webm");
    assertThat(table.all("SELECT * FROM workers")).isEmpty();
    assertThat(orphans).noneMatch(ProcessHandle::isAlive);
    assertThat(filesBelow("output")).containsExactly("keyed_1.webm");
  }

  @Test
  void what_a_killed_worker_leaves_goes_even_when_its_row_is_gone_and_others_files_stay()
      throws Exception {
    longClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    List<ProcessHandle> orphans;
    try (WorkerProcess first = WorkerProcess.start(folder)) {
      awaitKeying();
      orphans = first.children();
      first.kill();
    }
    table.run("DELETE FROM jobs");
    shortClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    try (WorkerProcess second = WorkerProcess.start(folder);
        WorkerProcess third = WorkerProcess.start(folder)) {
      await("the orphans are gone", () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
      awaitRow("SELECT status FROM jobs", "completed");
      await(
          "it is cleared up",
          () -> (second.log() + third.log()).contains("Removed the half-written output"));
      second.terminate();
      third.terminate();
      assertThat(second.exitCode()).as(second.log()).isZero();
      assertThat(third.exitCode()).as(third.log()).isZero();
    }
    assertThat(filesBelow("output")).containsExactly("keyed_2.webm");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ctrl_c_in_the_terminal_leaves_a_running_ffmpeg_its_grace_time() throws Exception {
    mediumClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    try (WorkerProcess worker = WorkerProcess.inGroupOfItsOwn(folder, "--shutdown-grace", "10m")) {
      awaitKeying();
      worker.interruptGroup();
      assertThat(worker.exitCode()).as(worker.log()).isZero();
    }
    assertThat(table.all("SELECT status, attempts FROM jobs")).containsExactly("completed|1");
  }

  @Test
  void children_do_not_see_the_keys_of_the_environment() throws Exception {
    longClip();
    table.insert("keying", "{\"video\": \"long.mp4\"}");
    try (WorkerProcess worker = WorkerProcess.start(folder)) {
      awaitKeying();
      Path environment = Path.of("/proc/" + worker.children().get(0).pid() + "/environ");
      if (Files.isReadable(environment)) {
        assertThat(Files.readString(environment)).contains("PATH=").doesNotContain("sk-not-for");
      }
      assertThat(worker.log()).doesNotContain("sk-not-for");
    }
  }

  private List<String> filesBelow(String name) throws Exception {
    try (var files = Files.walk(folder.resolve(name))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private void assertNoHalfFiles() throws Exception {
    Path output = folder.resolve("output");
    if (Files.exists(output)) {
      try (var files = Files.walk(output)) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }
}
