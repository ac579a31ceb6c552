package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mediaworker.jobs.PaidCall;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that would fail, or fail, while their provider works on a paid task for them. */
class FailedRowsTest extends PaidJobsFixture {

  private static final String GOES_ON =
      "its task goes on and may be billed; status 'queued' waits for it again without paying anew";

  /** Fails for its own sake: no person has asked for an end of the first one's task. */
  private void awaitLetBe(long id) throws Exception {
    studio.awaitStatus(id, "failed");
    studio.await("SELECT state FROM paid_calls WHERE task_id = 't1'", "abandoned");
    assertThat(studio.table.one("SELECT progress_message FROM jobs")).isEqualTo(GOES_ON);
  }

  private void goOn(long id) throws Exception {
    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(deletes).isEmpty();
  }

  @Test
  void a_task_goes_on_when_the_attempts_at_another_call_are_over() throws Exception {
    create =
        body ->
            creates.size() == 2
                ? new MockResponse.Builder()
                    .code(503)
                    .body("{\"class\": \"NOT_SENT\", \"message\": \"it is away\"}")
                    .build()
                : accept(body);
    start();
    studio.table.run(
        "INSERT INTO jobs (job_type, max_attempts, input_data) VALUES ('image_generation', 1,"
            + " '{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2}')");
    awaitLetBe(1);

    succeed("t3");
    goOn(1);
    assertThat(creates).as("none for the first one again").hasSize(3);
    assertThat(studio.table.one("SELECT json_array_length(outputs) FROM jobs")).isEqualTo("2");
  }

  @Test
  void a_task_goes_on_when_the_worker_stumbles_over_it() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    studio.start(
        List.of(provider.setup(5, 100, "0", 0)),
        1,
        step -> {
          if (step.equals("before a look") && looks.incrementAndGet() == 2) {
            throw new IllegalStateException("a fault of ours");
          }
        });
    long id = queue("a fox");
    awaitLetBe(id);

    goOn(id);
    assertThat(creates).hasSize(1);
  }

  private static Stream<String> unreadable() {
    return Stream.of(
        "{\"provider\": \"kling\"}",
        "{\"provider\": \"kling\", \"prompt\": 7}",
        "{\"prompt\": \"a fox\", \"provider\": \"nobody\"}",
        "not even JSON");
  }

  /** A person has changed it, who may not know what it waits for. */
  @ParameterizedTest
  @MethodSource("unreadable")
  void a_row_that_cannot_be_read_any_more_waits_for_its_task_and_has_it(String input)
      throws Exception {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          if (looks.incrementAndGet() == 3) {
            succeed("t1");
          }
          return json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
        };
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET input_data = '" + input + "' WHERE id = " + id);
    studio.await("SELECT status FROM jobs WHERE status IN ('completed', 'failed')", "completed");

    assertThat(studio.folder.resolve(studio.table.one("SELECT result_data FROM jobs")))
        .hasBinaryContent(PNG);
    assertThat(creates).hasSize(1);
    assertThat(deletes).isEmpty();
  }

  /** The ledger goes by them. */
  @Test
  void the_job_types_that_make_paid_calls_are_told_alike() {
    assertThat(RemoteJobs.jobTypes()).isEqualTo(PaidCall.JOB_TYPES);
  }

  @Test
  void one_for_which_nothing_is_open_fails_as_ever() throws Exception {
    start();
    long id = studio.table.insert("image_generation", "{\"prompt\": 7, \"provider\": \"kling\"}");
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("\"prompt\"");
    assertThat(creates).isEmpty();
  }
}
