package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import org.junit.jupiter.api.Test;

/** Rows that go through a whole worker. */
class WorkerTest extends WorkerFixture {

  @Test
  void a_row_goes_through_and_the_log_says_what_people_search_for() throws Exception {
    start(3);
    long id = table.insert("steered", "{}");
    JobContext context = handler.awaitBegun();
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("processing");
    assertThat(context.job().id()).isEqualTo(id);
    handler.finish(id);
    awaitStatus(id, "completed");

    assertThat(table.one("SELECT result_data FROM jobs")).isEqualTo("result-" + id);
    awaitLogged(id, "Completed job"); // said after the commit
    assertThat(logged(id))
        .contains("[Thread-Dispatcher] Submitted job " + id + " to worker thread pool (1/3 active)")
        // Whichever of the three was there first.
        .anyMatch(
            line -> line.matches("\\[Thread-JobWorker-[012]] Processing job " + id + "\\.{3}"))
        .anyMatch(line -> line.contains("Completed job " + id + " (steered) in "))
        .anyMatch(line -> line.endsWith(": result-" + id + " (well done)"));
  }

  @Test
  void a_status_that_is_none_of_ours_is_told_once_and_left_alone() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, status) VALUES (7, 'steered', 'pending')");
    start(1);
    awaitLine(
        "WARN 1 job has the status 'pending', which this worker does not know: it is left alone. If"
            + " it is to run: UPDATE jobs SET status = 'queued' WHERE id = 7;");
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (8, 'steered', 'Queued'),"
            + " (9, 'steered', 'Queued')");
    awaitLine(
        "WARN 2 jobs have the status 'Queued', which this worker does not know: they are left"
            + " alone. If one is to run: UPDATE jobs SET status = 'queued' WHERE id = 8;");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 7");
    assertThat(handler.awaitBegun().job().id()).isEqualTo(7);
    handler.finish(7);
    awaitStatus(7, "completed");
    assertThat(
            lines.list.stream().filter(line -> line.getFormattedMessage().contains("left alone")))
        .hasSize(2);
  }

  @Test
  void an_end_that_the_table_refuses_is_told_as_such() throws Exception {
    table.run(
        "CREATE TRIGGER no_end BEFORE UPDATE OF status ON jobs WHEN NEW.status = 'completed'"
            + " BEGIN SELECT RAISE(ABORT, 'not today'); END",
        "INSERT INTO jobs (id, job_type) VALUES (7, 'steered')");
    start(1);
    handler.awaitBegun();
    handler.finish(7);
    awaitLine(
        "ERROR Job 7 ended after (.*), but its table refused that: its row says so, where it could"
            + " be written");
    assertThat(lines.list).noneMatch(line -> line.getMessage().contains("changed or deleted"));
  }

  private void awaitLine(String wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Pattern pattern = Pattern.compile(Pattern.quote(wanted).replace("(.*)", "\\E.*\\Q"));
    while (lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .noneMatch(line -> pattern.matcher(line).matches())) {
      assertThat(System.nanoTime()).as("no line: " + wanted).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void a_row_committed_by_another_connection_is_taken_without_polling() throws Exception {
    start(1);
    for (int i = 0; i < 50; i++) {
      long id = table.insert("steered", null);
      assertThat(handler.awaitBegun().job().id()).isEqualTo(id);
      handler.finish(id);
      awaitStatus(id, "completed");
    }
  }

  @Test
  void never_more_rows_run_than_there_are_threads_and_keying_goes_first() throws Exception {
    table.insertMany(4, "steered");
    long keying = table.insert("keying", null);
    start(2);
    long first = handler.awaitBegun().job().id();
    long second = handler.awaitBegun().job().id();

    assertThat(List.of(first, second)).containsExactlyInAnyOrder(keying, 1L);
    assertThat(
            table.one(
                "SELECT count(*) FROM jobs WHERE status IN ('processing', 'keying_processing')"))
        .isEqualTo("2");
    assertThat(table.one("SELECT status FROM jobs WHERE id = " + keying))
        .isEqualTo("keying_processing");
    handler.finish(1);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(2);
    assertThat(handler.hasBegun()).isFalse();
  }

  @Test
  void the_number_of_threads_may_change_while_jobs_run() throws Exception {
    for (int i = 0; i < 4; i++) {
      table.insert("steered", "{}");
    }
    start(1);
    long first = handler.awaitBegun().job().id();

    worker.resize(3);
    await("SELECT count(*) FROM jobs WHERE status = 'processing'", "3");
    await("SELECT threads FROM workers", "3");
    handler.awaitBegun();
    handler.awaitBegun();
    worker.resize(1);
    await("SELECT threads FROM workers", "1");
    handler.finish(first);
    awaitStatus(first, "completed");
    assertThat(table.one("SELECT count(*) FROM jobs WHERE status = 'queued'")).isEqualTo("1");
    handler.finish(2);
    handler.finish(3);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(4);
    handler.finish(4);
    awaitStatus(4, "completed");
  }

  @Test
  void everything_that_is_paused_waits_and_goes_on_at_once_afterwards() throws Exception {
    table.run("INSERT INTO pauses (scope) VALUES ('all')");
    long id = table.insert("steered", "{}");
    handler.finish(id);
    start(1);
    await("SELECT count(*) FROM workers", "1");
    assertThat(handler.hasBegun()).isFalse();

    table.run("DELETE FROM pauses");
    awaitStatus(id, "completed");
  }

  @Test
  void a_cancelled_row_stops_its_job_and_keeps_the_persons_word() throws Exception {
    start(1);
    for (int i = 0; i < 20; i++) { // the later ones while jobs are tiny, which loops otherwise
      String word = i % 2 == 0 ? "cancelled" : "failed";
      long id = table.insert("steered", null);
      handler.awaitBegun();
      table.run("UPDATE jobs SET status = '" + word + "', error_message = 'mine' WHERE id = " + id);
      assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);
      await("SELECT claim IS NULL FROM jobs WHERE id = " + id, "1");
      assertThat(table.all("SELECT status, error_message FROM jobs WHERE id = " + id))
          .containsExactly(word + "|mine");
    }
  }

  @Test
  void a_restarted_row_runs_again_after_the_old_run_has_stopped() throws Exception {
    start(2);
    long id = table.insert("steered", null);
    String first = handler.awaitBegun().claimName();
    table.run("UPDATE jobs SET status = 'queued', error_message = NULL WHERE id = " + id);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);
    assertThat(handler.awaitBegun().claimName()).isNotEqualTo(first);
    handler.finish(id);
    awaitStatus(id, "completed");
    assertThat(table.one("SELECT attempts FROM jobs")).isEqualTo("1");
  }

  @Test
  void a_deleted_row_stops_its_job_and_its_folder_goes() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    JobContext context = handler.awaitBegun();
    Path work = context.workDir();
    Files.writeString(work.resolve("half.mp4"), "half");
    table.run("DELETE FROM jobs WHERE id = " + id);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TAKEN_BACK);

    long next = table.insert("steered", null);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(next);
    assertThat(work).doesNotExist();
    handler.finish(next);
    awaitStatus(next, "completed");
  }

  @Test
  void a_transient_failure_is_tried_again_by_itself_until_no_attempt_is_left() throws Exception {
    table.run("INSERT INTO jobs (job_type, max_attempts) VALUES ('steered', 2)");
    start(1);
    handler.awaitBegun();
    handler.go(
        1,
        context -> {
          throw new IOException("the disk hiccuped");
        });
    assertThat(handler.awaitBegun().job().attempts()).isEqualTo(2);
    handler.go(
        1,
        context -> {
          throw JobFailure.transientFault("The server was away.", null);
        });
    awaitStatus(1, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo("The server was away. (after 2 attempts)");
  }

  @Test
  void a_fault_in_a_handler_fails_its_job_alone() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    handler.awaitBegun();
    handler.go(
        id,
        context -> {
          throw new IllegalStateException("secret detail at com.example.Foo");
        });
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo("An unexpected fault in the worker; its log tells more about job 1.");

    long next = table.insert("steered", null);
    handler.awaitBegun();
    handler.go(
        next,
        context -> {
          throw new StackOverflowError();
        });
    awaitStatus(next, "failed");
    long last = table.insert("steered", null);
    handler.awaitBegun();
    handler.finish(last);
    awaitStatus(last, "completed");
  }

  @Test
  void an_unknown_job_type_is_named_with_the_known_ones() throws Exception {
    start(1);
    long id = table.insert("make_coffee", "{}");
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "The job type \"make_coffee\" is not known to this worker."
                + " Known are: keying, steered.");
    long near = table.insert("Keying ", "{}");
    awaitStatus(near, "failed");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = " + near))
        .isEqualTo(
            "The job type \"Keying \" is not known to this worker; is keying meant?"
                + " Known are: keying, steered.");
  }

  @Test
  void a_job_over_its_time_limit_is_stopped() throws Exception {
    handler.timeLimit = Duration.ofMillis(30);
    start(new DispatcherSettings(1, Duration.ofMillis(20), Duration.ofMinutes(1), PATIENCE, false));
    long id = table.insert("steered", null);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.TIME_LIMIT);
    awaitStatus(id, "failed");
    assertThat(table.one("SELECT error_message FROM jobs")).contains("time limit");
  }

  @Test
  void a_due_row_is_taken_when_its_time_has_come() throws Exception {
    start(1);
    table.run(
        "INSERT INTO jobs (job_type, run_at) VALUES ('steered',"
            + " strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', '+0.3 seconds'))");
    assertThat(handler.awaitBegun().job().id()).isEqualTo(1);
    handler.finish(1);
    awaitStatus(1, "completed");
  }

  @Test
  void progress_reaches_the_row_while_the_job_runs() throws Exception {
    start(1);
    long id = table.insert("steered", null);
    JobContext context = handler.awaitBegun();
    context.progress(0.42, "frame 42 of 100");
    await("SELECT progress || ' ' || progress_message FROM jobs", "42.0 frame 42 of 100");
    handler.finish(id);
    awaitStatus(id, "completed");
    assertThat(table.one("SELECT progress FROM jobs")).isEqualTo("100.0");
  }

  @Test
  void thousands_of_tiny_jobs_each_run_once() throws Exception {
    table.insertMany(3000, "steered");
    for (long id = 1; id <= 3000; id++) {
      handler.go(id, context -> new JobResult.Finished(null, ""));
    }
    start(new DispatcherSettings(3, NEVER, Duration.ofMinutes(1), PATIENCE, true));
    thread.join(PATIENCE.toMillis());

    assertThat(table.all("SELECT status, attempts, claim, count(*) FROM jobs GROUP BY 1, 2, 3"))
        .containsExactly("completed|1|null|3000");
    assertThat(table.one("SELECT count(*) FROM jobs WHERE started_at IS NULL")).isEqualTo("0");
  }

  @Test
  void a_long_job_among_tiny_ones_does_not_keep_the_rows_behind_it() throws Exception {
    table.insertMany(200, "steered");
    for (long id = 1; id <= 200; id++) {
      if (id != 100) {
        handler.go(id, context -> new JobResult.Finished(null, ""));
      }
    }
    start(1);
    awaitStatus(100, "processing");
    await("SELECT count(*) FROM jobs WHERE status = 'queued' AND claim IS NULL", "100");
    assertThat(table.one("SELECT sum(attempts) FROM jobs WHERE id > 100")).isEqualTo("0");
    handler.finish(100);
    await("SELECT count(*) FROM jobs WHERE status = 'completed'", "200");
  }
}
