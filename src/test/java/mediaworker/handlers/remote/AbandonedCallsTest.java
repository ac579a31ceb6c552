package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
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

  private AbandonedCalls abandoned;

  /** The answers to cancels; those to looks are all others. */
  private volatile MockResponse toCancels = new MockResponse.Builder().build();

  @BeforeEach
  void cancelJob1() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
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
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING.minusMillis(1));
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMillis(1));
    assertThat(round()).isEqualTo("abandoned");
  }

  /** Nobody has said that it cannot be cancelled, and every minute of it may be billed. */
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void a_cancel_that_is_not_served_just_then_is_asked_for_again(int status) throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(status).build();
    assertThat(round()).isEqualTo("accepted");
    assertThat(round()).isEqualTo("accepted");
    toCancels = new MockResponse.Builder().build();
    assertThat(round()).isEqualTo("cancelled");
  }

  @Test
  void an_answer_that_tells_nothing_leaves_the_wait_as_it_is() throws Exception {
    provider.cancelKeepsResults = false;
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING.minusMillis(1));
    answer = BUSY;
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMillis(1));
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
