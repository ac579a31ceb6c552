package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
    abandoned = new AbandonedCalls(cycle, Map.of("kling", setup));
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
}
