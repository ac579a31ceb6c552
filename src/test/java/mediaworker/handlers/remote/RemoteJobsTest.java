package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import mediaworker.jobs.CallDesk;
import mediaworker.store.sqlite.SqliteCallDesk;
import mediaworker.store.sqlite.SqliteDatabase;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Paid jobs through a real worker, a real database and a server that counts what it is asked for.
 */
class RemoteJobsTest {

  /** A picture of one pixel. */
  private static final byte[] PNG =
      java.util.Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private final List<String> creates = new CopyOnWriteArrayList<>();
  private final List<String> finds = new CopyOnWriteArrayList<>();
  private final List<String> deletes = new CopyOnWriteArrayList<>();
  private final Map<String, String> tasks = new ConcurrentHashMap<>();
  private final Map<String, String> byMarker = new ConcurrentHashMap<>();
  private volatile Function<String, MockResponse> create = this::accept;
  private volatile Function<String, MockResponse> look =
      id -> json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
  private volatile Function<String, MockResponse> cancel = id -> json("{}");
  private volatile Function<String, MockResponse> download =
      path -> new MockResponse.Builder().body(new Buffer().write(PNG)).build();
  private PaidStudio studio;
  private PlainProvider provider;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            if (path.equals("/create")) {
              String body = request.getBody().utf8();
              creates.add(body);
              return create.apply(body);
            }
            if (path.startsWith("/tasks/") && request.getMethod().equals("DELETE")) {
              deletes.add(path.substring(7));
              return cancel.apply(path.substring(7));
            }
            if (path.startsWith("/tasks/")) {
              return look.apply(path.substring(7));
            }
            if (path.startsWith("/find/")) {
              finds.add(path.substring(6));
              String id = byMarker.get(path.substring(6));
              return json(id == null ? "{}" : "{\"id\": \"" + id + "\"}");
            }
            return download.apply(path);
          }
        });
    server.start();
    studio = new PaidStudio(folder);
    provider = new PlainProvider("kling", server.url("/"), false);
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
  }

  private static MockResponse json(String json) {
    return new MockResponse.Builder().body(json).build();
  }

  private MockResponse accept(String body) {
    String id = "t" + (creates.indexOf(body) + 1); // others may have come meanwhile
    byMarker.put(marker(body), id);
    return json("{\"id\": \"" + id + "\"}");
  }

  private static String marker(String body) {
    return JsonMapper.shared().readTree(body).get("marker").asString();
  }

  private void succeed(String id) {
    tasks.put(id, "{\"status\": \"succeeded\", \"url\": \"" + server.url("/out/" + id) + "\"}");
  }

  private long queue(String prompt) throws Exception {
    return studio.table.insert(
        "image_generation", "{\"prompt\": \"" + prompt + "\", \"provider\": \"kling\"}");
  }

  private void start() throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 0)));
  }

  private static void awaitMoreThan(AtomicInteger counter, int count) {
    long end = System.nanoTime() + PaidStudio.PATIENCE.toNanos();
    while (counter.get() <= count) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private SqliteCallDesk desk() throws Exception {
    return new SqliteCallDesk(
        SqliteDatabase.existing(studio.folder.resolve("jobs.db"), SqliteDatabase.Durability.FULL),
        java.time.Clock.systemDefaultZone());
  }

  /** A worker, and a job whose task the provider has accepted. */
  private long startWithTaskUnderWay() throws Exception {
    start();
    long id = queue("a fox");
    studio.await("SELECT state FROM paid_calls", "accepted");
    return id;
  }

  /** Downloads, of which the first is answered with this status. */
  private List<String> failingFirst(int status) {
    List<String> tries = new CopyOnWriteArrayList<>();
    download =
        path -> {
          tries.add(path);
          return tries.size() == 1
              ? new MockResponse.Builder().code(status).build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    return tries;
  }

  @Test
  void a_task_is_sent_once_waited_for_without_a_thread_and_fetched() throws Exception {
    long id = startWithTaskUnderWay();
    studio.awaitStatus(id, "waiting_remote");
    // The only thread is free for others meanwhile.
    long other = studio.table.insert("noop", null);
    studio.awaitStatus(other, "completed");
    succeed("t1");
    studio.awaitStatus(id, "completed");

    String result = studio.table.one("SELECT result_data FROM jobs WHERE id = " + id);
    assertThat(result).isEqualTo("static/library/image_generation_1.png");
    assertThat(studio.folder.resolve(result)).hasBinaryContent(PNG);
    assertThat(creates).hasSize(1);
    assertThat(
            studio.table.all(
                "SELECT state, task_id, model, attempts FROM paid_calls, jobs"
                    + " WHERE jobs.id = job_id"))
        .containsExactly("delivered|t1|plain-1|1");
  }

  @Test
  void an_answer_that_lies_elsewhere_is_fetched_in_the_same_look() throws Exception {
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "waiting_remote");
    succeed("r1");
    tasks.put("t1", "{\"status\": \"moved\", \"to\": \"r1\"}");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT state, task_id FROM paid_calls"))
        .containsExactly("delivered|t1");
  }

  @Test
  void an_input_that_is_not_ready_yet_costs_no_attempt_and_pays_nothing() throws Exception {
    provider.notReady.set(3);
    succeed("t1");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.one("SELECT attempts FROM jobs WHERE id = " + id)).isEqualTo("1");
  }

  @Test
  void a_person_sees_when_it_is_looked_at_next_and_at_whom_it_is() throws Exception {
    tasks.put("t1", "{\"status\": \"running\", \"fraction\": 0.5}");
    start();
    long id = queue("a fox");
    studio.await("SELECT CAST(progress AS INTEGER) FROM jobs", "45");

    assertThat(studio.table.one("SELECT provider || ' ' || task_id FROM v_waiting"))
        .isEqualTo("kling t1");
    assertThat(studio.table.one("SELECT run_at IS NOT NULL FROM jobs WHERE id = " + id))
        .isEqualTo("1");
    assertThat(studio.table.one("SELECT progress_message FROM jobs")).isEqualTo("Plain: running");
  }

  @Test
  void several_pictures_are_several_calls_and_all_are_delivered() throws Exception {
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"x\", \"provider\": \"kling\", \"n\": 3}");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "3");
    List.of("t1", "t2", "t3").forEach(this::succeed);
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT outputs FROM jobs"))
        .isEqualTo(
            "[\"static/library/image_generation_1.png\",\"static/library/image_generation_1-2.png\","
                + "\"static/library/image_generation_1-3.png\"]");
    assertThat(creates).hasSize(3);
  }

  @Test
  void one_failure_of_several_does_not_lose_the_others() throws Exception {
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"x\", \"provider\": \"kling\", \"n\": 2}");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    tasks.put("t1", "{\"status\": \"failed\", \"message\": \"the paint ran out\"}");
    succeed("t2");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed")
        .contains("the paint ran out");
  }

  @Test
  void a_text_is_the_result_itself() throws Exception {
    create = body -> json("{\"text\": \"Loose brush strokes.\", \"cost\": \"0.02\"}");
    java.nio.file.Files.write(studio.folder.resolve("a.png"), PNG);
    start();
    long id =
        studio.table.insert(
            "style_analysis", "{\"image_path\": \"/a.png\", \"provider\": \"kling\"}");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT result_data FROM jobs")).isEqualTo("Loose brush strokes.");
    assertThat(studio.table.one("SELECT calls || ' ' || cost || ' ' || cost_unit FROM v_spend"))
        .isEqualTo("1 0.02 USD");
  }

  @Test
  void what_the_provider_cannot_do_is_refused_before_anything_is_sent() throws Exception {
    start();
    long id = queue("impossible");
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: This model cannot do impossible things.");
    assertThat(creates).isEmpty();
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
  }

  @Test
  void a_failed_task_is_not_made_again_by_itself_but_by_a_person() throws Exception {
    start();
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\", \"message\": \"the paint ran out\"}");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: the paint ran out.");
    assertThat(creates).hasSize(1);

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_failed_task_is_made_again_as_often_as_is_set() throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 1)));
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\"}");
    tasks.put("t2", "{\"status\": \"failed\"}");
    studio.awaitStatus(id, "failed");

    assertThat(creates).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTENT_POLICY", "INVALID_INPUT", "EXPIRED", "OUTPUT_GONE"})
  void what_would_fail_again_or_may_have_been_made_is_not_made_again_however_often_is_set(
      String kind) throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 3)));
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\", \"class\": \"" + kind + "\"}");
    studio.awaitStatus(id, "failed");
    assertThat(creates).hasSize(1);

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
  }

  @Test
  void a_lost_answer_is_put_to_a_person_who_may_let_it_be_made_again() throws Exception {
    create = body -> new MockResponse.Builder().code(502).body("bad gateway").build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("not known whether Plain has taken this job")
        .contains("bin/worker resolve 1 --adopt TASK_ID, --resubmit");
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");
    assertThat(creates).hasSize(1);

    create = this::accept;
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
    assertThat(studio.table.all("SELECT state FROM paid_calls ORDER BY id"))
        .containsExactly("dropped", "delivered");
  }

  @Test
  void a_person_may_adopt_the_task_or_drop_the_job() throws Exception {
    create = body -> new MockResponse.Builder().code(500).build();
    start();
    long adopted = queue("a fox");
    long dropped = queue("an owl");
    studio.awaitStatus(adopted, "needs_decision");
    studio.awaitStatus(dropped, "needs_decision");
    succeed("found-it");
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.adopt(adopted, "found-it")).isEqualTo(CallDesk.Answer.DONE);
      assertThat(desk.drop(dropped)).isEqualTo(CallDesk.Answer.DONE);
      assertThat(desk.drop(dropped)).isEqualTo(CallDesk.Answer.NOTHING_OPEN);
      assertThat(desk.resubmit(999)).isEqualTo(CallDesk.Answer.NO_JOB);
    }
    studio.awaitStatus(adopted, "completed");
    studio.awaitStatus(dropped, "cancelled");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_misspelt_task_is_asked_for_again_and_nothing_is_given_up() throws Exception {
    create = body -> new MockResponse.Builder().code(500).build();
    tasks.put("typo", "{\"status\": \"failed\", \"class\": \"EXPIRED\"}");
    succeed("found-it");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("It is not known whether Plain has taken this job, and bills it.")
        .contains("bin/worker resolve " + id + " --adopt TASK_ID, --resubmit (may pay twice)")
        .hasSizeLessThan(500);
    try (SqliteCallDesk desk = desk()) {
      desk.adopt(id, "typo");
      studio.await(
          "SELECT status || ' ' || (error_message LIKE '%Plain knows no task typo.') FROM jobs",
          "needs_decision 1");
      desk.adopt(id, "found-it");
    }
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_call_that_may_be_paid_is_not_made_again_with_its_parent_before_a_person_decides()
      throws Exception {
    create = body -> new MockResponse.Builder().code(502).build();
    start();
    // At once, or the parent would be over before it has a child.
    studio.table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, step, input_data) VALUES"
            + " (1, 'pipeline', 'waiting_for_children', NULL, NULL, NULL),"
            + " (2, 'image_generation', 'queued', 1, 'fox',"
            + " '{\"prompt\": \"a fox\", \"provider\": \"kling\"}')");
    studio.awaitStatus(2, "needs_decision");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    studio.await(
        "SELECT status || (error_message LIKE 'Job 1, % was given up: %It is not known whether %')"
            + " FROM jobs WHERE id = 2",
        "needs_decision1");

    create = this::accept;
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    studio.awaitStatus(1, "waiting_for_children");
    assertThat(studio.table.one("SELECT status || error_message FROM jobs WHERE id = 2"))
        .startsWith("needs_decisionIt is not known whether ");
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("unknown");
    assertThat(creates).hasSize(1);

    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.resubmit(2)).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(1, "completed");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_lost_answer_is_looked_up_where_the_provider_can_be_asked() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    create =
        body -> {
          accept(body);
          return new MockResponse.Builder()
              .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
              .build();
        };
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  /** The upload of its pictures may have taken long: its request may have ended just now. */
  @Test
  void a_lost_call_is_looked_for_twice_before_it_counts_as_never_made_however_old_it_is()
      throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    long id = queue("a fox");
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at)"
            + " VALUES ("
            + id
            + ", 'kling', 'image_generation', 'mw-1-0-old', 'intended', '2026-01-01 10:00:00')");
    start();
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    assertThat(finds).containsExactly("mw-1-0-old", "mw-1-0-old");
    assertThat(
            studio.table.all("SELECT state, message FROM paid_calls WHERE marker = 'mw-1-0-old'"))
        .containsExactly("refused|kling has never heard of it");
  }

  @Test
  void a_rate_limit_waits_and_costs_no_attempt() throws Exception {
    List<String> refused = new ArrayList<>();
    create =
        body -> {
          if (refused.isEmpty()) {
            refused.add(body);
            return new MockResponse.Builder()
                .code(429)
                .body("{\"class\": \"RATE\", \"message\": \"slow down\"}")
                .build();
          }
          return accept(body);
        };
    start();
    long id = queue("a fox");
    studio.await("SELECT waits_for FROM jobs", "kling");
    assertThat(studio.table.all("SELECT status, attempts, progress_message FROM jobs"))
        .containsExactly("queued|0|Plain: slow down.");
    assertThat(studio.table.one("SELECT not_before IS NOT NULL FROM providers")).isEqualTo("1");

    // Long before the time is up, since a person says so.
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.resume("kling")).isTrue();
      assertThat(desk.resume("kling")).isFalse();
    }
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
  }

  @Test
  void a_provider_that_refuses_and_asks_for_no_wait_is_not_hammered() throws Exception {
    create =
        body ->
            creates.size() > 1
                ? accept(body)
                : new MockResponse.Builder()
                    .code(429)
                    .setHeader("Retry-After", "0")
                    .body("{\"class\": \"RATE\"}")
                    .build();
    start();
    queue("a fox");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");

    assertThat(
            studio.table.one(
                "SELECT min((julianday(not_before) - julianday(intended_at)) * 86400 > 0.99)"
                    + " FROM paid_calls, providers WHERE state = 'refused'"))
        .isEqualTo("1");
  }

  /**
   * What a create's refusal does: the row's status, its attempts, how often it was sent, and
   * whether the provider is paused, held off, or has fewer places for a while.
   */
  @ParameterizedTest
  @CsvSource({
    "REFUSED, failed, 3, 3, -",
    "INVALID_INPUT, failed, 1, 1, -",
    "CONTENT_POLICY, failed, 1, 1, -",
    "NO_KEY, failed, 1, 1, -",
    "AUTH, queued, 0, 1, paused",
    "MONEY, queued, 0, 1, paused",
    "RATE, queued, 0, 1, held off",
    "CONCURRENCY, queued, 0, 1, fewer",
    "NOT_READY, queued, 0, 1, -",
    "PROVIDER_FAULT, failed, 1, 1, -"
  })
  void every_class_of_refusal_has_its_own_consequence(
      String kind, String status, int attempts, int sent, String provider) throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(400)
                .setHeader("Retry-After", "500")
                .body("{\"class\": \"" + kind + "\", \"message\": \"not so\"}")
                .build();
    start();
    long id = queue("a fox");
    studio.await("SELECT state FROM paid_calls ORDER BY id DESC LIMIT 1", "refused");
    studio.await(
        "SELECT status || ' ' || attempts || ' ' || (claim IS NULL) FROM jobs WHERE id = " + id,
        status + " " + attempts + " 1");

    assertThat(creates).hasSize(sent);
    assertThat(
            studio.table.one(
                "SELECT COALESCE(max(CASE WHEN paused_until IS NOT NULL THEN 'paused'"
                    + " WHEN not_before IS NOT NULL THEN 'held off'"
                    + " WHEN in_flight IS NOT NULL THEN 'fewer' END), '-') FROM providers"))
        .isEqualTo(provider);
    assertThat(studio.table.one("SELECT COALESCE(error_message, progress_message) FROM jobs"))
        .startsWith("Plain: not so.");
  }

  @Test
  void what_cannot_be_sent_is_tried_again_and_paid_never() throws Exception {
    provider = new PlainProvider("kling", okhttp3.HttpUrl.get("http://127.0.0.1:1/"), false);
    start();
    studio.awaitStatus(queue("a fox"), "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "Plain: the connection to 127.0.0.1 could not be made or broke. (after 3 attempts)");
    assertThat(studio.table.all("SELECT DISTINCT state FROM paid_calls"))
        .containsExactly("refused");
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("3");
  }

  @Test
  void no_money_pauses_the_provider_and_keeps_its_jobs() throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(402)
                .body("{\"class\": \"MONEY\", \"message\": \"no credit left\"}")
                .build();
    start();
    queue("a fox");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "1");
    queue("an owl");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "2");

    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT status, attempts FROM jobs"))
        .containsExactly("queued|0", "queued|0");
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .isEqualTo("kling is paused: Plain: no credit left.");
  }

  @Test
  void never_more_are_under_way_than_allowed_and_the_next_begins_at_once() throws Exception {
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    queue("a fox");
    queue("an owl");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "1");
    studio.await("SELECT group_concat(state) FROM paid_calls", "accepted");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE waits_for = 'kling'"))
        .isEqualTo("waits for a place at kling (1 of 1 in use)");
    succeed("t1");
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "1");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "2");
  }

  @Test
  void a_spent_budget_keeps_jobs_until_the_next_day() throws Exception {
    create = body -> json("{\"text\": \"x\", \"cost\": \"5\"}");
    java.nio.file.Files.write(studio.folder.resolve("a.png"), PNG);
    studio.start(List.of(provider.setup(5, 100, "5", 0)));
    String row = "{\"image\": \"a.png\", \"provider\": \"kling\"}";
    studio.awaitStatus(studio.table.insert("style_analysis", row), "completed");
    // Midnight may be now: it counts on the next day as well.
    studio.table.run("UPDATE paid_calls SET intended_at = datetime(intended_at, '+1 day')");
    long second = studio.table.insert("style_analysis", row);
    studio.await("SELECT waits_for FROM jobs WHERE id = " + second, "kling");

    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + second))
        .startsWith("the daily budget of kling is spent (5 USD)");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_task_that_is_never_finished_fails_by_its_job_types_patience_and_is_taken_up_again()
      throws Exception {
    ProviderSetup usual = provider.setup(5, 100, "0", 0);
    studio.start(
        List.of(
            new ProviderSetup(
                usual.provider(),
                usual.description(),
                true,
                usual.limits(),
                Map.of("", Duration.ofHours(1), "image_generation", Duration.ofMillis(50)),
                usual.pollInterval(),
                0)));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith(
            "Plain has not finished task t1 within 0 seconds (setting kling.task-timeout).");

    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_task_given_up_while_its_row_was_queued_again_is_waited_for() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    studio.table.run("UPDATE paid_calls SET state = 'abandoned'");
    succeed("t1");
    start();

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void cancelling_reaches_the_provider() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");

    assertThat(deletes).containsExactly("t1");
    studio.await("SELECT progress_message FROM jobs", "the task at Plain was cancelled");
    assertThat(studio.table.one("SELECT status FROM jobs")).isEqualTo("cancelled");
  }

  @Test
  void a_deleted_row_cancels_its_task() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("DELETE FROM jobs WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** At some providers cancelling an ended task would delete its result. */
  @Test
  void a_task_that_had_ended_before_its_cancel_is_kept_and_not_cancelled() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state FROM paid_calls", "succeeded");
    studio.await(
        "SELECT progress_message FROM jobs",
        "the task had just ended; status 'queued' fetches its output without paying anew");
    assertThat(deletes).isEmpty();

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_call_that_is_cancelled_before_it_is_written_down_leaves_no_folder() throws Exception {
    provider.onPrepare =
        cancellation -> {
          try {
            studio.table.run("UPDATE jobs SET status = 'cancelled'");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          while (!cancellation.isCancelled()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
          }
        };
    start();
    long id = queue("a fox");
    studio.await("SELECT status || (claim IS NULL) FROM jobs WHERE id = " + id, "cancelled1");
    assertThat(studio.folder.resolve("output/.calls")).doesNotExist();
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
  }

  /** Looks that fail from now on, each in this way; counts them. */
  private AtomicInteger failingLooks(String how) {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          looks.incrementAndGet();
          return how.equals("busy")
              ? json("{\"status\": \"busy\"}")
              : new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
        };
    return looks;
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "no answer"})
  void a_task_that_cannot_be_looked_at_is_cancelled_all_the_same(String how) throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    failingLooks(how);
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "no answer"})
  void where_a_cancel_deletes_results_nothing_is_cancelled_before_it_was_looked_at(String how)
      throws Exception {
    provider.cancelKeepsResults = false;
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = failingLooks(how);
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    awaitMoreThan(looks, 0);
    studio.stop();
    assertThat(deletes).isEmpty();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("accepted");

    look = task -> json("{\"status\": \"running\"}");
    start();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** A task that was over at its cancel, and cannot be looked at just then. */
  @Test
  void a_task_that_was_over_is_not_given_up_before_it_is_known_how_it_ended() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = failingLooks("busy");
    cancel = task -> new MockResponse.Builder().code(409).body("{}").build();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    awaitMoreThan(looks, 1);
    studio.stop();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("accepted");

    succeed("t1");
    look = task -> json(String.valueOf(tasks.get(task)));
    start();
    studio.await("SELECT state FROM paid_calls", "succeeded");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void what_cannot_be_cancelled_is_said_and_taken_up_again_without_paying() throws Exception {
    provider.cancellable = false;
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = 'failed', error_message = 'mine' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "abandoned");
    studio.await(
        "SELECT progress_message FROM jobs",
        "Plain cannot cancel task t1: it goes on and is billed; status 'queued' waits for it again");
    assertThat(studio.table.one("SELECT error_message FROM jobs")).isEqualTo("mine");

    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_download_that_fails_is_tried_again_without_paying_again() throws Exception {
    List<String> tries = failingFirst(503);
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(tries).hasSize(2);
    assertThat(creates).hasSize(1);
  }

  @Test
  void an_expired_link_is_asked_for_once_more() throws Exception {
    List<String> tries = failingFirst(403);
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(tries).hasSize(2);
  }

  @Test
  void an_output_that_is_gone_fails_the_job_with_a_sentence() throws Exception {
    download = path -> new MockResponse.Builder().code(404).build();
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("Plain finished this job, but its output cannot be fetched any more:")
        .contains("404");
  }

  /** Downloads, of which the first so many bring a web page and the others the picture. */
  private void pagesFirst(int pages) {
    AtomicInteger tries = new AtomicInteger();
    download =
        path ->
            tries.incrementAndGet() <= pages
                ? new MockResponse.Builder()
                    .setHeader("Content-Type", "text/html")
                    .body("<html>blocked by the firewall</html>")
                    .build()
                : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
  }

  @Test
  void what_a_rule_of_ours_keeps_from_being_fetched_is_not_given_up() throws Exception {
    pagesFirst(2);
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("Plain has finished this job, but its output was not fetched:")
        .contains("is a web page")
        .endsWith("Status 'queued' fetches it again without paying anew.");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void nor_is_what_came_with_the_answer() throws Exception {
    pagesFirst(1);
    create = body -> json("{\"url\": \"" + server.url("/out/now") + "\"}");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void an_output_that_is_not_there_yet_is_asked_for_again_where_no_fresh_link_can_be_had()
      throws Exception {
    List<String> tries = failingFirst(404);
    create = body -> json("{\"url\": \"" + server.url("/out/now") + "\"}");
    start();
    studio.awaitStatus(queue("a fox"), "completed");

    assertThat(tries).hasSize(2);
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_person_may_have_an_output_that_cannot_be_fetched_made_again() throws Exception {
    pagesFirst(2);
    long id = startWithTaskUnderWay();
    succeed("t1");
    succeed("t2");
    studio.awaitStatus(id, "failed");
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.resubmit(id)).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_stop_in_the_middle_goes_on_in_the_next_life() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    assertThat(studio.table.all("SELECT status, claim, attempts FROM jobs"))
        .containsExactly("waiting_remote|null|1");
    succeed("t1");
    start();
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_create_on_its_way_is_not_broken_off_by_a_persons_cancel() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    create =
        body -> {
          sent.countDown();
          try {
            answer.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return accept(body);
        };
    start();
    long id = queue("a fox");
    assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    answer.countDown();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @Test
  void a_row_that_is_cancelled_while_its_answer_is_lost_says_so_and_is_not_paid_again()
      throws Exception {
    create =
        body -> {
          try {
            studio.table.run("UPDATE jobs SET status = 'cancelled'");
          } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
          }
          return new MockResponse.Builder().code(502).build();
        };
    start();
    long id = queue("a fox");
    studio.await(
        "SELECT status || ' ' || progress_message FROM jobs WHERE claim IS NULL",
        "cancelled it is not known whether kling has taken this job; status 'queued' finds out"
            + " before anything is sent again");
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("unknown");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(1);
  }

  @Test
  void the_key_reaches_no_row() throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(400)
                .body("{\"class\": \"INVALID_INPUT\", \"message\": \"bad prompt\"}")
                .addHeader("x-request-id", "req-7")
                .build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: bad prompt. (request req-7)");
    assertThat(studio.table.all("SELECT * FROM paid_calls").toString())
        .doesNotContain("plain-secret")
        .contains("req-7");
  }

  @Test
  void two_hundred_tasks_under_way_leave_the_threads_to_others() throws Exception {
    studio.start(List.of(provider.setup(500, 100_000, "0", 0)), 3, step -> {});
    studio.table.run("BEGIN");
    for (int i = 0; i < 200; i++) {
      queue("fox " + i);
    }
    studio.table.run("COMMIT");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "200");
    for (int i = 0; i < 5; i++) {
      studio.awaitStatus(studio.table.insert("noop", null), "completed");
    }
    // The last of them may just be on its way from the call's word to the row's.
    studio.await("SELECT count(*) FROM jobs WHERE status = 'waiting_remote'", "200");
    for (int task = 1; task <= 200; task++) {
      succeed("t" + task);
    }
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "205");
    assertThat(creates).hasSize(200);
  }

  @Test
  void a_provider_without_a_key_fails_the_job_with_the_name_of_the_variable() throws Exception {
    ProviderSetup kling =
        mediaworker.app.ProviderCatalog.make(
                new mediaworker.config.FamilyValues(Map.of(), Map.of()),
                java.time.InstantSource.system())
            .stream()
            .filter(setup -> setup.name().equals("kling"))
            .findFirst()
            .orElseThrow();
    studio.start(List.of(kling));
    long id =
        studio.table.insert("animation", "{\"prompt\": \"it jumps\", \"provider\": \"kling\"}");
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("KLING_API_KEY", "kling.ai/dev");
    assertThat(studio.table.one("SELECT count(*) FROM providers")).isEqualTo("0");
  }

  @Test
  void what_is_under_way_goes_on_at_its_provider_when_the_row_would_now_go_elsewhere()
      throws Exception {
    PlainProvider other =
        new PlainProvider("bytedance", okhttp3.HttpUrl.get("http://127.0.0.1:1/"), false);
    start();
    long id =
        studio.table.insert("image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\"}");
    studio.await("SELECT state FROM paid_calls", "accepted");
    studio.stop();
    studio.table.run(
        "UPDATE jobs SET input_data = '{\"prompt\": \"a fox\", \"provider\": \"bytedance\"}'");
    succeed("t1");
    studio.start(List.of(provider.setup(5, 100, "0", 0), other.setup(5, 100, "0", 0)));

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT provider, state FROM paid_calls"))
        .containsExactly("kling|delivered");
  }

  @Test
  void a_paid_result_is_fetched_although_the_row_could_not_be_begun_any_more() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    studio.table.run(
        "UPDATE jobs SET input_data ="
            + " '{\"prompt\": \"impossible\", \"image\": \"gone.png\", \"provider\": \"kling\"}'");
    succeed("t1");
    start();

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_call_without_an_answer_whose_row_is_given_up_holds_no_place_and_is_not_paid_again()
      throws Exception {
    start();
    studio.stop();
    long id = queue("a fox");
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES ("
            + id
            + ", 'kling', 'image_generation', 'mw-1-0-lost', 'intended', '2026-01-01 10:00:00')");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    studio.await("SELECT state FROM paid_calls", "unknown");
    succeed("t1");
    studio.awaitStatus(queue("a wolf"), "completed");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_page_that_comes_instead_of_the_picture_is_fetched_again() throws Exception {
    List<String> tries = new CopyOnWriteArrayList<>();
    download =
        path -> {
          tries.add(path);
          return tries.size() == 1
              ? new MockResponse.Builder().body("<html>please log in</html>").build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    succeed("t1");
    start();
    studio.awaitStatus(queue("a fox"), "completed");

    assertThat(tries).hasSize(2);
    assertThat(creates).hasSize(1);
  }

  @Test
  void what_the_others_have_made_is_delivered_when_one_output_is_gone() throws Exception {
    download =
        path ->
            path.endsWith("t1")
                ? new MockResponse.Builder().code(404).build()
                : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
    succeed("t1");
    succeed("t2");
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2}");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed: Plain finished this job, but its output cannot be fetched");
    assertThat(creates).hasSize(2);
  }
}
