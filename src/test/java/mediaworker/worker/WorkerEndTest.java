package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How a worker ends: stopped, drained, or with a database that takes nothing. */
class WorkerEndTest extends WorkerFixture {

  /** Waits until the worker's thread is inside a method of that name. */
  private void awaitInStack(String method) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (Arrays.stream(thread.getStackTrace()).noneMatch(at -> at.getMethodName().equals(method))
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(System.nanoTime()).as("never in " + method).isLessThan(end);
  }

  @Test
  void stopping_lets_running_jobs_end_and_claims_nothing_more() throws Exception {
    table.insertMany(2, "steered");
    start(1);
    handler.awaitBegun();
    worker.stop();
    worker.stop();
    handler.finish(1);
    thread.join(PATIENCE.toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(table.all("SELECT status, attempts FROM jobs ORDER BY id"))
        .containsExactly("completed|1", "queued|0");
    assertThat(table.all("SELECT name FROM workers")).hasSize(1);
  }

  @Test
  void stopping_at_once_gives_rows_back_without_costing_an_attempt() throws Exception {
    table.insertMany(1, "steered");
    start(1);
    handler.awaitBegun();
    worker.stop();
    worker.stopNow();
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.SHUTDOWN);
    thread.join(PATIENCE.toMillis());

    assertThat(table.all("SELECT status, attempts, claim, worker, started_at FROM jobs"))
        .containsExactly("queued|0|null|null|null");
  }

  @Test
  void draining_ends_when_nothing_is_left_to_do() throws Exception {
    table.insertMany(2, "steered");
    table.run(
        "INSERT INTO jobs (job_type, run_at) VALUES ('steered', '2999-01-01 00:00:00')",
        "INSERT INTO jobs (job_type, status) VALUES ('steered', 'pending_review')");
    start(new DispatcherSettings(2, NEVER, Duration.ofMinutes(1), PATIENCE, true));
    handler.finish(1);
    handler.finish(2);
    thread.join(PATIENCE.toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(table.all("SELECT status FROM jobs ORDER BY id"))
        .containsExactly("completed", "completed", "queued", "pending_review");
  }

  @Test
  void a_fault_in_one_round_does_not_end_the_loop_and_loses_no_ending() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    faults.add(new IllegalStateException("a fault of ours"));
    handler.finish(id);
    awaitStatus(id, "completed");
    awaitLogged(id, "Completed job");
    assertThat(lines.list).anyMatch(event -> event.getLevel() == Level.ERROR);
  }

  @Test
  void a_locked_database_delays_the_ending_and_loses_nothing() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    table.run("BEGIN IMMEDIATE");
    handler.finish(id);
    awaitInStack("immediately"); // it waits for the lock now
    table.run("COMMIT");
    awaitStatus(id, "completed");
  }

  @Test
  void a_worker_that_cannot_write_its_heartbeat_claims_nothing() throws Exception {
    start(new DispatcherSettings(2, NEVER, Duration.ofMillis(30), PATIENCE, false));
    long first = table.insert("steered", null);
    handler.awaitBegun();
    heartbeatFails.set(true);
    awaitAtLeast(beatsRefused, 1);
    long second = table.insert("steered", null);
    awaitAtLeast(beatsRefused, beatsRefused.get() + 3);
    assertThat(table.one("SELECT status FROM jobs WHERE id = " + second)).isEqualTo("queued");
    heartbeatFails.set(false);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(second);
    handler.finish(first);
    handler.finish(second);
    awaitStatus(second, "completed");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where no file can be replaced that is open
  void a_worker_whose_database_is_replaced_ends_and_says_so() throws Exception {
    start(new DispatcherSettings(2, NEVER, Duration.ofMillis(30), PATIENCE, false));
    table.insert("steered", null);
    handler.awaitBegun();
    table.run("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    Files.move(folder.resolve("copy.db"), file, StandardCopyOption.REPLACE_EXISTING);
    thread.join(PATIENCE.toMillis());
    assertThat(failure.getAndSet(null))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was replaced or taken away while in use");
  }

  private static void awaitAtLeast(AtomicInteger count, int wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (count.get() < wanted) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void what_could_not_be_written_before_the_end_is_written_by_the_next_worker() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    refuse.set(true);
    handler.finish(id);
    worker.stop();
    thread.join(PATIENCE.toMillis());
    store.close();
    workspace.close();
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("processing");

    refuse.set(false);
    start(1);
    awaitStatus(id, "completed");
    awaitLogged(id, "Completed job");
    assertThat(table.all("SELECT result_data, attempts FROM jobs"))
        .containsExactly("result-" + id + "|1");
    assertThat(handler.hasBegun()).as("run again").isFalse();
    // The line is logged before the file goes; the end of the loop comes after both.
    worker.stop();
    thread.join(PATIENCE.toMillis());
    assertThat(thread.isAlive()).isFalse();
    try (var left = Files.walk(folder.resolve("tmp"))) {
      assertThat(left.filter(file -> file.endsWith("kept.json"))).isEmpty();
    }
  }
}
