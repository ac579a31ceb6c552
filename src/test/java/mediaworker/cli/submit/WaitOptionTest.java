package mediaworker.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.concurrent.FutureTask;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** Commands that wait for the end of what they have queued. */
class WaitOptionTest extends QueueCommandsFixture {

  @Test
  void a_time_to_wait_is_refused_where_nothing_is_waited_for() throws Exception {
    assertThat(execute("submit", "noop", "--timeout", "5s")).isEqualTo(2);
    assertThat(err())
        .containsExactly("--timeout goes with --wait.", "Help: bin/worker submit --help");
    assertThat(execute("pipeline", "none.yaml", "--timeout", "5s")).isEqualTo(2);
    assertThat(err())
        .containsExactly("--timeout goes with --wait.", "Help: bin/worker pipeline --help");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  @Test
  void wait_ends_with_the_pipeline_and_its_result_alone_on_standard_output() throws Exception {
    String file = pipeline(TWO_STEPS);
    FutureTask<Integer> end = beside(() -> execute("submit", file, "--wait"));
    awaitError("0 of 2 steps completed");
    table.run("UPDATE jobs SET status = 'completed', result_data = 'out/a.mp4'");

    assertThat(end.get()).isZero();
    assertThat(out()).containsExactly("out/a.mp4");
    assertThat(err().get(0)).isEqualTo("Queued pipeline 1 with 2 steps.");
  }

  @Test
  void wait_tells_how_else_a_pipeline_ended_by_the_exit_code() throws Exception {
    assertThat(endOfPipeline("UPDATE jobs SET status = 'cancelled'")).isEqualTo(8);
    assertThat(err()).endsWith("Pipeline 1 was cancelled.");
    assertThat(endOfPipeline("UPDATE jobs SET status = 'failed', error_message = 'No green.'"))
        .isEqualTo(5);
    assertThat(err()).endsWith("Pipeline 1 failed: No green.");
    assertThat(endOfPipeline("DELETE FROM jobs")).isEqualTo(8);
    assertThat(err()).endsWith("Pipeline 1 was deleted.");
    assertThat(execute("submit", pipeline(TWO_STEPS), "--wait", "--timeout", "0s")).isEqualTo(8);
    assertThat(out()).isEmpty();
    assertThat(err()).endsWith("Pipeline 1 is not over yet (waiting_for_children); it goes on.");
  }

  @Test
  void waiting_without_a_worker_is_told() throws Exception {
    String none = "No worker runs on this database yet; start one with: bin/worker";
    assertThat(execute("submit", "noop", "--wait", "--timeout", "0s")).isEqualTo(8);
    assertThat(err()).contains(none);
    assertThat(execute("submit", pipeline(TWO_STEPS), "--wait", "--timeout", "0s")).isEqualTo(8);
    assertThat(err()).contains(none);
  }

  private int endOfPipeline(String change) throws Exception {
    String file = pipeline(TWO_STEPS);
    err = new StringWriter(); // that of the last one says the same
    FutureTask<Integer> end = beside(() -> execute("submit", file, "--wait"));
    awaitError("0 of 2 steps completed");
    table.run(change);
    int code = end.get();
    table.run("DELETE FROM jobs");
    table.run("DELETE FROM sqlite_sequence");
    return code;
  }

  @Test
  void wait_ends_when_nothing_of_a_pipeline_goes_on_before_a_decision() throws Exception {
    String file =
        pipeline(
            """
            steps:
              - {name: draw, job: noop}
              - {name: other, job: noop}
              - {name: film, job: noop, needs: draw}
            """);
    FutureTask<Integer> end = beside(() -> execute("submit", file, "--wait"));
    awaitError("0 of 3 steps completed");
    // As a worker leaves them.
    table.run(
        "INSERT INTO job_needs (job_id, needs_id, part) VALUES (1, 2, 1), (1, 3, 1), (1, 4, 1),"
            + " (4, 2, 0) ON CONFLICT DO NOTHING");
    table.run(
        "UPDATE jobs SET status = CASE id WHEN 2 THEN 'needs_decision' WHEN 3 THEN 'processing'"
            + " ELSE 'waiting_for_jobs' END, error_message = CASE id WHEN 2 THEN 'Was it paid?'"
            + " END WHERE id > 1");
    awaitError("0 of 3 steps completed, 1 to decide; other 0 %"); // it goes on, and so do we
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 3");
    table.run("UPDATE job_needs SET met = 1 WHERE needs_id = 3");

    assertThat(end.get()).isEqualTo(8);
    assertThat(out()).isEmpty();
    assertThat(err())
        .endsWith(
            "Step draw, job 2, needs a decision: Was it paid?",
            "Pipeline 1 goes on when that is decided; see: bin/worker resolve 2");
  }

  @Test
  void wait_ends_with_the_job_and_its_output() throws Exception {
    table.insert("noop", null);
    table.run("UPDATE jobs SET status = 'completed', result_data = 'output/old.webm'");
    FutureTask<Integer> end = beside(() -> execute("submit", "noop", "-i", "seconds=0", "--wait"));
    awaitError("is queued");
    table.run(
        "UPDATE jobs SET status = 'processing', progress = 40, progress_message = 'frame 2'"
            + " WHERE id = 2");
    awaitError("frame 2");
    table.run("UPDATE jobs SET status = 'completed', result_data = 'output/a.webm' WHERE id = 2");

    assertThat(end.get()).isZero();
    assertThat(out()).containsExactly("output/a.webm");
    assertThat(err())
        .containsExactly(
            "No worker runs on this database yet; start one with: bin/worker",
            "Job 2 is queued",
            "Job 2 [##########--------------]  40 %: frame 2");
  }

  @Test
  void wait_tells_how_else_a_job_ended_by_the_exit_code() throws Exception {
    assertThat(endOf("status = 'failed', error_message = 'There is no green.'")).isEqualTo(5);
    assertThat(err()).endsWith("Job 1 failed: There is no green.");
    assertThat(endOf("status = 'cancelled'")).isEqualTo(8);
    assertThat(err()).endsWith("Job 2 was cancelled.");
    assertThat(endOf("status = 'needs_decision', error_message = 'Was it paid?'")).isEqualTo(8);
    assertThat(err()).endsWith("Job 3 needs a decision: Was it paid?");
    assertThat(execute("submit", "noop", "--wait", "--timeout", "0s")).isEqualTo(8);
    assertThat(err()).endsWith("Job 4 is not over yet (queued); it goes on.");
  }

  private int endOf(String change) throws Exception {
    int rows = Integer.parseInt(table.one("SELECT count(*) FROM jobs")) + 1;
    FutureTask<Integer> end = beside(() -> execute("submit", "noop", "--wait"));
    awaitRows(rows);
    table.run("UPDATE jobs SET " + change + " WHERE id = " + rows);
    return end.get();
  }

  private void awaitRows(int count) throws Exception {
    await(() -> table.one("SELECT count(*) FROM jobs").equals(String.valueOf(count)));
  }

  private void awaitError(String text) throws Exception {
    await(() -> err.toString().contains(text));
  }
}
