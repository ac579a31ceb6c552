package mediaworker.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import mediaworker.cli.Main;
import mediaworker.process.JavaCommand;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live view as it is seen: in a real terminal of tmux, whose screen is read back. Where tmux is
 * missing it is skipped, and says so.
 */
class LiveViewTest {

  /** For a busy machine; a quiet one needs a second. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  @TempDir Path folder;
  private final String socket = "mw-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  private JobTable table;

  @BeforeEach
  void start() throws Exception {
    if (!isThere()) {
      System.err.println("SKIPPED: the live view is not tried, since tmux is missing here.");
    }
    org.junit.jupiter.api.Assumptions.assumeTrue(isThere(), "tmux is missing");
    Path db = folder.resolve("jobs.db");
    Path worker =
        Files.writeString(
            folder.resolve("worker"),
            "#!/bin/sh\nexec '" + String.join("' '", JavaCommand.line(Main.class)) + "' \"$@\"\n");
    assertThat(worker.toFile().setExecutable(true)).isTrue();
    assertThat(
            new ProcessBuilder(worker.toString(), "init")
                .directory(folder.toFile())
                .start()
                .waitFor())
        .isZero();
    table = new JobTable(db);
    table.insertMany(3, "noop");
    table.run(
        "UPDATE jobs SET status = 'processing', claim = 'c', worker = 'w', progress = 40,"
            + " progress_message = 'frame 12 of 30', started_at = datetime('now', 'localtime',"
            + " '-1 minute') WHERE id = 1");
    tmux("new-session", "-d", "-x", "100", "-y", "24", "-c", folder.toString(), "sh");
    tmux("send-keys", "PS1='$ '; ./worker top", "Enter");
  }

  @AfterEach
  void stop() throws Exception {
    if (table != null) {
      tmux("kill-server");
      table.close();
    }
  }

  private static boolean isThere() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket, "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private String awaitScreen(Predicate<String> wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    String screen = "";
    while (System.nanoTime() < end) {
      screen = tmux("capture-pane", "-p");
      if (wanted.test(screen)) {
        return screen;
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("not seen; the screen is:\n" + screen);
  }

  @Test
  void it_draws_follows_resizes_and_leaves_the_screen_as_it_was() throws Exception {
    String screen = awaitScreen(text -> text.contains("Ctrl-C ends"));
    assertThat(screen.lines().map(String::stripTrailing))
        .first()
        .asString()
        .matches(
            "2 queued \\(latency .*\\), 1 busy, 0 waiting, 0 blocked, 0 scheduled, 0 failed, 0 to decide");
    assertThat(screen)
        .containsPattern(
            "  1  noop  \\[########------------\\]  40 %  1 min.*left  frame 12 of 30");
    assertThat(screen).contains("Queues", "  noop  2 ");

    table.run("UPDATE jobs SET progress = 80, progress_message = 'frame 24 of 30' WHERE id = 1");
    awaitScreen(text -> text.contains("[################----]  80 %"));
    table.run("UPDATE jobs SET status = 'failed', claim = NULL WHERE id = 1");
    // All at once: the terminal shows its lines one after the other.
    awaitScreen(
        text -> text.contains("1 failed") && text.contains("0 busy") && !text.contains("frame 24"));

    tmux("resize-window", "-x", "60", "-y", "8");
    screen = awaitScreen(text -> text.contains("lines more") && text.contains("Ctrl-C"));
    assertThat(screen.lines()).hasSize(8).allMatch(line -> line.length() <= 60);
    assertThat(screen.lines().findFirst().orElse("")).endsWith("…");

    tmux("send-keys", "C-c");
    screen = awaitScreen(text -> text.stripTrailing().endsWith("$"));
    assertThat(screen).doesNotContain("queued", "Ctrl-C ends");
  }

  @Test
  void the_log_of_a_dumb_reader_gets_lines_instead(@TempDir Path other) throws Exception {
    awaitScreen(text -> text.contains("Ctrl-C ends"));
    tmux("send-keys", "C-c");
    Path file = other.resolve("top.txt");
    awaitScreen(text -> text.stripTrailing().endsWith("$"));
    tmux("send-keys", "./worker top --times 2 > " + file + "; echo over", "Enter");
    awaitScreen(text -> text.lines().anyMatch(line -> line.equals("over")));
    tmux("send-keys", "TERM=dumb ./worker top --times 1; echo done", "Enter");
    assertThat(awaitScreen(text -> text.lines().anyMatch(line -> line.equals("done"))))
        .containsPattern("\\d\\d:\\d\\d:\\d\\d 2 queued .*, 1 busy, ");

    assertThat(Files.readString(file))
        .matches("(?s)\\d\\d:\\d\\d:\\d\\d 2 queued .*, 1 busy, .*")
        .doesNotContain("\u001b");
  }
}
