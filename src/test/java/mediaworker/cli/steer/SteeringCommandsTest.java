package mediaworker.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, retried, given priority and deleted; what is paused and goes on. */
class SteeringCommandsTest extends QueueCommandsFixture {

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
                + " are, those that wait for their time, and with --completed also completed"
                + " ones.");
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
}
