package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;

/**
 * What one claim costs by the worker's own store, whatever else is in the table. Commits are not
 * synced here (NORMAL), so that the disk does not hide what the statement costs.
 */
final class ClaimCost {

  private static final int FEW = 1_300;
  private static final int MANY = 1_000_000;
  private static final int CLAIMS = 100;
  private static final int WARM_UP = 100;
  private static final double GOAL_TIMES = 1.5;

  private final Machine machine;
  private final Path folder;

  ClaimCost(Machine machine, Path folder) {
    this.machine = machine;
    this.folder = folder;
  }

  void run(int repeats, Report report)
      throws IOException, SQLException, StoreException, InterruptedException {
    Map<String, SqliteJobStore> stores = new LinkedHashMap<>();
    stores.put("1,000 queued", open("few", 0, "", ""));
    stores.put("1,000,000 queued", open("queued", MANY, "job_type", "'noop'"));
    stores.put(
        "1,000 queued beside 1,000,000 finished",
        open(
            "finished",
            MANY,
            "job_type, status, started_at, finished_at, progress",
            "'noop', 'completed', '2026-01-01 00:00:00', '2026-01-01 00:00:01', 100"));
    stores.put(
        "1,000 queued behind 1,000,000 not yet due",
        open(
            "later",
            MANY,
            "job_type, priority, run_at",
            "'noop', 100, datetime('now', 'localtime', '+1 day', '+' || i || ' seconds')"));
    Map<String, Series> costs = new LinkedHashMap<>();
    Map<String, Series> ratios = new LinkedHashMap<>();
    for (String name : stores.keySet()) {
      costs.put(name, new Series("claim p50, " + name, "µs"));
      ratios.put(name, new Series("– times that of 1,000 queued", "×"));
    }
    for (SqliteJobStore store : stores.values()) {
      medianMicros(store, WARM_UP);
    }
    for (int i = 0; i < Math.min(repeats, (FEW - WARM_UP) / CLAIMS - 2); i++) {
      machine.awaitQuiet();
      double base = Double.NaN;
      for (Map.Entry<String, SqliteJobStore> store : stores.entrySet()) {
        Machine.Window window = machine.window();
        double micros = medianMicros(store.getValue(), CLAIMS);
        double foreign = window.foreignPercent();
        base = Double.isNaN(base) ? micros : base;
        costs.get(store.getKey()).add(micros, foreign);
        ratios.get(store.getKey()).add(micros / base, foreign);
      }
    }
    boolean first = true;
    for (String name : stores.keySet()) {
      report.figure(costs.get(name));
      if (!first) {
        report.figure(ratios.get(name), "≤ 1.5", times -> times <= GOAL_TIMES);
      }
      first = false;
    }
    stores.values().forEach(SqliteJobStore::close);
    PackagedWorker.clear(folder.resolve("claim"));
  }

  private SqliteJobStore open(String name, int rows, String columns, String values)
      throws IOException, SQLException, StoreException {
    Path here = folder.resolve("claim").resolve(name);
    PackagedWorker.clear(here);
    Path database = here.resolve("jobs.db");
    try (JobFile file = new JobFile(database)) {
      file.execute("PRAGMA journal_mode = WAL");
      SqliteJobStore.open(
              SqliteDatabase.existing(database, SqliteDatabase.Durability.NORMAL),
              Clock.systemDefaultZone())
          .close();
      if (rows > 0) {
        file.insert(rows, columns, values);
      }
      file.queue(FEW, 0);
    }
    SqliteJobStore store =
        SqliteJobStore.open(
            SqliteDatabase.existing(database, SqliteDatabase.Durability.NORMAL),
            Clock.systemDefaultZone());
    ProcessHandle self = ProcessHandle.current();
    store.register(
        new WorkerId("bench-" + self.pid() + "-" + name, "bench", self.pid(), ""),
        1,
        Duration.ofMinutes(10),
        Clock.systemDefaultZone().instant());
    return store;
  }

  /** Claims rows one by one, records each as completed outside the time, and gives the median. */
  private static double medianMicros(SqliteJobStore store, int claims) throws StoreException {
    Clock clock = Clock.systemDefaultZone();
    double[] micros = new double[claims];
    List<Ending> ended = new ArrayList<>();
    for (int i = 0; i < claims; i++) {
      store.exchange(new Round.Request(ended, List.of(), 0, 0, 0, clock.instant()));
      ended.clear();
      long start = System.nanoTime();
      Round round =
          store.exchange(new Round.Request(List.of(), List.of(), 1, 0, 0, clock.instant()));
      micros[i] = (System.nanoTime() - start) / 1e3;
      for (Claim claim : round.claimed()) {
        ended.add(new Ending(claim, new Outcome.Completed(null, ""), Duration.ZERO));
      }
      if (ended.isEmpty()) {
        throw new IllegalStateException("the queue ran empty, so nothing is measured");
      }
    }
    store.exchange(new Round.Request(ended, List.of(), 0, 0, 0, clock.instant()));
    Arrays.sort(micros);
    return micros[claims / 2];
  }
}
