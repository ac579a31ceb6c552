package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import mediaworker.jobs.CallDesk;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that are paid and still to be fetched. */
class PaidOutputsTest extends PaidJobsFixture {

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

  /** Its server may not have it yet, or not have heard yet that the link is good. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void a_link_that_is_refused_twice_is_asked_for_again_in_another_attempt(int status)
      throws Exception {
    AtomicInteger tries = new AtomicInteger();
    download =
        path ->
            tries.incrementAndGet() <= 2
                ? new MockResponse.Builder().code(status).build()
                : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
    AtomicInteger looks = new AtomicInteger();
    look =
        task -> {
          looks.incrementAndGet();
          return json(tasks.getOrDefault(task, "{\"status\": \"running\"}"));
        };
    succeed("t1");
    start();
    studio.awaitStatus(queue("a fox"), "completed");
    assertThat(tries).hasValue(3);
    assertThat(looks).as("fresh links").hasValue(3);
    assertThat(creates).hasSize(1);
  }

  @Test
  void an_output_that_is_gone_fails_the_job_with_a_sentence() throws Exception {
    download = path -> new MockResponse.Builder().code(404).build();
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("Plain finished this job, but its output cannot be fetched:")
        .contains(
            "404", "It stays the job's: status 'queued' asks for it again without paying anew");
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

    queueAgain(id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  /** What its task's status would be asked for is gone, but not what it told when it ended. */
  @ParameterizedTest
  @CsvSource({"503, image/png", "200, text/html"})
  void what_could_not_be_fetched_is_tried_again_before_the_provider_is_asked(
      int status, String type) throws Exception {
    AtomicInteger answered = new AtomicInteger(status);
    download =
        path ->
            answered.get() == 0
                ? new MockResponse.Builder().body(new Buffer().write(PNG)).build()
                : new MockResponse.Builder()
                    .code(answered.get())
                    .setHeader("Content-Type", type)
                    .body("not now")
                    .build();
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    answered.set(0);
    look = task -> json("{\"message\": \"no such task\"}").newBuilder().code(404).build();

    queueAgain(id);
    studio.await("SELECT status IN ('completed', 'failed') FROM jobs", "1");
    assertThat(studio.table.one("SELECT status FROM jobs")).isEqualTo("completed");
    assertThat(creates).hasSize(1);
  }

  /** Its link may have gone bad since: the provider is asked for another one, as ever. */
  @Test
  void what_could_not_be_fetched_in_one_life_has_a_fresh_link_in_the_next() throws Exception {
    AtomicInteger status = new AtomicInteger(503);
    download =
        path ->
            path.endsWith("fresh")
                ? new MockResponse.Builder().body(new Buffer().write(PNG)).build()
                : new MockResponse.Builder().code(status.get()).build();
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    status.set(403);
    tasks.put("t1", "{\"status\": \"succeeded\", \"url\": \"" + server.url("/out/fresh") + "\"}");

    queueAgain(id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  /** A server that is there no more answers as one that is busy does. */
  @Test
  void what_could_not_be_fetched_in_two_lives_has_a_fresh_link_in_the_third() throws Exception {
    download =
        path ->
            path.endsWith("fresh")
                ? new MockResponse.Builder().body(new Buffer().write(PNG)).build()
                : new MockResponse.Builder().code(503).build();
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "failed");
    tasks.put("t1", "{\"status\": \"succeeded\", \"url\": \"" + server.url("/out/fresh") + "\"}");
    queueAgain(id);
    studio.awaitStatus(id, "failed");

    queueAgain(id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  private void queueAgain(long id) throws Exception {
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
  }

  @Test
  void nor_is_what_came_with_the_answer() throws Exception {
    pagesFirst(1);
    create = body -> json("{\"url\": \"" + server.url("/out/now") + "\"}");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");

    queueAgain(id);
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

  private void resubmit(long id) throws Exception {
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.resubmit(id)).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.awaitStatus(id, "completed");
    assertThat(studio.table.one("SELECT json_array_length(outputs) FROM jobs")).isEqualTo("2");
  }

  private long queueTwo() throws Exception {
    return studio.table.insert(
        "image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2}");
  }

  @Test
  void what_another_task_has_made_is_kept_when_a_person_has_one_made_again() throws Exception {
    provider.patience = Duration.ofSeconds(2);
    succeed("t2");
    succeed("t3");
    start();
    long id = queueTwo();
    studio.awaitStatus(id, "failed");
    resubmit(id);
    assertThat(creates).hasSize(3);
  }

  /** Those that come with the answer of their create, as one that is no picture. */
  private void withAnswers(Predicate<String> broken, int status, String type) {
    create = body -> json("{\"url\": \"" + server.url("/out/" + creates.size()) + "\"}");
    download =
        path ->
            broken.test(path)
                ? new MockResponse.Builder()
                    .code(status)
                    .setHeader("Content-Type", type)
                    .body("blocked by the firewall")
                    .build()
                : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
  }

  @ParameterizedTest
  @CsvSource({"200, text/html", "503, text/html", "200, image/png"})
  void what_another_call_has_made_is_kept_when_a_person_has_one_made_again(int status, String type)
      throws Exception {
    withAnswers("/out/1"::equals, status, type);
    start();
    long id = queueTwo();
    studio.awaitStatus(id, "failed");
    resubmit(id);
    assertThat(creates).hasSize(3);
  }

  /** None is delivered, so none is given up. */
  @Test
  void two_outputs_that_cannot_be_fetched_are_both_asked_for_again_without_paying()
      throws Exception {
    AtomicInteger status = new AtomicInteger(404);
    download =
        path -> new MockResponse.Builder().code(status.get()).body(new Buffer().write(PNG)).build();
    List.of("t1", "t2", "t3").forEach(this::succeed);
    start();
    long id = queueTwo();
    studio.awaitStatus(id, "failed");
    status.set(200);
    queueAgain(id);
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT json_array_length(outputs) FROM jobs")).isEqualTo("2");
    assertThat(creates).hasSize(2);
  }

  /** The second is the one to blame now. */
  @Test
  void what_could_be_fetched_in_the_end_is_kept_when_a_person_has_another_one_made_again()
      throws Exception {
    List<String> broken = new CopyOnWriteArrayList<>(List.of("/out/1", "/out/2"));
    withAnswers(broken::contains, 200, "text/html");
    start();
    long id = queueTwo();
    studio.awaitStatus(id, "failed");
    broken.remove("/out/1");
    queueAgain(id);
    studio.await(
        "SELECT count(*) FROM jobs j JOIN paid_calls c ON c.job_id = j.id WHERE"
            + " j.status = 'failed' AND c.step = 1 AND c.message = 'not fetched'",
        "1");
    resubmit(id);
    assertThat(creates).hasSize(3);
  }

  @Test
  void what_another_task_has_made_is_kept_when_one_is_made_again_that_cannot_be_fetched()
      throws Exception {
    download =
        path ->
            path.equals("/out/t1")
                ? new MockResponse.Builder().code(503).build()
                : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
    List.of("t1", "t2", "t3").forEach(this::succeed);
    start();
    long id = queueTwo();
    studio.awaitStatus(id, "failed");
    resubmit(id);
    assertThat(creates).hasSize(3);
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

  /** What somebody who may read rows, but not fetch outputs, must not learn. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404, 500, 503, 302, 200})
  void no_message_tells_the_path_of_an_outputs_url(int status) throws Exception {
    download =
        path ->
            new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "text/html")
                .setHeader("Location", "/moved/unguessable'2")
                .body("<html>no</html>")
                .build();
    tasks.put(
        "t1", "{\"status\": \"succeeded\", \"url\": \"" + server.url("/out/unguessable'1") + "\"}");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("http://" + server.getHostName() + ":" + server.getPort() + "/… ");
    assertThat(
            studio.table.all(
                "SELECT COALESCE(error_message, '') || COALESCE(progress_message, '') FROM jobs"
                    + " UNION ALL SELECT message FROM paid_calls WHERE message IS NOT NULL"
                    + " UNION ALL SELECT message FROM job_events WHERE message IS NOT NULL"))
        .isNotEmpty()
        .noneMatch(message -> message.contains("unguessable"));
  }
}
