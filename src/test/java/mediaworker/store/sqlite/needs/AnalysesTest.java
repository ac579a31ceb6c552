package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.StoreFixture;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of the dashboard that wait for the analyses their prompt is made of. */
class AnalysesTest extends StoreFixture {

  private static final String FAILED =
      "failed: Job 1 (style_analysis), which this job needs, failed: No key.";

  private List<Claim> claim() throws StoreException {
    return exchange(10).claimed();
  }

  /** Analyses 1 and 2 and the picture 3, which waits for both. */
  private void picture(String columns, String values) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'style_analysis'), (2, 'palette_analysis')",
        "INSERT INTO jobs (id, job_type, status, input_data"
            + columns
            + ") VALUES (3, 'image_generation', 'waiting_for_analysis', '{\"object_prompt\":"
            + " \"a bird\", \"style_analysis_job_id\": 1, \"color_analysis_job_id\": 2}'"
            + values
            + ")");
  }

  private void assertRunsWithBoth(List<Claim> claims) throws Exception {
    assertThat(ids(claims)).containsExactly(3L);
    assertThat(claims.get(0).job().inputData())
        .contains("\"style_prompt\":\"ink\\nPalette: dark\"");
    assertThat(table.one("SELECT prompt FROM jobs WHERE id = 3"))
        .isEqualTo("a bird, in the style of ink\nPalette: dark");
  }

  @Test
  void an_analysis_that_is_not_there_is_named_with_its_fields() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES"
            + " (3, 'image_generation', 'waiting_for_analysis', '{\"style_analysis_job_id\": 7}')");
    exchange(10);

    assertThat(told(3))
        .isEqualTo(
            "failed: It waits for the analysis of job 7, which does not exist. Correct"
                + " \"style_analysis_job_id\" or \"color_analysis_job_id\" in \"input_data\" and"
                + " set the status to 'waiting_for_analysis' again.");
  }

  @Test
  void pictures_of_the_dashboard_wait_for_their_analyses() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data, input_data, prompt) VALUES"
            + " (1, 'style_analysis', 'queued', NULL, '{}', NULL),"
            + " (2, 'palette_analysis', 'completed', 'dark liver #29231A', '{}', NULL),"
            + " (3, 'image_generation', 'waiting_for_analysis', NULL, '{\"object_prompt\": \"a"
            + " bird\", \"style_prompt\": \"\", \"style_analysis_job_id\": 1,"
            + " \"color_analysis_job_id\": \"2\"}', 'a bird'),"
            + " (4, 'image_generation', 'waiting_for_analysis', NULL, '{\"object_prompt\": \"a"
            + " fox\", \"style_prompt\": \"flat\"}', 'a fox')");

    List<Claim> first = claim();
    assertThat(first).extracting(claim -> claim.job().id()).containsExactly(1L, 4L);
    assertThat(first.get(1).job().inputData()).contains("\"flat\"");
    List<Claim> picture = exchange(10, done(first.get(0), "ink on paper")).claimed();

    assertThat(picture.get(0).job().inputData())
        .contains("\"style_prompt\":\"ink on paper\\nPalette: dark liver #29231A\"");
    assertThat(table.one("SELECT prompt FROM jobs WHERE id = 3"))
        .isEqualTo("a bird, in the style of ink on paper\nPalette: dark liver #29231A");
  }

  @Test
  void what_looks_like_a_reference_in_an_analysis_is_a_text() throws Exception {
    picture("", "");
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data) VALUES (9, 'noop', 'completed',"
            + " 'secret')");
    List<Claim> both = claim();
    List<Claim> claims =
        exchange(10, done(both.get(0), "ink ${job.9.result}"), done(both.get(1), "dark")).claimed();

    assertThat(claims.get(0).job().inputData())
        .contains("\"style_prompt\":\"ink ${job.9.result}\\nPalette: dark\"");
    assertThat(table.one("SELECT prompt FROM jobs WHERE id = 3"))
        .isEqualTo("a bird, in the style of ink ${job.9.result}\nPalette: dark");
  }

  @Test
  void a_failed_analysis_fails_the_picture_that_waits_for_it() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, error_message, input_data) VALUES"
            + " (1, 'style_analysis', 'failed', 'No key.', '{}'),"
            + " (3, 'image_generation', 'waiting_for_analysis', NULL,"
            + " '{\"style_analysis_job_id\": 1}')");
    exchange(10);

    assertThat(told(3))
        .isEqualTo("failed: Job 1 (style_analysis), which this job needs, failed: No key.");
  }

  @Test
  void after_a_wrong_id_was_corrected_the_picture_waits_again() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    table.run("DELETE FROM jobs WHERE id = 3");
    table.run(
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES (4, 'image_generation',"
            + " 'waiting_for_analysis', '{\"style_analysis_job_id\": 1,"
            + " \"color_analysis_job_id\": 77}')");
    exchange(0, done(both.get(0), "ink"));
    assertThat(told(4)).contains("the analysis of job 77, which does not exist");

    String again = "UPDATE jobs SET status = 'waiting_for_analysis' WHERE id = 4";
    table.run(again);
    exchange(10);
    assertThat(told(4)).contains("the analysis of job 77, which does not exist");

    table.run("UPDATE jobs SET input_data = replace(input_data, '77', '2') WHERE id = 4", again);
    assertThat(claim()).isEmpty();
    List<Claim> picture = exchange(10, done(both.get(1), "dark")).claimed();
    assertThat(ids(picture)).containsExactly(4L);
    assertThat(picture.get(0).job().inputData())
        .contains("\"style_prompt\":\"ink\\nPalette: dark\"");
  }

  @Test
  void a_picture_given_up_for_a_failed_analysis_comes_back_with_it() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    exchange(0, end(both.get(0), new Outcome.Failed("No key.")), done(both.get(1), "dark"));
    assertThat(told(3)).isEqualTo(FAILED);

    assertThat(retry(1L).along()).containsExactly(3L);
    Claim again = exchange(1).claimed().get(0);
    assertThat(told(3)).isEqualTo("waiting_for_analysis");
    assertRunsWithBoth(exchange(10, done(again, "ink")).claimed());
  }

  @Test
  void a_second_failure_of_an_analysis_is_told_and_can_be_mended_as_well() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    exchange(0, end(both.get(0), new Outcome.Failed("No key.")), done(both.get(1), "dark"));
    retry(1L);
    Claim again = exchange(1).claimed().get(0);
    exchange(0, end(again, new Outcome.Failed("No key.")));
    assertThat(told(3)).isEqualTo(FAILED);

    retry(1L);
    again = exchange(1).claimed().get(0);
    assertRunsWithBoth(exchange(10, done(again, "ink")).claimed());
  }

  @Test
  void a_retried_picture_does_not_run_without_its_analyses() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    exchange(0, end(both.get(0), new Outcome.Failed("No key.")), done(both.get(1), "dark"));

    retry(3L);
    assertThat(claim()).isEmpty();
    assertThat(told(3)).isEqualTo(FAILED);

    retry(1L, 3L);
    Claim again = exchange(1).claimed().get(0);
    assertRunsWithBoth(exchange(10, done(again, "ink")).claimed());
  }

  @Test
  void a_picture_that_was_cancelled_while_it_waited_waits_again() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    cancel(3L);
    exchange(0, done(both.get(0), "ink"));

    retry(3L);
    assertThat(claim()).isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_analysis");
    assertRunsWithBoth(exchange(10, done(both.get(1), "dark")).claimed());
  }

  @Test
  void one_cancelled_before_any_worker_saw_it_waits_again_as_well() throws Exception {
    picture("", "");
    cancel(3L);
    retry(3L);

    List<Claim> both = claim();
    assertThat(ids(both)).containsExactly(1L, 2L);
    assertRunsWithBoth(exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed());
  }

  @Test
  void a_picture_that_failed_at_its_provider_has_its_texts_already() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    Claim picture =
        exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed().get(0);
    exchange(0, end(picture, new Outcome.Failed("The provider is closed.")));
    table.run("DELETE FROM jobs WHERE id = 1");

    retry(3L);
    assertRunsWithBoth(claim());
  }

  @Test
  void what_else_the_picture_depends_on_is_waited_for_as_well() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, status) VALUES (9, 'noop', 'pending_review')");
    picture(", depends_on", ", '[9]'");
    List<Claim> both = claim();
    assertThat(exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed())
        .isEmpty();
    assertThat(store.nextDue()).hasValue(Instant.EPOCH); // the next round follows at once
    assertThat(claim()).isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_jobs");

    table.run("UPDATE jobs SET status = 'completed' WHERE id = 9");
    assertRunsWithBoth(claim());
  }

  @Test
  void an_analysis_that_runs_again_is_waited_for_again() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    exchange(0, done(both.get(0), "pencil"));
    try (SqliteJobDesk desk = desk()) {
      desk.retry(JobFilter.ids(List.of(1L)), Set.of("completed"));
    }
    assertThat(exchange(0, done(both.get(1), "dark")).claimed()).isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_analysis");

    Claim again = exchange(1).claimed().get(0);
    assertRunsWithBoth(exchange(10, done(again, "ink")).claimed());
  }

  @Test
  void a_text_that_was_deleted_before_it_was_used_is_missed() throws Exception {
    picture("", "");
    List<Claim> both = claim();
    exchange(0, done(both.get(0), "ink"));
    table.run("DELETE FROM jobs WHERE id = 1");
    assertThat(exchange(10, done(both.get(1), "dark")).claimed()).isEmpty();
    assertThat(told(3)).startsWith("failed: Job 1, which this job needs, was deleted.");
  }

  @Test
  void what_the_input_names_at_the_end_is_what_counts() throws Exception {
    picture("", "");
    table.run("INSERT INTO jobs (id, job_type, run_at) VALUES (5, 'style_analysis', '2050-01-01')");
    List<Claim> both = claim();
    table.run("UPDATE jobs SET input_data = replace(input_data, ': 1,', ': 5,') WHERE id = 3");
    assertThat(exchange(10, done(both.get(0), "oil"), done(both.get(1), "dark")).claimed())
        .isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_analysis");

    table.run("UPDATE jobs SET status = 'completed', result_data = 'ink' WHERE id = 5");
    assertRunsWithBoth(claim());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void an_analysis_without_a_text_is_told(String text) throws Exception {
    picture("", "");
    List<Claim> both = claim();
    assertThat(exchange(10, done(both.get(0), text), done(both.get(1), "dark")).claimed())
        .isEmpty();
    assertThat(told(3))
        .isEqualTo(
            "failed: Job 1 (style_analysis), whose text this job waits for, is completed and has"
                + " none in result_data.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "\"job 1\"", "[1]", "-1", "true"})
  void what_is_no_id_is_not_passed_over(String id) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES (3, 'image_generation',"
            + " 'waiting_for_analysis', '{\"style_analysis_job_id\": "
            + id
            + "}')");
    assertThat(claim()).isEmpty();
    assertThat(told(3))
        .isEqualTo(
            "failed: \"style_analysis_job_id\" must be the id of a job like 12, not "
                + id
                + ". Correct it in \"input_data\" and set the status to 'waiting_for_analysis'"
                + " again.");
  }

  @Test
  void a_ready_picture_that_is_sent_back_waits_and_gets_no_text_twice() throws Exception {
    picture(", run_at", ", '2050-01-01'");
    List<Claim> both = claim();
    exchange(0, done(both.get(0), "ink"), done(both.get(1), "dark"));
    assertThat(told(3)).isEqualTo("queued");

    table.run("UPDATE jobs SET status = 'waiting_for_analysis', run_at = NULL WHERE id = 3");
    assertRunsWithBoth(claim());
  }

  @Test
  void a_picture_cancelled_by_hand_before_any_worker_saw_it_waits_again() throws Exception {
    picture("", "");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 3");
    List<Claim> both = claim();
    retry(3L);
    assertThat(claim()).isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_analysis");
    assertRunsWithBoth(exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed());
  }

  @Test
  void one_that_depends_on_more_and_was_cancelled_by_hand_waits_again_too() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, status) VALUES (9, 'noop', 'completed')");
    picture(", depends_on", ", '[9]'");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 3");
    List<Claim> both = claim();
    retry(3L);
    assertThat(claim()).isEmpty();
    assertThat(told(3)).isEqualTo("waiting_for_analysis");
    assertThat(exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed())
        .isEmpty();
    assertRunsWithBoth(claim());
  }

  @Test
  void a_part_that_is_asked_for_again_waits_again_as_well() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, priority) VALUES (8, 'many', 9)");
    Claim parent = exchange(1).claimed().get(0);
    picture(", parent_job_id", ", 8");
    List<Claim> both =
        exchange(
                10,
                end(
                    parent,
                    new Outcome.WaitingForChildren(
                        List.of(), List.of(), List.of(3L), "waiting_for_children", 0, "", 0)))
            .claimed();
    assertThat(ids(both)).containsExactly(1L, 2L);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 8");
    exchange(0);
    assertThat(told(3)).startsWith("cancelled: ");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 8");
    Claim again = exchange(1).claimed().get(0);
    exchange(
        0,
        end(
            again,
            new Outcome.WaitingForChildren(
                List.of(), List.of(3L), List.of(), "waiting_for_children", 0, "", 0)));
    assertThat(told(3)).isEqualTo("waiting_for_analysis");
    assertRunsWithBoth(exchange(10, done(both.get(0), "ink"), done(both.get(1), "dark")).claimed());
  }

  @Test
  void a_picture_that_a_person_queued_is_taken_as_having_its_texts() throws Exception {
    picture(", run_at", ", '2050-01-01'");
    List<Claim> both = claim();
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 3");
    exchange(0, end(both.get(0), new Outcome.Failed("No key.")), done(both.get(1), "dark"));
    assertThat(told(3)).isEqualTo("queued");

    table.run("UPDATE jobs SET run_at = NULL WHERE id = 3");
    Claim own = claim().get(0);
    assertThat(own.job().inputData()).doesNotContain("style_prompt");
    exchange(0, end(own, new Outcome.Failed("The provider is closed.")));
    retry(3L);
    assertThat(ids(claim())).containsExactly(3L);
  }
}
