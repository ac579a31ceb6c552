package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.TaskRef;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the task of a cancelled row, round by round, with clocks that stand still. */
class AbandonedCallsTest extends StillClocksFixture {

  private static final MockResponse NOT_KNOWN =
      new MockResponse.Builder().code(404).body("{\"message\": \"no such task\"}").build();

  private static final MockResponse BUSY =
      new MockResponse.Builder().body("{\"status\": \"busy\"}").build();

  /** Between two rounds in which a task is asked about. */
  private static final Duration POLL = Duration.ofMillis(20);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private AbandonedCalls abandoned;

  /** The answers to cancels; those to looks are all others. */
  private volatile MockResponse toCancels = new MockResponse.Builder().build();

  @BeforeEach
  void cancelJob1() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getMethod());
            return request.getMethod().equals("DELETE") ? toCancels : answer;
          }
        });
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    abandoned =
        new AbandonedCalls(cycle, Map.of("kling", setup), new Lookup(cycle, new OnTheirWay()));
  }

  private String round() throws Exception {
    abandoned.run();
    return table.one("SELECT state FROM paid_calls WHERE job_id = 1");
  }

  /** It was seen, though its cancel came to nothing. */
  @Test
  void a_task_that_is_seen_again_begins_its_wait_anew() throws Exception {
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING);
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(500).build();
    assertThat(round()).isEqualTo("accepted");
    answer = NOT_KNOWN;
    pass(POLL);
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING.minus(POLL));
    assertThat(round()).isEqualTo("accepted");
    pass(POLL);
    assertThat(round()).isEqualTo("abandoned");
  }

  /** Nobody has said that it cannot be cancelled, and every minute of it may be billed. */
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void a_cancel_that_is_not_served_just_then_is_asked_for_again(int status) throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(status).build();
    assertThat(round()).isEqualTo("accepted");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo("Plain does not cancel task t1 just now; it is asked again");
    table.run("UPDATE jobs SET progress_message = 'said once' WHERE id = 1");
    pass(POLL);
    assertThat(round()).isEqualTo("accepted");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1")).isEqualTo("said once");
    toCancels = new MockResponse.Builder().build();
    pass(POLL);
    assertThat(round()).isEqualTo("cancelled");
  }

  /** A round begins whenever another program has changed rows, which may be all the time. */
  @Test
  void a_cancel_that_is_not_served_is_not_asked_for_in_each_round() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).setHeader("Retry-After", "60").build();
    assertThat(round()).isEqualTo("accepted");
    assertThat(asked).containsExactly("GET", "DELETE");
    now = now.plus(Duration.ofDays(1)); // a clock that jumps counts for nothing
    steady = steady.plus(Duration.ofSeconds(60).minusMillis(1));
    assertThat(round()).isEqualTo("accepted");
    assertThat(asked).hasSize(2);
    pass(Duration.ofMillis(1));
    round();
    assertThat(asked).containsExactly("GET", "DELETE", "GET", "DELETE");
  }

  @Test
  void nor_is_a_task_that_cannot_be_looked_at() throws Exception {
    answer = NOT_KNOWN;
    round();
    round();
    assertThat(asked).hasSize(1);
    pass(POLL);
    round();
    assertThat(asked).hasSize(2);
  }

  /** Its server has said that it never will. */
  @Test
  void a_cancel_that_is_not_implemented_is_not_asked_for_again() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(501).build();
    assertThat(round()).isEqualTo("abandoned");
  }

  @Test
  void an_answer_of_which_only_the_head_is_damaged_is_told() throws Exception {
    Path body = folder.resolve("calls/mw-2/answer.body");
    Files.createDirectories(body.getParent());
    Files.writeString(body, "{\"id\": \"t2\"}");
    Files.writeString(body.resolveSibling("answer.head"), "");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    round();
    assertThat(table.one("SELECT message FROM paid_calls WHERE job_id = 2"))
        .isEqualTo("an answer came, but its head is damaged; what came lies in " + body);
  }

  @Test
  void an_answer_that_tells_nothing_leaves_the_wait_as_it_is() throws Exception {
    provider.cancelKeepsResults = false;
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING.minus(POLL));
    answer = BUSY;
    assertThat(round()).isEqualTo("accepted");
    pass(POLL);
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("abandoned");
  }

  /** Every minute of the other may be billed. */
  @Test
  void an_answer_that_the_reader_stumbles_over_keeps_no_other_task_from_being_cancelled()
      throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String status = request.getUrl().encodedPath().endsWith("t1") ? "succeeded" : "running";
            return new MockResponse.Builder().body("{\"status\": \"" + status + "\"}").build();
          }
        });
    provider.cancelKeepsResults = false;
    cycle.accepted(call(2), new TaskRef("t2", Operation.IMAGE_GENERATION, ""), null);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    assertThat(round()).isEqualTo("accepted");
    assertThat(table.one("SELECT state FROM paid_calls WHERE job_id = 2")).isEqualTo("cancelled");
  }

  /** Nobody else would have its place for ever. */
  @Test
  void a_cancel_that_is_never_served_is_given_up_after_as_long_as_a_task_may_take()
      throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).build();
    for (int minutes = 0; minutes < 10; minutes++) {
      assertThat(round()).isEqualTo("accepted");
      pass(Duration.ofMinutes(1));
    }
    assertThat(round()).isEqualTo("abandoned");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo(
            "Plain has not cancelled task t1, though asked for 10 minutes: it may go on and be"
                + " billed; status 'queued' waits for it again without paying anew");
    assertThat(table.one("SELECT message FROM paid_calls WHERE job_id = 1"))
        .isEqualTo("not cancelled in time");
  }

  @Test
  void nor_is_a_task_asked_about_for_ever_that_cannot_be_looked_at() throws Exception {
    provider.cancelKeepsResults = false;
    answer = BUSY;
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(5));
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(5));
    assertThat(round()).isEqualTo("abandoned");
    assertThat(asked).doesNotContain("DELETE");
  }

  @Test
  void nor_one_that_is_over_and_is_never_told_how() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(409).build();
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(5));
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(5));
    assertThat(round()).isEqualTo("abandoned");
  }

  /** Its row went on in between, or the machine slept. */
  @Test
  void the_time_in_which_nobody_asks_for_a_cancel_does_not_count() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).build();
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofHours(5));
    assertThat(round()).isEqualTo("accepted");
  }

  /** While its cancel is on its way the row is queued again, and its own look finds it done. */
  @Test
  void what_the_row_has_learnt_meanwhile_is_not_written_over() throws Exception {
    answers("{\"status\": \"running\"}");
    doing(
        "DELETE",
        () ->
            table.run(
                "UPDATE jobs SET status = 'queued' WHERE id = 1",
                "UPDATE paid_calls SET state = 'succeeded', outputs = '[]' WHERE job_id = 1"));
    assertThat(round()).isEqualTo("succeeded");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1")).isNull();
  }

  @Test
  void what_was_delivered_meanwhile_is_not_to_be_fetched_again() throws Exception {
    answers("{\"status\": \"succeeded\", \"url\": \"http://localhost/a.png\"}");
    doing(
        "GET",
        () ->
            table.run(
                "UPDATE jobs SET status = 'completed' WHERE id = 1",
                "UPDATE paid_calls SET state = 'delivered', settled_at = 'now' WHERE job_id = 1"));
    assertThat(round()).isEqualTo("delivered");
  }

  @Test
  void a_task_whose_row_was_queued_again_before_its_turn_is_not_cancelled() throws Exception {
    answers("{\"status\": \"running\"}");
    cycle.accepted(call(2), new TaskRef("t2", Operation.IMAGE_GENERATION, ""), null);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    doing("DELETE", () -> table.run("UPDATE jobs SET status = 'queued' WHERE id = 2"));
    assertThat(round()).isEqualTo("cancelled");
    assertThat(asked).containsExactly("GET", "DELETE");
    assertThat(table.one("SELECT state FROM paid_calls WHERE job_id = 2")).isEqualTo("accepted");
  }

  @Test
  void nor_does_it_become_a_persons_to_decide() throws Exception {
    answers("{\"status\": \"running\"}");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    doing("DELETE", () -> table.run("UPDATE jobs SET status = 'queued' WHERE id = 2"));
    assertThat(round()).isEqualTo("cancelled");
    assertThat(table.one("SELECT state FROM paid_calls WHERE job_id = 2")).isEqualTo("intended");
  }

  private void answerKept(int status, String json) throws Exception {
    Path body = folder.resolve("calls/mw-2/answer.body");
    Files.createDirectories(body.getParent());
    Files.writeString(body, json);
    Files.writeString(body.resolveSibling("answer.head"), status + "\n");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
  }

  private String second() throws Exception {
    return table.one(
        "SELECT state || ' ' || COALESCE(task_id, '-') FROM paid_calls WHERE job_id = 2");
  }

  /** Its worker was killed before the ledger had the task, and then its row was cancelled. */
  @Test
  void a_task_whose_answer_nobody_has_read_is_cancelled() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    round();
    assertThat(second()).isEqualTo("accepted t2");
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("cancelled t2");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .isEqualTo("the task at Plain was cancelled");
  }

  @Test
  void an_output_that_nobody_has_read_is_kept_for_its_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"url\": \"http://localhost/a.png\"}");
    round();
    assertThat(second()).isEqualTo("succeeded -");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .contains("status 'queued' fetches its output without paying anew");
  }

  @Test
  void a_refusal_that_nobody_has_read_leaves_nothing_to_be_decided() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(400, "{\"class\": \"INVALID_INPUT\", \"message\": \"not so\"}");
    round();
    assertThat(second()).isEqualTo("refused -");
  }

  /** What the provider's list says of it. */
  private void listed(String json) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            asked.add(request.getMethod() + " " + path);
            return new MockResponse.Builder()
                .body(path.startsWith("/find/") ? json : "{\"status\": \"running\"}")
                .build();
          }
        });
  }

  private void noteAsked() throws Exception {
    cycle
        .folders()
        .noteAsked("mw-2", MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a fox").build());
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
  }

  @Test
  void a_task_that_only_its_providers_list_knows_is_cancelled() throws Exception {
    noteAsked();
    listed("{\"id\": \"t9\"}");
    round();
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("cancelled t9");
    assertThat(asked).contains("DELETE /tasks/t9");
  }

  /** It may be that of the other, which somebody waits for or decides about. */
  @ParameterizedTest
  @ValueSource(strings = {"intended", "unknown"})
  void a_task_that_may_be_another_calls_is_not_cancelled(String state) throws Exception {
    provider.listsTasks = true;
    noteAsked();
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (3, 'image_generation', 'needs_decision')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (3, 'kling', 'image_generation', 'mw-3', '"
            + state
            + "', '2026-01-01 10:00:00')");
    listed("{\"id\": \"t9\"}");
    round();
    pass(Duration.ofMinutes(1));
    round();
    assertThat(second()).isEqualTo("intended -");

    table.run("UPDATE paid_calls SET state = 'accepted', task_id = 't3' WHERE job_id = 3");
    pass(Duration.ofMinutes(1));
    round();
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("cancelled t9");
    assertThat(asked).contains("DELETE /tasks/t9").doesNotContain("DELETE /tasks/t3");
  }

  @Test
  void a_call_that_its_provider_has_never_heard_of_is_looked_for_a_while_and_then_let_be()
      throws Exception {
    noteAsked();
    listed("{}");
    round();
    assertThat(second()).isEqualTo("intended -");
    pass(SETTLING);
    round();
    assertThat(second()).isEqualTo("refused -");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .isEqualTo("Plain has made nothing of it");
  }

  @Test
  void a_list_that_never_answers_is_not_asked_for_ever() throws Exception {
    noteAsked();
    listed("{\"down\": true}");
    for (int minutes = 0; minutes < 10; minutes++) {
      round();
      assertThat(second()).isEqualTo("intended -");
      pass(Duration.ofMinutes(1));
    }
    round();
    assertThat(second()).isEqualTo("unknown -");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .contains("status 'queued' finds out before anything is sent again");
  }

  /** What others do. */
  @FunctionalInterface
  private interface Deed {
    void run() throws Exception;
  }

  /** While a request of this method is on its way. */
  private void doing(String method, Deed deed) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getMethod());
            if (request.getMethod().equals(method)) {
              try {
                deed.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }
            return request.getMethod().equals("DELETE") ? toCancels : answer;
          }
        });
  }
}
