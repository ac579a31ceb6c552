package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteDatabase;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A whole worker on a real database; what its jobs do is up to the test. */
class WorkerTest {

  /** Far beyond any wait below: whatever is noticed was not noticed by polling. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final SteeredHandler handler = new SteeredHandler();
  private final Queue<RuntimeException> faults = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean refuse = new AtomicBoolean();
  private final AtomicBoolean heartbeatFails = new AtomicBoolean();
  private final AtomicInteger beatsRefused = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ListAppender<ILoggingEvent> lines =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // Else the first who asks for its job or its thread gives it his own.
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };
  private Path file;
  private JobTable table;
  private SqliteJobStore store;
  private Workspace workspace;
  private Worker worker;
  private Thread thread;

  /** Threads that are there before the test, which are not its own. */
  private Set<Thread> others = Set.of();

  @BeforeEach
  void makeTable() throws Exception {
    others = Thread.getAllStackTraces().keySet();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("mediaworker");
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    file = folder.resolve("db/jobs.db");
    SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.FULL), Clock.systemDefaultZone())
        .close();
    table = new JobTable(file);
  }

  @AfterEach
  void stop() throws Exception {
    if (worker != null) {
      worker.stopNow();
      thread.join(PATIENCE.toMillis());
      assertThat(thread.isAlive()).as("the worker has not ended").isFalse();
      store.close();
      for (Thread other : Thread.getAllStackTraces().keySet()) {
        if (other.getName().startsWith("JobWorker-") && !others.contains(other)) {
          other.join(PATIENCE.toMillis()); // the pool has let it go, it may still be on its way out
          assertThat(other.isAlive()).as(other + " is left").isFalse();
        }
      }
    }
    table.close();
    ((Logger) LoggerFactory.getLogger("mediaworker")).detachAppender(lines);
    assertThat(failure.get()).isNull();
  }

  private void start(int threads) throws Exception {
    start(new DispatcherSettings(threads, NEVER, Duration.ofMinutes(1), PATIENCE, false));
  }

  private void start(DispatcherSettings settings) throws Exception {
    Clock clock = Clock.systemDefaultZone();
    store =
        SqliteJobStore.open(SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL), clock);
    workspace = new Workspace(folder.resolve("tmp"));
    worker =
        new Worker(
            faulty(store),
            new HandlerRegistry(List.of(handler)),
            settings,
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(40)),
            workspace,
            clock);
    thread =
        new Thread(
            () -> {
              try {
                worker.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "Dispatcher");
    thread.start();
  }

  /** The store, which throws what the test has put into {@link #faults} before its next round. */
  private JobStore faulty(JobStore real) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobStore.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (self, method, arguments) -> {
              RuntimeException fault = method.getName().equals("exchange") ? faults.poll() : null;
              if (fault != null) {
                throw fault;
              }
              if (method.getName().equals("exchange") && refuse.get()) {
                throw new StoreException(StoreException.Kind.FOR_NOW, "It is locked.");
              }
              if (method.getName().equals("renewLeases") && heartbeatFails.get()) {
                beatsRefused.incrementAndGet();
                throw new StoreException(StoreException.Kind.FOR_NOW, "It cannot be written.");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Waits for a value in the table, which another thread writes. */
  private void await(String sql, String wanted) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String seen = table.one(sql);
    while (!wanted.equals(seen) && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
      seen = table.one(sql);
    }
    assertThat(seen).as(sql).isEqualTo(wanted);
  }

  /** Waits until the worker's thread is inside a method of that name. */
  private void awaitInStack(String method) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (Arrays.stream(thread.getStackTrace()).noneMatch(at -> at.getMethodName().equals(method))
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(System.nanoTime()).as("never in " + method).isLessThan(end);
  }

  private void awaitStatus(long id, String status) throws SQLException {
    await("SELECT status FROM jobs WHERE id = " + id, status);
  }

  private void awaitLogged(long job, String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (logged(job).stream().noneMatch(line -> line.contains(text))) {
      assertThat(System.nanoTime()).as("no line with " + text).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private List<String> logged(long job) {
    return lines.list.stream()
        .filter(event -> String.valueOf(job).equals(event.getMDCPropertyMap().get("job")))
        .map(event -> "[Thread-" + event.getThreadName() + "] " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void a_row_goes_through_and_the_log_says_what_people_search_for() throws Exception {
    start(3);
    long id = table.insert("steered", "{}");
    JobContext context = handler.awaitBegun();
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("processing");
    assertThat(context.job().id()).isEqualTo(id);
    handler.finish(id);
    awaitStatus(id, "completed");

    assertThat(table.one("SELECT result_data FROM jobs")).isEqualTo("result-" + id);
    awaitLogged(id, "Completed job"); // said after the commit
    assertThat(logged(id))
        .contains("[Thread-Dispatcher] Submitted job " + id + " to worker thread pool (1/3 active)")
        // Whichever of the three was there first.
        .anyMatch(
            line -> line.matches("\\[Thread-JobWorker-[012]] Processing job " + id + "\\.{3}"))
        .anyMatch(line -> line.contains("Completed job " + id + " (steered) in "))
        .anyMatch(line -> line.endsWith(": result-" + id + " (well done)"));
  }

  @Test
  void a_status_that_is_none_of_ours_is_told_once_and_left_alone() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, status) VALUES (7, 'steered', 'pending')");
    start(1);
    awaitLine(
        "WARN 1 job has the status 'pending', which this worker does not know: it is left alone. If"
            + " it is to run: UPDATE jobs SET status = 'queued' WHERE id = 7;");
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (8, 'steered', 'Queued'),"
            + " (9, 'steered', 'Queued')");
    awaitLine(
        "WARN 2 jobs have the status 'Queued', which this worker does not know: they are left"
            + " alone. If one is to run: UPDATE jobs SET status = 'queued' WHERE id = 8;");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 7");
    assertThat(handler.awaitBegun().job().id()).isEqualTo(7);
    handler.finish(7);
    awaitStatus(7, "completed");
    assertThat(
            lines.list.stream().filter(line -> line.getFormattedMessage().contains("left alone")))
        .hasSize(2);
  }

  @Test
  void an_end_that_the_table_refuses_is_told_as_such() throws Exception {
    table.run(
        "CREATE TRIGGER no_end BEFORE UPDATE OF status ON jobs WHEN NEW.status = 'completed'"
            + " BEGIN SELECT RAISE(ABORT, 'not today'); END",
        "INSERT INTO jobs (id, job_type) VALUES (7, 'steered')");
    start(1);
    handler.awaitBegun();
    handler.finish(7);
    awaitLine(
        "ERROR Job 7 ended after (.*), but its table refused that: its row says so, where it could"
            + " be written");
    assertThat(lines.list).noneMatch(line -> line.getMessage().contains("changed or deleted"));
  }

  private void awaitLine(String wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Pattern pattern = Pattern.compile(Pattern.quote(wanted).replace("(.*)", "\\E.*\\Q"));
    while (lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .noneMatch(line -> pattern.matcher(line).matches())) {
      assertThat(System.nanoTime()).as("no line: " + wanted).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void a_row_committed_by_another_connection_is_taken_without_polling() throws Exception {
    start(1);
    for (int i = 0; i < 50; i++) {
      long id = table.insert("steered", null);
      assertThat(handler.awaitBegun().job().id()).isEqualTo(id);
      handler.finish(id);
      awaitStatus(id, "completed");
    }
  }

  @Test
  void never_more_rows_run_than_there_are_threads_and_keying_goes_first() throws Exception {
    table.insertMany(4, "steered");
    long keying = table.insert("keying", null);
    start(2);
    long first = handler.awaitBegun().job().id();
    long second = handler.awaitBegun().job().id();

    assertThat(List.of(first, second)).containsExactlyInAnyOrder(keying, 1L);
    assertThat(
            table.one(
                "SELECT count(*) FROM jobs WHERE status IN ('processing', 'keying_processing')"))
        .isEqualTo("2");
    assertThat(table.one("SELECT status FROM jobs WHERE id = " + keying))
        .isEqualTo("keying_processing");
    handler.finish(1);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(2);
    assertThat(handler.hasBegun()).isFalse();
  }

  @Test
  void the_number_of_threads_may_change_while_jobs_run() throws Exception {
    for (int i = 0; i < 4; i++) {
      table.insert("steered", "{}");
    }
    start(1);
    long first = handler.awaitBegun().job().id();

    worker.resize(3);
    await("SELECT count(*) FROM jobs WHERE status = 'processing'", "3");
    await("SELECT threads FROM workers", "3");
    handler.awaitBegun();
    handler.awaitBegun();
    worker.resize(1);
    await("SELECT threads FROM workers", "1");
    handler.finish(first);
    awaitStatus(first, "completed");
    assertThat(table.one("SELECT count(*) FROM jobs WHERE status = 'queued'")).isEqualTo("1");
    handler.finish(2);
    handler.finish(3);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(4);
    handler.finish(4);
    awaitStatus(4, "completed");
  }

  @Test
  void everything_that_is_paused_waits_and_goes_on_at_once_afterwards() throws Exception {
    table.run("INSERT INTO pauses (scope) VALUES ('all')");
    long id = table.insert("steered", "{}");
    handler.finish(id);
    start(1);
    await("SELECT count(*) FROM workers", "1");
    assertThat(handler.hasBegun()).isFalse();

    table.run("DELETE FROM pauses");
    awaitStatus(id, "completed");
  }

  @Test
  void a_cancelled_row_stops_its_job_and_keeps_the_persons_word() throws Exception {
    start(1);
    for (int i = 0; i < 20; i++) { // the later ones while jobs are tiny, which loops otherwise
      String word = i % 2 == 0 ? "cancelled" : "failed";
      long id = table.insert("steered", null);
      handler.awaitBegun();
      table.run("UPDATE jobs SET status = '" + word + "', error_message = 'mine' WHERE id = " + id);
      assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);
      await("SELECT claim IS NULL FROM jobs WHERE id = " + id, "1");
      assertThat(table.all("SELECT status, error_message FROM jobs WHERE id = " + id))
          .containsExactly(word + "|mine");
    }
  }

  @Test
  void a_restarted_row_runs_again_after_the_old_run_has_stopped() throws Exception {
    start(2);
    long id = table.insert("steered", null);
    String first = handler.awaitBegun().claimName();
    table.run("UPDATE jobs SET status = 'queued', error_message = NULL WHERE id = " + id);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);
    assertThat(handler.awaitBegun().claimName()).isNotEqualTo(first);
    handler.finish(id);
    awaitStatus(id, "completed");
    assertThat(table.one("SELECT attempts FROM jobs")).isEqualTo("1");
  }

  @Test
  void a_deleted_row_stops_its_job_and_its_folder_goes() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    JobContext context = handler.awaitBegun();
    Path work = context.workDir();
    Files.writeString(work.resolve("half.mp4"), "half");
    table.run("DELETE FROM jobs WHERE id = " + id);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);

    long next = table.insert("steered", null);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(next);
    assertThat(work).doesNotExist();
    handler.finish(next);
    awaitStatus(next, "completed");
  }

  @Test
  void a_transient_failure_is_tried_again_by_itself_until_no_attempt_is_left() throws Exception {
    table.run("INSERT INTO jobs (job_type, max_attempts) VALUES ('steered', 2)");
    start(1);
    handler.awaitBegun();
    handler.go(
        1,
        context -> {
          throw new IOException("the disk hiccuped");
        });
    assertThat(handler.awaitBegun().job().attempts()).isEqualTo(2);
    handler.go(
        1,
        context -> {
          throw JobFailure.transientFault("The server was away.", null);
        });
    awaitStatus(1, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo("The server was away. (after 2 attempts)");
  }

  @Test
  void a_fault_in_a_handler_fails_its_job_alone() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    handler.go(
        id,
        context -> {
          throw new IllegalStateException("secret detail at com.example.Foo");
        });
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo("An unexpected fault in the worker; its log tells more about job 1.");

    long next = table.insert("steered", null);
    handler.awaitBegun();
    handler.go(
        next,
        context -> {
          throw new StackOverflowError();
        });
    awaitStatus(next, "failed");
    long last = table.insert("steered", null);
    handler.awaitBegun();
    handler.finish(last);
    awaitStatus(last, "completed");
  }

  @Test
  void an_unknown_job_type_is_named_with_the_known_ones() throws Exception {
    start(1);
    long id = table.insert("make_coffee", "{}");
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "The job type \"make_coffee\" is not known to this worker."
                + " Known are: keying, steered.");
    long near = table.insert("Keying ", "{}");
    awaitStatus(near, "failed");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = " + near))
        .isEqualTo(
            "The job type \"Keying \" is not known to this worker; is keying meant?"
                + " Known are: keying, steered.");
  }

  @Test
  void a_job_over_its_time_limit_is_stopped() throws Exception {
    handler.timeLimit = Duration.ofMillis(30);
    start(new DispatcherSettings(1, Duration.ofMillis(20), Duration.ofMinutes(1), PATIENCE, false));
    long id = table.insert("steered", null);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TIME_LIMIT);
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs")).contains("time limit");
  }

  @Test
  void a_due_row_is_taken_when_its_time_has_come() throws Exception {
    start(1);
    table.run(
        "INSERT INTO jobs (job_type, run_at) VALUES ('steered',"
            + " strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', '+0.3 seconds'))");
    assertThat(handler.awaitBegun().job().id()).isEqualTo(1);
    handler.finish(1);
    awaitStatus(1, "completed");
  }

  @Test
  void progress_reaches_the_row_while_the_job_runs() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    JobContext context = handler.awaitBegun();
    context.progress(0.42, "frame 42 of 100");
    await("SELECT progress || ' ' || progress_message FROM jobs", "42.0 frame 42 of 100");
    handler.finish(id);
    awaitStatus(id, "completed");
    assertThat(table.one("SELECT progress FROM jobs")).isEqualTo("100.0");
  }

  @Test
  void stopping_lets_running_jobs_end_and_claims_nothing_more() throws Exception {
    table.insertMany(2, "steered");
    start(1);
    handler.awaitBegun();
    worker.stop();
    worker.stop();
    handler.finish(1);
    thread.join(PATIENCE.toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(table.all("SELECT status, attempts FROM jobs ORDER BY id"))
        .containsExactly("completed|1", "queued|0");
    assertThat(table.all("SELECT name FROM workers")).hasSize(1);
  }

  @Test
  void stopping_at_once_gives_rows_back_without_costing_an_attempt() throws Exception {
    table.insertMany(1, "steered");
    start(1);
    handler.awaitBegun();
    worker.stop();
    worker.stopNow();
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.SHUTDOWN);
    thread.join(PATIENCE.toMillis());

    assertThat(table.all("SELECT status, attempts, claim, worker, started_at FROM jobs"))
        .containsExactly("queued|0|null|null|null");
  }

  @Test
  void draining_ends_when_nothing_is_left_to_do() throws Exception {
    table.insertMany(2, "steered");
    table.run(
        "INSERT INTO jobs (job_type, run_at) VALUES ('steered', '2999-01-01 00:00:00')",
        "INSERT INTO jobs (job_type, status) VALUES ('steered', 'pending_review')");
    start(new DispatcherSettings(2, NEVER, Duration.ofMinutes(1), PATIENCE, true));
    handler.finish(1);
    handler.finish(2);
    thread.join(PATIENCE.toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(table.all("SELECT status FROM jobs ORDER BY id"))
        .containsExactly("completed", "completed", "queued", "pending_review");
  }

  @Test
  void thousands_of_tiny_jobs_each_run_once() throws Exception {
    table.insertMany(3000, "steered");
    for (long id = 1; id <= 3000; id++) {
      handler.go(id, context -> new JobResult.Finished(null, ""));
    }
    start(new DispatcherSettings(3, NEVER, Duration.ofMinutes(1), PATIENCE, true));
    thread.join(PATIENCE.toMillis());

    assertThat(table.all("SELECT status, attempts, claim, count(*) FROM jobs GROUP BY 1, 2, 3"))
        .containsExactly("completed|1|null|3000");
    assertThat(table.one("SELECT count(*) FROM jobs WHERE started_at IS NULL")).isEqualTo("0");
  }

  @Test
  void a_long_job_among_tiny_ones_does_not_keep_the_rows_behind_it() throws Exception {
    table.insertMany(200, "steered");
    for (long id = 1; id <= 200; id++) {
      if (id != 100) {
        handler.go(id, context -> new JobResult.Finished(null, ""));
      }
    }
    start(1);
    awaitStatus(100, "processing");
    await("SELECT count(*) FROM jobs WHERE status = 'queued' AND claim IS NULL", "100");
    assertThat(table.one("SELECT sum(attempts) FROM jobs WHERE id > 100")).isEqualTo("0");
    handler.finish(100);
    await("SELECT count(*) FROM jobs WHERE status = 'completed'", "200");
  }

  @Test
  void a_fault_in_one_round_does_not_end_the_loop_and_loses_no_ending() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    faults.add(new IllegalStateException("a fault of ours"));
    handler.finish(id);
    awaitStatus(id, "completed");
    awaitLogged(id, "Completed job");
    assertThat(lines.list).anyMatch(event -> event.getLevel() == Level.ERROR);
  }

  @Test
  void a_locked_database_delays_the_ending_and_loses_nothing() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    table.run("BEGIN IMMEDIATE");
    handler.finish(id);
    awaitInStack("immediately"); // it waits for the lock now
    table.run("COMMIT");
    awaitStatus(id, "completed");
  }

  @Test
  void a_worker_that_cannot_write_its_heartbeat_claims_nothing() throws Exception {
    start(new DispatcherSettings(2, NEVER, Duration.ofMillis(30), PATIENCE, false));
    long first = table.insert("steered", null);
    handler.awaitBegun();
    heartbeatFails.set(true);
    awaitAtLeast(beatsRefused, 1);
    long second = table.insert("steered", null);
    awaitAtLeast(beatsRefused, beatsRefused.get() + 3);
    assertThat(table.one("SELECT status FROM jobs WHERE id = " + second)).isEqualTo("queued");
    heartbeatFails.set(false);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(second);
    handler.finish(first);
    handler.finish(second);
    awaitStatus(second, "completed");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where no file can be replaced that is open
  void a_worker_whose_database_is_replaced_ends_and_says_so() throws Exception {
    start(new DispatcherSettings(2, NEVER, Duration.ofMillis(30), PATIENCE, false));
    table.insert("steered", null);
    handler.awaitBegun();
    table.run("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    Files.move(folder.resolve("copy.db"), file, StandardCopyOption.REPLACE_EXISTING);
    thread.join(PATIENCE.toMillis());
    assertThat(failure.getAndSet(null))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was replaced or taken away while in use");
  }

  private static void awaitAtLeast(AtomicInteger count, int wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (count.get() < wanted) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void what_could_not_be_written_before_the_end_is_written_by_the_next_worker() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    refuse.set(true);
    handler.finish(id);
    worker.stop();
    thread.join(PATIENCE.toMillis());
    store.close();
    workspace.close();
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("processing");

    refuse.set(false);
    start(1);
    awaitStatus(id, "completed");
    awaitLogged(id, "Completed job");
    assertThat(table.all("SELECT result_data, attempts FROM jobs"))
        .containsExactly("result-" + id + "|1");
    assertThat(handler.hasBegun()).as("run again").isFalse();
    // The line is logged before the file goes; the end of the loop comes after both.
    worker.stop();
    thread.join(PATIENCE.toMillis());
    assertThat(thread.isAlive()).isFalse();
    try (var left = Files.walk(folder.resolve("tmp"))) {
      assertThat(left.filter(file -> file.endsWith("kept.json"))).isEmpty();
    }
  }
}
