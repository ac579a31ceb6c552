package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.handlers.NoopHandler;
import mediaworker.jobs.RetryPolicy;
import mediaworker.providers.http.Transport;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import mediaworker.worker.DispatcherSettings;
import mediaworker.worker.HandlerRegistry;
import mediaworker.worker.Worker;
import mediaworker.workspace.Workspace;

/** A database, and real workers over it that do paid jobs; several lives one after the other. */
final class PaidStudio implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path folder;
  final JobTable table;

  /** How long an answer that the disk does not take is held. */
  Duration hold = PATIENCE;

  /**
   * How long what is not known at a provider has to stay so. Servers of tests have a call in their
   * books before they answer to anything else.
   */
  Duration settling = Duration.ofSeconds(2);

  /** At every third of it a worker looks for calls of rows that were given up. */
  Duration lease = Duration.ofMinutes(1);

  private final Path file;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private SqliteJobStore store;
  private Worker worker;
  private Thread thread;

  PaidStudio(Path folder) throws Exception {
    this.folder = folder.toRealPath();
    this.file = this.folder.resolve("jobs.db");
    SqliteJobStore.open(
            SqliteDatabase.orNew(file, Durability.FULL), Clock.system(ZoneId.systemDefault()))
        .close();
    this.table = new JobTable(file);
  }

  void start(Collection<ProviderSetup> providers) throws Exception {
    start(providers, 1, step -> {});
  }

  void start(Collection<ProviderSetup> providers, int threads, Consumer<String> checkpoint)
      throws Exception {
    Clock clock = Clock.system(ZoneId.systemDefault());
    store = SqliteJobStore.open(SqliteDatabase.existing(file, Durability.FULL), clock);
    RemoteJobs remote =
        new RemoteJobs(
            providers,
            new RemoteSettings(
                folder.resolve("output/.calls"),
                Map.of(),
                Duration.ofHours(1),
                settling,
                checkpoint),
            store.calls(),
            new FileAssetLibrary(
                new AssetSettings(
                    folder,
                    folder.resolve("output"),
                    folder.resolve("static/library"),
                    List.of(),
                    true,
                    1 << 24,
                    Duration.ofSeconds(20))),
            new Transport(
                new TransportSettings(
                    Set.of("localhost", "127.0.0.1"),
                    true,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    1 << 24,
                    hold)),
            clock);
    worker =
        new Worker(
            store,
            new HandlerRegistry(
                List.of(
                    remote.handler(),
                    new NoopHandler(),
                    new mediaworker.handlers.parents.PipelineHandler(store.children()))),
            new DispatcherSettings(threads, Duration.ofSeconds(1), lease, PATIENCE, false),
            new RetryPolicy(Duration.ofMillis(10), Duration.ofMillis(20)),
            new Workspace(folder.resolve("tmp")),
            clock,
            remote.cancelAbandoned());
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

  /** Ends this life in good order. */
  void stop() throws Exception {
    if (worker == null) {
      return;
    }
    worker.stopNow();
    thread.join(PATIENCE.toMillis());
    if (thread.isAlive()) {
      throw new AssertionError("the worker does not end");
    }
    store.close();
    worker = null;
    if (failure.get() != null) {
      throw new AssertionError("the worker broke", failure.get());
    }
  }

  /** Waits for a value in the table, which the worker writes. */
  void await(String sql, String wanted) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String seen = table.one(sql);
    while (!wanted.equals(seen)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            sql
                + " is "
                + seen
                + ", not "
                + wanted
                + "; jobs: "
                + table.all("SELECT id, status, error_message, progress_message FROM jobs")
                + "; calls: "
                + table.all("SELECT id, job_id, state, message FROM paid_calls"));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      seen = table.one(sql);
    }
  }

  void awaitStatus(long id, String status) throws SQLException {
    await("SELECT status FROM jobs WHERE id = " + id, status);
  }

  @Override
  public void close() throws Exception {
    stop();
    table.close();
  }
}
