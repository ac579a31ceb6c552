package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.http.Transport;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteDatabase;
import mediaworker.store.sqlite.SqliteDatabase.Durability;
import mediaworker.store.sqlite.SqliteJobStore;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a lost call, look by look, with a clock that stands still. */
class LookupTest {

  private static final Duration SETTLING = Duration.ofSeconds(20);

  /** Jobs 1 and 2 have a call each that nobody has an answer of; the first one is lost. */
  private static final long LOST = 1;

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private final OnTheirWay onTheirWay = new OnTheirWay();
  private volatile String task = "{}";
  private Instant now = Instant.parse("2026-05-04T10:00:00Z");
  private SqliteJobStore store;
  private JobTable table;
  private ProviderSetup setup;
  private Lookup lookup;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body(task).build();
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
    PlainProvider provider = new PlainProvider("kling", server.url("/"), true);
    provider.listsTasks = true;
    setup = provider.setup(5, 100, "0", 0);
    lookup = new Lookup(cycle(clock), onTheirWay);
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
        new RemoteSettings(
            folder.resolve("calls"), Map.of(), Duration.ofHours(1), SETTLING, step -> {}),
        new CallLog(),
        new LimitBook(List.of(setup)));
  }

  @AfterEach
  void close() throws Exception {
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

  private PaidCall call(long job) throws Exception {
    return store.calls().of(job).get(0);
  }

  private Lookup.Finding ask() throws Exception {
    PaidCall paid = call(LOST);
    return lookup.ask(
        setup,
        MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a fox").build(),
        new CreateCall(0, 1, "plain-1", paid.marker(), paid.intendedAt()),
        paid,
        "The connection was lost.",
        new Cancellation());
  }

  private JobResult.Waiting waiting() throws Exception {
    Lookup.Finding finding = ask();
    assertThat(finding.notThere()).isFalse();
    return (JobResult.Waiting) finding.instead().orElseThrow();
  }

  private String state() throws Exception {
    return table.one("SELECT state FROM paid_calls WHERE job_id = " + LOST);
  }

  /** It was looked for before, but nothing could be told from that. */
  @Test
  void a_call_that_had_to_wait_for_others_is_missed_only_from_then_on() throws Exception {
    PaidCall other = call(2);
    onTheirWay.add(other);
    assertThat(waiting().note()).endsWith(", once others have their answer");
    now = now.plus(Duration.ofMinutes(10));
    assertThat(waiting().at()).isBetween(now.plusSeconds(1), now.plusSeconds(4));
    onTheirWay.remove(other);

    Instant settled = now.plus(SETTLING);
    assertThat(waiting().at()).isEqualTo(settled);
    now = settled.minusMillis(1);
    assertThat(waiting().at()).isEqualTo(settled);
    assertThat(state()).isEqualTo("intended");
    now = settled;
    assertThat(ask().notThere()).isTrue();
    assertThat(state()).isEqualTo("refused");
  }

  @Test
  void a_call_that_shows_up_while_it_is_missed_is_the_jobs_own() throws Exception {
    assertThat(waiting().at()).isEqualTo(now.plus(SETTLING));
    task = "{\"id\": \"t7\"}";
    now = now.plus(SETTLING);

    Lookup.Finding finding = ask();

    assertThat(finding.notThere()).isFalse();
    assertThat(finding.instead()).isEmpty();
    assertThat(table.one("SELECT state || ' ' || task_id FROM paid_calls WHERE job_id = 1"))
        .isEqualTo("accepted t7");
  }

  @Test
  void a_task_of_another_call_is_not_taken_for_the_lost_one() throws Exception {
    task = "{\"id\": \"t7\"}";
    table.run(
        "UPDATE paid_calls SET state = 'accepted', task_id = 't7', accepted_at ="
            + " intended_at, intended_at = datetime('now', 'localtime') WHERE job_id = 2");

    assertThat(waiting().at()).isEqualTo(now.plus(SETTLING));
    assertThat(state()).isEqualTo("intended");
  }
}
