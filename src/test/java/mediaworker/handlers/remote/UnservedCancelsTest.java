package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often and for how long a task is asked about whose cancel comes to nothing. */
class UnservedCancelsTest extends AbandonedCallsFixture {

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

  /** Where its server hangs, a round through many calls takes longer than a task may. */
  @Test
  void a_cancel_is_given_up_however_far_apart_its_rounds_are() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).build();
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(30));
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofMinutes(30));
    assertThat(round()).isEqualTo("abandoned");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo(
            "task t1 could not be cancelled at Plain within 60 minutes: it may go on and be"
                + " billed; status 'queued' waits for it again without paying anew");
  }

  /** Its row has seen it in between: what was asked for then is over. */
  @Test
  void a_second_cancel_is_asked_for_as_long_as_the_first_one() throws Exception {
    answers("{\"status\": \"running\"}");
    toCancels = new MockResponse.Builder().code(503).setHeader("Retry-After", "3600").build();
    assertThat(round()).isEqualTo("accepted");
    table.run("UPDATE jobs SET status = 'waiting_remote' WHERE id = 1");
    watching.look(setup, "image_generation", call(1), new Cancellation());
    pass(Duration.ofHours(1).plusMinutes(5));
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    assertThat(round()).isEqualTo("accepted");
    pass(Duration.ofHours(1));
    assertThat(round()).isEqualTo("abandoned");
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
}
