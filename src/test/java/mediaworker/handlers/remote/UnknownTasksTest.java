package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import mediaworker.jobs.CallDesk;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that were taken, and that their provider says it does not know. */
class UnknownTasksTest extends PaidJobsFixture {

  @BeforeEach
  void looks_for_calls_to_cancel_every_three_seconds() {
    studio.lease = Duration.ofSeconds(9);
    studio.settling = Duration.ofMillis(500);
  }

  private static final String THEIRS = "{\"message\": \"no such task\"}";

  private static MockResponse notFound(String body) {
    return new MockResponse.Builder().code(404).body(body).build();
  }

  /** The looks that are answered with 404; counts them. */
  private AtomicInteger notFound(String body, Predicate<String> which) {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          if (!which.test(id)) {
            return json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
          }
          looks.incrementAndGet();
          return notFound(body);
        };
    return looks;
  }

  /** It is not in the provider's books yet, or a machine on the way has no route just then. */
  @ParameterizedTest
  @ValueSource(strings = {THEIRS, "<html>404 Not Found</html>", ""})
  void a_task_that_is_not_known_at_first_is_not_given_up(String body) throws Exception {
    AtomicInteger looks = new AtomicInteger();
    look = id -> looks.incrementAndGet() == 1 ? notFound(body) : json(tasks.get(id));
    succeed("t1");
    start();
    studio.awaitStatus(queue("a fox"), "completed");

    assertThat(looks).hasValueGreaterThan(1);
    assertThat(creates).hasSize(1);
  }

  @Test
  void one_that_stays_unknown_fails_its_job_and_is_asked_for_again_without_paying()
      throws Exception {
    notFound(THEIRS, id -> true);
    long id = startWithTaskUnderWay();
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "Plain does not know the task: no such task (HTTP 404). Task t1 may have been made and"
                + " billed all the same: status 'queued' asks for it again without paying anew;"
                + " bin/worker resolve "
                + id
                + " --resubmit has it made again, and pays again.");
    assertThat(studio.table.all("SELECT state, task_id FROM paid_calls"))
        .containsExactly("abandoned|t1");

    succeed("t1");
    look = task -> json(String.valueOf(tasks.get(task)));
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void its_job_may_go_on_with_another_task_or_be_paid_again_by_a_persons_word() throws Exception {
    notFound(THEIRS, task -> task.equals("t1") || task.equals("t2"));
    start();
    long adopted = queue("a fox");
    studio.await("SELECT state FROM paid_calls WHERE job_id = " + adopted, "accepted");
    long again = queue("an owl");
    studio.awaitStatus(adopted, "failed");
    studio.awaitStatus(again, "failed");
    succeed("theirs");
    succeed("t3");
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.adopt(adopted, "theirs")).isEqualTo(CallDesk.Answer.DONE);
      studio.awaitStatus(adopted, "completed");
      assertThat(desk.resubmit(again)).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.awaitStatus(again, "completed");
    assertThat(creates).hasSize(3);
  }

  @Test
  void what_others_have_made_is_waited_for_and_delivered_without_it() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          if (id.equals("t1")) {
            looks.incrementAndGet();
            return notFound(THEIRS);
          }
          return json(looks.get() > 30 ? tasks.get(id) : "{\"status\": \"running\"}");
        };
    succeed("t2");
    start();
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2}");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("1 of 2 calls failed: Plain does not know the task: no such task (HTTP 404).");
    assertThat(creates).hasSize(2);
  }

  /** It may run there, and be billed. */
  @Test
  void one_whose_row_is_cancelled_is_cancelled_once_it_is_known() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = new AtomicInteger();
    look =
        task -> looks.incrementAndGet() == 1 ? notFound(THEIRS) : json("{\"status\": \"running\"}");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @Test
  void one_whose_row_is_cancelled_is_let_be_when_it_stays_unknown() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = notFound(THEIRS, task -> true);
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state || ' ' || message FROM paid_calls", "abandoned not known there");
    assertThat(looks).hasValueGreaterThan(1);
    assertThat(deletes).isEmpty();

    succeed("t1");
    look = task -> json(String.valueOf(tasks.get(task)));
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }
}
