package mediaworker.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** Jobs that are queued from the command line. */
class SubmitCommandTest extends QueueCommandsFixture {

  @Test
  void submit_prints_the_id_and_nothing_else() throws Exception {
    assertThat(
            execute(
                "submit",
                "trim",
                "-i",
                "source_video_url=a.mp4",
                "-i",
                "in_point=1",
                "-i",
                "out_point=3.5",
                "-i",
                "pingpong=true",
                "--priority",
                "4",
                "--note",
                "a note"))
        .isZero();

    assertThat(out()).containsExactly("1");
    assertThat(err()).isEmpty();
    assertThat(table.all("SELECT job_type, status, input_data, priority, prompt FROM jobs"))
        .containsExactly(
            "trim|queued|{\"source_video_url\":\"a.mp4\",\"in_point\":1,\"out_point\":3.5,"
                + "\"pingpong\":true}|4|a note");
  }

  @Test
  void a_name_given_twice_makes_a_list_and_what_is_no_json_is_a_text() throws Exception {
    execute("submit", "stitching", "-i", "videos=007", "-i", "videos=[b.mp4", "-i", "videos=c=d");

    assertThat(table.one("SELECT input_data FROM jobs"))
        .isEqualTo("{\"videos\":[\"007\",\"[b.mp4\",\"c=d\"]}");
  }

  @Test
  void submit_names_fields_that_would_be_left_aside() throws Exception {
    assertThat(execute("submit", "noop", "-i", "second=1", "--dry-run")).isZero();
    assertThat(err()).containsExactly("Not known and left aside: \"second\" (is seconds meant?).");
  }

  @Test
  void of_a_list_it_says_which_job_has_them() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("in.json"),
            "[{\"seconds\": 1}, {\"second\": 1}, {\"second\": 2}, {\"x\": 1}]");

    assertThat(execute("submit", "noop", "--json", file.toString(), "--dry-run")).isZero();
    assertThat(err())
        .containsExactly(
            "job 2 and 1 other: Not known and left aside: \"second\" (is seconds meant?).",
            "job 4: Not known and left aside: \"x\".");
  }

  @Test
  void remarks_are_told_beside_what_is_wrong() throws Exception {
    String file =
        pipeline("steps:\n- {name: one, job: keying, input: {tolerance: 9, tolerence: 1}}\n");

    assertThat(execute("submit", file)).isEqualTo(2);
    assertThat(err())
        .containsExactly(
            "Step one: Not known and left aside: \"tolerence\".",
            "Step one: The input is not right: \"video\" is missing; \"tolerance\" is 9 but must be"
                + " between 0.2 and 4.",
            "Nothing was queued.");
  }

  @Test
  void submit_without_input_leaves_the_column_empty() throws Exception {
    assertThat(execute("submit", "noop")).isZero();
    assertThat(table.one("SELECT input_data FROM jobs")).isNull();
  }

  @Test
  void a_job_waits_for_others_that_are_there() throws Exception {
    table.insertMany(2, "noop");

    assertThat(
            execute(
                "submit", "noop", "--depends-on", "1,2", "--on-need-failed", "skip", "--dry-run"))
        .isZero();
    assertThat(out()).containsExactly("noop, after jobs [1, 2]", "1 job would be queued.");
    assertThat(
            execute(
                "submit",
                "noop",
                "--depends-on",
                "1",
                "--depends-on",
                "2",
                "--on-need-failed",
                "skip"))
        .isZero();
    assertThat(table.all("SELECT depends_on, on_need_failed FROM jobs WHERE id = 3"))
        .containsExactly("[1, 2]|skip");

    assertThat(execute("submit", "noop", "--depends-on", "2", "--depends-on", "7")).isEqualTo(6);
    assertThat(err())
        .containsExactly("Nothing was queued: it would need job 7, which is not there.");
    assertThat(execute("submit", "noop", "--depends-on", "7,8")).isEqualTo(6);
    assertThat(err())
        .containsExactly("Nothing was queued: it would need jobs that are not there: 7, 8.");
    assertThat(execute("submit", "noop", "--depends-on", "1", "--on-need-failed", "stop"))
        .isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("--on-need-failed: stop is not fail, skip or run_anyway.");
    assertThat(execute("submit", pipeline(TWO_STEPS), "--depends-on", "1")).isEqualTo(2);
    assertThat(err().get(0)).startsWith("--depends-on and --on-need-failed are for jobs;");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("3");
  }

  @Test
  void a_parent_that_is_not_there_is_refused() throws Exception {
    String steps = pipeline(TWO_STEPS);
    for (String what : List.of("noop", steps)) {
      for (List<String> more : List.of(List.of("--dry-run"), List.<String>of())) {
        List<String> words = new ArrayList<>(List.of("submit", what, "--parent", "7"));
        words.addAll(more);
        assertThat(execute(words.toArray(new String[0]))).as("%s", words).isEqualTo(6);
        assertThat(err())
            .containsExactly(
                "Nothing was queued: it would be a part of job 7, which is not there.");
      }
    }
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");

    table.insert("noop", null);
    assertThat(execute("submit", "noop", "--parent", "1", "--unique", "part")).isZero();
    table.run("DELETE FROM jobs WHERE id = 1");
    assertThat(execute("submit", "noop", "--parent", "1", "--unique", "part"))
        .as("one that is there is answered all the same")
        .isZero();
  }

  @Test
  void a_dry_run_checks_jobs_and_tells_what_would_be_queued() throws Exception {
    assertThat(
            execute(
                "submit",
                "trim",
                "--dry-run",
                "-p",
                "source_video_url=a.mp4",
                "-i",
                "in_point=1",
                "--input",
                "out_point=3",
                "--priority",
                "4",
                "--run-at",
                "2090-01-31 18:30",
                "--unique",
                "cut",
                "--note",
                "hers"))
        .isZero();
    assertThat(out())
        .containsExactly(
            "trim {\"source_video_url\":\"a.mp4\",\"in_point\":1,\"out_point\":3}, priority 4, not"
                + " before TIME, unless one is there already under the key cut, note: hers",
            "1 job would be queued.");
    assertThat(execute("submit", "noop", "--dry-run", "-i", "seconds=soon")).isEqualTo(2);
    assertThat(err()).hasSize(2);
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  @Test
  void a_dry_run_tells_what_the_queue_would_refuse_or_has_already() throws Exception {
    String file = pipeline(TWO_STEPS);
    assertThat(execute("submit", "noop", "--unique", "night")).isZero();
    String there = "Job 1 has this unique key already (queued).";

    assertThat(execute("submit", "noop", "--unique", "night", "--dry-run")).isZero();
    assertThat(err()).containsExactly(there);
    assertThat(out()).containsExactly("0 jobs would be queued.");
    assertThat(execute("submit", file, "--unique", "night", "--dry-run")).isZero();
    assertThat(err()).containsExactly(there);
    assertThat(out()).isEmpty();
    assertThat(execute("submit", "noop", "--depends-on", "1,7", "--dry-run")).isEqualTo(6);
    assertThat(err())
        .containsExactly("Nothing was queued: it would need job 7, which is not there.");
    environment.put("WORKER_MAX_QUEUE_SIZE", "2");
    assertThat(execute("submit", "noop", "--dry-run")).isZero();
    assertThat(execute("submit", file, "--dry-run")).isEqualTo(7);
    assertThat(err().get(0)).startsWith("The queue is full: 1 job waits, 2 more would come");
    environment.put("WORKER_MAX_QUEUE_SIZE", "1");
    assertThat(execute("submit", "noop", "--dry-run")).isEqualTo(7);
    assertThat(err().get(0)).startsWith("The queue is full: 1 job waits, and max-queue-size is 1");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("1");
  }

  @Test
  void no_job_may_be_tried_more_often_than_the_api_lets_it() {
    assertThat(execute("submit", "noop", "--max-attempts", "1001")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("--max-attempts: 1001 is not a whole number from 1 to 1000.");
    assertThat(execute("submit", "noop", "--max-attempts", "1000")).isZero();
  }

  @Test
  void input_may_come_from_a_file_and_a_list_makes_a_job_of_each() throws Exception {
    Path file = Files.writeString(folder.resolve("in.json"), "[{\"seconds\": 1}, {}]");

    assertThat(execute("submit", "noop", "--json", file.toString(), "-i", "seconds=2")).isZero();
    assertThat(out()).containsExactly("1", "2");
    assertThat(table.all("SELECT input_data FROM jobs"))
        .containsExactly("{\"seconds\":2}", "{\"seconds\":2}");
  }

  @Test
  void wrong_fields_are_told_before_anything_is_queued() throws Exception {
    assertThat(execute("submit", "keying", "-i", "video=a.mp4", "-i", "tolerance=9")).isEqualTo(2);
    assertThat(err())
        .containsExactly(
            "The input is not right: \"tolerance\" is 9 but must be between 0.2 and 4.",
            "Nothing was queued. Fields: bin/worker types keying");
    assertThat(out()).isEmpty();
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");

    assertThat(execute("submit", "keyin")).isEqualTo(2);
    assertThat(err())
        .containsExactly("There is no job type \"keyin\"; is keying meant?", "Nothing was queued.");
    assertThat(execute("submit", "--force", "keyin")).isZero();
  }

  @Test
  void paid_types_are_looked_at_too_without_a_key() {
    assertThat(execute("submit", "image_generation")).isEqualTo(2);
    assertThat(err().get(0)).contains("\"prompt\" is missing");
    assertThat(execute("submit", "image_generation", "-i", "prompt=a fox")).isZero();
  }

  @Test
  void files_of_jobs_may_be_written_in_any_form_of_unicode_and_others_are_told() throws Exception {
    String job = "{\"seconds\": 0, \"note\": \"ü\"}";
    Path file = folder.resolve("job.json");
    for (String charset : List.of("UTF-8", "UTF-16BE", "UTF-16LE")) {
      Files.write(file, ("\uFEFF" + job).getBytes(charset));
      assertThat(execute("submit", "noop", "--json", file.toString(), "--dry-run"))
          .as(charset + err)
          .isZero();
    }
    Files.write(file, job.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(execute("submit", "noop", "--json", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--json: " + file + " is not valid JSON: Invalid UTF-8");
    assertThat(execute("submit", "noop", "--json", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--json: " + folder + " is a folder, not a file");
  }

  @Test
  void json_that_would_not_be_kept_as_written_is_refused() throws Exception {
    Path file = folder.resolve("job.json");
    Map<String, String> wrong =
        Map.of(
            "{\"a\": 1,\n\"a\": 2}",
            " has the field \"a\" twice, the second time in line 2: leave one of them.",
            "{\"a\": 1e400}",
            " has the number 1E+400, which is too large or too small for programs.",
            "{\"a\": \"\\ud83d\"}",
            " has half a character in a text, \\ud800 to \\udfff alone: write all of it.");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Files.writeString(file, each.getKey());
      assertThat(execute("submit", "noop", "--json", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("--json: " + file + each.getValue());
    }
    assertThat(execute("submit", "noop", "-i", "o={\"a\": 1, \"a\": 2}")).isEqualTo(2);
    assertThat(err.toString()).contains("--input: o has the field \"a\" twice: leave one of them.");
  }

  @Test
  void every_digit_of_a_number_is_kept() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.json"), "{\"seconds\": 0, \"a\": 0.12345678901234567890}");
    assertThat(execute("submit", "noop", "--json", file.toString(), "--dry-run")).isZero();
    assertThat(out.toString()).contains("0.12345678901234567890");
  }

  @Test
  void a_wrong_command_line_of_submit_is_told_in_a_line() throws Exception {
    Path list = Files.writeString(folder.resolve("list.json"), "[{}, {}]");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");
    Path text = Files.writeString(folder.resolve("text.json"), "\"a\"");

    Map<List<String>, String> wrong =
        Map.of(
            List.of("-i", "seconds"), "--input: \"seconds\" is not NAME=VALUE.",
            List.of("--json", "none.json"), "--json: there is no file none.json.",
            List.of("--json", text.toString()),
                "--json: " + text + " must hold a JSON object, or a list of objects.",
            List.of("--json", list.toString(), "--unique", "a"),
                "--unique names one job, and --json holds 2.",
            List.of("--max-attempts", "0"),
                "--max-attempts: 0 is not a whole number from 1 to 1000.",
            List.of("--run-at", "soon"),
                "--run-at: \"soon\" is not a time; write 2h, 30d, today, yesterday, 18:30,"
                    + " 2026-01-31 or \"2026-01-31 18:30\".",
            List.of("--wait", "--timeout", "long"),
                "--timeout: \"long\" is not a time; write 500ms, 30s, 10m, 6h or 1d.");
    wrong.forEach(
        (options, sentence) -> {
          List<String> all = new java.util.ArrayList<>(List.of("submit", "noop"));
          all.addAll(options);
          assertThat(execute(all.toArray(new String[0]))).as(sentence).isEqualTo(2);
          assertThat(err()).containsExactly(sentence, "Help: bin/worker submit --help");
        });
    assertThat(execute("submit", "noop", "--json", broken.toString())).isEqualTo(2);
    assertThat(err().get(0)).startsWith("--json: " + broken + " is not valid JSON: ");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  @Test
  void a_wrong_time_is_told_with_the_option_that_has_it() {
    for (String options : List.of("list --since", "list --before", "prune --older-than")) {
      String option = options.substring(options.indexOf(' ') + 1);
      String[] words = (options + " soon").split(" ");
      assertThat(execute(words)).as(options).isEqualTo(2);
      assertThat(err())
          .containsExactly(
              option
                  + ": \"soon\" is not a time; write 2h, 30d, today, yesterday, 18:30, 2026-01-31"
                  + " or \"2026-01-31 18:30\".",
              "Help: bin/worker " + words[0] + " --help");
    }
  }

  @Test
  void a_unique_key_queues_once_and_prints_the_same_id() {
    execute("submit", "noop", "--unique", "a");

    assertThat(execute("submit", "noop", "--unique", "a")).isZero();
    assertThat(out()).containsExactly("1");
    assertThat(err()).containsExactly("Job 1 has this unique key already (queued).");
  }

  @Test
  void a_full_queue_is_exit_code_7() {
    environment.put("WORKER_MAX_QUEUE_SIZE", "1");
    execute("submit", "noop");

    assertThat(execute("submit", "noop")).isEqualTo(7);
    assertThat(err())
        .containsExactly(
            "The queue is full: 1 job waits, and max-queue-size is 1. Wait until some are done, or"
                + " raise that setting.");
    assertThat(out()).isEmpty();
  }

  @Test
  void a_job_that_was_put_off_is_brought_forward_when_it_is_named() throws Exception {
    execute("submit", "noop", "--run-at", "2030-01-31 18:30");
    execute("submit", "noop");

    assertThat(execute("retry", "1", "2", "--json")).isEqualTo(6);
    assertThat(json().path("sooner").toString()).isEqualTo("[1]");
    assertThat(json().path("done").size()).isZero();
    assertThat(json().path("refused").path("2").asString()).isEqualTo("queued");
    assertThat(table.one("SELECT run_at FROM jobs WHERE id = 1")).isNull();
  }

  @Test
  void a_dry_run_tells_of_each_named_job_that_would_stay_as_it_is() throws Exception {
    execute("submit", "noop");
    execute("submit", "noop");
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 1");
    String completed = "Job 1 is completed and cannot be cancelled any more.";

    for (String[] command :
        new String[][] {{"retry", "1"}, {"cancel", "1"}, {"cancel", "1", "9"}}) {
      assertThat(execute(command)).isEqualTo(6);
      List<String> told = err();
      String[] dry = java.util.Arrays.copyOf(command, command.length + 1);
      dry[command.length] = "--dry-run";
      assertThat(execute(dry)).isEqualTo(6);
      assertThat(out()).isEmpty();
      assertThat(err()).isEqualTo(told).noneMatch(line -> line.equals("No such jobs."));
    }
    assertThat(execute("cancel", "1", "2", "9", "--dry-run")).isEqualTo(6);
    assertThat(out()).endsWith("1 job would be cancelled.");
    assertThat(err()).containsExactly(completed, "There is no job 9.");
    assertThat(execute("cancel", "1", "2", "--dry-run", "--json")).isEqualTo(6);
    assertThat(json().path(0).path("id").asInt()).isEqualTo(2);
    assertThat(err()).containsExactly(completed);
    assertThat(execute("cancel", "--status", "failed", "--dry-run")).isEqualTo(6);
    assertThat(err()).containsExactly("No such jobs.");
    assertThat(table.one("SELECT status FROM jobs WHERE id = 2")).isEqualTo("queued");
  }

  @Test
  void a_job_that_may_reuse_says_so() throws Exception {
    assertThat(execute("submit", "noop", "--reuse")).isZero();
    assertThat(table.one("SELECT reuse FROM jobs")).isEqualTo("1");
    table.run("UPDATE jobs SET reused_from = 7, status = 'completed', result_data = 'a.png'");

    execute("show", "1", "--log", "0");
    assertThat(out()).contains("  reuse      yes", "  reused     from job 7");
    execute("list");
    assertThat(out().get(1)).endsWith("a.png (reused from job 7)");
  }

  @Test
  void a_time_to_come_is_kept_as_the_table_has_it() throws Exception {
    execute("submit", "noop", "--run-at", "2030-01-31 18:30");
    assertThat(table.one("SELECT run_at FROM jobs")).isEqualTo("2030-01-31 18:30:00.000000");
  }
}
