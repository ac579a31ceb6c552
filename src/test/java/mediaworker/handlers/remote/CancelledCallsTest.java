package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person cancels or deletes while a provider works on it. */
class CancelledCallsTest extends PaidJobsFixture {

  /** Looks that fail from now on, each in this way; counts them. */
  private AtomicInteger failingLooks(String how) {
    AtomicInteger looks = new AtomicInteger();
    look =
        id -> {
          looks.incrementAndGet();
          return how.equals("busy")
              ? json("{\"status\": \"busy\"}")
              : new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
        };
    return looks;
  }

  private static void awaitMoreThan(AtomicInteger counter, int count) {
    long end = System.nanoTime() + PaidStudio.PATIENCE.toNanos();
    while (counter.get() <= count) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void cancelling_reaches_the_provider() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");

    assertThat(deletes).containsExactly("t1");
    studio.await("SELECT progress_message FROM jobs", "the task at Plain was cancelled");
    assertThat(studio.table.one("SELECT status FROM jobs")).isEqualTo("cancelled");
  }

  @Test
  void a_deleted_row_cancels_its_task() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run("DELETE FROM jobs WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** At some providers cancelling an ended task would delete its result. */
  @Test
  void a_task_that_had_ended_before_its_cancel_is_kept_and_not_cancelled() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state FROM paid_calls", "succeeded");
    studio.await(
        "SELECT progress_message FROM jobs",
        "the task had just ended; status 'queued' fetches its output without paying anew");
    assertThat(deletes).isEmpty();

    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_call_that_is_cancelled_before_it_is_written_down_leaves_no_folder() throws Exception {
    provider.onPrepare =
        cancellation -> {
          try {
            studio.table.run("UPDATE jobs SET status = 'cancelled'");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          while (!cancellation.isCancelled()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
          }
        };
    start();
    long id = queue("a fox");
    studio.await("SELECT status || (claim IS NULL) FROM jobs WHERE id = " + id, "cancelled1");
    assertThat(studio.folder.resolve("output/.calls")).doesNotExist();
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "no answer"})
  void a_task_that_cannot_be_looked_at_is_cancelled_all_the_same(String how) throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    failingLooks(how);
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "no answer"})
  void where_a_cancel_deletes_results_nothing_is_cancelled_before_it_was_looked_at(String how)
      throws Exception {
    provider.cancelKeepsResults = false;
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = failingLooks(how);
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    awaitMoreThan(looks, 0);
    studio.stop();
    assertThat(deletes).isEmpty();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("accepted");

    look = task -> json("{\"status\": \"running\"}");
    start();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** A task that was over at its cancel, and cannot be looked at just then. */
  @Test
  void a_task_that_was_over_is_not_given_up_before_it_is_known_how_it_ended() throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    AtomicInteger looks = failingLooks("busy");
    cancel = task -> new MockResponse.Builder().code(409).body("{}").build();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    start();
    awaitMoreThan(looks, 1);
    studio.stop();
    assertThat(studio.table.one("SELECT state FROM paid_calls")).isEqualTo("accepted");

    succeed("t1");
    look = task -> json(String.valueOf(tasks.get(task)));
    start();
    studio.await("SELECT state FROM paid_calls", "succeeded");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void what_cannot_be_cancelled_is_said_and_taken_up_again_without_paying() throws Exception {
    provider.cancellable = false;
    long id = startWithTaskUnderWay();
    studio.table.run("UPDATE jobs SET status = 'failed', error_message = 'mine' WHERE id = " + id);
    studio.await("SELECT state FROM paid_calls", "abandoned");
    studio.await(
        "SELECT progress_message FROM jobs",
        "Plain cannot cancel task t1: it goes on and is billed; status 'queued' waits for it again");
    assertThat(studio.table.one("SELECT error_message FROM jobs")).isEqualTo("mine");

    succeed("t1");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  /** Creates are answered once that is told; counts those that came. */
  private void acceptWhen(CountDownLatch answer, CountDownLatch came) {
    create =
        body -> {
          came.countDown();
          try {
            answer.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return accept(body);
        };
  }

  @Test
  void a_create_on_its_way_is_not_broken_off_by_a_persons_cancel() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    acceptWhen(answer, sent);
    start();
    long id = queue("a fox");
    assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    answer.countDown();
    studio.await("SELECT state FROM paid_calls", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  /** The row is this worker's until its answer is read, whatever stands in its status. */
  @Test
  void a_row_that_is_queued_again_while_its_create_is_on_its_way_is_not_paid_twice()
      throws Exception {
    provider = new PlainProvider("kling", server.url("/"), true);
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    acceptWhen(answer, sent);
    succeed("t1");
    start();
    long id = queue("a fox");
    assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    for (int i = 0; i < 3; i++) { // rounds of the loop
      studio.awaitStatus(studio.table.insert("noop", "{}"), "completed");
    }
    answer.countDown();
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(finds).isEmpty();
  }
}
