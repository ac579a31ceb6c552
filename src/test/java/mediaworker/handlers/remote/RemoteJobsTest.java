package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paid jobs from their row to what they have made. */
class RemoteJobsTest extends PaidJobsFixture {

  @Test
  void a_task_is_sent_once_waited_for_without_a_thread_and_fetched() throws Exception {
    long id = startWithTaskUnderWay();
    studio.awaitStatus(id, "waiting_remote");
    // The only thread is free for others meanwhile.
    long other = studio.table.insert("noop", null);
    studio.awaitStatus(other, "completed");
    succeed("t1");
    studio.awaitStatus(id, "completed");

    String result = studio.table.one("SELECT result_data FROM jobs WHERE id = " + id);
    assertThat(result).isEqualTo("static/library/image_generation_1.png");
    assertThat(studio.folder.resolve(result)).hasBinaryContent(PNG);
    assertThat(creates).hasSize(1);
    assertThat(
            studio.table.all(
                "SELECT state, task_id, model, attempts FROM paid_calls, jobs"
                    + " WHERE jobs.id = job_id"))
        .containsExactly("delivered|t1|plain-1|1");
  }

  @Test
  void a_row_with_two_prompts_pays_for_neither() throws Exception {
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"provider\": \"kling\", \"prompt\": \"x\", \"prompt\": \"y\"}");
    studio.awaitStatus(id, "failed");

    assertThat(creates).isEmpty();
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("The column input_data has the field \"prompt\" twice");
  }

  @Test
  void what_is_paid_is_fetched_though_the_row_names_its_prompt_twice() throws Exception {
    long id = startWithTaskUnderWay();
    studio.awaitStatus(id, "waiting_remote");
    studio.table.run(
        "UPDATE jobs SET input_data = '{\"provider\": \"kling\", \"prompt\": \"x\", \"prompt\": \"y\"}'"
            + " WHERE id = "
            + id);
    succeed("t1");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(1);
  }

  @Test
  void an_answer_that_lies_elsewhere_is_fetched_in_the_same_look() throws Exception {
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "waiting_remote");
    succeed("r1");
    tasks.put("t1", "{\"status\": \"moved\", \"to\": \"r1\"}");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT state, task_id FROM paid_calls"))
        .containsExactly("delivered|t1");
  }

  @Test
  void an_input_that_is_not_ready_yet_costs_no_attempt_and_pays_nothing() throws Exception {
    provider.notReady.set(3);
    succeed("t1");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.one("SELECT attempts FROM jobs WHERE id = " + id)).isEqualTo("1");
  }

  @Test
  void a_person_sees_when_it_is_looked_at_next_and_at_whom_it_is() throws Exception {
    tasks.put("t1", "{\"status\": \"running\", \"fraction\": 0.5}");
    start();
    long id = queue("a fox");
    studio.await("SELECT CAST(progress AS INTEGER) FROM jobs", "45");

    assertThat(studio.table.one("SELECT provider || ' ' || task_id FROM v_waiting"))
        .isEqualTo("kling t1");
    assertThat(studio.table.one("SELECT run_at IS NOT NULL FROM jobs WHERE id = " + id))
        .isEqualTo("1");
    assertThat(studio.table.one("SELECT progress_message FROM jobs")).isEqualTo("Plain: running");
  }

  @Test
  void several_pictures_are_several_calls_and_all_are_delivered() throws Exception {
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"x\", \"provider\": \"kling\", \"n\": 3}");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "3");
    List.of("t1", "t2", "t3").forEach(this::succeed);
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT outputs FROM jobs"))
        .isEqualTo(
            "[\"static/library/image_generation_1.png\",\"static/library/image_generation_1-2.png\","
                + "\"static/library/image_generation_1-3.png\"]");
    assertThat(creates).hasSize(3);
  }

  @Test
  void one_failure_of_several_does_not_lose_the_others() throws Exception {
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"x\", \"provider\": \"kling\", \"n\": 2}");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "2");
    tasks.put("t1", "{\"status\": \"failed\", \"message\": \"the paint ran out\"}");
    succeed("t2");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed")
        .contains("the paint ran out");
  }

  @Test
  void a_text_is_the_result_itself() throws Exception {
    create = body -> json("{\"text\": \"Loose brush strokes.\", \"cost\": \"0.02\"}");
    java.nio.file.Files.write(studio.folder.resolve("a.png"), PNG);
    start();
    long id =
        studio.table.insert(
            "style_analysis", "{\"image_path\": \"/a.png\", \"provider\": \"kling\"}");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT result_data FROM jobs")).isEqualTo("Loose brush strokes.");
    assertThat(studio.table.one("SELECT calls || ' ' || cost || ' ' || cost_unit FROM v_spend"))
        .isEqualTo("1 0.02 USD");
  }

  @Test
  void what_the_provider_cannot_do_is_refused_before_anything_is_sent() throws Exception {
    start();
    long id = queue("impossible");
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: This model cannot do impossible things.");
    assertThat(creates).isEmpty();
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
  }

  @Test
  void a_failed_task_is_not_made_again_by_itself_but_by_a_person() throws Exception {
    start();
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\", \"message\": \"the paint ran out\"}");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: the paint ran out.");
    assertThat(creates).hasSize(1);

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_failed_task_is_made_again_as_often_as_is_set() throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 1)));
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\"}");
    tasks.put("t2", "{\"status\": \"failed\"}");
    studio.awaitStatus(id, "failed");

    assertThat(creates).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTENT_POLICY", "INVALID_INPUT", "EXPIRED", "OUTPUT_GONE"})
  void what_would_fail_again_or_may_have_been_made_is_not_made_again_however_often_is_set(
      String kind) throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 3)));
    long id = queue("a fox");
    tasks.put("t1", "{\"status\": \"failed\", \"class\": \"" + kind + "\"}");
    studio.awaitStatus(id, "failed");
    assertThat(creates).hasSize(1);

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
  }

  @Test
  void a_task_that_is_never_finished_fails_by_its_job_types_patience_and_is_taken_up_again()
      throws Exception {
    ProviderSetup usual = provider.setup(5, 100, "0", 0);
    studio.start(
        List.of(
            new ProviderSetup(
                usual.provider(),
                usual.description(),
                true,
                usual.limits(),
                Map.of("", Duration.ofHours(1), "image_generation", Duration.ofMillis(50)),
                usual.pollInterval(),
                0)));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith(
            "Plain has not finished task t1 within 0 seconds (setting kling.task-timeout).");

    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_task_given_up_while_its_row_was_queued_again_is_waited_for() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    studio.table.run("UPDATE paid_calls SET state = 'abandoned'");
    succeed("t1");
    start();

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_stop_in_the_middle_goes_on_in_the_next_life() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    assertThat(studio.table.all("SELECT status, claim, attempts FROM jobs"))
        .containsExactly("waiting_remote|null|1");
    succeed("t1");
    start();
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void the_key_reaches_no_row() throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(400)
                .body("{\"class\": \"INVALID_INPUT\", \"message\": \"bad prompt\"}")
                .addHeader("x-request-id", "req-7")
                .build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo("Plain: bad prompt. (request req-7)");
    assertThat(studio.table.all("SELECT * FROM paid_calls").toString())
        .doesNotContain("plain-secret")
        .contains("req-7");
  }

  @Test
  void two_hundred_tasks_under_way_leave_the_threads_to_others() throws Exception {
    studio.start(List.of(provider.setup(500, 100_000, "0", 0)), 3, step -> {});
    studio.table.run("BEGIN");
    for (int i = 0; i < 200; i++) {
      queue("fox " + i);
    }
    studio.table.run("COMMIT");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "200");
    for (int i = 0; i < 5; i++) {
      studio.awaitStatus(studio.table.insert("noop", null), "completed");
    }
    // The last of them may just be on its way from the call's word to the row's.
    studio.await("SELECT count(*) FROM jobs WHERE status = 'waiting_remote'", "200");
    for (int task = 1; task <= 200; task++) {
      succeed("t" + task);
    }
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "205");
    assertThat(creates).hasSize(200);
  }

  @Test
  void a_provider_without_a_key_fails_the_job_with_the_name_of_the_variable() throws Exception {
    ProviderSetup kling =
        mediaworker.app.ProviderCatalog.make(
                new mediaworker.config.FamilyValues(Map.of(), Map.of()),
                java.time.InstantSource.system())
            .stream()
            .filter(setup -> setup.name().equals("kling"))
            .findFirst()
            .orElseThrow();
    studio.start(List.of(kling));
    long id =
        studio.table.insert("animation", "{\"prompt\": \"it jumps\", \"provider\": \"kling\"}");
    studio.awaitStatus(id, "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("KLING_API_KEY", "kling.ai/dev");
    assertThat(studio.table.one("SELECT count(*) FROM providers")).isEqualTo("0");
  }

  @Test
  void what_is_under_way_goes_on_at_its_provider_when_the_row_would_now_go_elsewhere()
      throws Exception {
    PlainProvider other =
        new PlainProvider("bytedance", okhttp3.HttpUrl.get("http://127.0.0.1:1/"), false);
    start();
    long id =
        studio.table.insert("image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\"}");
    studio.await("SELECT state FROM paid_calls", "accepted");
    studio.stop();
    studio.table.run(
        "UPDATE jobs SET input_data = '{\"prompt\": \"a fox\", \"provider\": \"bytedance\"}'");
    succeed("t1");
    studio.start(List.of(provider.setup(5, 100, "0", 0), other.setup(5, 100, "0", 0)));

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT provider, state FROM paid_calls"))
        .containsExactly("kling|delivered");
  }

  @Test
  void a_paid_result_is_fetched_although_the_row_could_not_be_begun_any_more() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    studio.table.run(
        "UPDATE jobs SET input_data ="
            + " '{\"prompt\": \"impossible\", \"image\": \"gone.png\", \"provider\": \"kling\"}'");
    succeed("t1");
    start();

    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }
}
