package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose worker was killed before it had read an answer, and whose row was cancelled then. */
class UnansweredCallsTest extends AbandonedCallsFixture {

  @Test
  void an_answer_of_which_only_the_head_is_damaged_is_told() throws Exception {
    Path body = folder.resolve("calls/mw-2/answer.body");
    Files.createDirectories(body.getParent());
    Files.writeString(body, "{\"id\": \"t2\"}");
    Files.writeString(body.resolveSibling("answer.head"), "");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    round();
    assertThat(table.one("SELECT message FROM paid_calls WHERE job_id = 2"))
        .isEqualTo("an answer came, but its head is damaged; what came lies in " + body);
  }

  /** A person may find in it what was made. */
  @Test
  void an_answer_that_was_coming_when_its_worker_ended_is_told() throws Exception {
    Path body = folder.resolve("calls/mw-2/answer.body");
    Files.createDirectories(body.getParent());
    Files.write(body.resolveSibling("answer.head.part"), new byte[1 << 14]);
    Files.write(body, new byte[1 << 16]);
    assertThat(Creating.whyLost(cycle, call(2))).isEqualTo(Creating.NO_ANSWER);
    Files.writeString(body, "{\"data\": [");
    assertThat(Creating.whyLost(cycle, call(2)))
        .isEqualTo("the worker ended while the answer came; that lies in " + body);
  }

  private void answerKept(int status, String json) throws Exception {
    Path body = folder.resolve("calls/mw-2/answer.body");
    Files.createDirectories(body.getParent());
    Files.writeString(body, json);
    Files.writeString(body.resolveSibling("answer.head"), status + "\n");
    noteAsked(Operation.IMAGE_GENERATION);
  }

  /** Its worker was killed before the ledger had the task, and then its row was cancelled. */
  @Test
  void a_task_whose_answer_nobody_has_read_is_cancelled() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    round();
    assertThat(second()).isEqualTo("accepted t2");
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("cancelled t2");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .isEqualTo("the task at Plain was cancelled");
  }

  @Test
  void an_output_that_nobody_has_read_is_kept_for_its_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"url\": \"http://localhost/a.png\"}");
    round();
    assertThat(second()).isEqualTo("succeeded -");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .contains("status 'queued' fetches its output without paying anew");
  }

  @Test
  void a_refusal_that_nobody_has_read_leaves_nothing_to_be_decided() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(400, "{\"class\": \"INVALID_INPUT\", \"message\": \"not so\"}");
    round();
    assertThat(second()).isEqualTo("refused -");
  }

  private void noteAsked(Operation operation) throws Exception {
    cycle.folders().noteAsked("mw-2", MediaRequest.of(operation).prompt("a fox").build());
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
  }

  /** It may be that of the call itself, which is late. */
  @Test
  void a_refusal_of_a_repeat_is_not_believed() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(400, "{\"class\": \"INVALID_INPUT\", \"message\": \"not so\"}");
    table.run("UPDATE paid_calls SET missed_at = '2026-01-01 10:00:00' WHERE job_id = 2");
    round();
    assertThat(second()).isEqualTo("unknown -");
    assertThat(told()).contains("status 'queued' finds out before anything is sent again");
  }

  /** It goes on with its call when it is queued again. */
  @Test
  void the_answer_of_a_row_that_no_person_has_cancelled_is_left_to_the_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    table.run("UPDATE jobs SET status = 'failed' WHERE id = 2");
    round();
    pass(POLL);
    round();
    assertThat(second()).isEqualTo("unknown -");
    assertThat(asked).containsExactly("GET", "DELETE"); // of the other
  }

  /** What is known of it is not whether its text was to be JSON, which may be cut. */
  @ParameterizedTest
  @EnumSource(names = {"IMAGE_ANALYSIS", "VIDEO_ANALYSIS"})
  void a_text_that_nobody_has_read_is_left_to_its_row(Operation operation) throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"text\": \"{cut\"}");
    noteAsked(operation);
    round();
    assertThat(second()).isEqualTo("unknown -");
  }

  /** Nor is one read of which it is not known what was asked for. */
  @Test
  void an_answer_without_a_note_of_what_was_asked_for_is_left_to_its_row() throws Exception {
    answers("{\"status\": \"running\"}");
    answerKept(200, "{\"id\": \"t2\"}");
    Files.delete(folder.resolve("calls/mw-2/asked.json"));
    round();
    assertThat(second()).isEqualTo("unknown -");
  }

  /** What a list holds may be another call's, and that of nobody of ours: no cancel is undone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void calls_without_an_answer_hold_no_place_and_nothing_is_looked_for(boolean listsTasks)
      throws Exception {
    provider.listsTasks = listsTasks;
    noteAsked(Operation.IMAGE_GENERATION);
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (3, 'image_generation', 'cancelled')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (3, 'kling', 'image_generation', 'mw-3', 'intended', '2026-01-01 10:00:00')");
    answers("{\"id\": \"t9\", \"status\": \"running\"}");

    round();

    assertThat(second()).isEqualTo("unknown -");
    assertThat(table.one("SELECT state FROM paid_calls WHERE job_id = 3")).isEqualTo("unknown");
    assertThat(table.one("SELECT message FROM paid_calls WHERE job_id = 2"))
        .isEqualTo(Creating.NO_ANSWER);
    assertThat(told()).contains("status 'queued' finds out before anything is sent again");
    assertThat(asked).containsExactly("GET", "DELETE"); // of the first
  }

  private String told() throws Exception {
    return String.valueOf(table.one("SELECT progress_message FROM jobs WHERE id = 2"));
  }
}
