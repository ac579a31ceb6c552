package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.http.Transport;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls in a real ledger, a server that answers all alike, and clocks that stand still: the wall
 * clock, and the steady one that nobody moves.
 */
abstract class StillClocksFixture {

  static final Duration SETTLING = Duration.ofSeconds(20);

  @TempDir Path folder;
  final MockWebServer server = new MockWebServer();
  volatile MockResponse answer = new MockResponse.Builder().body("{}").build();
  Instant now = Instant.parse("2026-05-04T10:00:00Z");
  Duration steady = Duration.ofDays(3);
  SqliteJobStore store;
  JobTable table;
  PlainProvider provider;
  ProviderSetup setup;
  RemoteCycle cycle;

  /** Jobs 1 and 2 have a call each that nobody has an answer of. */
  @BeforeEach
  void openLedger() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer;
          }
        });
    server.start();
    Path file = folder.resolve("jobs.db");
    Clock clock = new HandClock();
    store = SqliteJobStore.open(SqliteDatabase.orNew(file, Durability.NORMAL), clock);
    table = new JobTable(file);
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'image_generation'), (2, 'image_generation')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (1, 'kling', 'image_generation', 'mw-1', 'intended', '2026-01-01 10:00:00'),"
            + " (2, 'kling', 'image_generation', 'mw-2', 'intended', '2026-01-01 10:00:00')");
    provider = new PlainProvider("kling", server.url("/"), true);
    setup = provider.setup(5, 100, "0", 0);
    cycle = cycle(clock);
  }

  private RemoteCycle cycle(Clock clock) {
    return new RemoteCycle(
        store.calls(),
        new Transport(
            new TransportSettings(
                Set.of("localhost", "127.0.0.1"),
                true,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                1 << 20,
                Duration.ofSeconds(20))),
        new CallFolders(folder.resolve("calls")),
        clock,
        () -> steady.toNanos(),
        new RemoteSettings(
            folder.resolve("calls"), Map.of(), Duration.ofHours(1), SETTLING, step -> {}),
        new CallLog(),
        new LimitBook(List.of(setup)));
  }

  @AfterEach
  void closeLedger() throws Exception {
    table.close();
    store.close();
    server.close();
  }

  private final class HandClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("its zone stays");
    }
  }

  /** Time goes by, and both clocks tell so. */
  void pass(Duration time) {
    now = now.plus(time);
    steady = steady.plus(time);
  }

  /** What the server answers from now on. */
  void answers(String json) {
    answer = new MockResponse.Builder().body(json).build();
  }

  PaidCall call(long job) throws Exception {
    return store.calls().of(job).get(0);
  }
}
