package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mediaworker.jobs.CallDesk;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose answer nobody has: looked up, or put to a person. */
class LostCallsTest extends PaidJobsFixture {

  @BeforeEach
  void believes_soon() {
    studio.settling = Duration.ofMillis(500);
  }

  @Test
  void a_lost_answer_is_put_to_a_person_who_may_let_it_be_made_again() throws Exception {
    create = body -> new MockResponse.Builder().code(502).body("bad gateway").build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("not known whether Plain has taken this job")
        .contains("bin/worker resolve 1 --adopt TASK_ID, --resubmit");
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");
    assertThat(creates).hasSize(1);

    create = this::accept;
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
    assertThat(studio.table.all("SELECT state FROM paid_calls ORDER BY id"))
        .containsExactly("dropped", "delivered");
  }

  @Test
  void a_person_may_adopt_the_task_or_drop_the_job() throws Exception {
    create = body -> new MockResponse.Builder().code(500).build();
    start();
    long adopted = queue("a fox");
    long dropped = queue("an owl");
    studio.awaitStatus(adopted, "needs_decision");
    studio.awaitStatus(dropped, "needs_decision");
    succeed("found-it");
    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.adopt(adopted, "found-it")).isEqualTo(CallDesk.Answer.DONE);
      assertThat(desk.drop(dropped)).isEqualTo(CallDesk.Answer.DONE);
      assertThat(desk.drop(dropped)).isEqualTo(CallDesk.Answer.NOTHING_OPEN);
      assertThat(desk.resubmit(999)).isEqualTo(CallDesk.Answer.NO_JOB);
    }
    studio.awaitStatus(adopted, "completed");
    studio.awaitStatus(dropped, "cancelled");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_misspelt_task_is_asked_for_again_and_nothing_is_given_up() throws Exception {
    create = body -> new MockResponse.Builder().code(500).build();
    look =
        id ->
            id.equals("typo")
                ? new MockResponse.Builder().code(404).body("{}").build()
                : json(String.valueOf(tasks.get(id)));
    succeed("found-it");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("It is not known whether Plain has taken this job, and bills it.")
        .contains("bin/worker resolve " + id + " --adopt TASK_ID, --resubmit (may pay twice)")
        .hasSizeLessThan(500);
    try (SqliteCallDesk desk = desk()) {
      desk.adopt(id, "typo");
      studio.await(
          "SELECT status || ' ' || (error_message LIKE '%Plain knows no task typo.') FROM jobs",
          "needs_decision 1");
      desk.adopt(id, "found-it");
    }
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void an_answer_that_the_reader_stumbles_over_is_put_to_a_person() throws Exception {
    create = body -> json("{\"class\": \"of a shape that nobody has thought of\"}");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");

    assertThat(studio.table.one("SELECT error_message FROM jobs")).contains("cannot be read");
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("unknown");
  }

  /** Any machine on the way may say so while its routes are changed. */
  @Test
  void a_named_task_is_not_taken_for_misspelt_by_a_bare_status() throws Exception {
    create = body -> new MockResponse.Builder().code(500).build();
    AtomicInteger looks = new AtomicInteger();
    look =
        id ->
            looks.incrementAndGet() == 1
                ? new MockResponse.Builder().code(404).body("<html>404</html>").build()
                : json(String.valueOf(tasks.get(id)));
    succeed("found-it");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    try (SqliteCallDesk desk = desk()) {
      desk.adopt(id, "found-it");
    }
    studio.await(
        "SELECT status FROM jobs WHERE status IN ('completed', 'needs_decision') AND claim IS NULL"
            + " AND (SELECT count(*) FROM paid_calls WHERE task_id = 'found-it') = 1",
        "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_call_that_may_be_paid_is_not_made_again_with_its_parent_before_a_person_decides()
      throws Exception {
    create = body -> new MockResponse.Builder().code(502).build();
    start();
    // At once, or the parent would be over before it has a child.
    studio.table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, step, input_data) VALUES"
            + " (1, 'pipeline', 'waiting_for_children', NULL, NULL, NULL),"
            + " (2, 'image_generation', 'queued', 1, 'fox',"
            + " '{\"prompt\": \"a fox\", \"provider\": \"kling\"}')");
    studio.awaitStatus(2, "needs_decision");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    studio.await(
        "SELECT status || (error_message LIKE 'Job 1, % was given up: %It is not known whether %')"
            + " FROM jobs WHERE id = 2",
        "needs_decision1");

    create = this::accept;
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    studio.awaitStatus(1, "waiting_for_children");
    assertThat(studio.table.one("SELECT status || error_message FROM jobs WHERE id = 2"))
        .startsWith("needs_decisionIt is not known whether ");
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("unknown");
    assertThat(creates).hasSize(1);

    try (SqliteCallDesk desk = desk()) {
      assertThat(desk.resubmit(2)).isEqualTo(CallDesk.Answer.DONE);
    }
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(1, "completed");
    assertThat(creates).hasSize(2);
  }

  /** By what the row says now it could not be found, though it was made. */
  @Test
  void a_lost_call_whose_row_is_changed_meanwhile_is_put_to_a_person() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    create =
        body -> creates.size() == 1 ? new MockResponse.Builder().code(500).build() : accept(body);
    find =
        marker -> {
          try {
            studio.table.run("UPDATE jobs SET input_data = replace(input_data, 'a fox', 'an owl')");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          return json("{}");
        };
    start();
    long id = queue("a fox");
    studio.await(
        "SELECT status FROM jobs WHERE claim IS NULL AND (status = 'needs_decision' OR"
            + " (SELECT count(*) FROM paid_calls) > 1)",
        "needs_decision");

    assertThat(studio.table.one("SELECT error_message FROM jobs WHERE id = " + id))
        .contains("the row was changed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_row_that_stays_as_it_is_is_known_again_by_whatever_stands_in_it() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    create =
        body -> creates.size() == 1 ? new MockResponse.Builder().code(500).build() : accept(body);
    succeed("t2");
    start();
    long id =
        studio.table.insert(
            "image_generation",
            "{\"prompt\": \"ein F\u00fcchslein \\u2028\", \"provider\": \"kling\", \"image\": \""
                + server.url("/src.png")
                + "\", \"options\": {\"a\": 0.10, \"b\": 1e2, \"c\": 12345678901234567890, \"d\":"
                + " null}}");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_lost_answer_is_looked_up_where_the_provider_can_be_asked() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    create =
        body -> {
          accept(body);
          return new MockResponse.Builder()
              .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
              .build();
        };
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  /** The upload of its pictures may have taken long: its request may have ended just now. */
  @Test
  void a_lost_call_is_looked_for_twice_before_it_counts_as_never_made_however_old_it_is()
      throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    long id = queue("a fox");
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at)"
            + " VALUES ("
            + id
            + ", 'kling', 'image_generation', 'mw-1-0-old', 'intended', '2026-01-01 10:00:00')");
    start();
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    assertThat(finds).containsExactly("mw-1-0-old", "mw-1-0-old");
    assertThat(
            studio.table.all("SELECT state, message FROM paid_calls WHERE marker = 'mw-1-0-old'"))
        .containsExactly("refused|kling has never heard of it");
  }

  /** Its first request may have been late rather than lost. */
  @Test
  void a_create_that_is_not_known_is_made_again_by_its_name_where_repeats_are_refused()
      throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.refusesRepeats = true;
    create =
        body -> creates.size() == 1 ? new MockResponse.Builder().code(502).build() : accept(body);
    long id = startWithTaskUnderWay();
    succeed("t1");
    succeed("t2");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(new HashSet<>(creates)).hasSize(1);
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("delivered");
  }

  /** The first one has come through after all, when the second one is sent. */
  @Test
  void a_late_create_is_found_when_its_repeat_is_refused() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.refusesRepeats = true;
    create =
        body -> {
          if (creates.size() == 2) {
            accept(body); // what was sent first
          }
          return new MockResponse.Builder().code(502).build();
        };
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("delivered");
  }

  /** Whatever words the refusal of the second one has. */
  @ParameterizedTest
  @ValueSource(strings = {"INVALID_INPUT", "CONTENT_POLICY", "REFUSED"})
  void a_late_create_is_found_when_its_repeat_is_refused_for_something_else(String kind)
      throws Exception {
    refusesRepeats(() -> accept(creates.get(0)), kind);
    long id = startWithTaskUnderWay();
    succeed("t1");
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("delivered");
  }

  /** The answer to the first create is lost, the second one is refused. */
  private void refusesRepeats(Runnable before, String kind) {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.refusesRepeats = true;
    create =
        body -> {
          if (creates.size() == 1) {
            return new MockResponse.Builder().code(502).build();
          }
          before.run();
          return refusal(kind);
        };
  }

  private static MockResponse refusal(String kind) {
    return new MockResponse.Builder()
        .code(400)
        .body("{\"class\": \"" + kind + "\", \"message\": \"wrong words\"}")
        .build();
  }

  @Test
  void a_late_create_is_found_by_the_next_worker_when_its_repeat_is_refused() throws Exception {
    refusesRepeats(
        () -> {
          accept(creates.get(0));
          find =
              marker ->
                  new MockResponse.Builder()
                      .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                      .build();
        },
        "INVALID_INPUT");
    Function<String, MockResponse> fine = find;
    start();
    long id = queue("a fox");
    studio.await(
        "SELECT progress_message LIKE 'asks kling % could not be asked%'"
            + " AND (SELECT message LIKE '%wrong words%' FROM paid_calls) FROM jobs",
        "1");
    studio.stop();
    find = fine;
    succeed("t1");
    studio.table.run("UPDATE jobs SET run_at = NULL WHERE id = " + id);
    start();
    studio.awaitStatus(id, "completed");

    assertThat(creates).hasSize(2);
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("delivered");
  }

  @Test
  void a_refused_repeat_is_put_to_a_person_when_its_provider_cannot_tell() throws Exception {
    refusesRepeats(() -> find = marker -> json("{\"unclear\": true}"), "INVALID_INPUT");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");

    assertThat(creates).hasSize(2);
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .endsWith("Reason: Plain: wrong words. Plain's answer cannot be read.");
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("unknown");
  }

  /** Its first request may be in the provider's books only now. */
  @Test
  void a_refused_repeat_is_looked_for_twice_before_it_ends_its_job() throws Exception {
    refusesRepeats(() -> {}, "CONTENT_POLICY");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");

    assertThat(creates).hasSize(2);
    assertThat(finds).hasSize(4);
    assertThat(studio.table.one("SELECT error_message FROM jobs")).isEqualTo("Plain: wrong words.");
    assertThat(studio.table.all("SELECT state, message FROM paid_calls"))
        .containsExactly("refused|Plain: wrong words.");
  }

  /** Nothing of it can be late. */
  @Test
  void a_refusal_of_what_was_never_lost_ends_its_job_at_once() throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.refusesRepeats = true;
    create = body -> refusal(creates.size() == 1 ? "NOT_READY" : "INVALID_INPUT");
    start();
    studio.awaitStatus(queue("a fox"), "failed");

    assertThat(creates).hasSize(2);
    assertThat(new HashSet<>(creates)).hasSize(1);
    assertThat(finds).isEmpty();
  }

  @Test
  void a_row_that_is_cancelled_while_its_answer_is_lost_says_so_and_is_not_paid_again()
      throws Exception {
    create =
        body -> {
          try {
            studio.table.run("UPDATE jobs SET status = 'cancelled'");
          } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
          }
          return new MockResponse.Builder().code(502).build();
        };
    start();
    long id = queue("a fox");
    studio.await(
        "SELECT status || ' ' || progress_message FROM jobs WHERE claim IS NULL",
        "cancelled it is not known whether kling has taken this job; status 'queued' puts it to you"
            + " before anything is sent again");
    assertThat(studio.table.all("SELECT state FROM paid_calls")).containsExactly("unknown");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(1);
  }

  /** What its provider tells later proves nothing. */
  @Test
  void a_call_in_doubt_is_not_looked_for_again_when_its_row_is_queued_again() throws Exception {
    create = body -> new MockResponse.Builder().code(502).build();
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "needs_decision");
    studio.stop();
    // As if the row had been cancelled before the question could be written.
    studio.table.run(
        "UPDATE jobs SET status = 'cancelled' WHERE id = " + id,
        "UPDATE paid_calls SET asked_at = NULL");
    provider = new PlainProvider("kling", server.url("/"), true);
    create = this::accept;
    start();

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(1);
    assertThat(finds).isEmpty();
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    assertThat(creates).hasSize(2);
  }

  @Test
  void a_call_without_an_answer_whose_row_is_given_up_holds_no_place_and_is_not_paid_again()
      throws Exception {
    start();
    studio.stop();
    long id = queue("a fox");
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES ("
            + id
            + ", 'kling', 'image_generation', 'mw-1-0-lost', 'intended', '2026-01-01 10:00:00')");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    studio.await("SELECT state FROM paid_calls", "unknown");
    succeed("t1");
    studio.awaitStatus(queue("a wolf"), "completed");

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "needs_decision");
    assertThat(creates).hasSize(1);
  }

  /** Each of them may have been paid, if its provider's list is not to be relied on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answers_that_are_lost_each_time_cost_attempts(boolean refusesRepeats) throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    provider.refusesRepeats = refusesRepeats;
    create =
        body -> new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
    start();
    long id = queue("a fox");
    studio.table.run("UPDATE jobs SET max_attempts = 2 WHERE id = " + id);
    studio.awaitStatus(id, "failed");

    assertThat(creates).hasSize(3); // the first one that is lost costs none
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("Nothing was created there, so it may be sent again.");
  }
}
