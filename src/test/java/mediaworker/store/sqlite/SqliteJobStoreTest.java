package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.UnknownStatus;
import mediaworker.store.sqlite.claims.Claiming;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.Test;

/** Claims and endings of rows. */
class SqliteJobStoreTest extends JobStoreFixture {

  private static final String KNOWN_WORDS =
      JobStatus.KNOWN.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));

  @Test
  void a_row_with_type_and_input_is_enough() throws Exception {
    long id = table.insert("keying", "{\"video\":\"in.mp4\"}");

    assertThat(table.one("SELECT created_at FROM jobs"))
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    Claim claim = claim(3).get(0);
    assertThat(claim.job().id()).isEqualTo(id);
    assertThat(claim.job().inputData()).isEqualTo("{\"video\":\"in.mp4\"}");
    assertThat(claim.job().stage()).isEqualTo(Stage.MAIN);
    assertThat(claim.job().attempts()).isEqualTo(1);
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("keying_processing");
  }

  @Test
  void words_of_others_are_told_with_how_many_rows_have_them() throws Exception {
    assertThat(store.unknownStatuses()).isEmpty();
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'queued'), (2, 'noop',"
            + " 'Queued'), (3, 'noop', 'pending'), (4, 'noop', 'completed'), (5, 'noop',"
            + " 'pending'), (6, 'noop', 'zz')",
        "INSERT INTO jobs (id, job_type, status) SELECT 100 + rowid, 'noop', value"
            + " FROM json_each('"
            + KNOWN_WORDS
            + "')");

    assertThat(store.unknownStatuses())
        .containsExactly(
            new UnknownStatus("Queued", 1, 2),
            new UnknownStatus("pending", 2, 3),
            new UnknownStatus("zz", 1, 6));
    table.run("UPDATE jobs SET status = x'67656cf6' WHERE id = 3");
    table.run("UPDATE jobs SET status = x'70656e64696e67' WHERE id = 5");
    assertThat(store.unknownStatuses()).hasSize(4).extracting(UnknownStatus::jobs).containsOnly(1L);
    assertThat(new UnknownStatus("a\nb\u001b[2J" + "x".repeat(99), 1, 1).told())
        .isEqualTo("1 job has the status 'a?b?[2J" + "x".repeat(53) + "…'");
  }

  @Test
  void laps_and_keying_jobs_come_first_then_priority_then_age_then_id() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, created_at, priority) VALUES"
            + " (1, 'noop', 'queued', '2026-01-01 00:00:01.000000', 0),"
            + " (2, 'noop', 'queued', '2026-01-01 00:00:00.000000', 0),"
            + " (3, 'noop', 'queued', '2026-01-01 00:00:09.000000', 5),"
            + " (4, 'keying', 'queued', '2026-01-01 00:00:08.000000', 0),"
            + " (5, 'animation', 'keying_queued', '2026-01-01 00:00:07', 0),"
            + " (6, 'keying', 'queued', '2026-01-01 00:00:09.000000', 9),"
            + " (7, 'noop', 'pending_review', '2020-01-01 00:00:00', 9)");

    assertThat(ids(claim(4))).containsExactly(6L, 5L, 4L, 3L);
    assertThat(ids(claim(4))).containsExactly(2L, 1L);
    assertThat(claim(4)).isEmpty();
    assertThat(table.all("SELECT id || ' ' || status FROM jobs ORDER BY id"))
        .containsExactly(
            "1 processing",
            "2 processing",
            "3 processing",
            "4 keying_processing",
            "5 keying_processing",
            "6 keying_processing",
            "7 pending_review");
  }

  @Test
  void a_lap_leaves_its_result_beside_the_first_one() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data, keying_settings)"
            + " VALUES (1, 'animation', 'keying_queued', 'raw.mp4', '{\"spill\":2}')");

    Claim lap = claim(1).get(0);
    assertThat(lap.job().stage()).isEqualTo(Stage.KEYING);
    assertThat(lap.job().keyingSettings()).isEqualTo("{\"spill\":2}");
    end(lap, new Outcome.Completed("keyed.webm", "fine"));

    assertThat(
            table.all(
                "SELECT status, result_data, keyed_result_data, progress, progress_message, claim,"
                    + " worker, lease_until FROM jobs"))
        .containsExactly("completed|raw.mp4|keyed.webm|100.0|fine|null|null|null");
  }

  @Test
  void a_failed_lap_or_retry_goes_back_to_its_own_queue() throws Exception {
    table.run("INSERT INTO jobs (job_type, status) VALUES ('animation', 'keying_queued')");

    end(claim(1).get(0), new Outcome.RetryAt(NOW.plusSeconds(30), "no luck"));

    assertThat(table.all("SELECT status, run_at, error_message, attempts FROM jobs"))
        .containsExactly("keying_queued|2026-05-04 12:00:30.000000|no luck|1");
    assertThat(store.nextDue()).contains(NOW.plusSeconds(30));
    assertThat(claim(1)).isEmpty();
  }

  @Test
  void every_claim_has_a_token_of_its_own_even_after_the_attempt_was_given_back() throws Exception {
    table.insert("noop", null);

    Claim first = claim(1).get(0);
    end(first, new Outcome.Released());
    Claim second = claim(1).get(0);

    assertThat(second.job().attempts()).isEqualTo(1);
    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(end(first, new Outcome.Completed("late", "")).refused()).containsExactly(first);
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("processing");
  }

  @Test
  void nothing_is_written_over_what_a_person_wrote() throws Exception {
    for (String word : List.of("cancelled", "failed", "queued", "pending_review")) {
      table.run("DELETE FROM jobs");
      table.insert("noop", null);
      Claim claim = claim(1).get(0);
      table.run("UPDATE jobs SET status = '" + word + "', error_message = 'by me'");

      assertThat(store.takenBack(List.of(claim))).containsExactly(claim);
      Round round = end(claim, new Outcome.Completed("result", "note"));

      assertThat(round.refused()).containsExactly(claim);
      assertThat(table.all("SELECT status, error_message, result_data, claim FROM jobs"))
          .as(word)
          .containsExactly(word + "|by me|null|null");
    }
  }

  @Test
  void a_deleted_row_stays_deleted() throws Exception {
    table.insert("noop", null);
    Claim claim = claim(1).get(0);
    table.run("DELETE FROM jobs");

    assertThat(store.takenBack(List.of(claim))).containsExactly(claim);
    assertThat(end(claim, new Outcome.Failed("x")).refused()).containsExactly(claim);
    assertThat(table.all("SELECT * FROM jobs")).isEmpty();
  }

  @Test
  void a_restarted_row_is_not_taken_again_before_the_old_run_has_let_go() throws Exception {
    table.insert("noop", null);
    Claim claim = claim(1).get(0);
    table.run("UPDATE jobs SET status = 'queued'");

    assertThat(claim(1)).isEmpty();
    end(claim, new Outcome.TakenBack());
    assertThat(claim(1).get(0).job().attempts()).isEqualTo(1);
  }

  @Test
  void a_row_that_had_ended_and_is_queued_again_has_all_its_attempts() throws Exception {
    table.insert("noop", null);
    table.run("UPDATE jobs SET attempts = 3, finished_at = '2026-01-01 00:00:00'");

    assertThat(claim(1).get(0).job().attempts()).isEqualTo(1);
    assertThat(table.one("SELECT finished_at FROM jobs")).isNull();
  }

  @Test
  void a_reserved_row_shows_as_waiting_until_it_begins() throws Exception {
    table.insertMany(3, "noop");

    Round round = store.exchange(new Round.Request(List.of(), List.of(), 1, 2, 0, NOW));
    assertThat(round.claimed()).hasSize(1);
    assertThat(round.reserved()).hasSize(2);
    assertThat(table.one("SELECT count(*) FROM jobs WHERE status = 'processing'")).isEqualTo("1");
    assertThat(store.takenBack(round.reserved())).isEmpty();

    Claim begun = round.reserved().get(0);
    store.exchange(new Round.Request(List.of(), List.of(begun), 0, 0, 0, NOW));
    assertThat(table.one("SELECT count(*) FROM jobs WHERE status = 'processing'")).isEqualTo("2");

    end(round.reserved().get(1), new Outcome.Completed(null, ""));
    assertThat(table.all("SELECT status, started_at FROM jobs WHERE id = 3"))
        .containsExactly("completed|2026-05-04 11:59:58.000000");
  }

  @Test
  void a_reserved_row_that_a_person_cancelled_is_taken_back() throws Exception {
    table.insertMany(1, "noop");
    Claim reserved =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 1, 0, NOW)).reserved().get(0);
    table.run("UPDATE jobs SET status = 'cancelled'");

    assertThat(store.takenBack(List.of(reserved))).containsExactly(reserved);
    end(reserved, new Outcome.TakenBack());
    assertThat(table.all("SELECT status, claim FROM jobs")).containsExactly("cancelled|null");
  }

  @Test
  void a_failed_row_does_not_go_on_saying_what_it_was_about() throws Exception {
    table.insertMany(1, "noop");
    Claim claim = claim(1).get(0);
    table.run("UPDATE jobs SET progress_message = 'fetching the clip'");
    end(claim, new Outcome.Failed("it broke"));
    assertThat(table.all("SELECT progress_message, error_message FROM jobs"))
        .containsExactly("null|it broke");
  }

  @Test
  void a_failed_row_names_the_files_that_its_run_before_has_made_and_what_that_found()
      throws Exception {
    table.insertMany(1, "noop");
    String made = "a.webm|[\"a.webm\",\"a.gif\"]|{\"extra_files\":[\"a.gif\"]}";
    end(
        claim(1).get(0),
        new Outcome.Completed(
            "a.webm", "", List.of("a.webm", "a.gif"), "{\"extra_files\":[\"a.gif\"]}"));
    assertThat(table.all("SELECT result_data, outputs, findings FROM jobs")).containsExactly(made);
    table.run("UPDATE jobs SET status = 'queued'");
    end(claim(1).get(0), new Outcome.Failed("it broke"));
    assertThat(table.all("SELECT result_data, outputs, findings FROM jobs")).containsExactly(made);
  }

  @Test
  void findings_are_those_of_the_last_completed_run_be_it_of_the_job_or_of_a_lap()
      throws Exception {
    table.insertMany(1, "noop");
    String columns = "SELECT result_data, keyed_result_data, outputs, findings FROM jobs";
    Outcome job = new Outcome.Completed("a.mp4", "", List.of("a.mp4", "a.gif"), "{\"frames\":1}");
    end(claim(1).get(0), job);
    table.run("UPDATE jobs SET status = 'keying_queued'");
    end(claim(1).get(0), new Outcome.Completed("k.webm", "", List.of(), "{\"frames\":2}"));
    assertThat(table.one(columns)).isEqualTo("a.mp4|k.webm|[\"a.mp4\",\"a.gif\"]|{\"frames\":2}");
    table.run("UPDATE jobs SET status = 'queued'");
    end(claim(1).get(0), job);
    assertThat(table.one(columns)).isEqualTo("a.mp4|k.webm|[\"a.mp4\",\"a.gif\"]|{\"frames\":1}");
  }

  @Test
  void the_claim_reads_its_index_alone_and_sorts_nothing() throws Exception {
    List<String> plan =
        table.all("EXPLAIN QUERY PLAN " + Claiming.READY.replaceFirst("\\?5$", "3"));

    assertThat(plan).hasSize(1);
    assertThat(plan.get(0)).contains("USING INDEX jobs_ready");
  }

  @Test
  void two_workers_take_each_row_once() throws Exception {
    table.insertMany(300, "noop");
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    List<Long> twice = new ArrayList<>();
    try (SqliteJobStore other = open("host-2-bbb")) {
      List<SqliteJobStore> stores = List.of(store, other);
      List<Thread> threads =
          IntStream.range(0, 2)
              .mapToObj(
                  index ->
                      new Thread(
                          () -> {
                            try {
                              List<Claim> taken;
                              do {
                                taken =
                                    stores
                                        .get(index)
                                        .exchange(
                                            new Round.Request(List.of(), List.of(), 3, 0, 0, NOW))
                                        .claimed();
                                for (Claim claim : taken) {
                                  if (!seen.add(claim.job().id())) {
                                    synchronized (twice) {
                                      twice.add(claim.job().id());
                                    }
                                  }
                                }
                              } while (!taken.isEmpty());
                            } catch (StoreException e) {
                              throw new AssertionError(e);
                            }
                          }))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(twice).isEmpty();
    assertThat(seen).hasSize(300);
  }

  @Test
  void the_write_lock_is_still_waited_for_after_the_log_was_cut() throws Exception {
    table.insertMany(1, "noop");
    store.tidy(true);
    table.run("BEGIN IMMEDIATE");
    AtomicReference<Object> answer = new AtomicReference<>("nothing");
    Thread waiting =
        new Thread(
            () -> {
              try {
                answer.set(claim(1));
              } catch (Exception e) {
                answer.set(e);
              }
            });
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
      Thread.onSpinWait();
    }
    table.run("COMMIT");
    waiting.join();
    assertThat(answer.get()).asInstanceOf(LIST).hasSize(1);
  }

  @Test
  void progress_is_written_over_the_jobs_own_connection_and_stops_when_the_row_is_lost()
      throws Exception {
    table.insertMany(1, "noop");
    Claim claim = claim(1).get(0);
    try (var log = store.progressLog();
        var line = log.open(claim)) {
      assertThat(line.write(12.5, "an eighth", NOW)).isTrue();
      assertThat(table.all("SELECT progress, progress_message FROM jobs"))
          .containsExactly("12.5|an eighth");
      table.run("UPDATE jobs SET status = 'cancelled'");
      assertThat(line.write(20, "on", NOW)).isFalse();
    }
    assertThat(table.one("SELECT progress FROM jobs")).isEqualTo("12.5");
  }

  @Test
  void own_commits_are_no_news_but_others_are() throws Exception {
    store.changedByOthers();
    store.exchange(new Round.Request(List.of(), List.of(), 1, 0, 0, NOW));
    assertThat(store.changedByOthers()).isFalse();
    table.insert("noop", null);
    assertThat(store.changedByOthers()).isTrue();
  }

  @Test
  void a_word_for_a_priority_or_a_number_of_attempts_is_put_right() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, priority, max_attempts) VALUES ('noop', 'low', 'many'),"
            + " ('noop', 100, 2), ('noop', '7', '5'), ('noop', '1 urgent', '2.5x')");
    table.run("PRAGMA recursive_triggers = ON", "UPDATE jobs SET priority = 'P1' WHERE id = 2");

    assertThat(table.all("SELECT priority, max_attempts FROM jobs ORDER BY id"))
        .containsExactly("0|3", "0|2", "7|5", "1|2");
    assertThat(ids(claim(4))).containsExactly(3L, 4L, 1L, 2L);
  }

  @Test
  void the_history_of_a_deleted_row_is_not_that_of_the_next_under_its_id() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (7, 'noop')",
        "INSERT INTO job_events (job_id, at, what, lap) VALUES (7, '2026-05-04', 'failed', 1)",
        "DELETE FROM jobs WHERE id = 7",
        "INSERT INTO jobs (id, job_type) VALUES (7, 'noop')");

    assertThat(table.all("SELECT job_id FROM job_events")).containsExactly("-7");
  }

  @Test
  void
      words_of_the_worker_that_a_check_of_the_table_forbids_are_told_and_nothing_of_the_trial_stays()
          throws Exception {
    Path foreign = folder.resolve("foreign.db");
    try (JobTable theirs = new JobTable(foreign)) {
      theirs.run(
          "CREATE TABLE jobs (id INTEGER PRIMARY KEY, job_type TEXT, created_at TEXT, status TEXT"
              + " DEFAULT 'queued' CHECK (status IN"
              + " ('queued', 'processing', 'completed', 'failed', 'cancelled')))",
          "CREATE UNIQUE INDEX one_of_a_type ON jobs (job_type) WHERE status = 'queued'");
      SqliteJobStore opened =
          SqliteJobStore.open(
              SqliteDatabase.existing(foreign, SqliteDatabase.Durability.NORMAL),
              Clock.systemDefaultZone());
      assertThat(opened.changes())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("keying_processing, keying_queued, needs_decision")
                      .doesNotContain("completed"));
      opened.close();
      assertThat(theirs.all("SELECT count(*) FROM jobs")).containsExactly("0");
    }
  }

  @Test
  void a_row_that_is_renumbered_onto_an_old_id_has_none_of_its_calls() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type) VALUES ('noop'), ('noop')",
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at)"
            + " VALUES (1, 'p', 'o', 'succeeded', 'm1', '2026-05-04 12:00:00'),"
            + " (2, 'p', 'o', 'accepted', 'm2', '2026-05-04 12:00:00')",
        "DELETE FROM jobs WHERE id = 1",
        "UPDATE jobs SET id = 1 WHERE id = 2");

    assertThat(table.all("SELECT marker, job_id FROM paid_calls")).containsExactly("m1|-1", "m2|1");
  }

  @Test
  void notices_stay_with_the_job_that_they_tell_of() throws Exception {
    String notice =
        "INSERT INTO webhooks (job_id, job_type, event, next_at, created_at, callback_url)"
            + " VALUES (%d, 'noop', 'completed', '2025-01-01 12:00:00', '2025-01-01 12:00:00',"
            + " 'https://%s.example/')";
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'noop'), (2, 'noop')",
        notice.formatted(1, "first"),
        notice.formatted(2, "second"),
        "DELETE FROM jobs WHERE id = 1",
        "INSERT INTO jobs (id, job_type) VALUES (1, 'noop')");
    assertThat(table.all("SELECT job_id FROM webhooks ORDER BY id")).containsExactly("-1", "2");

    table.run("DELETE FROM jobs WHERE id = 1", "UPDATE jobs SET id = 1 WHERE id = 2");
    assertThat(table.all("SELECT job_id FROM webhooks ORDER BY id")).containsExactly("-1", "1");

    // Who is told of a job that is gone knows it by the id that it had.
    assertThat(store.outbox().take(9, 9, Map.of(), NOW, Duration.ofMinutes(1)))
        .extracting(told -> told.jobId() + " " + told.callbackUrl())
        .containsExactly("1 https://first.example/", "1 https://second.example/");
  }
}
