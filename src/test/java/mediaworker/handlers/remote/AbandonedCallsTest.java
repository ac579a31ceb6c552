package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.TaskRef;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
  private Watching watching;
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
    watching = new Watching(cycle);
    abandoned = new AbandonedCalls(cycle, Map.of("kling", setup), watching.unknown());
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

  /** Its own looks have seen it, and it would run on there and be billed. */
  @Test
  void a_task_whose_row_has_gone_on_meanwhile_is_not_taken_for_unknown_at_the_first_word()
      throws Exception {
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    table.run("UPDATE jobs SET status = 'waiting_remote' WHERE id = 1");
    answers("{\"status\": \"running\"}");
    watching.look(setup, "image_generation", call(1), new Cancellation());
    pass(SETTLING);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING);
    assertThat(round()).isEqualTo("abandoned");
  }

  @Test
  void nor_does_what_its_cancel_was_answered_count_for_a_row_that_is_queued_again()
      throws Exception {
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING);
    table.run("UPDATE jobs SET status = 'waiting_remote' WHERE id = 1");
    assertThat(missing()).isFalse();
    pass(SETTLING);
    assertThat(missing()).isTrue();
  }

  /** Before it was cancelled. */
  @Test
  void nor_what_the_row_was_told_long_before() throws Exception {
    table.run("UPDATE jobs SET status = 'waiting_remote' WHERE id = 1");
    answer = NOT_KNOWN;
    assertThat(missing()).isFalse();
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).build();
    round();
    pass(SETTLING);
    table.run("UPDATE jobs SET status = 'waiting_remote' WHERE id = 1");
    answer = NOT_KNOWN;
    assertThat(missing()).isFalse();
  }

  private boolean missing() throws Exception {
    return watching.look(setup, "image_generation", call(1), new Cancellation()).missing() != null;
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
            "task t1 could not be cancelled at Plain within 10 minutes: it may go on and be"
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
    noteAsked(Operation.IMAGE_GENERATION);
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

  private void noteAsked(Operation operation) throws Exception {
    cycle.folders().noteAsked("mw-2", MediaRequest.of(operation).prompt("a fox").build());
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
  }

  /** It may be that of the call itself, which is late. */
  @Test
  void a_refusal_of_a_repeat_is_not_believed() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(400, "{\"class\": \"INVALID_INPUT\", \"message\": \"not so\"}");
    table.run("UPDATE paid_calls SET missed_at = '2026-01-01 10:00:00' WHERE job_id = 2");
    round();
    assertThat(second()).isEqualTo("unknown -");
    assertThat(told()).contains("status 'queued' finds out before anything is sent again");
  }

  /** It goes on with its call when it is queued again. */
  @Test
  void the_answer_of_a_row_that_no_person_has_cancelled_is_left_to_the_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    table.run("UPDATE jobs SET status = 'failed' WHERE id = 2");
    round();
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("unknown -");
    assertThat(asked).containsExactly("GET", "DELETE"); // of the other
  }

  /** What is known of it is not whether its text was to be JSON, which may be cut. */
  @ParameterizedTest
  @EnumSource(names = {"IMAGE_ANALYSIS", "VIDEO_ANALYSIS"})
  void a_text_that_nobody_has_read_is_left_to_its_row(Operation operation) throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"text\": \"{cut\"}");
    noteAsked(operation);
    round();
    assertThat(second()).isEqualTo("unknown -");
  }

  /** Nor is one read of which it is not known what was asked for. */
  @Test
  void an_answer_without_a_note_of_what_was_asked_for_is_left_to_its_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    Files.delete(folder.resolve("calls/mw-2/asked.json"));
    round();
    assertThat(second()).isEqualTo("unknown -");
  }

  /** What a list holds may be another call's, and that of nobody of ours: no cancel is undone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void calls_without_an_answer_hold_no_place_and_nothing_is_looked_for(boolean listsTasks)
      throws Exception {
    provider.listsTasks = listsTasks;
    noteAsked(Operation.IMAGE_GENERATION);
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (3, 'image_generation', 'cancelled')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (3, 'kling', 'image_generation', 'mw-3', 'intended', '2026-01-01 10:00:00')");
    answers("{\"id\": \"t9\", \"status\": \"running\"}");

    round();

    assertThat(second()).isEqualTo("unknown -");
    assertThat(table.one("SELECT state FROM paid_calls WHERE job_id = 3")).isEqualTo("unknown");
    assertThat(table.one("SELECT message FROM paid_calls WHERE job_id = 2"))
        .isEqualTo(Creating.NO_ANSWER);
    assertThat(told()).contains("status 'queued' finds out before anything is sent again");
    assertThat(asked).containsExactly("GET", "DELETE"); // of the first
  }

  private String told() throws Exception {
    return String.valueOf(table.one("SELECT progress_message FROM jobs WHERE id = 2"));
  }

  /** While it was read another worker or a person has written what became of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accepted', task_id = 't5",
        "succeeded', outputs = '[]', task_id = 't5",
        "unknown', task_id = 't5"
      })
  void nothing_is_written_over_what_others_have_written_of_a_call(String meanwhile)
      throws Exception {
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    PaidCall read = call(2);
    table.run("UPDATE paid_calls SET state = '" + meanwhile + "' WHERE job_id = 2");
    String before = second();

    assertThat(nothingIsWritten(read)).isTrue();
    assertThat(second()).isEqualTo(before).endsWith("t5");
  }

  /** Nor where only the row has gone on. */
  @Test
  void nothing_is_written_of_a_call_whose_row_goes_on() throws Exception {
    PaidCall read = call(2);
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 2");
    assertThat(nothingIsWritten(read)).isTrue();
    assertThat(second()).isEqualTo("intended -");
  }

  private boolean nothingIsWritten(PaidCall read) throws Exception {
    CallLedger ledger = store.calls();
    return !ledger.acceptedAbandoned(read, "t9", "", null, now)
        && !ledger.succeededAbandoned(read, "[]", null, now)
        && !ledger.endedAbandoned(read, PaidCall.State.UNKNOWN, "lost", null, now)
        && !ledger.endedAbandoned(read, PaidCall.State.REFUSED, "not so", null, now);
  }

  /** The row itself is to tell how it ended. */
  @Test
  void a_task_that_has_failed_is_left_to_a_row_that_was_queued_again_meanwhile() throws Exception {
    answers("{\"status\": \"failed\", \"class\": \"CONTENT_POLICY\"}");
    doing("GET", () -> table.run("UPDATE jobs SET status = 'queued' WHERE id = 1"));
    assertThat(round()).isEqualTo("accepted");
  }

  @Test
  void what_a_task_that_has_failed_has_cost_is_counted() throws Exception {
    answers("{\"status\": \"failed\", \"cost\": \"0.5\"}");
    assertThat(round()).isEqualTo("cancelled");
    assertThat(table.one("SELECT cost || ' ' || cost_unit FROM paid_calls WHERE job_id = 1"))
        .isEqualTo("0.5 USD");
  }

  /** However long its provider has it wait. */
  @Test
  void a_cancel_is_asked_for_more_than_once_before_it_is_given_up() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).setHeader("Retry-After", "1800").build();
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(15));
    assertThat(round()).isEqualTo("accepted");
    assertThat(asked).containsExactly("GET", "DELETE");
    pass(Duration.ofMinutes(15));
    assertThat(round()).isEqualTo("abandoned");
    assertThat(asked).containsExactly("GET", "DELETE", "GET", "DELETE");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .contains("within 30 minutes");
  }

  @Test
  void a_row_that_is_queued_again_while_its_task_is_looked_at_keeps_it() throws Exception {
    answers("{\"status\": \"running\"}");
    doing("GET", () -> table.run("UPDATE jobs SET status = 'queued' WHERE id = 1"));

    assertThat(round()).startsWith("accepted");
    assertThat(asked).containsExactly("GET");
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
