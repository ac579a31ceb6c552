package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that queue, show and steer jobs: their whole output and their exit codes. */
class QueueCommandsTest {

  private static final String TIME = "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private volatile StringWriter out = new StringWriter();
  private volatile StringWriter err = new StringWriter();
  private JobTable table;

  @BeforeEach
  void makeDatabase() throws Exception {
    folder = folder.toRealPath();
    assertThat(execute("init")).isZero();
    table = new JobTable(folder.resolve("jobs.db"));
  }

  @AfterEach
  void close() throws Exception {
    table.close();
  }

  private int execute(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--db";
    all[arguments.length + 1] = folder.resolve("jobs.db").toString();
    return Main.execute(
        all, environment, folder, null, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private List<String> out() {
    return lines(out);
  }

  private List<String> err() {
    return lines(err);
  }

  /** Without the times of the run. */
  private static List<String> lines(StringWriter writer) {
    return writer.toString().lines().map(line -> line.replaceAll(TIME, "TIME")).toList();
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  /** A queue that has waited for a while, so that ages do not change while the test runs. */
  private void created(String ago) throws Exception {
    table.run("UPDATE jobs SET created_at = datetime('now', 'localtime', '-" + ago + "')");
  }

  private static <T> FutureTask<T> beside(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "Beside");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  // --- submit ---

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
  void show_tells_what_a_job_needs_and_names_the_steps_of_a_pipeline() throws Exception {
    execute("submit", pipeline(TWO_STEPS));
    table.run(
        "INSERT INTO jobs (id, job_type, status, depends_on, on_need_failed, input_data, used_input)"
            + " VALUES (10, 'noop', 'waiting_for_jobs', '[2, 9]', 'skip',"
            + " '{\"seconds\": \"${job.2.result}\"}', '{\"seconds\": \"1\"}')",
        "INSERT INTO job_needs (job_id, needs_id) VALUES (10, 2), (10, 9)");

    assertThat(execute("show", "10")).isZero();
    assertThat(out())
        .containsSubsequence(
            "  used input {\"seconds\": \"1\"}",
            "  needs      jobs [2, 9], where one fails: skip",
            "  open needs job 2 (queued), job 9 (gone)");
    assertThat(execute("show", "10", "--json")).isZero();
    assertThat(json().get("depends_on").toString()).isEqualTo("[2,9]");
    assertThat(json().get("on_need_failed").asString()).isEqualTo("skip");
    assertThat(json().get("used_input").toString()).isEqualTo("{\"seconds\":\"1\"}");
    assertThat(json().get("open_needs").toString())
        .isEqualTo("[{\"id\":2,\"status\":\"queued\"},{\"id\":9,\"status\":\"\"}]");

    assertThat(execute("show", "1")).isZero();
    assertThat(out())
        .anyMatch(line -> line.matches("  ID +STEP +TYPE +STATUS .*"))
        .anyMatch(line -> line.matches("  2 +\\w+ +noop +.*"));
    String step = table.one("SELECT step FROM jobs WHERE id = 2");
    assertThat(execute("show", "2")).isZero();
    assertThat(out()).contains("  step       " + step);
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
                "--run-at: \"soon\" is not a time; write 2h, 30d, today, yesterday, 18:30, 2026-01-31 or"
                    + " \"2026-01-31 18:30\".",
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
                  + ": \"soon\" is not a time; write 2h, 30d, today, yesterday, 18:30, 2026-01-31 or"
                  + " \"2026-01-31 18:30\".",
              "Help: bin/worker " + words[0] + " --help");
    }
  }

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

  private String pipeline(String text) throws Exception {
    return Files.writeString(folder.resolve("p.yaml"), text).toString();
  }

  private static final String TWO_STEPS =
      """
      name: two
      priority: 2
      parameters: {words: [none]}
      steps:
        - {name: one, job: noop}
        - {name: two, job: noop, needs: one}
      """;

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

  private void awaitOutput(String text) throws Exception {
    await(() -> out.toString().contains(text));
  }

  private void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited too long:\n" + out + err).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  // --- list and show ---

  @Test
  void a_misspelt_status_is_refused_and_words_of_others_are_not() throws Exception {
    assertThat(execute("list", "--status", "faild,queued")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("--status: no job is \"faild\", which is no word known here; is failed meant?");
    assertThat(execute("retry", "--status", "somehow")).isEqualTo(2);
    assertThat(err().get(0))
        .startsWith(
            "--status: no job is \"somehow\", which is no word known here; known are: blocked, busy, ");
    table.run("INSERT INTO jobs (job_type, status) VALUES ('noop', 'On hold')");
    assertThat(execute("list", "--status", "On hold")).isZero();
    assertThat(out()).hasSize(2);
  }

  @Test
  void a_misspelt_type_is_refused_and_types_of_others_are_not() throws Exception {
    assertThat(execute("list", "--type", "noop,keyin")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo(
            "--type: no job is of the type \"keyin\", which is not known here; is keying meant?");
    assertThat(execute("retry", "--type", "somehow")).isEqualTo(2);
    assertThat(err().get(0))
        .endsWith("which is not known here; bin/worker types lists those that are.");
    assertThat(execute("list", "--type", "keying")).isZero();
    assertThat(out()).containsExactly("No jobs.");
    table.run("INSERT INTO jobs (job_type) VALUES ('theirs')");
    assertThat(execute("list", "--type", "theirs")).isZero();
    assertThat(out()).hasSize(2);
  }

  @Test
  void list_shows_what_is_worth_a_glance() throws Exception {
    assertThat(execute("list")).isZero();
    assertThat(out()).containsExactly("No jobs.");

    execute("submit", "noop", "--note", "for Ann");
    execute("submit", "keying", "-i", "video=in.mp4");
    table.insert("trim", "{}");
    table.run(
        "UPDATE jobs SET created_at = datetime('now', 'localtime', '-3 hours')",
        "UPDATE jobs SET status = 'failed', attempts = 1, error_message = 'No clip.',"
            + " finished_at = datetime('now', 'localtime', '-3 days') WHERE id = 3",
        "UPDATE jobs SET status = 'keying_processing', attempts = 1, progress = 42,"
            + " progress_message = 'frame 12 of 40' WHERE id = 2");

    assertThat(execute("list")).isZero();
    assertThat(out())
        .containsExactly(
            "ID  TYPE    STATUS             DONE  TRY  AGE     WHAT",
            "3   trim    failed                   1/3  3 days  No clip.",
            "2   keying  keying_processing  42 %  1/3  3 h     frame 12 of 40",
            "1   noop    queued                   0/3  3 h     for Ann");

    assertThat(execute("list", "--status", "busy,done")).isZero();
    assertThat(out()).hasSize(2);
    assertThat(execute("list", "--since", "yesterday", "--type", "trim")).isZero();
    assertThat(out()).containsExactly("No jobs.");
    assertThat(execute("list", "-n", "2")).isZero();
    assertThat(out()).last().isEqualTo("2 of 3; more with --limit, or --after 2.");
    assertThat(execute("list", "--after", "2", "--order", "OLDEST", "--json")).isZero();
    assertThat(json().size()).isEqualTo(1);
    assertThat(json().get(0).get("job_type").asString()).isEqualTo("trim");
    assertThat(json().get(0).get("input_data").isObject()).isTrue();
    assertThat(execute("list", "-n", "0")).isEqualTo(2);
    assertThat(execute("list", "--after", "2", "--order", "claim")).isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("--after goes with the orders newest and oldest only.");
  }

  @Test
  void show_tells_the_life_of_a_job() throws Exception {
    execute("submit", "animation", "-i", "prompt=it jumps", "-i", "image=fox.png");
    table.insert("noop", null);
    table.run(
        "UPDATE jobs SET parent_job_id = 1, created_at = datetime('now', 'localtime', '-3 hours')"
            + " WHERE id = 2",
        "UPDATE jobs SET status = 'completed', attempts = 2, result_data = 'output/a.mp4',"
            + " created_at = '2026-05-04 12:00:00', started_at = '2026-05-04 12:01:00',"
            + " finished_at = '2026-05-04 12:01:08.5' WHERE id = 1",
        "INSERT INTO job_events (job_id, at, what, attempt, message) VALUES (1,"
            + " '2026-05-04 12:00:30', 'retry', 1, 'The disk was away.')",
        "INSERT INTO paid_calls (job_id, provider, model, operation, state, marker, task_id, cost,"
            + " cost_unit, intended_at, accepted_at, ended_at) VALUES (1, 'kling', 'v2',"
            + " 'ANIMATION', 'delivered', 'm', 't-1', 0.25, 'USD', '2026-05-04 12:01:01',"
            + " '2026-05-04 12:01:02', '2026-05-04 12:01:07')");
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(
        folder.resolve("logs/worker.log"),
        "2026-05-04 12:01:00.000 INFO  [job 1] [Thread-main] Submitted job 1\n"
            + "2026-05-04 12:01:00.000 INFO  [job 11] [Thread-main] Submitted job 11\n"
            + "2026-05-04 12:01:03.000 ERROR [job 1] [Thread-x] A fault\n"
            + "java.io.IOException: away\n"
            + "2026-05-04 12:01:04.000 INFO  [Thread-main] Nothing of it\n");

    assertThat(execute("show", "1")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "Job 1: animation, completed",
            "  input      {\"prompt\":\"it jumps\",\"image\":\"fox.png\"}",
            "  attempts   2 of 3",
            "  result     output/a.mp4",
            "",
            "Timeline",
            "  2026-05-04 12:00:00  queued",
            "  2026-05-04 12:00:30  attempt 1 failed, another follows: The disk was away.",
            "  2026-05-04 12:01:00  started, attempt 2",
            "  2026-05-04 12:01:01  asked kling",
            "  2026-05-04 12:01:02  kling took it",
            "  2026-05-04 12:01:07  kling: delivered",
            "  2026-05-04 12:01:08  completed after 8.5 s",
            "",
            "Paid calls",
            "  kling  v2  delivered  task t-1  0.25 USD",
            "",
            "Parts",
            "  ID  TYPE  STATUS  DONE  TRY  AGE  WHAT",
            "  2   noop  queued        0/3  3 h",
            "",
            "Log",
            "  2026-05-04 12:01:00.000 INFO  [job 1] [Thread-main] Submitted job 1",
            "  2026-05-04 12:01:03.000 ERROR [job 1] [Thread-x] A fault",
            "  java.io.IOException: away");

    assertThat(execute("show", "1", "--json")).isZero();
    assertThat(json().get("calls").get(0).get("cost").asDouble()).isEqualTo(0.25);
    assertThat(json().get("children").get(0).get("id").asInt()).isEqualTo(2);
    assertThat(json().get("history").get(0).get("what").asString()).isEqualTo("retry");
    assertThat(execute("show", "2", "--log", "0")).isZero();
    assertThat(out.toString()).startsWith("Job 2: noop, queued, next in line\n  part of    1\n");
    assertThat(execute("show", "99")).isEqualTo(6);
    assertThat(err()).containsExactly("There is no job 99 in " + folder.resolve("jobs.db") + ".");
  }

  // --- logs ---

  @Test
  void logs_are_those_of_one_job_also_from_rolled_files() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    gzip(logs.resolve("worker.2026-05-03.10.log.gz"), line("1", "third"));
    gzip(logs.resolve("worker.2026-05-03.9.log.gz"), line("1", "second") + line("2", "other"));
    gzip(logs.resolve("worker.2026-05-02.0.log.gz"), line("1", "first"));
    Files.writeString(logs.resolve("worker.log"), line("2", "other") + line("1", "last"));

    assertThat(execute("logs", "1")).isZero();
    assertThat(out().stream().map(text -> text.replaceAll(".* ", "")))
        .containsExactly("first", "second", "third", "last");
    assertThat(execute("logs", "1", "-n", "2")).isZero();
    assertThat(out()).hasSize(2);
    assertThat(execute("logs", "-n", "1")).isZero();
    assertThat(out()).hasSize(1);
    execute("submit", "noop");
    assertThat(execute("logs", "7")).isEqualTo(6);
    assertThat(err()).containsExactly("There is no job 7 in " + folder.resolve("jobs.db") + ".");
  }

  @Test
  void logs_follow_a_job_until_it_is_over_and_over_a_new_file() throws Exception {
    execute("submit", "noop");
    Path log = Files.createDirectories(folder.resolve("logs")).resolve("worker.log");
    Files.writeString(log, line("1", "one") + "2026-05-04 12:01:00.000 INFO  [job 1] [T] ha");
    FutureTask<Integer> end = beside(() -> execute("logs", "1", "-f"));
    awaitOutput("one");
    Files.writeString(log, "lf\n", java.nio.file.StandardOpenOption.APPEND);
    awaitOutput("half");
    Files.move(log, log.resolveSibling("old.log"));
    Files.writeString(log, line("1", "two"));
    awaitOutput("two");
    table.run("UPDATE jobs SET status = 'completed'");

    assertThat(end.get()).isZero();
    assertThat(out().stream().map(text -> text.replaceAll(".* ", "")))
        .containsExactly("one", "half", "two");
  }

  private static String line(String job, String text) {
    return "2026-05-04 12:01:00.000 INFO  [job " + job + "] [Thread-main] " + text + "\n";
  }

  private static void gzip(Path file, String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Files.write(file, bytes.toByteArray());
  }

  // --- steering ---

  @Test
  void cancel_names_what_it_did_and_what_it_could_not() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 3");

    assertThat(execute("cancel", "1")).isZero();
    assertThat(out()).containsExactly("Job 1 is cancelled.");
    assertThat(execute("cancel", "2", "3", "9")).isEqualTo(6);
    assertThat(out()).containsExactly("Job 2 is cancelled.");
    assertThat(err())
        .containsExactly(
            "Job 3 is completed and cannot be cancelled any more.", "There is no job 9.");
    assertThat(execute("cancel", "3", "--json")).isEqualTo(6);
    assertThat(json().get("refused").get("3").asString()).isEqualTo("completed");
  }

  @Test
  void who_names_no_job_and_no_filter_changes_nothing() throws Exception {
    table.insert("noop", null);

    assertThat(execute("cancel")).isEqualTo(2);
    assertThat(err())
        .containsExactly(
            "Name jobs by their ids, or say which with --status, --type, --since and the like.",
            "Help: bin/worker cancel --help");
    assertThat(execute("cancel", "1", "--type", "noop")).isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("Either ids or --status, --type and the like, not both.");
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("queued");
  }

  @Test
  void many_are_cancelled_by_what_they_are_after_a_dry_run() throws Exception {
    table.insertMany(2, "noop");
    table.insert("trim", "{}");
    created("3 hours");

    assertThat(execute("cancel", "--type", "noop", "--dry-run")).isZero();
    assertThat(out())
        .containsExactly(
            "ID  TYPE  STATUS  DONE  TRY  AGE  WHAT",
            "1   noop  queued        0/3  3 h",
            "2   noop  queued        0/3  3 h",
            "2 jobs would be cancelled.");
    assertThat(execute("cancel", "--type", "noop")).isZero();
    assertThat(out()).containsExactly("2 jobs are cancelled: 1, 2.");
    assertThat(execute("cancel", "--type", "noop")).isEqualTo(6);
    assertThat(err()).containsExactly("No such jobs.");
    assertThat(table.all("SELECT status FROM jobs"))
        .containsExactly("cancelled", "cancelled", "queued");
  }

  @Test
  void retry_takes_failed_and_cancelled_jobs_and_completed_ones_when_told() throws Exception {
    table.insertMany(3, "noop");
    table.run(
        "UPDATE jobs SET status = 'failed', finished_at = datetime('now', 'localtime')",
        "UPDATE jobs SET finished_at = '2020-01-01 00:00:00' WHERE id = 1",
        "UPDATE jobs SET status = 'completed' WHERE id = 3");

    assertThat(execute("retry", "--status", "failed", "--type", "noop", "--since", "yesterday"))
        .isZero();
    assertThat(out()).containsExactly("Job 2 is queued again.");
    assertThat(execute("retry", "3")).isEqualTo(6);
    assertThat(err())
        .containsExactly(
            "Job 3 is completed and is not queued again: only failed, skipped and cancelled jobs"
                + " are, those that wait for their time, and with --completed also completed ones.");
    assertThat(execute("retry", "3", "--completed")).isZero();
    assertThat(table.all("SELECT status FROM jobs")).containsExactly("failed", "queued", "queued");
    table.run(
        "UPDATE jobs SET status = 'skipped', depends_on = '[1]' WHERE id = 2",
        "UPDATE jobs SET status = 'failed', depends_on = '[2]' WHERE id = 3",
        "INSERT INTO job_needs (job_id, needs_id, met) VALUES (2, 1, 2), (3, 2, 2)");
    assertThat(execute("retry", "1")).isZero();
    assertThat(out())
        .containsExactly("Job 1 is queued again.", "So are 2 jobs: 2, 3, given up for its sake.");
    assertThat(table.all("SELECT status FROM jobs")).containsExactly("queued", "queued", "queued");
    table.run("UPDATE jobs SET status = 'skipped' WHERE id = 2");
    assertThat(execute("retry", "2", "--json")).isZero();
    assertThat(json().toString())
        .isEqualTo("{\"done\":[2],\"refused\":{},\"along\":[],\"sooner\":[]}");
  }

  @Test
  void priority_is_given_to_what_waits() throws Exception {
    table.insert("noop", null);

    assertThat(execute("priority", "--to", "10", "1")).isZero();
    assertThat(out()).containsExactly("Job 1 is of priority 10.");
    assertThat(table.one("SELECT priority FROM jobs")).isEqualTo("10");
    assertThat(execute("priority", "1")).isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("Missing required option: '--to=N'.");
  }

  @Test
  void delete_by_filter_wants_a_yes() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE jobs SET status = 'processing' WHERE id = 3");

    assertThat(execute("delete", "--type", "noop")).isZero();
    assertThat(out()).last().isEqualTo("2 jobs would be deleted; do it with --yes.");
    assertThat(execute("delete", "--type", "noop", "--yes")).isZero();
    assertThat(out()).containsExactly("2 jobs are deleted: 1, 2.");
    assertThat(execute("delete", "3")).isEqualTo(6);
    assertThat(err()).containsExactly("Job 3 is processing and is not deleted without --force.");
    assertThat(execute("delete", "3", "--force")).isZero();
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("0");
  }

  // --- pause and resume ---

  @Test
  void pause_and_resume_say_what_they_hold() throws Exception {
    assertThat(execute("pause", "--reason", "lunch")).isZero();
    assertThat(out()).containsExactly("Paused everything. Go on with: bin/worker resume");
    assertThat(execute("pause", "keying", "kling")).isZero();
    assertThat(out())
        .containsExactly(
            "Paused jobs of type keying. Go on with: bin/worker resume keying",
            "Paused the provider kling. Go on with: bin/worker resume kling");
    assertThat(execute("pause", "keying")).isZero();
    assertThat(out().get(0)).startsWith("Was paused already: jobs of type keying.");
    assertThat(execute("pause", "--list")).isZero();
    assertThat(out())
        .containsExactly(
            "Paused: everything since TIME (lunch)",
            "Paused: jobs of type keying since TIME",
            "Paused: the provider kling (paused by a person)");
    assertThat(execute("pause", "--list", "--json")).isZero();
    assertThat(json().get(0).get("reason").asString()).isEqualTo("lunch");

    assertThat(execute("resume")).isZero();
    assertThat(out())
        .containsExactly(
            "Everything goes on but what is paused by itself: jobs of type keying, the provider"
                + " kling.");
    assertThat(execute("resume")).isEqualTo(6);
    assertThat(err())
        .containsExactly(
            "Not everything is paused, only: jobs of type keying, the provider kling.");
    assertThat(execute("resume", "keying", "kling")).isZero();
    assertThat(out()).containsExactly("Jobs of type keying go on.", "Jobs go to kling again.");
    assertThat(execute("resume", "kling")).isEqualTo(6);
    assertThat(err()).containsExactly("kling is not paused.");
    assertThat(execute("resume")).isEqualTo(6);
    assertThat(err()).containsExactly("Nothing is paused.");
  }

  @Test
  void a_name_that_means_nothing_or_two_things_is_asked_about() {
    assertThat(execute("pause", "klin")).isEqualTo(6);
    assertThat(err()).containsExactly("\"klin\" is no job type, lane or provider; is kling meant?");
    assertThat(execute("pause", "fal")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("fal means several things: say --provider fal or --type fal.");
    assertThat(execute("pause", "--provider", "fal")).isZero();
    assertThat(out().get(0)).startsWith("Paused the provider fal.");
  }

  @Test
  void only_what_there_is_can_be_paused() throws Exception {
    assertThat(execute("pause", "--type", "keyin")).isEqualTo(6);
    assertThat(err()).containsExactly("There is no job type \"keyin\"; is keying meant?");
    assertThat(execute("pause", "--provider", "klin")).isEqualTo(6);
    assertThat(err()).containsExactly("There is no provider \"klin\"; is kling meant?");
    assertThat(table.all("SELECT * FROM v_pauses")).isEmpty();

    table.run("INSERT INTO jobs (job_type) VALUES ('of_others')");
    assertThat(execute("pause", "of_others")).isZero();
    assertThat(table.all("SELECT scope, name FROM v_pauses")).containsExactly("type|of_others");
  }

  @Test
  void whatever_is_paused_goes_on_by_the_name_under_which_it_is_shown() throws Exception {
    table.run(
        "INSERT INTO pauses (scope, name) VALUES ('all', 'noop'), ('type', 'keyin'),"
            + " ('lane', 'gone'), ('type', 'fal')");
    table.run("INSERT INTO providers (name, paused_until) VALUES ('other', '9999-12-31')");

    assertThat(execute("doctor")).isEqualTo(4);
    List<String> advised =
        out().stream()
            .filter(line -> line.contains("go on with: bin/worker resume"))
            .map(line -> line.replaceFirst(".*bin/worker ", ""))
            .toList();
    assertThat(advised)
        .containsExactly("resume", "resume gone", "resume fal", "resume keyin", "resume other");
    for (String advice : advised) {
      assertThat(execute(advice.split(" "))).as(advice).isZero();
    }
    assertThat(table.all("SELECT * FROM v_pauses")).isEmpty();
    assertThat(execute("resume", "keyin")).isEqualTo(6);
    assertThat(err())
        .containsExactly("\"keyin\" is no job type, lane or provider; is keying meant?");
  }

  @Test
  void lanes_are_paused_by_name_and_shown_with_how_they_are_used() throws Exception {
    assertThat(execute("pause", "--lane", "gpus")).isEqualTo(6);
    assertThat(err()).containsExactly("There is no lane \"gpus\"; there is: cpu.");
    assertThat(execute("pause", "cpu", "--reason", "the fan")).isZero();
    assertThat(out()).containsExactly("Paused the lane cpu. Go on with: bin/worker resume cpu");
    assertThat(table.all("SELECT scope, name, reason FROM v_pauses"))
        .containsExactly("lane|cpu|the fan");
    table.insertMany(2, "trim");
    table.run(
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at, lanes) VALUES"
            + " ('there-1', 'another', 7, 'then', 3, '2026-01-01 00:00:00',"
            + " '[{\"lane\":\"cpu\",\"places\":2,\"types\":[\"trim\"]},"
            + "{\"lane\":\"gpu\",\"places\":1,\"types\":[\"big\"]}]')");

    assertThat(execute("status")).isZero();
    assertThat(out())
        .contains("Paused: the lane cpu since TIME (the fan)")
        .containsSequence("Lanes", "  cpu  0 of 2 busy  2 queued  PAUSED", "  gpu  0 of 1 busy");
    assertThat(execute("status", "--json")).isZero();
    assertThat(json().get("lanes").get(0).toString())
        .isEqualTo("{\"name\":\"cpu\",\"places\":2,\"busy\":0,\"queued\":2,\"paused\":true}");
    assertThat(execute("resume", "cpu")).isZero();
    assertThat(out()).containsExactly("Jobs in the lane cpu go on.");
    assertThat(execute("pause", "gpu")).isZero(); // a worker has it, though not this installation
  }

  // --- status ---

  @Test
  void status_is_the_queue_at_a_glance() throws Exception {
    table.insertMany(2, "noop");
    table.run(
        "INSERT INTO jobs (job_type, status) VALUES ('noop', 'completed'), ('trim', 'failed')",
        "INSERT INTO jobs (job_type, status, depends_on) VALUES ('trim', 'waiting_for_jobs', '[1]'),"
            + " ('trim', 'waiting_for_jobs', '[1]')",
        "UPDATE jobs SET created_at = datetime('now', 'localtime', '-2 hours')",
        "INSERT INTO pauses (scope, name, since) VALUES ('type', 'trim', '2026-05-04 12:00:00')");

    assertThat(execute("status")).isZero();
    assertThat(out())
        .containsExactly(
            "2 queued (latency 2 h), 0 busy, 0 waiting, 2 blocked, 0 scheduled, 1 failed, 0 to decide, PAUSED",
            "Paused: jobs of type trim since TIME",
            "",
            "Queues",
            "  TYPE  QUEUED  LATENCY  BUSY  WAITING  BLOCKED  SCHEDULED  DONE  FAILED  DECIDE",
            "  noop  2       2 h      .     .        .        .          1     .       .",
            "  trim  .                .     .        2        .          .     1       .",
            "",
            "Workers",
            "  none runs; start one with: bin/worker");
    assertThat(execute("status", "--json")).isZero();
    assertThat(json().get("queues").get(0).get("queued").asInt()).isEqualTo(2);
    assertThat(json().get("queues").get(0).get("latency_seconds").asDouble())
        .isBetween(7190.0, 10_800.0);
    assertThat(execute("status", "--watch", "--times", "2")).isZero();
    assertThat(out.toString())
        .matches("\\d\\d:\\d\\d:\\d\\d 2 queued \\(latency 2 h\\), 0 busy, .*PAUSED\\R");
    assertThat(execute("top", "--times", "1", "--json")).isZero();
    assertThat(json().get("counts").size()).isEqualTo(4);
    assertThat(json().get("queues").get(1).get("blocked").asInt()).isEqualTo(2);
  }

  @Test
  void without_a_terminal_a_line_comes_for_each_change_and_not_as_time_goes_by() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, created_at) VALUES ('noop', datetime('now', 'localtime', '-2"
            + " seconds'))");
    assertThat(execute("top", "--times", "3")).isZero();
    assertThat(out()).hasSize(1);
    assertThat(out().get(0)).contains(" 1 queued (latency ");
  }

  @Test
  void status_tells_how_much_of_a_providers_limits_is_taken() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'animation', 'waiting_remote')",
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, cost, cost_unit,"
            + " intended_at) VALUES (1, 'kling', 'x', 'accepted', 'm1', 1.5, 'unit',"
            + " strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime'))");
    Files.writeString(
        folder.resolve("worker.properties"), "kling.in-flight = 4\nkling.daily-budget = 20\n");

    assertThat(execute("status")).isZero();
    assertThat(out())
        .contains("Providers")
        .anyMatch(
            line -> line.matches("  kling  1 of 4 under way  1 calls today  1\\.5000 unit of 20"));
  }

  // --- prune ---

  @Test
  void prune_takes_old_rows_and_the_files_that_nobody_else_names() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (String name : List.of("a.webm", "b.webm", "c.png", "shared.webm", "new.webm")) {
      Files.writeString(output.resolve(name), "12345");
    }
    Path outside = Files.writeString(folder.resolve("mine.mp4"), "12345");
    table.run(
        "INSERT INTO jobs (job_type, status, result_data, outputs, finished_at) VALUES"
            + " ('a', 'completed', 'output/a.webm', '[\"output/a.webm\", \"output/c.png\"]',"
            + " '2020-01-01 00:00:00'),"
            + " ('a', 'completed', '/output/b.webm', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'failed', 'mine.mp4', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'output/shared.webm', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'output/../mine.mp4', 'not json', '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'https://x/y.webm', NULL, '2020-01-01 00:00:00')",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('b', 'queued', '{\"video\": \"output/shared.webm\"}')",
        "INSERT INTO jobs (job_type, status, result_data, finished_at) VALUES"
            + " ('a', 'completed', 'output/new.webm', datetime('now', 'localtime'))");

    assertThat(execute("prune", "--older-than", "30d")).isZero();
    String what = " 6 jobs that have ended before TIME, and 3 files (0.0 MB).";
    String stays = "1 file stays: another job names it.";
    assertThat(out())
        .containsExactly(
            "Would remove" + what, stays, "Nothing is removed yet: the same with --yes does it.");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("8");
    assertThat(output.resolve("a.webm")).exists();

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out()).containsExactly("Removed" + what, stays);
    assertThat(table.all("SELECT id FROM jobs")).containsExactly("7", "8");
    assertThat(output.resolve("a.webm")).doesNotExist();
    assertThat(output.resolve("b.webm")).doesNotExist();
    assertThat(output.resolve("c.png")).doesNotExist();
    assertThat(output.resolve("shared.webm")).exists();
    assertThat(output.resolve("new.webm")).exists();
    assertThat(outside).exists();
    assertThat(execute("prune", "--older-than", "30d", "--json")).isZero();
    assertThat(json().get("jobs").asInt()).isZero();
    assertThat(execute("prune", "--older-than", "30d")).isZero();
    assertThat(out()).containsExactly("Nothing to remove: no such job ended before TIME.");
    assertThat(execute("prune", "--older-than", "1d", "--status", "queued")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("--status: \"queued\" is not one of completed, failed, cancelled, skipped.");
  }

  @Test
  void prune_counts_a_file_once_however_many_batches_name_it() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (String name : List.of("both.webm", "needed.webm")) {
      Files.writeString(output.resolve(name), "12345");
    }
    String old = "'2020-01-01 00:00:00'";
    table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO"
            + " jobs (id, job_type, status, result_data, finished_at) SELECT i, 'a', 'completed',"
            + " CASE WHEN i IN (1, 501) THEN 'output/both.webm' WHEN i IN (2, 1001) THEN"
            + " 'output/needed.webm' END, "
            + old
            + " FROM n",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('b', 'queued', '{\"video\": \"/output/needed.webm\"}')");

    String what = " 1001 jobs that have ended before TIME, and 1 file (0.0 MB).";
    String stays = "1 file stays: another job names it.";
    assertThat(execute("prune", "--older-than", "30d")).isZero();
    assertThat(out())
        .containsExactly(
            "Would remove" + what, stays, "Nothing is removed yet: the same with --yes does it.");
    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out()).containsExactly("Removed" + what, stays);
    assertThat(output.resolve("both.webm")).doesNotExist();
    assertThat(output.resolve("needed.webm")).exists();
  }

  @Test
  void prune_that_ends_early_leaves_no_file_of_a_row_that_is_gone() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (int id : List.of(1, 500, 501, 1000, 1001, 1500, 1600)) {
      Files.writeString(output.resolve(id + ".webm"), "12345");
    }
    table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1600) INSERT INTO"
            + " jobs (id, job_type, status, result_data, finished_at) SELECT i, 'a', 'completed',"
            + " 'output/' || i || '.webm', '2020-01-01 00:00:00' FROM n",
        "CREATE TRIGGER stop BEFORE DELETE ON jobs WHEN old.id = 1500"
            + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isEqualTo(ExitCodes.DATABASE);
    assertThat(err()).singleElement().asString().contains("not this one");
    assertThat(table.one("SELECT min(id) || ' ' || count(*) FROM jobs")).isEqualTo("1001 600");
    try (Stream<Path> left = Files.list(output)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("1001.webm", "1500.webm", "1600.webm");
    }
  }

  @Test
  void prune_keeps_files_that_rows_name_in_dials_or_use_and_takes_the_extra_ones()
      throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Files.createSymbolicLink(folder.resolve("output"), disk);
    for (String name : List.of("matte.png", "used.mp4", "linked.mp4", "extra.gif", "a.webm")) {
      Files.writeString(disk.resolve(name), "12345");
    }
    String old = ", '2020-01-01 00:00:00')";
    table.run(
        "INSERT INTO jobs (job_type, status, result_data, findings, finished_at) VALUES"
            + " ('a', 'completed', 'output/matte.png', NULL"
            + old
            + ", ('a', 'completed', 'output/used.mp4', NULL"
            + old
            + ", ('a', 'completed', 'output/linked.mp4', NULL"
            + old
            + ", ('a', 'completed', 'output/a.webm', '{\"extra_files\": [\"output/extra.gif\"]}'"
            + old,
        "INSERT INTO jobs (job_type, status, keying_settings) VALUES"
            + " ('a', 'keying_queued', '{\"hold_out\": {\"matte\": \"output/matte.png\"}}')",
        "INSERT INTO jobs (job_type, status, used_input) VALUES"
            + " ('a', 'queued', '{\"video\": \"output/used.mp4\"}')",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('a', 'queued', '{\"video\": \"/output/linked.mp4\"}')");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(disk)
        .isDirectoryContaining("glob:**/matte.png")
        .isDirectoryContaining("glob:**/used.mp4")
        .isDirectoryContaining("glob:**/linked.mp4")
        .isDirectoryNotContaining("glob:**/a.webm")
        .isDirectoryNotContaining("glob:**/extra.gif");
  }

  @Test
  void prune_keeps_files_that_rows_name_as_browsers_and_windows_write_them() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output/set"));
    List<String> names = List.of("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "gone.mp4");
    for (String name : names) {
      Files.writeString(output.resolve(name), "12345");
      table.run(
          "INSERT INTO jobs (job_type, status, result_data, finished_at) VALUES ('a', 'completed',"
              + " 'output/set/"
              + name
              + "', '2020-01-01 00:00:00')");
    }
    for (String spelling :
        List.of(
            "output/set/a.mp4?v=123",
            "output\\\\set\\\\b.mp4",
            "/output//set/c.mp4?v=1",
            "output/../output/set/d.mp4",
            " output/set/e.mp4 ",
            "https://example.com/output/set/gone.mp4",
            "elsewhere/gone.mp4")) {
      table.run(
          "INSERT INTO jobs (job_type, status, input_data) VALUES ('b', 'queued', '{\"video\": \""
              + spelling
              + "\"}')");
    }

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    for (String name : names.subList(0, 5)) {
      assertThat(output.resolve(name)).exists();
    }
    assertThat(output.resolve("gone.mp4")).doesNotExist();
  }

  @Test
  void prune_leaves_what_others_still_need() throws Exception {
    String old = ", '2020-01-01 00:00:00')";
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, finished_at) VALUES"
            + " (1, 'part', 'completed', 10"
            + old
            + ", (2, 'needed', 'completed', NULL"
            + old
            + ", (3, 'unseen', 'completed', NULL"
            + old
            + ", (4, 'named', 'completed', NULL"
            + old
            + ", (5, 'part', 'completed', 11"
            + old
            + ", (44, 'other', 'completed', NULL"
            + old,
        "INSERT INTO jobs (id, job_type, status) VALUES (10, 'pipeline', 'waiting_for_children')",
        "INSERT INTO jobs (id, job_type, status, finished_at) VALUES (11, 'pipeline', 'failed'"
            + old,
        "INSERT INTO jobs (id, job_type, status, depends_on) VALUES (12, 'a', 'waiting_for_jobs',"
            + " '[2]'), (13, 'a', 'queued', '[ \"3\", 9]')",
        "INSERT INTO job_needs (job_id, needs_id, met) VALUES (12, 2, 1)",
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES (14, 'a', 'queued',"
            + " '{\"video\": \"${job.4.result}\"}')");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out())
        .containsExactly(
            "Removed 3 jobs that have ended before TIME, and 0 files (0.0 MB).",
            "4 jobs stay: others that are not over need them or have them as parts.");
    assertThat(table.all("SELECT id FROM jobs WHERE finished_at IS NOT NULL"))
        .containsExactly("1", "2", "3", "4");
  }

  // --- doctor ---

  @Test
  void doctor_does_not_call_it_starving_when_a_lane_is_full() throws Exception {
    table.insertMany(3, "trim");
    table.run(
        "UPDATE jobs SET created_at = datetime('now', 'localtime', '-2 hours')",
        "UPDATE jobs SET status = 'processing', claim = 'x', worker = 'there-1' WHERE id < 3",
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at, lanes) VALUES"
            + " ('there-1', 'another', 7, 'then', 3, '2026-01-01 00:00:00',"
            + " '[{\"lane\":\"cpu\",\"places\":2,\"types\":[\"trim\"]}]')");

    assertThat(execute("doctor", "--queue")).isZero();
    assertThat(out())
        .contains(
            "ok       queue          1 trim queued, the oldest for 2 h; the lane cpu is full");
    table.run("UPDATE jobs SET status = 'completed', claim = NULL WHERE id = 1");
    assertThat(execute("doctor", "--queue")).isEqualTo(4);
    assertThat(out())
        .contains(
            "PROBLEM  queue          1 trim queued, the oldest for 2 h, though a thread is free:"
                + " see bin/worker list --status queued");
  }

  @Test
  void a_status_that_is_none_of_ours_is_shown_as_left_alone() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'pending'),"
            + " (2, 'trim', 'pending'), (3, 'noop', 'Queued')");

    assertThat(execute("status")).isZero();
    assertThat(out())
        .contains(
            "LEFT ALONE: 1 job with the status 'Queued': bin/worker list --status Queued",
            "LEFT ALONE: 2 jobs with the status 'pending': bin/worker list --status pending");
    assertThat(execute("doctor", "--queue")).isZero();
    assertThat(out())
        .contains(
            "ok       left alone     2 jobs with the status 'pending', which this worker does not"
                + " know: bin/worker list --status pending");
    assertThat(execute("show", "3")).isZero();
    assertThat(out())
        .contains(
            "  left alone the status 'Queued' is none that this worker knows; to run it: UPDATE jobs"
                + " SET status = 'queued' WHERE id = 3");
  }

  @Test
  void doctor_names_jobs_that_wait_for_each_other() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'pipeline', 'waiting_for_children'),"
            + " (2, 'noop', 'waiting_for_jobs'), (3, 'noop', 'waiting_for_jobs'),"
            + " (4, 'noop', 'pending_review'), (5, 'noop', 'waiting_for_jobs')",
        "INSERT INTO job_needs (job_id, needs_id, part) VALUES (1, 2, 1), (2, 1, 0), (2, 4, 0),"
            + " (3, 2, 0), (3, 4, 0), (5, 4, 0)");

    assertThat(execute("doctor", "--queue")).isEqualTo(4);
    assertThat(out()).filteredOn(line -> line.contains("wait for it or for each other")).hasSize(3);
    assertThat(out()).anyMatch(line -> line.contains("job 1 (pipeline) waits for jobs that"));
    assertThat(out()).anyMatch(line -> line.contains("job 2 (noop) waits for jobs that"));
    assertThat(out()).anyMatch(line -> line.contains("job 3 (noop) waits for jobs that"));
  }

  @Test
  void doctor_finds_what_is_wrong_with_the_queue() throws Exception {
    assertThat(execute("doctor", "--queue")).isZero();
    assertThat(out())
        .containsExactly(
            "ok       workers        none runs, and nothing waits for one", "All is well.");
    assertThat(execute("doctor", "--alive")).isEqualTo(4);
    assertThat(out())
        .containsExactly(
            "PROBLEM  workers        none of this database runs on this machine", "1 problem.");

    table.run(
        "INSERT INTO jobs (job_type, status, updated_at) VALUES"
            + " ('noop', 'queued', NULL), ('image_generation', 'queued', NULL),"
            + " ('noop', 'processing', NULL), ('animation', 'needs_decision', NULL),"
            + " ('animation', 'waiting_remote', NULL), ('trim', 'failed', NULL)",
        "UPDATE jobs SET run_at = '2026-01-01 00:00:00.000000' WHERE id = 5",
        "UPDATE jobs SET claim = 'x', worker = 'gone-1' WHERE id = 3",
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at) VALUES"
            + " ('gone-1', '"
            + mediaworker.workspace.ThisMachine.name()
            + "', 999999999, 'then', 3, '2026-01-01 00:00:00')",
        "INSERT INTO pauses (scope, reason) VALUES ('all', 'lunch')");
    created("3 hours");
    assertThat(execute("doctor", "--queue")).isEqualTo(4);
    assertThat(out().stream().map(line -> line.replaceAll("looked at .* ago", "looked at")))
        .containsExactly(
            "PROBLEM  workers        jobs wait and no worker runs; start one with: bin/worker",
            "PROBLEM  paused         everything (lunch); go on with: bin/worker resume",
            "ok       queue          1 image_generation queued, the oldest for 3 h",
            "ok       queue          1 noop queued, the oldest for 3 h",
            "PROBLEM  stuck          job 3 (noop) is held by a worker that is gone; the next one"
                + " takes it back",
            "PROBLEM  keys           1 image_generation jobs wait and no provider has a key here;"
                + " docs/providers.md names the variables",
            "PROBLEM  expiring       job 5 should have been looked at; its provider keeps what it"
                + " made for a limited time: start a worker",
            "PROBLEM  to decide      job 4 (animation): bin/worker show 4",
            "ok       failed         1 job since yesterday: bin/worker list --status failed --since"
                + " 1d",
            "6 problems.");
  }

  // --- the rest ---

  @Test
  void reload_without_a_worker_says_so() {
    assertThat(execute("reload")).isEqualTo(6);
    assertThat(err()).containsExactly("No worker runs on this database on this machine.");
  }

  @Test
  void a_missing_database_is_exit_code_3_with_every_command() {
    for (List<String> command :
        List.of(
            List.of("submit", "noop"),
            List.of("list"),
            List.of("show", "1"),
            List.of("logs", "1"),
            List.of("status"),
            List.of("cancel", "1"),
            List.of("pause"),
            List.of("resume"),
            List.of("prune", "--older-than", "1d"),
            List.of("reload"))) {
      StringWriter sentence = new StringWriter();
      List<String> all = new java.util.ArrayList<>(command);
      all.addAll(List.of("--db", folder.resolve("none.db").toString()));
      int code =
          Main.execute(
              all.toArray(new String[0]),
              environment,
              folder,
              null,
              new PrintWriter(new StringWriter()),
              new PrintWriter(sentence, true));
      assertThat(code).as(command.toString()).isEqualTo(3);
      assertThat(sentence.toString()).startsWith("There is no database at ").hasLineCount(1);
    }
  }

  @Test
  void every_command_has_help_with_examples() {
    for (String command :
        List.of(
            "submit",
            "list",
            "show",
            "logs",
            "status",
            "top",
            "cancel",
            "retry",
            "priority",
            "delete",
            "pause",
            "resume",
            "prune",
            "types",
            "doctor",
            "service",
            "reload",
            "completion")) {
      assertThat(execute(command, "--help")).isZero();
      assertThat(out.toString())
          .contains("Usage: worker " + command, "Example", "  bin/worker " + command);
    }
  }

  @Test
  void completion_may_be_asked_for_by_the_name_of_the_shell() {
    StringWriter script = new StringWriter();
    assertThat(completion(script)).isZero();
    for (String shell : List.of("bash", "zsh")) {
      StringWriter again = new StringWriter();
      assertThat(completion(again, shell)).isZero();
      assertThat(again).hasToString(script.toString());
    }
    assertThat(completion(script, "fish")).isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("It is for bash and zsh, not for \"fish\".");
  }

  private int completion(StringWriter script, String... shell) {
    List<String> words = new ArrayList<>(List.of("completion"));
    words.addAll(List.of(shell));
    return Main.execute(
        words.toArray(String[]::new),
        environment,
        folder,
        null,
        new PrintWriter(script),
        new PrintWriter(err));
  }

  @Test
  void completion_is_a_script_that_bash_can_read() throws Exception {
    StringWriter script = new StringWriter();
    int code = completion(script);
    Path file = Files.writeString(folder.resolve("completion.bash"), script.toString());

    assertThat(code).isZero();
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$0\"; for words in 'subm' 'submit tri' 'list --status dec' 'list --type"
                    + " stitc' 'types no' 'service inst' 'pause --la'; do COMP_WORDS=(worker"
                    + " $words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=();"
                    + " _complete_worker; echo \"${COMPREPLY[@]}\"; done",
                file.toString())
            .redirectError(
                ProcessBuilder.Redirect.DISCARD) // compopt: we are no completion function
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("submit\ntrim\ndecide\nstitching\nnoop\ninstall\n--lane\n");
  }

  @Test
  void times_of_people_are_read_in_their_zone() throws ExecutionException {
    When when =
        new When(
            java.time.Clock.fixed(
                java.time.Instant.parse("2026-05-04T10:00:00Z"),
                java.time.ZoneId.of("Europe/Berlin")));

    assertThat(when.past("--since", "2h")).isEqualTo("2026-05-04T08:00:00Z");
    assertThat(when.future("--since", "10 min")).isEqualTo("2026-05-04T10:10:00Z");
    assertThat(when.past("--since", "yesterday")).isEqualTo("2026-05-02T22:00:00Z");
    assertThat(when.past("--since", "11:30")).isEqualTo("2026-05-04T09:30:00Z");
    assertThat(when.future("--since", "11:30")).isEqualTo("2026-05-05T09:30:00Z");
    assertThat(when.future("--since", "9:30")).isEqualTo("2026-05-05T07:30:00Z");
    assertThat(when.past("--since", "2026-01-31")).isEqualTo("2026-01-30T23:00:00Z");
    assertThat(when.past("--since", "2026-01-31 18:30")).isEqualTo("2026-01-31T17:30:00Z");
    assertThat(when.past("--since", "2026-01-31T18:30:00Z")).isEqualTo("2026-01-31T18:30:00Z");
    assertThat(When.span(java.time.Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(When.span(java.time.Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    assertThat(When.span(java.time.Duration.ofSeconds(3900))).isEqualTo("1 h 5 min");
    assertThat(When.span(java.time.Duration.ofDays(4))).isEqualTo("4 days");
  }
}
