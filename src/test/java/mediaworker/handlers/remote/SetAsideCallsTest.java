package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that people set aside, or end, while a provider works on them. */
class SetAsideCallsTest extends PaidJobsFixture {

  @BeforeEach
  void looks_for_calls_to_cancel_every_three_seconds() {
    studio.lease = Duration.ofSeconds(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status = 'on_hold'",
        "status = 'queued', depends_on = '[99]'",
        "status = 'waiting_for_jobs', depends_on = '[99]'",
        "status = 'queued', run_at = '2999-01-01'"
      })
  void a_row_that_is_set_aside_keeps_its_task_and_takes_it_up_again(String aside) throws Exception {
    long id = startWithTaskUnderWay();
    long other = queue("an owl");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    studio.stop();
    studio.table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (99, 'noop', 'on_hold')",
        "UPDATE jobs SET " + aside + " WHERE id = " + id,
        "UPDATE jobs SET status = 'cancelled' WHERE id = " + other);
    start();
    // Whatever is given up has been looked at by now.
    studio.await("SELECT state FROM paid_calls WHERE job_id = " + other, "cancelled");
    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE job_id = " + id))
        .isEqualTo("accepted");

    succeed("t1");
    studio.table.run(
        "UPDATE jobs SET status = 'queued', depends_on = NULL, run_at = NULL WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(2);
    assertThat(deletes).containsExactly("t2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "failed", "cancelled", "skipped"})
  void a_row_that_is_ended_by_a_person_cancels_its_task(String word) throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = '" + word + "' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** By a person, who wants something else of the row now. */
  @ParameterizedTest
  @ValueSource(strings = {"noop", "nonsense"})
  void a_row_that_becomes_another_job_ends_and_leaves_no_task_behind(String type) throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET job_type = '" + type + "' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }
}
