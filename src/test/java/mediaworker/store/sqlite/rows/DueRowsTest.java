package mediaworker.store.sqlite.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.store.sqlite.StoreFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that wait for their next step while the clock is put right. */
class DueRowsTest extends StoreFixture {

  private static final Duration WAIT = Duration.ofMinutes(2);

  /** A clock that is a day ahead; job 1 is to be looked at two minutes later by it. */
  @BeforeEach
  void parkStep() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'animation')");
    now = NOW.plus(Duration.ofDays(1));
    Claim claim = exchange(1).claimed().get(0);
    exchange(0, end(claim, new Outcome.Waiting(now.plus(WAIT), 10, "runs")));
    assertThat(steps()).isEmpty();
  }

  /** The rows whose next step is taken now. */
  private List<Long> steps() throws Exception {
    return ids(store.exchange(new Round.Request(List.of(), List.of(), 0, 0, 8, now)).remote());
  }

  @Test
  void a_step_put_off_by_a_clock_that_was_ahead_is_due_once_the_clock_is_right() throws Exception {
    now = NOW;
    assertThat(steps()).containsExactly(1L);
  }

  @Test
  void so_it_is_for_the_next_life() throws Exception {
    close();
    open();
    now = NOW;
    assertThat(steps()).containsExactly(1L);
  }

  @Test
  void a_time_that_a_person_has_set_is_waited_for_all_the_same() throws Exception {
    table.run("UPDATE jobs SET run_at = '2026-05-04 15:00:00', updated_at = '2026-05-04 11:00:00'");
    now = NOW;
    assertThat(steps()).isEmpty();
    now = NOW.plus(Duration.ofHours(3));
    assertThat(steps()).containsExactly(1L);
  }

  @Test
  void a_clock_that_is_put_right_by_less_than_a_minute_moves_nothing() throws Exception {
    now = now.minusSeconds(59);
    assertThat(steps()).isEmpty();
  }

  /** Job 2, whose attempt has failed or has to wait by the clock that is a day ahead. */
  private void putOff(Outcome outcome) throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (2, 'noop')");
    exchange(0, end(exchange(1).claimed().get(0), outcome));
    assertThat(table.one("SELECT status FROM jobs WHERE id = 2")).isEqualTo("queued");
  }

  @Test
  void a_retry_put_off_by_a_clock_that_was_ahead_is_due_once_the_clock_is_right() throws Exception {
    putOff(new Outcome.RetryAt(now.plus(WAIT), "passing"));
    now = NOW;
    assertThat(ids(exchange(8).claimed())).containsExactly(2L);
  }

  @Test
  void so_is_a_row_that_waits_for_a_provider_or_the_machine() throws Exception {
    putOff(new Outcome.Snoozed(now.plus(WAIT), "no room", Outcome.Snoozed.MACHINE));
    now = NOW;
    assertThat(ids(exchange(8).claimed())).containsExactly(2L);
  }

  @Test
  void a_time_that_a_person_has_set_after_a_failed_attempt_is_waited_for() throws Exception {
    putOff(new Outcome.RetryAt(now.plus(WAIT), "passing"));
    table.run("UPDATE jobs SET run_at = '2026-05-05 15:00:00' WHERE id = 2");
    now = NOW;
    assertThat(exchange(8).claimed()).isEmpty();
    table.run("UPDATE jobs SET run_at = '2026-05-07 15:00:00.000000' WHERE id = 2");
    now = now.minus(Duration.ofMinutes(5));
    assertThat(exchange(8).claimed()).isEmpty();
    now = NOW.plus(Duration.ofDays(4));
    assertThat(ids(exchange(8).claimed())).containsExactly(2L);
  }

  @Test
  void a_time_of_a_row_that_was_never_run_is_waited_for() throws Exception {
    exchange(0);
    table.run(
        "INSERT INTO jobs (id, job_type, run_at) VALUES (2, 'noop', '2026-05-05 15:00:00.000000')");
    now = NOW;
    assertThat(exchange(8).claimed()).isEmpty();
  }
}
