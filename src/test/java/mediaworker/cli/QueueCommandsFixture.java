package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A database with its table, and the commands as they are called: what they print and their exit
 * codes.
 */
public abstract class QueueCommandsFixture {

  protected static final String TIME = "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}";
  protected static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir protected Path folder;
  protected final Map<String, String> environment = new HashMap<>();
  protected volatile StringWriter out = new StringWriter();
  protected volatile StringWriter err = new StringWriter();
  protected JobTable table;

  @BeforeEach
  void makeDatabase() throws Exception {
    folder = folder.toRealPath();
    assertThat(execute("init")).isZero();
    table = new JobTable(folder.resolve("jobs.db"));
  }

  @AfterEach
  void close() throws Exception {
    table.close();
  }

  protected int execute(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--db";
    all[arguments.length + 1] = folder.resolve("jobs.db").toString();
    return Main.execute(
        all, environment, folder, null, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  protected List<String> out() {
    return lines(out);
  }

  protected List<String> err() {
    return lines(err);
  }

  /** Without the times of the run. */
  protected static List<String> lines(StringWriter writer) {
    return writer.toString().lines().map(line -> line.replaceAll(TIME, "TIME")).toList();
  }

  protected JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  /** A queue that has waited for a while, so that ages do not change while the test runs. */
  protected void created(String ago) throws Exception {
    table.run("UPDATE jobs SET created_at = datetime('now', 'localtime', '-" + ago + "')");
  }

  protected static <T> FutureTask<T> beside(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "Beside");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  protected String pipeline(String text) throws Exception {
    return Files.writeString(folder.resolve("p.yaml"), text).toString();
  }

  protected static final String TWO_STEPS =
      """
      name: two
      priority: 2
      parameters: {words: [none]}
      steps:
        - {name: one, job: noop}
        - {name: two, job: noop, needs: one}
      """;

  protected void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited too long:\n" + out + err).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
