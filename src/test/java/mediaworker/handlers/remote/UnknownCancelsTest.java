package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

/** Tasks of cancelled rows that their provider says it does not know. */
class UnknownCancelsTest extends AbandonedCallsFixture {

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

  /** What was said is said of the task, and nothing else was heard of it in between. */
  @Test
  void a_row_that_is_cancelled_again_before_it_has_looked_goes_on_with_its_cancel()
      throws Exception {
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    pass(SETTLING);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    assertThat(round()).isEqualTo("abandoned");
    assertThat(asked).containsExactly("GET", "GET");
  }

  /** While it was queued nobody asked for its cancel. */
  @Test
  void one_that_was_seen_queued_begins_its_cancel_anew() throws Exception {
    answer = NOT_KNOWN;
    assertThat(round()).isEqualTo("accepted");
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    pass(SETTLING);
    assertThat(round()).isEqualTo("accepted");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    assertThat(round()).isEqualTo("accepted");
    pass(SETTLING);
    assertThat(round()).isEqualTo("abandoned");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .contains("Task t1 may have been made and billed all the same: status 'queued' asks");
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
}
