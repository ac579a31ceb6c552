package mediaworker.store.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mediaworker.store.sqlite.needs.Analyses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database with one worker, whose rounds the test runs by hand, and a person beside it. */
public abstract class StoreFixture {

  protected static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

  private static final Clock CLOCK = Clock.system(ZoneId.of("Europe/Berlin"));

  protected @TempDir Path folder;
  protected SqliteJobStore store;
  protected JobTable table;
  protected Instant now = NOW;

  @BeforeEach
  protected void open() throws Exception {
    Analyses.needs("{}"); // so that no round takes the time in which JSON's classes are loaded
    store =
        SqliteJobStore.open(SqliteDatabase.orNew(file(), SqliteDatabase.Durability.NORMAL), CLOCK);
    store.register(
        new WorkerId("host-1-aaa", "machine", 1, "start"), 3, Duration.ofMinutes(1), NOW);
    table = new JobTable(file());
  }

  @AfterEach
  protected void close() throws Exception {
    table.close();
    store.close();
  }

  private Path file() {
    return folder.resolve("jobs.db");
  }

  /** The worker's next round, beyond any rest between two looks at all that waits. */
  protected Round exchange(int claim, Ending... endings) throws StoreException {
    now = now.plusSeconds(10);
    return store.exchange(new Round.Request(List.of(endings), List.of(), claim, 0, 0, now));
  }

  protected static Ending end(Claim claim, Outcome outcome) {
    return new Ending(claim, outcome, Duration.ofSeconds(2));
  }

  protected static Ending done(Claim claim, String result) {
    return end(claim, new Outcome.Completed(result, ""));
  }

  protected static List<Long> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }

  /** How a row stands, and why. */
  protected String told(long id) throws Exception {
    return table.one(
        "SELECT status || COALESCE(': ' || error_message, '') FROM jobs WHERE id = " + id);
  }

  /** The commands. */
  protected SqliteJobDesk desk() throws StoreException {
    return SqliteJobDesk.open(
        SqliteDatabase.existing(file(), SqliteDatabase.Durability.NORMAL), CLOCK, 0);
  }

  protected JobDesk.Changed retry(Long... ids) throws Exception {
    try (SqliteJobDesk desk = desk()) {
      return desk.retry(JobFilter.ids(List.of(ids)), JobStatus.OVER);
    }
  }

  protected JobDesk.Changed cancel(Long... ids) throws Exception {
    try (SqliteJobDesk desk = desk()) {
      return desk.cancel(JobFilter.ids(List.of(ids)));
    }
  }
}
