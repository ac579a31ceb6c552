package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A whole worker on a real database; what its jobs do is up to the test. */
abstract class WorkerFixture {

  /** Far beyond any wait below: whatever is noticed was not noticed by polling. */
  static final Duration NEVER = Duration.ofHours(1);

  static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  final SteeredHandler handler = new SteeredHandler();
  final Queue<RuntimeException> faults = new ConcurrentLinkedQueue<>();
  final AtomicBoolean refuse = new AtomicBoolean();
  final AtomicBoolean heartbeatFails = new AtomicBoolean();
  final AtomicInteger beatsRefused = new AtomicInteger();
  final AtomicReference<Throwable> failure = new AtomicReference<>();
  final ListAppender<ILoggingEvent> lines =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // Else the first who asks for its job or its thread gives it his own.
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };
  Path file;
  JobTable table;
  SqliteJobStore store;
  Workspace workspace;
  Worker worker;
  Thread thread;

  /** Threads that are there before the test, which are not its own. */
  Set<Thread> others = Set.of();

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

  void start(int threads) throws Exception {
    start(new DispatcherSettings(threads, NEVER, Duration.ofMinutes(1), PATIENCE, false));
  }

  void start(DispatcherSettings settings) throws Exception {
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
  JobStore faulty(JobStore real) {
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
  void await(String sql, String wanted) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String seen = table.one(sql);
    while (!wanted.equals(seen) && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
      seen = table.one(sql);
    }
    assertThat(seen).as(sql).isEqualTo(wanted);
  }

  void awaitStatus(long id, String status) throws SQLException {
    await("SELECT status FROM jobs WHERE id = " + id, status);
  }

  void awaitLogged(long job, String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (logged(job).stream().noneMatch(line -> line.contains(text))) {
      assertThat(System.nanoTime()).as("no line with " + text).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  List<String> logged(long job) {
    return lines.list.stream()
        .filter(event -> String.valueOf(job).equals(event.getMDCPropertyMap().get("job")))
        .map(event -> "[Thread-" + event.getThreadName() + "] " + event.getFormattedMessage())
        .toList();
  }
}
