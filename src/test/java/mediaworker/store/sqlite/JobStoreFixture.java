package mediaworker.store.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database in a file of its own, a worker whose rounds the test runs by hand, and its table. */
public abstract class JobStoreFixture {

  protected static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  protected static final Duration LEASE = Duration.ofMinutes(1);

  protected @TempDir Path folder;
  public Duration steady = Duration.ofHours(5);
  public Path file;
  protected SqliteJobStore store;
  protected JobTable table;

  @BeforeEach
  protected void open() throws Exception {
    file = folder.resolve("jobs.db");
    store = open("host-1-aaa");
    table = new JobTable(file);
  }

  protected SqliteJobStore open(String name) throws StoreException {
    SqliteJobStore opened =
        SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")),
            () -> steady.toNanos());
    opened.register(new WorkerId(name, "machine", 1, "start"), 3, LEASE, NOW);
    return opened;
  }

  @AfterEach
  protected void close() throws Exception {
    table.close();
    store.close();
  }

  protected List<Claim> claim(int limit) throws StoreException {
    return store.exchange(new Round.Request(List.of(), List.of(), limit, 0, 0, NOW)).claimed();
  }

  protected Round end(Claim claim, Outcome outcome) throws StoreException {
    Ending ending = new Ending(claim, outcome, Duration.ofSeconds(2));
    return store.exchange(new Round.Request(List.of(ending), List.of(), 0, 0, 0, NOW));
  }

  protected static List<Long> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }
}
