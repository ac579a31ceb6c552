package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that need jobs, from rows as a person writes them with sqlite3. */
class DependenciesTest extends DependenciesFixture {

  @Test
  void what_others_have_ended_is_seen_after_the_clock_was_put_back() throws Exception {
    row(1, "status", "'held'");
    row(2, "depends_on", "'[1]'");
    claim();
    now = NOW.minusSeconds(86_400);
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 1");
    assertThat(ids(claim())).containsExactly(2L);
  }

  @Test
  void a_row_runs_in_the_round_in_which_the_last_of_its_needs_is_completed() throws Exception {
    row(1, "", "");
    row(2, "", "");
    row(3, "depends_on, input_data", "'[1, 2]', '{\"video\": \"${job.1.result}\"}'");

    List<Claim> first = claim();
    assertThat(ids(first)).containsExactly(1L, 2L);
    assertThat(told(3)).isEqualTo("waiting_for_jobs");
    assertThat(table.all("SELECT id, needs, needs_status FROM v_needs"))
        .containsExactly("3|1|processing", "3|2|processing");
    assertThat(round(10, done(first.get(0), "a.mp4")).claimed()).isEmpty();
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 3"))
        .isEqualTo("waits for 2 jobs");
    List<Claim> third = round(10, done(first.get(1), "b.mp4")).claimed();

    assertThat(ids(third)).containsExactly(3L);
    assertThat(third.get(0).job().inputData()).isEqualTo("{\"video\":\"a.mp4\"}");
    assertThat(
            table.all("SELECT status, depends_on, used_input, input_data FROM jobs WHERE id = 3"))
        .containsExactly(
            "processing|[1, 2]|{\"video\":\"a.mp4\"}|{\"video\": \"${job.1.result}\"}");
  }

  @Test
  void a_row_whose_needs_are_completed_already_runs_at_once() throws Exception {
    row(1, "status", "'completed'");
    row(2, "depends_on", "'[1]'");
    row(3, "depends_on", "'[]'");

    assertThat(ids(claim())).containsExactly(2L, 3L);
  }

  @ParameterizedTest
  @CsvSource({
    "fail, failed",
    "'', failed",
    "skip, skipped",
  })
  void a_failed_need_ends_all_that_depends_on_it_and_names_the_root_cause(
      String policy, String status) throws Exception {
    row(1, "", "");
    row(2, "depends_on, on_need_failed", "'[1]', '" + policy + "'");
    row(3, "depends_on", "'[2]'");
    Claim first = claim().get(0);

    round(10, end(first, new Outcome.Failed("The disk is full.")));

    assertThat(told(2))
        .isEqualTo(status + ": Job 1 (noop), which this job needs, failed: The disk is full.");
    assertThat(told(3))
        .isEqualTo(
            "failed: Job 1 (noop), which this job needs by way of job 2, failed: The disk is"
                + " full.");
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void a_job_that_runs_anyway_runs_after_a_failed_need() throws Exception {
    row(1, "", "");
    row(2, "depends_on, on_need_failed", "'[1]', 'run_anyway'");
    Claim first = claim().get(0);

    assertThat(ids(round(10, end(first, new Outcome.Failed("no"))).claimed())).containsExactly(2L);
  }

  @Test
  void a_need_that_is_tried_again_has_not_failed() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    Claim first = claim().get(0);

    round(10, end(first, new Outcome.RetryAt(now.plusSeconds(60), "away")));

    assertThat(told(2)).isEqualTo("waiting_for_jobs");
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE jobs SET status = 'cancelled' WHERE id = 1,"
        + " 'failed: Job 1 (noop), which this job needs, was cancelled.'",
    "DELETE FROM jobs WHERE id = 1, 'failed: Job 1, which this job needs, was deleted."
        + Need.IN_ITS_PLACE
        + "'",
    "UPDATE jobs SET status = 'completed' WHERE id = 1, processing",
  })
  void what_a_person_does_to_a_need_counts(String deed, String wanted) throws Exception {
    row(1, "status", "'pending_review'");
    row(2, "depends_on", "'[1]'");
    assertThat(claim()).isEmpty();

    table.run(deed);
    claim();

    assertThat(told(2)).isEqualTo(wanted);
  }

  @Test
  void a_need_with_a_time_that_cannot_be_read_ends_what_needs_it_at_once() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    Claim first = claim().get(0);
    round(0, end(first, new Outcome.RetryAt(now.plusSeconds(60), "away")));
    assertThat(store.nextDue()).contains(now.plusSeconds(50));
    table.run("UPDATE jobs SET run_at = 'tomorrow' WHERE id = 1");
    claim(); // has seen that somebody has committed, and not yet what
    assertThat(store.changedByOthers()).isTrue();

    claim();

    assertThat(told(1)).startsWith("failed: \"run_at\" is not a time");
    assertThat(told(2)).startsWith("failed: Job 1 (noop), which this job needs, failed: \"run_at");
    assertThat(table.all("SELECT what, attempt, lap, message FROM job_events ORDER BY id DESC"))
        .first()
        .asString()
        .startsWith("failed|1|0|\"run_at\" is not a time");
  }

  @Test
  void needs_that_a_person_writes_anew_are_read_anew() throws Exception {
    row(1, "status", "'pending_review'");
    row(2, "status", "'pending_review'");
    row(3, "depends_on", "'[1]'");
    claim();
    assertThat(told(3)).isEqualTo("waiting_for_jobs");

    table.run("UPDATE jobs SET depends_on = '[2]' WHERE id = 3");
    claim();
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 3"))
        .isEqualTo("waits for job 2");
    assertThat(table.all("SELECT id, needs FROM v_needs")).containsExactly("3|2");
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 2");

    assertThat(ids(claim())).containsExactly(3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "'[]'", "''"})
  void a_row_whose_needs_a_person_empties_runs(String nothing) throws Exception {
    row(1, "status", "'pending_review'");
    row(2, "depends_on", "'[1]'");
    assertThat(claim()).isEmpty();

    table.run("UPDATE jobs SET depends_on = " + nothing + " WHERE id = 2");

    assertThat(ids(claim())).containsExactly(2L);
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void a_ready_row_that_is_given_needs_waits_for_them_and_keeps_those_that_were_met()
      throws Exception {
    row(1, "", "");
    row(2, "status", "'pending_review'");
    row(3, "depends_on, run_at", "'[1]', '2026-05-04 13:00:00'");
    round(10, done(claim().get(0), "x"));
    assertThat(told(3)).isEqualTo("queued");

    table.run(
        "DELETE FROM jobs WHERE id = 1",
        "UPDATE jobs SET depends_on = '[1, 2]', run_at = NULL WHERE id = 3");

    assertThat(claim()).isEmpty();
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 3"))
        .isEqualTo("waits for job 2");
  }

  @Test
  void what_a_job_needed_is_forgotten_with_it_and_no_sooner() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    row(3, "depends_on", "'[2]'");
    Claim second = round(10, done(claim().get(0), "x")).claimed().get(0);
    Claim third = round(10, done(second, "y")).claimed().get(0);
    round(0, done(third, "z"));

    table.run("DELETE FROM jobs WHERE id IN (1, 2)");
    assertThat(table.all("SELECT job_id, needs_id, met FROM job_needs")).containsExactly("3|2|1");
    table.run("DELETE FROM jobs");
    assertThat(table.all("SELECT * FROM job_needs")).isEmpty();
  }

  @Test
  void unknown_ids_and_what_is_no_list_are_refused_with_a_sentence() throws Exception {
    row(1, "depends_on", "'[7, 8]'");
    row(2, "depends_on", "'yesterday'");
    row(3, "depends_on, on_need_failed", "'[]', 'hope'");
    claim();

    assertThat(told(1))
        .isEqualTo(
            "failed: It depends on jobs 7, 8, which do not exist. Correct \"depends_on\" and set"
                + " the status to 'queued' again.");
    assertThat(told(2))
        .isEqualTo(
            "failed: \"depends_on\" must be a JSON list of job ids like [12, 13], not yesterday.");
    assertThat(told(3))
        .isEqualTo("failed: \"on_need_failed\" must be fail, skip or run_anyway, not hope.");
  }

  @Test
  void a_circle_is_refused_with_the_way_round() throws Exception {
    row(1, "depends_on", "'[3]'");
    row(2, "depends_on", "'[1]'");
    row(3, "depends_on", "'[2]'");
    row(4, "depends_on", "'[4]'");
    claim();

    assertThat(told(3)).startsWith("failed: It depends on itself: 3 → 2 → 1 → 3. Correct");
    assertThat(told(1))
        .startsWith("failed: Job 3 (noop), which this job needs, failed: It depends");
    assertThat(told(2)).startsWith("failed: Job 3 (noop), which this job needs by way of job 1,");
    assertThat(told(4)).startsWith("failed: It depends on itself: 4 → 4.");
  }

  @Test
  void a_chain_that_names_later_rows_is_no_circle() throws Exception {
    row(1, "depends_on", "'[2]'");
    row(2, "depends_on", "'[3]'");
    row(3, "", "");

    Claim third = claim().get(0);
    Claim second = round(10, done(third, null)).claimed().get(0);
    assertThat(second.job().id()).isEqualTo(2);
    assertThat(ids(round(10, done(second, null)).claimed())).containsExactly(1L);
  }

  @Test
  void a_part_cannot_need_what_it_is_a_part_of() throws Exception {
    row(1, "status", "'waiting_for_children'");
    row(2, "parent_job_id, depends_on", "1, '[1]'");
    claim();

    assertThat(told(2)).startsWith("failed: It depends on job 1, which it is a part of");
  }

  @Test
  void queued_again_it_waits_again_until_the_need_is_completed() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    round(10, end(claim().get(0), new Outcome.Failed("no")));
    assertThat(told(2)).startsWith("failed");

    table.run("UPDATE jobs SET status = 'queued', error_message = NULL");
    Claim again = claim().get(0);
    assertThat(again.job().id()).isEqualTo(1);
    assertThat(told(2)).isEqualTo("waiting_for_jobs");
    assertThat(ids(round(10, done(again, "x")).claimed())).containsExactly(2L);
  }

  @Test
  void a_second_attempt_does_not_miss_a_need_that_was_deleted_after_the_first() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    Claim second = round(10, done(claim().get(0), "x")).claimed().get(0);
    table.run("DELETE FROM jobs WHERE id = 1");
    round(0, end(second, new Outcome.RetryAt(now.plusSeconds(5), "away")));

    assertThat(ids(claim())).containsExactly(2L);
  }

  @Test
  void a_time_to_wait_for_is_kept_beside_the_needs() throws Exception {
    row(1, "", "");
    row(2, "depends_on, run_at", "'[1]', '2026-05-04 13:00:00'");
    Claim first = claim().get(0);

    assertThat(round(10, done(first, "x")).claimed()).isEmpty();
    assertThat(told(2)).isEqualTo("queued");
    assertThat(store.nextDue()).isEqualTo(Optional.of(Instant.parse("2026-05-04T11:00:00Z")));
    now = Instant.parse("2026-05-04T11:00:01Z");
    assertThat(ids(claim())).containsExactly(2L);
  }

  @Test
  void a_keying_lap_of_a_row_does_not_wait_for_what_the_row_needed() throws Exception {
    row(1, "status", "'queued'");
    row(2, "depends_on, status, result_data", "'[1]', 'keying_queued', 'raw.mp4'");

    assertThat(ids(claim())).containsExactly(2L, 1L);
  }

  @Test
  void what_was_given_up_for_a_jobs_sake_comes_back_with_it() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    row(3, "depends_on, on_need_failed", "'[2]', 'skip'");
    row(4, "depends_on, on_need_failed", "'[1]', 'run_anyway'");
    row(5, "", "");
    row(6, "depends_on", "'[5]'");
    Claim first = round(1).claimed().get(0);
    assertThat(told(2)).isEqualTo("waiting_for_jobs");
    table.run("UPDATE jobs SET priority = 1 WHERE id = 4");
    Claim anyway = round(1, end(first, new Outcome.Failed("no"))).claimed().get(0);
    assertThat(anyway.job().id()).isEqualTo(4);
    round(0, end(anyway, new Outcome.Failed("on its own")));
    assertThat(told(2)).startsWith("failed: Job 1 (noop), which");
    assertThat(told(3)).startsWith("skipped: Job 1 (noop), which this job needs by way of");

    JobDesk.Changed changed = retry(1L);

    assertThat(changed.done()).containsExactly(1L);
    assertThat(changed.along()).containsExactly(2L, 3L);
    assertThat(told(4)).isEqualTo("failed: on its own");
    Claim again = round(1).claimed().get(0);
    assertThat(again.job().id()).isEqualTo(1);
    assertThat(told(2)).isEqualTo("waiting_for_jobs");
    assertThat(told(3)).isEqualTo("waiting_for_jobs");
    Claim second = round(10, done(again, "x")).claimed().get(0);
    assertThat(ids(round(10, done(second, "y")).claimed())).containsExactly(3L);
    assertThat(retry(1L).along()).isEmpty();
  }

  @Test
  void what_a_deleted_job_was_needed_for_does_not_run_without_it() throws Exception {
    row(1, "", "");
    row(2, "depends_on", "'[1]'");
    claim();
    table.run("DELETE FROM jobs WHERE id = 1");
    claim();
    assertThat(told(2))
        .isEqualTo("failed: Job 1, which this job needs, was deleted." + Need.IN_ITS_PLACE);

    retry(2L);
    claim();
    assertThat(told(2))
        .isEqualTo("failed: Job 1, which this job needs, was deleted." + Need.IN_ITS_PLACE);
  }

  @Test
  void a_ready_row_that_is_cancelled_and_retried_waits_for_a_need_that_runs_again()
      throws Exception {
    row(1, "", "");
    row(2, "depends_on, run_at", "'[1]', '2050-01-01'");
    round(0, done(claim().get(0), "a"));
    assertThat(told(2)).isEqualTo("queued");
    cancel(2L);
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");

    retry(2L);
    List<Claim> first = claim();
    assertThat(ids(first)).containsExactly(1L);
    assertThat(told(2)).isEqualTo("waiting_for_jobs");
    assertThat(ids(round(10, done(first.get(0), "b")).claimed())).containsExactly(2L);
  }

  @Test
  void a_ready_row_that_is_set_back_to_waiting_goes_on() throws Exception {
    row(1, "", "");
    row(2, "depends_on, run_at", "'[1]', '2050-01-01'");
    round(0, done(claim().get(0), "a"));
    table.run("UPDATE jobs SET status = 'waiting_for_jobs', run_at = NULL WHERE id = 2");
    assertThat(ids(claim())).containsExactly(2L);
  }

  @Test
  void ten_thousand_jobs_fan_out_from_one_and_into_one() throws Exception {
    int many = 10_000;
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'noop')",
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= "
            + many
            + ") INSERT INTO jobs (id, job_type, depends_on) SELECT i, 'noop', '[1]' FROM n");
    row(
        many + 2,
        "depends_on",
        "'"
            + LongStream.rangeClosed(2, many + 1)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(",", "[", "]"))
            + "'");
    Claim first = claim().get(0);
    assertThat(first.job().id()).isEqualTo(1);
    while (store.nextDue().isPresent()) {
      assertThat(round(500).claimed()).isEmpty();
    }
    assertThat(table.one("SELECT count(*) FROM jobs WHERE status = 'waiting_for_jobs'"))
        .isEqualTo(String.valueOf(many + 1));

    List<Claim> claims = round(500, done(first, "x")).claimed();
    int run = 0;
    while (claims.size() == 500) {
      run += claims.size();
      assertThat(told(many + 2)).isEqualTo("waiting_for_jobs");
      claims =
          round(500, claims.stream().map(claim -> done(claim, "y")).toArray(Ending[]::new))
              .claimed();
    }

    assertThat(run).isEqualTo(many);
    assertThat(ids(claims)).containsExactly(many + 2L);
  }
}
