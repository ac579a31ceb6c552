package mediaworker.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mediaworker.handlers.remote.BillingServer;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** A creator's folder, a provider, and the count of what becomes of the rows in it. */
final class CrashStudio implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(60);
  private static final String NEVER = "never";

  final Path folder;
  final JobTable table;
  private final Path logs;
  private final String url;
  private final int billedBefore;
  private final List<Child> started = new ArrayList<>();
  private Duration worst = Tally.NONE;
  private int kills;

  /**
   * @param folder the base folder, perhaps on a disk of its own
   * @param logs where the programs' logs go
   */
  CrashStudio(Path folder, Path logs) throws Exception {
    this.folder = folder.toRealPath();
    this.logs = Files.createDirectories(logs);
    Path file = this.folder.resolve("jobs.db");
    SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.FULL),
            Clock.system(ZoneId.systemDefault()))
        .close();
    this.table = new JobTable(file);
    table.run(
        "PRAGMA busy_timeout = 120000", // among eight that write all the time its turn may come
        // late
        "CREATE TABLE ends (id INTEGER)",
        "CREATE TRIGGER ends AFTER UPDATE OF status ON jobs WHEN NEW.status = 'completed'"
            + " AND OLD.status <> 'completed' BEGIN INSERT INTO ends VALUES (NEW.id); END");
    for (Path clip : shared().clips()) {
      Files.copy(clip, this.folder.resolve(clip.getFileName()));
    }
    this.url = shared().url();
    this.billedBefore = bill().size();
  }

  /** What all studios of this process use: clips, and a provider in a process of its own. */
  private record Shared(List<Path> clips, String url) {}

  private static @Nullable Shared shared;

  private static void removeAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      // It lies in the system's folder for such things.
    }
  }

  private static synchronized Shared shared() throws Exception {
    if (shared == null) {
      Path folder = Files.createTempDirectory("crash-");
      String green =
          "color=0x12a84a:s=160x120:r=25:d=1,drawbox=x=50:y=30:w=60:h=60:color=red:t=fill";
      List<Path> clips =
          List.of(
              GeneratedClips.h264(folder.resolve("in.mp4"), green),
              GeneratedClips.h264(folder.resolve("a.mp4"), "testsrc2=s=160x120:r=25:d=1"),
              GeneratedClips.h264(folder.resolve("b.mp4"), "testsrc2=s=128x96:r=30:d=1"));
      Child provider = Child.start(folder, BillingServer.class);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAll(folder)));
      shared = new Shared(clips, "http://127.0.0.1:" + provider.await("") + "/");
    }
    return shared;
  }

  /** A worker with the usual lease and no floor of disk space. */
  Child worker() throws Exception {
    return worker(LEASE, 0, NEVER);
  }

  Child worker(Duration lease, long floorBytes, String point) throws Exception {
    Child worker =
        Child.start(
            logs,
            CrashDaemon.class,
            folder.toString(),
            url,
            String.valueOf(lease.toMillis()),
            String.valueOf(floorBytes),
            point);
    started.add(worker);
    worker.await("RUNS");
    return worker;
  }

  Child program(Class<?> main, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(folder.resolve("jobs.db").toString()));
    all.addAll(List.of(arguments));
    Child program = Child.start(logs, main, all.toArray(new String[0]));
    started.add(program);
    return program;
  }

  /** Queues a job that may be tried as often as its worker is killed. */
  void queue(String type, String inputData) throws SQLException {
    table.run(
        "INSERT INTO jobs (job_type, input_data, max_attempts) VALUES ('"
            + type
            + "', '"
            + inputData.replace("'", "''")
            + "', 100000)");
  }

  void noop(int count, double seconds) throws SQLException {
    for (int i = 0; i < count; i++) {
      queue("noop", "{\"seconds\": " + seconds + "}");
    }
  }

  void keying() throws SQLException {
    queue("keying", "{\"video\": \"in.mp4\"}");
  }

  void stitching() throws SQLException {
    queue("stitching", "{\"videos\": [\"a.mp4\", \"b.mp4\"]}");
  }

  void paid(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      queue("image_generation", "{\"prompt\": \"fox\", \"provider\": \"kling\"}");
    }
  }

  /** Whether nobody holds the write lock at this moment. */
  boolean canBeWritten() throws SQLException {
    SQLiteConfig impatient = new SQLiteConfig();
    impatient.setBusyTimeout(0);
    try (Connection connection =
            impatient.createConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("ROLLBACK");
      return true;
    } catch (SQLiteException e) {
      return false;
    }
  }

  /** A paid picture that a job waits for, and a clip that takes both results. */
  void pipeline() throws SQLException {
    paid(1);
    String last = "(SELECT max(id) FROM jobs)";
    table.run(
        "INSERT INTO jobs (job_type, input_data, max_attempts, depends_on) VALUES ('noop',"
            + " '{\"seconds\": 0.1}', 100000, json_array("
            + last
            + "))");
    table.run(
        "INSERT INTO jobs (job_type, input_data, max_attempts, depends_on) SELECT 'stitching',"
            + " json_object('videos', json_array('a.mp4', 'b.mp4'), 'output_name', 'after-' || "
            + last
            + "), 100000, json_array("
            + last
            + " - 1, "
            + last
            + ")");
  }

  /** Three equal paid pictures, which may take each other's: one call is enough. */
  void equal() throws SQLException {
    long group = Long.parseLong(table.one("SELECT COALESCE(max(id), 0) FROM jobs"));
    for (int i = 0; i < 3; i++) {
      queue(
          "image_generation",
          "{\"prompt\": \"fox of group " + group + "\", \"provider\": \"kling\"}");
    }
    table.run("UPDATE jobs SET reuse = 1 WHERE id > " + group);
  }

  /** SIGKILL; what the worker held is timed until {@link #awaitRecovery}. */
  long kill(Child worker) throws InterruptedException {
    long now = System.nanoTime();
    worker.kill();
    kills++;
    return now;
  }

  /** Waits until nothing is held by a dead worker any more. */
  void awaitRecovery(Child dead, long killed) throws Exception {
    String held =
        "SELECT count(*) FROM jobs WHERE claim IS NOT NULL AND worker GLOB '*-"
            + dead.pid()
            + "-*'";
    await("nothing is held by the dead", () -> table.one(held).equals("0"));
    Duration took = Duration.ofNanos(System.nanoTime() - killed);
    worst = took.compareTo(worst) > 0 ? took : worst;
  }

  /** Waits for something that others bring about. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Child.PATIENCE_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  void awaitRow(String sql, String wanted) throws Exception {
    await(sql + " = " + wanted, () -> wanted.equals(table.one(sql)));
  }

  /** Waits until every row has ended, as long as it gets on; answers how many have not. */
  int awaitEnds() throws Exception {
    String over =
        "claim IS NULL AND status IN ('completed', 'failed', 'cancelled', 'needs_decision')";
    int before = Integer.MAX_VALUE;
    while (true) {
      int open = Integer.parseInt(table.one("SELECT count(*) FROM jobs WHERE NOT (" + over + ")"));
      if (open == 0) {
        return 0;
      }
      if (open >= before) {
        System.err.println(
            "Stuck: "
                + table.all(
                    "SELECT id, job_type, status, claim, run_at FROM jobs WHERE NOT ("
                        + over
                        + ")"));
        return open;
      }
      before = open;
      String some = "SELECT count(*) < " + open + " FROM jobs WHERE NOT (" + over + ")";
      try {
        awaitRow(some, "1");
      } catch (AssertionError e) {
        // Said above, if nothing has moved.
      }
    }
  }

  /** Whether a file of such a path is there, below the outputs. */
  boolean exists(String glob) throws IOException {
    Path output = folder.resolve("output");
    if (!Files.isDirectory(output)) {
      return false;
    }
    var matcher = output.getFileSystem().getPathMatcher("glob:" + output + "/" + glob);
    try (Stream<Path> all = Files.walk(output)) {
      return all.anyMatch(matcher::matches);
    } catch (java.io.UncheckedIOException e) {
      return false; // something went while it was looked at
    }
  }

  /** Counts; every row was to be completed, its output to be there, and nothing left over. */
  Tally tally(String scenario, int rounds, int stuck) throws Exception {
    List<String> lost =
        table.all(
            "SELECT id, job_type, status, error_message FROM jobs WHERE status <> 'completed'");
    for (String row :
        table.all(
            "SELECT id, result_data FROM jobs WHERE status = 'completed' AND result_data > ''"
                + " AND job_type <> 'noop'")) {
      Path output = folder.resolve(row.substring(row.indexOf('|') + 1));
      if (!Files.isRegularFile(output) || Files.size(output) == 0) {
        lost.add(row + " has no output");
      }
    }
    List<String> doubled = table.all("SELECT id FROM ends GROUP BY id HAVING count(*) > 1");
    List<String> billed = bill().subList(billedBefore, bill().size());
    for (String job : new HashSet<>(billed)) {
      if (billed.indexOf(job) != billed.lastIndexOf(job)) {
        doubled.add("paid twice: " + job);
      }
    }
    for (String group :
        table.all("SELECT json_group_array(id) FROM jobs WHERE reuse = 1 GROUP BY input_data")) {
      Set<String> equal = Set.of(group.replaceAll("[\\[\\]\\s]", "").split(","));
      if (billed.stream().filter(equal::contains).count() > 1) {
        doubled.add("paid twice for equal jobs: " + group);
      }
    }
    for (String trouble : lost) {
      System.err.println(scenario + ", lost: " + trouble);
    }
    for (String trouble : doubled) {
      System.err.println(scenario + ", doubled: " + trouble);
    }
    if (exists("**.part.*") || exists(".tmp/*")) {
      throw new AssertionError(scenario + ": files of dead workers are left in " + folder);
    }
    int jobs = Integer.parseInt(table.one("SELECT count(*) FROM jobs"));
    return new Tally(scenario, rounds, kills, jobs, lost.size(), doubled.size(), stuck, worst);
  }

  /** Numbers of the jobs that the provider has on its bill, each as often as it is. */
  private List<String> bill() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "bill")).build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.body().isEmpty()
        ? List.of()
        : Stream.of(answer.body().split("\n")).map(marker -> marker.split("-")[1]).toList();
  }

  /** Ends all that it has started, in whatever state a scenario has left it. */
  @Override
  public void close() throws Exception {
    try {
      for (Child child : started) {
        child.close();
      }
    } finally {
      table.close();
    }
  }
}
