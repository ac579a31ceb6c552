package mediaworker.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPOutputStream;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** Jobs that are listed and shown, the queue at a glance, and what the log says. */
class QueueViewsTest extends QueueCommandsFixture {

  @Test
  void show_tells_what_became_of_the_notices_to_a_jobs_callback_url() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'completed')",
        "INSERT INTO webhooks (job_id, job_type, event, state, attempts, next_at, http_status,"
            + " message, created_at, settled_at) VALUES (1, 'noop', 'failed', 'given_up', 10, NULL,"
            + " 410, 'It answered with status 410', '2026-05-04 12:00:00', '2026-05-04 12:01:00'),"
            + " (1, 'noop', 'completed', 'pending', 2, '2026-05-04 12:10:00', NULL, 'There is no"
            + " server a.example', '2026-05-04 12:05:00', NULL), (2, 'noop', 'completed',"
            + " 'pending', 0, NULL, NULL, NULL, '2026-05-04 12:06:00', NULL)");

    assertThat(execute("show", "1", "--log", "0")).isZero();
    assertThat(out())
        .containsSequence(
            "Notices to callback_url",
            "  TIME  failed: given up after attempt 10, status 410: It answered with status 410",
            "  TIME  completed: pending after attempt 2, again at TIME: There is no server"
                + " a.example");
    assertThat(execute("show", "1", "--json")).isZero();
    assertThat(json().get("notices").size()).isEqualTo(2);
    assertThat(json().get("notices").get(0).get("http_status").asInt()).isEqualTo(410);
    assertThat(json().get("notices").get(1).get("http_status").isNull()).isTrue();
  }

  @Test
  void a_notice_that_is_being_sent_is_not_said_to_be_sent_again() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'completed')",
        "INSERT INTO webhooks (job_id, job_type, event, state, attempts, next_at, message,"
            + " created_at) VALUES (1, 'noop', 'completed', 'pending', 2, datetime('now',"
            + " 'localtime', '+1 hour'), NULL, '2026-05-04 12:05:00'), (1, 'noop', 'failed',"
            + " 'pending', 2, datetime('now', 'localtime', '-1 day'), NULL, '2026-05-04"
            + " 12:05:00')");

    assertThat(execute("show", "1", "--log", "0")).isZero();
    assertThat(out())
        .containsSequence(
            "  TIME  completed: pending, attempt 2 is under way",
            "  TIME  failed: pending after attempt 2, again at TIME");
    assertThat(execute("show", "1", "--json")).isZero();
    assertThat(json().get("notices").get(0).get("next_at").isNull()).isTrue();
    assertThat(json().get("notices").get(1).get("next_at").isNull()).isFalse();
  }

  @Test
  void of_many_notices_show_has_the_last_and_tells_how_many_there_were_before() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'completed')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO"
            + " webhooks (job_id, job_type, event, state, attempts, created_at) SELECT 1, 'noop',"
            + " 'e' || i, 'delivered', 1, '2026-05-04 12:00:00' FROM n");

    assertThat(execute("show", "1", "--log", "0")).isZero();
    assertThat(out())
        .containsSequence(
            "Notices to callback_url",
            "  150 earlier ones",
            "  TIME  e151: delivered after attempt 1",
            "  TIME  e152: delivered after attempt 1")
        .endsWith("  TIME  e250: delivered after attempt 1");
    assertThat(execute("show", "1", "--json")).isZero();
    assertThat(json().get("notices").size()).isEqualTo(100);
    assertThat(json().get("notices").get(0).get("event").asString()).isEqualTo("e151");
    assertThat(json().get("earlier_notices").asInt()).isEqualTo(150);
  }

  /** As of a job that a script has queued again and again. */
  @Test
  void of_a_long_history_show_has_the_last_and_tells_how_much_there_was_before() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'failed')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO"
            + " job_events (job_id, at, what, message) SELECT 1, '2020-05-04 12:00:00', 'again',"
            + " 'e' || i FROM n");

    assertThat(execute("show", "1", "--log", "0")).isZero();
    assertThat(out())
        .containsSequence(
            "Timeline (150 earlier entries: --all)",
            "  TIME  queued again by a person: e151",
            "  TIME  queued again by a person: e152");
    assertThat(execute("show", "1", "--json")).isZero();
    assertThat(json().get("history").size()).isEqualTo(100);
    assertThat(json().get("history").get(0).get("message").asString()).isEqualTo("e151");
    assertThat(json().get("earlier_history").asInt()).isEqualTo(150);

    assertThat(execute("show", "1", "--log", "0", "--all")).isZero();
    assertThat(out()).containsSequence("Timeline", "  TIME  queued again by a person: e1");
    assertThat(execute("show", "1", "--json", "--all")).isZero();
    assertThat(json().get("history").size()).isEqualTo(250);
    assertThat(json().get("earlier_history").asInt()).isZero();
  }

  @Test
  void show_tells_what_a_job_needs_and_names_the_steps_of_a_pipeline() throws Exception {
    execute("submit", pipeline(TWO_STEPS));
    table.run(
        "INSERT INTO jobs (id, job_type, status, depends_on, on_need_failed, input_data,"
            + " used_input) VALUES (10, 'noop', 'waiting_for_jobs', '[2, 9]', 'skip',"
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

  private void awaitOutput(String text) throws Exception {
    await(() -> out.toString().contains(text));
  }

  @Test
  void a_misspelt_status_is_refused_and_words_of_others_are_not() throws Exception {
    assertThat(execute("list", "--status", "faild,queued")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("--status: no job is \"faild\", which is no word known here; is failed meant?");
    assertThat(execute("retry", "--status", "somehow")).isEqualTo(2);
    assertThat(err().get(0))
        .startsWith(
            "--status: no job is \"somehow\", which is no word known here; known are: blocked,"
                + " busy, ");
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

  @Test
  void status_is_the_queue_at_a_glance() throws Exception {
    table.insertMany(2, "noop");
    table.run(
        "INSERT INTO jobs (job_type, status) VALUES ('noop', 'completed'), ('trim', 'failed')",
        "INSERT INTO jobs (job_type, status, depends_on) VALUES ('trim', 'waiting_for_jobs',"
            + " '[1]'), ('trim', 'waiting_for_jobs', '[1]')",
        "UPDATE jobs SET created_at = datetime('now', 'localtime', '-2 hours')",
        "INSERT INTO pauses (scope, name, since) VALUES ('type', 'trim', '2026-05-04 12:00:00')");

    assertThat(execute("status")).isZero();
    assertThat(out())
        .containsExactly(
            "2 queued (latency 2 h), 0 busy, 0 waiting, 2 blocked, 0 scheduled, 1 failed, 0 to"
                + " decide, PAUSED",
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
}
