package mediaworker.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** Pipeline files that are queued from the command line. */
class PipelineSubmitTest extends QueueCommandsFixture {

  @Test
  void of_a_pipeline_it_says_which_step_has_them() throws Exception {
    String file =
        pipeline(
            "steps:\n- {name: one, job: noop, input: {second: 1}}\n- {name: many, job: noop,"
                + " for_each: {n: [1, 2]}, input: {secnds: '${n}'}}\n");
    for (String command : List.of("submit", "pipeline")) {
      assertThat(execute(command, file, "--dry-run")).isZero();
      assertThat(err())
          .containsExactly(
              "Step one: Not known and left aside: \"second\" (is seconds meant?).",
              "Step many: Not known and left aside: \"secnds\" (is seconds meant?).");
    }
  }

  @Test
  void a_pipeline_takes_its_parameters_and_a_dry_run_from_both_commands() throws Exception {
    String file =
        pipeline(
            "parameters: {length: }\nsteps:\n- {name: one, job: noop, input: {seconds:"
                + " '${length}'}}\n");
    for (String command : List.of("submit", "pipeline")) {
      for (String option : List.of("-i", "--input", "-p", "--param")) {
        assertThat(execute(command, file, "--dry-run", option, "length=2"))
            .as(command + option)
            .isZero();
        assertThat(out()).containsExactly("one: noop");
      }
      assertThat(execute(command, file, "-p", "length")).isEqualTo(2);
      assertThat(err().get(0)).isEqualTo("--input: \"length\" is not NAME=VALUE.");
    }
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  @Test
  void parameters_that_are_no_json_are_texts() throws Exception {
    String file =
        pipeline(
            "parameters: {a: , b: , c: }\nsteps:\n- {name: one, job: noop, input: {a: '${a}', b:"
                + " '${b}', c: '${c}'}}\n");
    execute("submit", file, "-i", "a=Take: 1", "-i", "b=[x.mp4, y.mp4]", "-i", "c=[1, \"1.10\"]");
    execute("submit", file, "-i", "a=- fox", "-i", "b=007", "-i", "c=\"1.10\"");

    assertThat(table.all("SELECT input_data FROM jobs WHERE step = 'one' ORDER BY id"))
        .containsExactly(
            "{\"a\":\"Take: 1\",\"b\":\"[x.mp4, y.mp4]\",\"c\":[1,\"1.10\"]}",
            "{\"a\":\"- fox\",\"b\":\"007\",\"c\":\"1.10\"}");
  }

  @Test
  void a_pipeline_that_would_be_too_much_for_the_queue_is_not_queued_at_all() throws Exception {
    environment.put("WORKER_MAX_QUEUE_SIZE", "3");
    Path file = folder.resolve("three.yaml");
    Files.writeString(
        file,
        """
        steps:
          - {name: one, job: noop}
          - {name: two, job: noop, needs: one}
        """);
    assertThat(execute("submit", file.toString())).isZero();

    // Of the two steps one waits for the other, which counts as well.
    assertThat(execute("submit", file.toString())).isEqualTo(7);
    assertThat(err())
        .containsExactly(
            "The queue is full: 2 jobs wait, 2 more would come, and max-queue-size is 3. Wait until"
                + " some are done, or raise that setting.");
    assertThat(out()).isEmpty();
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("3");
    assertThat(execute("submit", "noop")).isZero();
    assertThat(execute("submit", "noop")).isEqualTo(7);
  }

  @Test
  void a_pipeline_takes_the_options_of_a_job() throws Exception {
    table.run("INSERT INTO jobs (job_type, status) VALUES ('noop', 'completed')");
    assertThat(
            execute(
                "submit",
                pipeline(TWO_STEPS),
                "--run-at",
                "2030-01-31 18:30",
                "--max-attempts",
                "5",
                "--unique",
                "night",
                "--note",
                "for later",
                "--priority",
                "9",
                "--parent",
                "1",
                "-i",
                "words=a, b",
                "-i",
                "words=3"))
        .isZero();

    assertThat(out()).containsExactly("2");
    assertThat(err()).containsExactly("Queued pipeline 2 with 2 steps.");
    assertThat(
            table.all(
                "SELECT id, run_at, max_attempts, COALESCE(unique_key, '-'), prompt, priority,"
                    + " parent_job_id FROM jobs WHERE id > 1 ORDER BY id"))
        .containsExactly(
            "2|2030-01-31 18:30:00.000000|5|night|for later|9|1",
            "3|2030-01-31 18:30:00.000000|5|-|null|9|2",
            "4|2030-01-31 18:30:00.000000|5|-|null|9|2");
    assertThat(table.one("SELECT input_data ->> '$.parameters.words' FROM jobs WHERE id = 2"))
        .isEqualTo("[\"a, b\",3]");
  }

  @Test
  void a_pipeline_without_options_is_as_its_file_says() throws Exception {
    assertThat(execute("submit", pipeline(TWO_STEPS))).isZero();
    assertThat(
            table.all(
                "SELECT COALESCE(run_at, '-'), max_attempts, prompt, priority, reuse FROM jobs"
                    + " ORDER BY id"))
        .containsExactly("-|3|two|2|0", "-|3|null|2|0", "-|3|null|2|0");
  }

  @Test
  void a_pipeline_under_a_unique_key_is_queued_once() throws Exception {
    String file = pipeline(TWO_STEPS);
    assertThat(execute("submit", file, "--unique", "night")).isZero();
    environment.put("WORKER_MAX_QUEUE_SIZE", "1"); // what is there is told however full it is
    assertThat(execute("submit", file, "--unique", "night")).isZero();

    assertThat(out()).containsExactly("1");
    assertThat(err()).containsExactly("Job 1 has this unique key already (waiting_for_children).");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("3");
  }

  @Test
  void options_that_say_nothing_of_a_pipeline_are_refused() throws Exception {
    String file = pipeline(TWO_STEPS);
    Map<String, String> sentences =
        Map.of(
            "--json=a.json",
            "--json is for jobs; a pipeline file's parameters are given by --input NAME=VALUE.",
            "--keying=a=1",
            "--keying is for jobs; in a pipeline file the dials stand in the step's \"input\".",
            "--force",
            "--force is for jobs; a pipeline file is queued only when nothing in it is wrong.",
            "--max-attempts=0",
            "--max-attempts: 0 is not a whole number from 1 to 1000.",
            "--timeout=soon",
            "--timeout: ");
    for (Map.Entry<String, String> one : sentences.entrySet()) {
      assertThat(execute("submit", file, one.getKey())).as(one.getKey()).isEqualTo(2);
      assertThat(err().get(0)).startsWith(one.getValue());
    }
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  @Test
  void a_pipeline_that_was_put_off_tells_its_time_and_is_brought_forward() throws Exception {
    execute("submit", pipeline(TWO_STEPS), "--run-at", "2030-01-31 18:30");
    execute("show", "1", "--log", "0");
    assertThat(out()).contains("  TIME  goes on, not before");
    assertThat(out.toString()).contains("2030-01-31 18:30:00  goes on, not before");
    execute("status", "--json");
    assertThat(json().path("queues").toString()).contains("pipeline");

    assertThat(execute("retry", "1", "--dry-run")).isZero();
    assertThat(out()).endsWith("1 job would be queued again.");
    assertThat(execute("retry", "1")).isZero();
    assertThat(out()).containsExactly("Job 1 waits for its time no more.");
    assertThat(table.one("SELECT count(*) FROM jobs WHERE run_at IS NOT NULL")).isEqualTo("0");
    assertThat(execute("retry", "1", "--dry-run")).isEqualTo(6);
    assertThat(execute("retry", "1")).isEqualTo(6);
    assertThat(err().get(0)).startsWith("Job 1 is waiting_for_children and is not queued again");
  }

  @Test
  void the_command_for_pipelines_takes_the_same_options() throws Exception {
    String file = pipeline(TWO_STEPS);
    String[] night = {"pipeline", file, "--priority", "4", "--unique", "night", "--note", "hers"};
    assertThat(execute(night)).isZero();
    assertThat(execute(night)).isZero();
    assertThat(out()).containsExactly("1");
    assertThat(table.all("SELECT priority, unique_key, prompt FROM jobs WHERE id = 1"))
        .containsExactly("4|night|hers");
    assertThat(execute("pipeline", file, "--wait", "--timeout", "soon")).isEqualTo(2);
    assertThat(err().get(0)).startsWith("--timeout: ");
  }
}
