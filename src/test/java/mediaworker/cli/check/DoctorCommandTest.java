package mediaworker.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import mediaworker.cli.QueueCommandsFixture;
import mediaworker.jobs.WorkerId;
import mediaworker.worker.ProcessIdentity;
import org.junit.jupiter.api.Test;

/** What is found to be wrong with the queue. */
class DoctorCommandTest extends QueueCommandsFixture {

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
  void a_worker_that_runs_in_another_time_zone_is_told() throws Exception {
    WorkerId self = ProcessIdentity.current();
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    table.run(
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at) VALUES ('w', '%s', %d, '%s', 3, '%s')"
            .formatted(
                self.machine(),
                self.pid(),
                self.pidStarted(),
                LocalDateTime.ofInstant(started.plusSeconds(20), ZoneId.systemDefault())));
    execute("doctor", "--queue");
    assertThat(out()).noneMatch(line -> line.contains("time zone"));

    table.run("UPDATE workers SET started_at = datetime(started_at, '+9 hours')");
    assertThat(execute("doctor", "--queue")).isZero();
    assertThat(out())
        .contains(
            "NOTE     time zone      the worker w writes times that are 9 h ahead of this shell's:"
                + " rows hold local time, so ages and times to come are wrong here; start both with"
                + " the same TZ");

    table.run("UPDATE workers SET started_at = datetime(started_at, '-14 hours', '-30 minutes')");
    execute("doctor", "--queue");
    assertThat(out()).anyMatch(line -> line.contains(" 5 h 30 min behind this shell's: rows"));
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
            "  left alone the status 'Queued' is none that this worker knows; to run it: UPDATE"
                + " jobs SET status = 'queued' WHERE id = 3");
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
}
