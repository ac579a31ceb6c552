package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of several calls, of which some are made and others cannot be. */
class SeveralCallsTest extends PaidJobsFixture {

  private final List<String> downloads = new CopyOnWriteArrayList<>();

  private long queueSeveral(int count) throws Exception {
    download =
        path -> {
          downloads.add(path);
          return new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    return studio.table.insert(
        "image_generation",
        "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": " + count + "}");
  }

  /** Refuses one of the creates, counted from 1. */
  private void refuse(int number, String kind) {
    create =
        body ->
            creates.size() == number
                ? new MockResponse.Builder()
                    .code(400)
                    .setHeader("Retry-After", "3000")
                    .body("{\"class\": \"" + kind + "\", \"message\": \"not so\"}")
                    .build()
                : accept(body);
  }

  private String placed() throws Exception {
    return studio.table.one("SELECT json_array_length(outputs) FROM jobs");
  }

  private void awaitDownload(String path) throws Exception {
    for (int left = 12_000; !downloads.contains(path); left--) {
      assertThat(left).as("looks for " + path + " among " + downloads).isPositive();
      LockSupport.parkNanos(5_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MONEY", "RATE"})
  void what_is_made_is_fetched_while_another_call_waits_for_its_turn(String kind) throws Exception {
    refuse(2, kind);
    start();
    queueSeveral(2);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'refused'", "1");
    succeed("t1");
    studio.await("SELECT state FROM paid_calls WHERE task_id = 't1'", "succeeded");
    awaitDownload("/out/t1");

    studio.await("SELECT status || ' ' || COALESCE(waits_for, '') FROM jobs", "queued kling");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_task_is_looked_at_while_another_call_waits_for_a_place() throws Exception {
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    long id = queueSeveral(2);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t1");
    succeed("t2");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(downloads).containsExactly("/out/t1", "/out/t2");
  }

  /** A task may run for hours, and the link of what another one has made expire meanwhile. */
  @Test
  void what_one_task_has_made_is_fetched_while_another_runs() throws Exception {
    start();
    long id = queueSeveral(2);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    succeed("t2");
    awaitDownload("/out/t2");
    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE task_id = 't1'"))
        .isEqualTo("accepted");

    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(downloads).containsExactly("/out/t2", "/out/t1");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 503, 200})
  void what_one_call_has_made_is_fetched_before_the_attempts_at_another_are_over(int status)
      throws Exception {
    start();
    long id = queueSeveral(2);
    download =
        path -> {
          downloads.add(path);
          return path.equals("/out/t1") && !downloads.contains("/out/t2")
              ? new MockResponse.Builder().code(status).body("<html>no</html>").build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    succeed("t1");
    succeed("t2");
    studio.awaitStatus(id, "completed");

    assertThat(placed()).isEqualTo("2");
    assertThat(downloads).filteredOn("/out/t2"::equals).hasSize(1);
  }

  /** Its task may be cancelled else, which is paid, and whose result nobody would have. */
  @Test
  void a_task_that_takes_too_long_ends_no_job_whose_other_task_may_still_end() throws Exception {
    provider.patience = Duration.ofSeconds(2);
    look =
        task ->
            task.equals("t2")
                ? json("{\"status\": \"busy\"}")
                : json(tasks.getOrDefault(task, "{\"status\": \"running\"}"));
    studio.start(List.of(provider.setup(5, 100, "0", 0)));
    long id = queueSeveral(2);
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.all("SELECT state, task_id FROM paid_calls ORDER BY id"))
        .containsExactly("abandoned|t1", "abandoned|t2");
    assertThat(deletes).isEmpty();
  }

  @Test
  void a_person_is_asked_about_one_call_when_the_others_are_here() throws Exception {
    create =
        body -> creates.size() == 2 ? new MockResponse.Builder().code(500).build() : accept(body);
    start();
    long id = queueSeveral(2);
    studio.await("SELECT state FROM paid_calls WHERE step = 1", "unknown");
    succeed("t1");
    studio.awaitStatus(id, "needs_decision");

    assertThat(downloads).containsExactly("/out/t1");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("bin/worker resolve " + id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTENT_POLICY", "INVALID_INPUT"})
  void the_rest_is_made_and_delivered_when_one_call_is_refused(String kind) throws Exception {
    refuse(2, kind);
    succeed("t1");
    succeed("t3");
    start();
    long id = queueSeveral(3);
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(3);
    assertThat(placed()).isEqualTo("2");
    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 3 calls failed: Plain: not so.");
  }

  @Test
  void a_first_call_that_is_refused_fails_the_job() throws Exception {
    refuse(1, "CONTENT_POLICY");
    start();
    long id = queueSeveral(3);
    studio.awaitStatus(id, "failed");

    assertThat(creates).hasSize(1);
  }

  @Test
  void what_is_made_is_delivered_when_no_further_call_can_be_prepared() throws Exception {
    provider.unpreparable = 1;
    succeed("t1");
    start();
    long id = queueSeveral(2);
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(1);
    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed: Plain: the picture is no good.");
  }

  /** It stands nowhere: a worker that is killed takes it along. */
  @Test
  void what_kept_a_call_from_being_made_is_found_anew_by_the_next_worker() throws Exception {
    provider.unpreparable = 1;
    start();
    long id = queueSeveral(2);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    CountDownLatch gate = new CountDownLatch(1);
    Function<String, MockResponse> fetched = download;
    download =
        path -> {
          MockResponse answer = fetched.apply(path);
          hold(gate, path.equals("/out/t2"));
          return answer;
        };
    long other = queue("an owl"); // keeps the only thread from the end of the first
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    succeed("t2");
    awaitDownload("/out/t2");
    succeed("t1");
    studio.await(
        "SELECT status || (run_at IS NULL) || (claim IS NULL) FROM jobs WHERE id = " + id,
        "waiting_remote11");
    studio.stop();
    gate.countDown();
    start();
    studio.awaitStatus(other, "completed");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + id))
        .contains("1 of 2 calls failed: Plain: the picture is no good.");
  }

  private static void hold(CountDownLatch gate, boolean held) {
    try {
      assertThat(!held || gate.await(PaidStudio.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_output_whose_link_has_expired_while_another_call_waits_gets_a_fresh_one()
      throws Exception {
    refuse(2, "MONEY");
    start();
    long id = queueSeveral(2);
    List<String> tries = new CopyOnWriteArrayList<>();
    download =
        path -> {
          tries.add(path);
          return tries.size() == 1
              ? new MockResponse.Builder().code(403).build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'refused'", "1");
    succeed("t1");
    studio.await("SELECT status FROM jobs WHERE id = " + id, "queued");

    assertThat(tries).hasSize(2);
    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE task_id = 't1'"))
        .isEqualTo("succeeded");
  }

  @Test
  void a_call_in_doubt_is_not_made_again_without_a_person_when_its_candidate_disappears()
      throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.listsTasks = true;
    provider.alien = "alien";
    create =
        body -> creates.size() == 2 ? new MockResponse.Builder().code(500).build() : accept(body);
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          looks.incrementAndGet();
          return json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
        };
    start();
    long id = queueSeveral(2);
    studio.await("SELECT state FROM paid_calls WHERE step = 1", "unknown");
    provider.alien = "";
    int asked = finds.size();
    awaitAtLeast(looks, looks.get() + 3);

    assertThat(finds).hasSize(asked);
    succeed("t1");
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(2);
    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE step = 1"))
        .isEqualTo("unknown");
  }

  @Test
  void a_person_is_asked_about_one_call_when_another_takes_longer_than_it_may() throws Exception {
    provider.patience = Duration.ofMillis(300);
    create =
        body -> creates.size() == 2 ? new MockResponse.Builder().code(500).build() : accept(body);
    start();
    long id = queueSeveral(2);
    studio.awaitStatus(id, "needs_decision");

    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE step = 0"))
        .isEqualTo("accepted");
  }

  @Test
  void a_person_is_asked_about_one_call_when_another_is_not_told_of() throws Exception {
    provider.patience = Duration.ofMillis(300);
    look = task -> json("{\"status\": \"busy\"}");
    create =
        body -> creates.size() == 2 ? new MockResponse.Builder().code(500).build() : accept(body);
    start();
    long id = queueSeveral(2);
    studio.awaitStatus(id, "needs_decision");
  }

  @Test
  void a_task_that_takes_longer_than_it_may_fails_a_job_whose_next_call_waits_for_its_place()
      throws Exception {
    provider.patience = Duration.ofMillis(300);
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    long id = queueSeveral(2);
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("kling.task-timeout");
    assertThat(creates).hasSize(1);
  }

  @Test
  void sources_are_not_fetched_while_a_call_waits_for_its_turn() throws Exception {
    provider.takesUrls = false;
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          looks.incrementAndGet();
          return json("{\"status\": \"running\"}");
        };
    download =
        path -> {
          downloads.add(path);
          return new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    refuse(2, "MONEY");
    start();
    studio.table.insert(
        "image_generation",
        "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2, \"image\": \""
            + server.url("/src.png")
            + "\"}");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'refused'", "1");
    awaitAtLeast(looks, looks.get() + 1);
    int fetched = downloads.size();
    awaitAtLeast(looks, looks.get() + 4);

    assertThat(downloads).hasSize(fetched);
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 404, 200})
  void an_output_that_cannot_be_fetched_is_not_tried_at_each_look(int status) throws Exception {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          looks.incrementAndGet();
          return json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
        };
    refuse(3, "MONEY");
    start();
    queueSeveral(3);
    AtomicInteger tries = new AtomicInteger();
    download =
        path -> {
          tries.incrementAndGet();
          return new MockResponse.Builder()
              .code(status)
              .setHeader("Content-Type", "text/html")
              .body("<html>no</html>")
              .build();
        };
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'refused'", "1");
    succeed("t1");
    awaitAtLeast(tries, status == 503 ? 1 : 2); // where it is no passing fault, by a fresh link
    awaitAtLeast(looks, looks.get() + 2); // behind the first try, however often it asks in one
    int tried = tries.get();
    awaitAtLeast(looks, looks.get() + 5);

    assertThat(tries).hasValue(tried);
  }

  private static void awaitAtLeast(AtomicInteger counter, int wanted) {
    for (int left = 12_000; counter.get() < wanted; left--) {
      assertThat(left).as("waits for " + wanted + ", sees " + counter).isPositive();
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void a_task_that_is_not_known_keeps_its_id_beside_one_that_takes_too_long() throws Exception {
    provider.patience = Duration.ofSeconds(3);
    look =
        task ->
            task.equals("t1")
                ? new MockResponse.Builder().code(404).body("{}").build()
                : json("{\"status\": \"running\"}");
    start();
    long id = queueSeveral(2);
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("task t2 within");
    assertThat(studio.table.all("SELECT state, task_id FROM paid_calls ORDER BY id"))
        .containsExactly("abandoned|t1", "abandoned|t2");
  }

  /** As 1e999 in a row that was changed since. */
  @Test
  void what_is_made_is_delivered_when_a_number_of_the_next_request_cannot_be_sent()
      throws Exception {
    provider.onPrepare =
        cancellation -> {
          if (creates.size() == 1) {
            JsonBody.of(Json.object().put("fps", Double.POSITIVE_INFINITY));
          }
        };
    succeed("t1");
    start();
    long id = queueSeveral(2);
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed", "the number at /fps of the request is not finite");
  }

  /** Its link may expire before a person queues the row again. */
  @Test
  void a_fresh_link_is_fetched_before_a_late_task_gives_its_job_up() throws Exception {
    AtomicInteger links = new AtomicInteger();
    start();
    long id = queueSeveral(2);
    download =
        path -> {
          downloads.add(path);
          return path.equals("/out/1")
              ? new MockResponse.Builder().code(404).build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    studio.table.run(
        "UPDATE paid_calls SET accepted_ms = accepted_ms - 3600000 WHERE task_id = 't1'");
    look =
        task ->
            task.equals("t1")
                ? json("{\"status\": \"running\"}")
                : json(
                    "{\"status\": \"succeeded\", \"url\": \""
                        + server.url("/out/" + links.incrementAndGet())
                        + "\"}");
    studio.awaitStatus(id, "failed");
    assertThat(downloads).containsExactly("/out/1", "/out/2");
    assertThat(studio.table.all("SELECT state FROM paid_calls ORDER BY id"))
        .containsExactly("abandoned", "succeeded");
  }

  /** A page is no output of the other: its id is given up for nothing then. */
  @Test
  void a_page_instead_of_another_output_gives_no_task_up() throws Exception {
    start();
    long id = queueSeveral(2);
    studio.table.run("UPDATE jobs SET max_attempts = 1 WHERE id = " + id);
    download =
        path -> {
          downloads.add(path);
          return path.equals("/out/t1")
              ? new MockResponse.Builder().code(404).build()
              : new MockResponse.Builder().body("<html>come back later</html>").build();
        };
    succeed("t1");
    succeed("t2");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.all("SELECT state FROM paid_calls ORDER BY id"))
        .containsExactly("abandoned", "succeeded");
  }

  @Test
  void a_call_that_is_lost_again_and_again_does_not_end_the_task_beside_it() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    create =
        body ->
            creates.size() == 1
                ? accept(body)
                : new MockResponse.Builder()
                    .onResponseStart(new mockwebserver3.SocketEffect.CloseSocket())
                    .build();
    start();
    long id = queueSeveral(2);
    studio.table.run("UPDATE jobs SET max_attempts = 1 WHERE id = " + id);

    studio.await("SELECT count(*) >= 4 FROM paid_calls", "1");
    assertThat(deletes).isEmpty();
    assertThat(studio.table.one("SELECT status FROM jobs")).isNotEqualTo("failed");
  }
}
