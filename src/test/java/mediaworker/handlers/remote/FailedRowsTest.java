package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mediaworker.jobs.CallDesk;
import mediaworker.jobs.PaidCall;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that would fail, or fail, while their provider works on a paid task for them. */
class FailedRowsTest extends PaidJobsFixture {

  private static final String GOES_ON =
      "its task goes on and may be billed; status 'queued' waits for it again without paying anew";

  /** Fails for its own sake: no person has asked for an end of the first one's task. */
  private void awaitLetBe(long id) throws Exception {
    awaitLetBe(id, "failed");
  }

  private void awaitLetBe(long id, String status) throws Exception {
    studio.awaitStatus(id, status);
    studio.await("SELECT state FROM paid_calls WHERE task_id = 't1'", "abandoned");
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + id))
        .isEqualTo(GOES_ON);
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
    long id = stumbleOverATask();

    goOn(id);
    assertThat(creates).hasSize(1);
  }

  private long stumbleOverATask() throws Exception {
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
    return id;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE jobs SET status = 'cancelled'", "DELETE FROM jobs"})
  void a_task_that_goes_on_is_cancelled_once_a_person_gives_its_row_up(String givenUp)
      throws Exception {
    stumbleOverATask();
    studio.table.run(givenUp);
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @Test
  void a_task_goes_on_when_its_row_is_given_a_time_that_is_none() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = 'queued', run_at = 'tomorrow' WHERE id = " + id);
    awaitLetBe(id);

    studio.table.run("UPDATE jobs SET run_at = NULL WHERE id = " + id);
    goOn(id);
    assertThat(creates).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"fail, failed", "skip, skipped"})
  void a_task_goes_on_when_what_its_row_needs_fails(String policy, String status) throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (99, 'noop', 'on_hold')",
        "UPDATE jobs SET status = 'queued', depends_on = '[99]', on_need_failed = '"
            + policy
            + "' WHERE id = "
            + id);
    studio.awaitStatus(id, "waiting_for_jobs");
    studio.table.run("UPDATE jobs SET status = 'failed' WHERE id = 99");
    awaitLetBe(id, status);

    studio.table.run("UPDATE jobs SET depends_on = NULL WHERE id = " + id);
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
    AtomicBoolean changed = new AtomicBoolean();
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          if (changed.get() && looks.incrementAndGet() == 3) {
            succeed("t1");
          }
          return json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
        };
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET input_data = '" + input + "' WHERE id = " + id);
    changed.set(true);
    studio.await("SELECT status FROM jobs WHERE status IN ('completed', 'failed')", "completed");

    assertThat(studio.folder.resolve(studio.table.one("SELECT result_data FROM jobs")))
        .hasBinaryContent(PNG);
    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .startsWith("kling plain-1; no more is made of the row as it is now: ");
    assertThat(creates).hasSize(1);
    assertThat(deletes).isEmpty();
  }

  private static final String UNREADABLE =
      "UPDATE jobs SET status = 'queued', input_data = '{\"provider\": \"kling\", \"prompt\": 7}'";

  private void awaitWrongPrompt() throws Exception {
    studio.await("SELECT status FROM jobs WHERE claim IS NULL", "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("\"prompt\"");
  }

  /** Who queues such a row has not said that its call is to be made again. */
  @Test
  void a_call_in_doubt_stays_so_when_its_row_cannot_be_read_and_may_be_adopted() throws Exception {
    create = body -> new MockResponse.Builder().code(500).body("{}").build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    studio.table.run(UNREADABLE);
    awaitWrongPrompt();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");

    succeed("t1");
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.adopt(id, "t1")).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  private void startAndStumbleOverTheAnswer() throws Exception {
    studio.lease = Duration.ofSeconds(3); // what becomes of the call is looked for every second
    AtomicInteger answers = new AtomicInteger();
    studio.start(
        List.of(provider.setup(5, 100, "0", 0)),
        1,
        step -> {
          if (step.equals("after answer") && answers.incrementAndGet() == 1) {
            throw new IllegalStateException("a fault of ours");
          }
        });
  }

  /** Whether it is to be JSON stands in the row alone. */
  @Test
  void a_kept_text_is_not_read_before_its_row_can_be_read() throws Exception {
    create = body -> json("{\"text\": \"flat\"}");
    startAndStumbleOverTheAnswer();
    Files.write(studio.folder.resolve("fox.png"), PNG);
    String input = "{\"image\": \"fox.png\", \"json\": true, \"provider\": \"kling\"}";
    studio.table.insert("style_analysis", input);
    studio.await("SELECT state FROM paid_calls", "unknown");
    studio.table.run("UPDATE jobs SET status = 'queued', input_data = '{\"provider\": \"kling\"}'");
    studio.await("SELECT status FROM jobs WHERE claim IS NULL", "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("\"image\"");
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");

    studio.table.run("UPDATE jobs SET status = 'queued', input_data = '" + input + "'");
    studio.await("SELECT status FROM jobs", "completed");
    assertThat(studio.table.one("SELECT result_data FROM jobs")).isEqualTo("flat");
    assertThat(creates).hasSize(1);
  }

  /** It would be looked for by no words at all, and any task be taken for it. */
  @Test
  void a_call_of_which_no_words_are_known_is_not_looked_for() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    startAndStumbleOverTheAnswer();
    long id = queue("a fox");
    studio.await("SELECT state FROM paid_calls", "unknown");
    String marker = studio.table.one("SELECT marker FROM paid_calls");
    Path call = studio.folder.resolve("output/.calls/" + marker);
    Files.delete(call.resolve("asked.json"));
    Files.delete(call.resolve("answer.head"));
    studio.table.run(UNREADABLE);
    awaitWrongPrompt();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");
    assertThat(finds).isEmpty();
    assertThat(creates).hasSize(1);
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
