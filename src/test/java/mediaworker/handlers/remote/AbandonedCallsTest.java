package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.jobs.CallLedger;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.Operation;
import mediaworker.providers.TaskRef;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the task of a cancelled row, and of what the row learns meanwhile. */
class AbandonedCallsTest extends AbandonedCallsFixture {

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

  @Test
  void a_row_that_is_queued_again_while_its_task_is_looked_at_keeps_it() throws Exception {
    answers("{\"status\": \"running\"}");
    doing("GET", () -> table.run("UPDATE jobs SET status = 'queued' WHERE id = 1"));

    assertThat(round()).startsWith("accepted");
    assertThat(asked).containsExactly("GET");
  }
}
