package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.UnknownStatus;
import mediaworker.jobs.WorkerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteJobStoreTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final String KNOWN_WORDS =
      JobStatus.KNOWN.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));

  @TempDir Path folder;
  private Duration steady = Duration.ofHours(5);
  private Path file;
  private SqliteJobStore store;
  private JobTable table;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("jobs.db");
    store = open("host-1-aaa");
    table = new JobTable(file);
  }

  private SqliteJobStore open(String name) throws StoreException {
    SqliteJobStore opened =
        SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")),
            () -> steady.toNanos());
    opened.register(new WorkerId(name, "machine", 1, "start"), 3, LEASE, NOW);
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    store.close();
  }

  private List<Claim> claim(int limit) throws StoreException {
    return store.exchange(new Round.Request(List.of(), List.of(), limit, 0, 0, NOW)).claimed();
  }

  private Round end(Claim claim, Outcome outcome) throws StoreException {
    Ending ending = new Ending(claim, outcome, Duration.ofSeconds(2));
    return store.exchange(new Round.Request(List.of(ending), List.of(), 0, 0, 0, NOW));
  }

  private static List<Long> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }

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
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'noop', 'queued'), (2, 'noop', 'Queued'),"
            + " (3, 'noop', 'pending'), (4, 'noop', 'completed'), (5, 'noop', 'pending'),"
            + " (6, 'noop', 'zz')",
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
  void a_row_is_not_taken_before_its_time() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, run_at) VALUES ('noop', '2026-05-04 12:00:10')"); // Berlin

    assertThat(claim(1)).isEmpty();
    assertThat(store.nextDue()).contains(NOW.plusSeconds(10));
    Round later =
        store.exchange(new Round.Request(List.of(), List.of(), 1, 0, 0, NOW.plusSeconds(10)));
    assertThat(later.claimed()).hasSize(1);
    assertThat(table.one("SELECT run_at FROM jobs")).isNull();
  }

  @Test
  void times_in_other_forms_are_understood() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, run_at) VALUES (1, 'noop', '2026-05-04T12:00:10'),"
            + " (2, 'noop', '2026-05-04T10:00:20Z'), (3, 'noop', 1777888830),"
            + " (4, 'noop', '2027-01-01'), (5, 'noop', 'tomorrow')");
    assertThat(store.changedByOthers()).isTrue();

    assertThat(claim(9)).isEmpty();

    assertThat(table.all("SELECT id, status, run_at FROM jobs ORDER BY id"))
        .containsExactly(
            "1|queued|2026-05-04 12:00:10.000000",
            "2|queued|2026-05-04 12:00:20.000000",
            "3|queued|2026-05-04 12:00:30.000000",
            "4|queued|2027-01-01 00:00:00.000000",
            "5|failed|tomorrow");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 5"))
        .contains("\"run_at\" is not a time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "2026-02-31 10:00:00", "2026-05-04 11:00 Uhr"})
  void a_time_that_cannot_be_read_keeps_no_other_row_waiting(String unreadable) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, run_at) VALUES (1, 'noop', '"
            + unreadable
            + "'),"
            + " (2, 'noop', '2026-05-04 12:00:10')"); // Berlin

    assertThat(store.nextDue()).as("something is to be done at once").get().matches(NOW::isAfter);
    assertThat(claim(9)).isEmpty();
    assertThat(table.all("SELECT id, status FROM jobs ORDER BY id"))
        .containsExactly("1|failed", "2|queued");
    assertThat(store.nextDue()).contains(NOW.plusSeconds(10));
  }

  @Test
  void a_running_row_that_gets_a_time_to_come_is_let_go_and_waits_for_it() throws Exception {
    table.insertMany(2, "noop");
    List<Claim> claims = claim(2);
    table.run(
        "UPDATE jobs SET progress_message = 'frame 3', priority = 9,"
            + " run_at = CASE id WHEN 1 THEN '2999-01-01T00:00' ELSE '2001-01-01 00:00:00' END");

    assertThat(store.takenBack(claims)).containsExactly(claims.get(0));
    end(claims.get(0), new Outcome.TakenBack());
    assertThat(table.all("SELECT status, attempts, claim, progress_message, run_at FROM jobs"))
        .containsExactly(
            "queued|0|null|null|2999-01-01 00:00:00.000000",
            "processing|1|" + claims.get(1).token() + "|frame 3|2001-01-01 00:00:00");
  }

  @Test
  void a_time_to_come_that_is_set_while_an_attempt_ends_stands() throws Exception {
    table.insertMany(4, "noop");
    List<Claim> claims = claim(4);
    table.run(
        "UPDATE jobs SET run_at = CASE WHEN id IN (1, 3) THEN '2999-01-01T00:00'"
            + " ELSE '2001-01-01 00:00:00' END");
    for (Claim failed : claims.subList(0, 2)) {
      end(failed, new Outcome.RetryAt(NOW.plusSeconds(10), "away"));
    }
    for (Claim snoozed : claims.subList(2, 4)) {
      end(snoozed, new Outcome.Snoozed(NOW.plusSeconds(20), "kling is full", "kling"));
    }

    assertThat(table.all("SELECT id, status, attempts, run_at, waits_for FROM jobs ORDER BY id"))
        .containsExactly(
            "1|queued|1|2999-01-01 00:00:00.000000|null",
            "2|queued|1|2026-05-04 12:00:10.000000|null",
            "3|queued|0|2999-01-01 00:00:00.000000|null",
            "4|queued|0|2026-05-04 12:00:20.000000|kling");
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
  void what_is_left_to_do_is_told_up_to_a_time() throws Exception {
    assertThat(store.hasWorkLeft(NOW)).isFalse();
    table.run(
        "INSERT INTO jobs (job_type, run_at, attempts) VALUES"
            + " ('noop', '2026-05-04 12:00:10', 1), ('noop', '2026-05-04 12:30:00', 0)");
    assertThat(store.hasWorkLeft(NOW)).isFalse();
    assertThat(store.hasWorkLeft(NOW.plusSeconds(10))).isTrue();
    assertThat(store.later()).isEqualTo(new JobStore.Later(2, "2026-05-04 12:00:10"));
    table.run("UPDATE jobs SET run_at = NULL WHERE attempts = 1");
    assertThat(store.hasWorkLeft(NOW)).isTrue();
  }

  @Test
  void a_row_that_waits_for_the_next_day_is_not_left_to_do_now() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, run_at, waits_for) VALUES"
            + " (1, 'image_generation', '2026-05-05 00:00:00', 'kling')");
    assertThat(store.hasWorkLeft(NOW)).isFalse();

    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (2, 'image_generation', 'processing')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (2, 'kling', 'image_generation', 'm', 'accepted', '2026-05-04 12:00:00')");
    assertThat(store.hasWorkLeft(NOW)).isTrue(); // it is woken by that one's end
    table.run("UPDATE jobs SET waits_for = 'openai' WHERE id = 1");
    assertThat(store.hasWorkLeft(NOW)).isFalse();
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
  void rows_of_a_dead_worker_come_back_at_once_and_those_of_a_live_one_stay() throws Exception {
    table.insertMany(2, "noop");
    claim(2);
    try (SqliteJobStore other = open("host-2-bbb")) {
      Instant lateEnough = NOW.plus(LEASE.multipliedBy(10));
      steady = steady.plus(LEASE.multipliedBy(10));
      assertThat(other.rescue(worker -> Presence.ALIVE, lateEnough)).isEmpty();
      assertThat(other.rescue(worker -> Presence.GONE, NOW)).hasSize(2);
      assertThat(table.all("SELECT status, attempts, claim FROM jobs"))
          .containsExactly("queued|1|null", "queued|1|null");
    }
  }

  @Test
  void rows_of_a_worker_elsewhere_come_back_when_the_lease_is_over() throws Exception {
    table.insertMany(1, "noop");
    Claim lost = claim(1).get(0);
    try (SqliteJobStore other = open("host-2-bbb")) {
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, NOW)).isEmpty();
      pass(LEASE.minusSeconds(1));
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, NOW.plus(LEASE))).isEmpty();
      store.renewLeases(NOW.plusSeconds(30));
      pass(Duration.ofSeconds(2));
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, NOW.plus(LEASE))).isEmpty();
      pass(LEASE.plusSeconds(1));
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, NOW.plus(LEASE))).hasSize(1);
    }
    assertThat(end(lost, new Outcome.Completed("late", "")).refused()).containsExactly(lost);
  }

  @Test
  void the_row_of_a_worker_elsewhere_goes_after_a_week_of_silence_and_never_while_it_lives()
      throws Exception {
    String others = "SELECT name FROM workers WHERE name <> 'host-2-bbb'";
    table.insertMany(1, "noop");
    Claim held = claim(1).get(0);
    try (SqliteJobStore other = open("host-2-bbb")) {
      table.run(
          "UPDATE workers SET seen_at = '2026-04-27 12:00:01.000000'"); // 7 days less a second
      other.rescue(worker -> Presence.ELSEWHERE, NOW);
      assertThat(table.all(others)).containsExactly("host-1-aaa");

      table.run("UPDATE workers SET seen_at = '2026-04-27 11:59:59.000000'");
      other.rescue(worker -> Presence.ELSEWHERE, NOW);
      assertThat(table.all(others)).as("it holds a row").containsExactly("host-1-aaa");
      end(held, new Outcome.Completed("x", ""));
      other.rescue(worker -> Presence.ALIVE, NOW);
      assertThat(table.all(others)).as("it is alive").containsExactly("host-1-aaa");
      other.rescue(worker -> Presence.ELSEWHERE, NOW);
      assertThat(table.all(others)).isEmpty();

      store.tidy(true);
      assertThat(table.all(others)).isEmpty();
      pass(Duration.ofHours(1));
      store.tidy(true);
      assertThat(table.all("SELECT name, threads, seen_at > '2026-05' FROM workers ORDER BY name"))
          .as("one that was taken for gone writes itself anew")
          .containsExactly("host-1-aaa|3|1", "host-2-bbb|3|0");
    }
  }

  @Test
  void no_jump_of_the_clock_takes_a_row_from_a_worker_elsewhere_or_keeps_it_with_a_dead_one()
      throws Exception {
    table.insertMany(1, "noop");
    claim(1);
    try (SqliteJobStore other = open("host-2-bbb")) {
      Instant forward = NOW.plus(Duration.ofHours(3));
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, NOW)).isEmpty();
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, forward)).isEmpty();
      pass(LEASE.dividedBy(2));
      store.renewLeases(forward);
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, forward)).isEmpty();
      pass(LEASE.dividedBy(2));
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, forward)).isEmpty();
      Instant backward = NOW.minus(Duration.ofHours(3));
      pass(LEASE);
      assertThat(other.rescue(worker -> Presence.ELSEWHERE, backward)).hasSize(1);
    }
  }

  private void pass(Duration time) {
    steady = steady.plus(time);
  }

  @Test
  void what_a_dead_worker_has_kept_is_recorded_under_its_claim_alone() throws Exception {
    table.insertMany(3, "noop");
    Claim shown = claim(1).get(0);
    Claim reserved =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 1, 0, NOW)).reserved().get(0);
    Claim lost = claim(1).get(0);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + lost.job().id());
    try (SqliteJobStore other = open("host-2-bbb")) {
      List<Ending> kept =
          List.of(shown, reserved, lost).stream()
              .map(
                  claim ->
                      new Ending(claim, new Outcome.Completed("made", ""), Duration.ofSeconds(2)))
              .toList();
      assertThat(other.recordKept(kept, NOW)).containsExactly(lost);
      assertThat(other.recordKept(kept, NOW)).containsExactlyInAnyOrder(shown, reserved, lost);
    }
    assertThat(table.all("SELECT status, result_data, attempts FROM jobs"))
        .containsExactly("completed|made|1", "completed|made|1", "cancelled|null|1");
  }

  @Test
  void what_a_dead_worker_has_kept_settles_the_calls_that_were_made_for_it() throws Exception {
    table.insertMany(2, "noop");
    Claim kept = claim(1).get(0);
    try (SqliteJobStore other = open("host-2-bbb")) {
      Round.Request one = new Round.Request(List.of(), List.of(), 1, 0, 0, NOW);
      Ending own = ending(other.exchange(one).claimed().get(0));
      other.exchange(new Round.Request(List.of(own), List.of(), 0, 0, 0, NOW)); // no calls so far
      table.run(
          "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at)"
              + " VALUES (1, 'fal', 'create', 'succeeded', 'm', '2026-05-04 12:00:00')");

      assertThat(other.recordKept(List.of(ending(kept)), NOW)).isEmpty();
    }
    assertThat(table.all("SELECT state, settled_at IS NOT NULL FROM paid_calls"))
        .containsExactly("delivered|1");
  }

  private static Ending ending(Claim claim) {
    return new Ending(claim, new Outcome.Completed("made", ""), Duration.ofSeconds(2));
  }

  @Test
  void a_job_that_kills_its_worker_again_and_again_is_given_up() throws Exception {
    table.insertMany(1, "noop");
    table.run("UPDATE jobs SET attempts = 2");
    claim(1);
    try (SqliteJobStore other = open("host-2-bbb")) {
      other.rescue(worker -> Presence.GONE, NOW);
    }
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("failed");
    assertThat(table.one("SELECT error_message FROM jobs")).contains("3 times in a row");
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

  private void paidCall(String state) throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at,"
            + " accepted_at) SELECT id, 'kling', 'image', '"
            + state
            + "', 'mw-1', started_at, started_at FROM jobs");
  }

  @Test
  void a_death_after_a_paid_call_went_forward_begins_the_attempts_anew() throws Exception {
    table.insertMany(1, "noop");
    table.run("UPDATE jobs SET attempts = 2");
    claim(1);
    paidCall("accepted");
    try (SqliteJobStore other = open("host-2-bbb")) {
      other.rescue(worker -> Presence.GONE, NOW);
    }
    assertThat(table.all("SELECT status, attempts, claim FROM jobs"))
        .containsExactly("queued|0|null");
  }

  @Test
  void a_paid_job_that_kills_its_worker_again_and_again_is_put_to_a_person() throws Exception {
    table.insertMany(1, "noop");
    table.run("UPDATE jobs SET attempts = 7");
    claim(1);
    paidCall("succeeded");
    table.run("UPDATE paid_calls SET accepted_at = '2020-01-01 00:00:00.000000'");
    try (SqliteJobStore other = open("host-2-bbb")) {
      other.rescue(worker -> Presence.GONE, NOW);
      assertThat(table.one("SELECT status || ' ' || attempts FROM jobs")).isEqualTo("queued 8");
      other.exchange(new Round.Request(List.of(), List.of(), 1, 0, 0, NOW));
      try (SqliteJobStore third = open("host-3-ccc")) {
        third.rescue(worker -> Presence.GONE, NOW);
      }
    }
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("needs_decision");
    assertThat(table.one("SELECT error_message FROM v_decisions"))
        .contains("9 times in a row", "without paying again");
    assertThat(table.one("SELECT provider FROM v_decisions")).isEqualTo("kling");
  }

  @Test
  void a_far_time_is_a_time_like_any_other() throws Exception {
    table.run("INSERT INTO jobs (job_type, run_at) VALUES ('noop', '9999-12-31 00:00:00.000000')");
    claim(1);

    assertThat(store.nextDue().orElseThrow()).isAfter(Instant.parse("9999-12-30T00:00:00Z"));
  }

  @Test
  void a_dead_worker_loses_no_attempt_for_rows_it_had_only_reserved() throws Exception {
    table.insertMany(1, "noop");
    store.exchange(new Round.Request(List.of(), List.of(), 0, 1, 0, NOW));
    try (SqliteJobStore other = open("host-2-bbb")) {
      other.rescue(worker -> Presence.GONE, NOW);
    }
    assertThat(table.all("SELECT status, attempts, claim FROM jobs"))
        .containsExactly("queued|0|null");
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
  void a_missing_database_is_named_with_what_to_do() {
    assertThatThrownBy(
            () ->
                SqliteDatabase.existing(folder.resolve("none.db"), SqliteDatabase.Durability.FULL))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("There is no database at")
        .hasMessageContaining("bin/worker init");
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.db"), "just some notes ".repeat(100));

    assertThatThrownBy(
            () ->
                SqliteJobStore.open(
                    SqliteDatabase.existing(text, SqliteDatabase.Durability.FULL),
                    Clock.systemUTC()))
        .hasMessageContaining("is not a SQLite database");
    assertThat(text).hasContent("just some notes ".repeat(100));
  }

  @Test
  void a_table_that_is_no_job_table_is_refused_unchanged() throws Exception {
    Path path = folder.resolve("other.db");
    try (JobTable other = new JobTable(path)) {
      other.run("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, salary INTEGER)");
      assertThatThrownBy(
              () ->
                  SqliteJobStore.open(
                      SqliteDatabase.existing(path, SqliteDatabase.Durability.FULL),
                      Clock.systemUTC()))
          .hasMessageContaining("is not a job table")
          .hasMessageContaining("job_type, status, created_at");
      assertThat(other.all("SELECT name FROM pragma_table_info('jobs')"))
          .containsExactly("id", "title", "salary");
    }
  }

  @Test
  void a_database_of_a_newer_worker_is_refused() throws Exception {
    table.run("UPDATE worker_schema SET version = 99");

    assertThatThrownBy(() -> open("host-3-ccc")).hasMessageContaining("newer worker");
  }

  @Test
  void columns_that_an_older_worker_did_not_have_are_added() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 9", // the first without what keying found
        "DROP TRIGGER jobs_webhook",
        "ALTER TABLE jobs DROP COLUMN findings");

    open("host-3-ccc").close();

    assertThat(table.all("SELECT findings FROM jobs")).isEmpty();
  }

  @Test
  void a_notice_of_an_older_database_gets_a_place_for_what_was_found() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 10",
        "DROP TRIGGER jobs_webhook",
        "ALTER TABLE webhooks DROP COLUMN findings",
        "INSERT INTO webhooks (job_id, job_type, event, next_at, created_at) VALUES"
            + " (7, 'noop', 'failed', '2026-05-04 12:00:00', '2026-05-04 12:00:00')");

    open("host-3-ccc").close();

    assertThat(table.all("SELECT job_id, COALESCE(findings, '-') FROM webhooks"))
        .containsExactly("7|-");
    table.run(
        "INSERT INTO jobs (id, job_type, callback_url) VALUES (8, 'noop', 'https://a.example/')",
        "UPDATE jobs SET status = 'completed', findings = '{}' WHERE id = 8");
    assertThat(table.all("SELECT findings FROM webhooks WHERE job_id = 8")).containsExactly("{}");
  }

  @Test
  void calls_of_an_older_database_get_a_place_for_times_that_come_once() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 12",
        "DROP VIEW v_waiting",
        "DROP INDEX paid_calls_starts",
        "ALTER TABLE paid_calls DROP COLUMN intended_ms",
        "ALTER TABLE paid_calls DROP COLUMN accepted_ms",
        "INSERT INTO jobs (id, job_type, status) VALUES (7, 'animation', 'waiting_remote'),"
            + " (8, 'animation', 'waiting_remote')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
            + " accepted_at) VALUES (7, 'kling', 'animation', 'mw-7', 'accepted',"
            + " '2026-05-04 12:00:00', datetime('now', 'localtime', '-30 minutes'))");

    open("host-3-ccc").close();

    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
            + " accepted_at, accepted_ms) VALUES (8, 'kling', 'animation', 'mw-8', 'accepted',"
            + " '2026-05-04 12:00:00', '2026-05-04 12:00:00',"
            + " (strftime('%s', 'now') - 90 * 60) * 1000)");
    assertThat(table.all("SELECT id, under_way_for FROM v_waiting ORDER BY id"))
        .containsExactly("7|30 min", "8|90 min");
    assertThat(table.one("SELECT intended_ms IS NULL FROM paid_calls WHERE job_id = 7"))
        .isEqualTo("1");
  }

  @Test
  void the_shape_of_a_database_is_left_alone_while_an_older_worker_is_at_it() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = " + (SqliteSchema.VERSION - 1),
        "DROP VIEW v_counts",
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at)"
            + " VALUES ('old-1', 'machine', 7, 'start', 3, '2026-05-04 12:00:00')");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    SqliteDatabase used =
        database.among(id -> id.name().equals("old-1") ? Presence.ALIVE : Presence.GONE);

    assertThatThrownBy(() -> SqliteJobStore.open(used, Clock.systemUTC()))
        .hasMessageContaining("The worker old-1 is at the database")
        .hasMessageContaining("End it first");
    assertThatThrownBy(() -> SqliteJobDesk.open(used, Clock.systemUTC(), 0))
        .hasMessageContaining("End it first");
    assertThat(table.all("SELECT name FROM sqlite_schema WHERE name = 'v_counts'")).isEmpty();

    SqliteDatabase left = database.among(id -> Presence.GONE);
    try (SqliteJobStore upgraded = SqliteJobStore.open(left, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
  }

  @Test
  void a_worker_elsewhere_counts_as_being_there_while_it_holds_a_row() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = " + (SqliteSchema.VERSION - 1),
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at)"
            + " VALUES ('old-1', 'container', 7, 'start', 3, '2026-05-04 12:00:00')",
        "INSERT INTO jobs (job_type, status, worker, claim, lease_until) VALUES ('noop',"
            + " 'processing', 'old-1', 'old-1-1', 4102444800000)");
    SqliteDatabase database =
        SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL)
            .among(id -> Presence.ELSEWHERE);

    assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
        .hasMessageContaining("End it first");
    table.run("UPDATE jobs SET lease_until = 1 WHERE worker = 'old-1'");
    SqliteJobStore.open(database, Clock.systemUTC()).close();
  }

  @Test
  void children_that_had_failed_before_a_parent_was_queued_again_are_known_after_an_upgrade()
      throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, started_at) VALUES (71, 'many',"
            + " 'waiting_for_children', '2026-05-04 12:00:00')",
        "INSERT INTO jobs (id, job_type, status, parent_job_id, finished_at) VALUES"
            + " (72, 'noop', 'failed', 71, '2026-05-04 11:00:00'),"
            + " (73, 'noop', 'failed', 71, '2026-05-04 13:00:00')",
        "INSERT INTO job_needs VALUES (71, 72, 1, 1), (71, 73, 1, 1)",
        "UPDATE worker_schema SET version = 7");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.children().of(71))
          .extracting(Child::earlier)
          .containsExactly(true, false);
    }
  }

  @Test
  void pauses_and_workers_of_an_older_version_are_kept_and_lanes_can_be_paused_then()
      throws Exception {
    table.run(
        "DROP VIEW v_pauses",
        "DROP TABLE pauses",
        "CREATE TABLE pauses (scope TEXT NOT NULL CHECK (scope IN ('all', 'type')),"
            + " name TEXT NOT NULL DEFAULT '', since TIMESTAMP NOT NULL, reason TEXT,"
            + " PRIMARY KEY (scope, name))",
        "CREATE VIEW v_pauses AS SELECT scope FROM pauses",
        "INSERT INTO pauses VALUES ('type', 'keying', '2026-05-04 12:00:00', 'lunch')",
        "ALTER TABLE workers DROP COLUMN lanes",
        "ALTER TABLE workers DROP COLUMN seen_at",
        "ALTER TABLE paid_calls DROP COLUMN in_vain",
        "ALTER TABLE paid_calls DROP COLUMN sought_at",
        "ALTER TABLE paid_calls DROP COLUMN missed_at",
        "UPDATE worker_schema SET version = 5");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    table.run("INSERT INTO pauses (scope, name) VALUES ('lane', 'cpu')");
    assertThat(table.all("SELECT scope, name, reason FROM v_pauses ORDER BY scope"))
        .containsExactly("lane|cpu|null", "type|keying|lunch");
    assertThat(table.all("SELECT 1 FROM sqlite_schema WHERE name = 'pauses_before'")).isEmpty();
    assertThat(
            table.one(
                "SELECT count(*) FROM workers WHERE lanes IS NULL"
                    + " AND seen_at >= datetime('now', 'localtime', '-1 minute')"))
        .isEqualTo("1");
    assertThat(table.all("SELECT in_vain, sought_at, missed_at FROM paid_calls")).isEmpty();
  }

  @Test
  void calls_of_an_older_version_that_their_provider_did_not_know_are_noted_as_such()
      throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at, message)"
            + " VALUES (1, 'kling', 'image', 'refused', 'a', '2026-05-04 12:00:00',"
            + " 'kling has never heard of it'),"
            + " (1, 'kling', 'image', 'refused', 'b', '2026-05-04 12:00:00', 'Kling: no')",
        "ALTER TABLE paid_calls DROP COLUMN missed_at",
        "UPDATE worker_schema SET version = 18");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    assertThat(table.all("SELECT marker, missed_at IS NOT NULL FROM paid_calls ORDER BY marker"))
        .containsExactly("a|1", "b|0");
  }

  @Test
  void calls_in_doubt_of_an_older_version_are_taken_for_looked_for() throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at) VALUES"
            + " (1, 'kling', 'image', 'unknown', 'a', '2026-05-04 12:00:00'),"
            + " (1, 'kling', 'image', 'intended', 'b', '2026-05-04 12:00:00')",
        "ALTER TABLE paid_calls DROP COLUMN sought_at",
        "UPDATE worker_schema SET version = 17");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    assertThat(table.all("SELECT marker, sought_at IS NOT NULL FROM paid_calls ORDER BY marker"))
        .containsExactly("a|1", "b|0");
  }

  @Test
  void a_database_with_rows_is_copied_before_its_shape_changes() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE worker_schema SET version = 1", "CREATE TABLE theirs (word TEXT)");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).anyMatch(line -> line.startsWith("kept a copy of it"));
    }
    List<Path> copies = beside(".backup");
    assertThat(copies).hasSize(1);
    assertThat(copies.get(0).getFileName().toString()).matches("jobs\\.db\\.v1-[0-9-]+\\.backup");
    try (JobTable copy = new JobTable(copies.get(0))) {
      assertThat(copy.one("SELECT version FROM worker_schema")).isEqualTo("1");
      assertThat(copy.one("SELECT count(*) FROM jobs")).isEqualTo("3");
      assertThat(copy.one("PRAGMA integrity_check")).isEqualTo("ok");
      assertThat(copy.all("SELECT word FROM theirs")).isEmpty();
    }
    assertThat(beside(".part")).isEmpty();
  }

  @Test
  void a_database_that_cannot_be_copied_is_not_changed() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE worker_schema SET version = 1", "DROP VIEW v_active");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (JobTable other = new JobTable(file)) {
      // The copy's name is taken by a folder, whenever in the next two minutes it is made.
      for (int second = -1; second < 120; second++) {
        String time =
            other.one(
                "SELECT strftime('%Y%m%d-%H%M%S', 'now', 'localtime', '" + second + " seconds')");
        Files.createDirectories(folder.resolve("jobs.db.v1-" + time + ".backup.part/full"));
      }
      assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Nothing was changed");
      assertThat(other.one("SELECT version FROM worker_schema")).isEqualTo("1");
      assertThat(other.all("SELECT 1 FROM sqlite_schema WHERE name = 'v_active'")).isEmpty();
    }
  }

  private List<Path> beside(String end) throws Exception {
    try (var files = Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(end)).toList();
    }
  }

  @Test
  void a_damaged_database_is_refused_with_advice() throws Exception {
    Path path = folder.resolve("damaged.db");
    SqliteDatabase database = SqliteDatabase.orNew(path, SqliteDatabase.Durability.FULL);
    SqliteJobStore.open(database, Clock.systemUTC()).close();
    byte[] bytes = Files.readAllBytes(path);
    java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(path, bytes);

    assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNUSABLE))
        .hasMessageContaining("is damaged")
        .hasMessageContaining(".recover");
  }

  @Test
  void a_dashboards_table_gets_our_columns_and_keeps_everything_else() throws Exception {
    Path path = folder.resolve("dashboard.db");
    try (JobTable other = new JobTable(path)) {
      other.run(
          "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, job_type TEXT NOT NULL,"
              + " status TEXT NOT NULL, created_at TIMESTAMP NOT NULL, prompt TEXT,"
              + " input_data TEXT, result_data TEXT, error_message TEXT, keying_settings TEXT,"
              + " keyed_result_data TEXT, parent_job_id INTEGER)",
          "INSERT INTO jobs (job_type, status, created_at, prompt)"
              + " VALUES ('noop', 'completed', '2025-09-30 11:00:15.447302', 'old')");
      SqliteDatabase database = SqliteDatabase.existing(path, SqliteDatabase.Durability.FULL);
      try (SqliteJobStore dashboard = SqliteJobStore.open(database, Clock.systemUTC())) {
        assertThat(dashboard.changes()).contains("added the column priority");
        dashboard.register(new WorkerId("h-1-x", "m", 1, "s"), 3, LEASE, NOW);
        other.run(
            "INSERT INTO jobs (job_type, status, created_at, prompt, input_data)"
                + " VALUES ('noop', 'queued', '2025-10-01 08:00:00.000001', 'new', '{}')");
        Round round = dashboard.exchange(new Round.Request(List.of(), List.of(), 3, 0, 0, NOW));
        assertThat(ids(round.claimed())).containsExactly(2L);
      }
      assertThat(other.all("SELECT id, status, prompt, priority FROM jobs ORDER BY id"))
          .containsExactly("1|completed|old|0", "2|processing|new|0");
      try (SqliteJobStore again = SqliteJobStore.open(database, Clock.systemUTC())) {
        assertThat(again.changes()).isEmpty();
      }
    }
  }

  @Test
  void the_views_answer() throws Exception {
    table.insertMany(4, "noop");
    claim(1);
    end(claim(1).get(0), new Outcome.Failed("it broke"));

    assertThat(table.all("SELECT id, status, attempt FROM v_active"))
        .containsExactly("1|processing|1/3");
    assertThat(table.all("SELECT id, error_message FROM v_failed")).containsExactly("2|it broke");
    assertThat(table.all("SELECT position, id FROM v_queue")).containsExactly("1|3", "2|4");
    assertThat(table.all("SELECT id, status, took FROM v_recent"))
        .containsExactly("2|failed|0.0 s");
    assertThat(table.all("SELECT status, jobs FROM v_counts"))
        .containsExactlyInAnyOrder("failed|1", "processing|1", "queued|2");
  }

  @Test
  void the_schema_people_see_keeps_its_comments() throws Exception {
    assertThat(table.one("SELECT sql FROM sqlite_schema WHERE name = 'jobs'"))
        .contains("-- higher runs sooner");
  }

  @Test
  void a_row_whose_end_the_table_refuses_fails_with_a_sentence_and_holds_up_no_other()
      throws Exception {
    table.insert("noop", null);
    table.insert("noop", null);
    List<Claim> claims = claim(2);
    table.run(
        "CREATE TRIGGER no_result BEFORE UPDATE OF status ON jobs WHEN NEW.status = 'completed'"
            + " AND NEW.id = 1 BEGIN SELECT RAISE(ABORT, 'not today'); END");

    Round round =
        store.exchange(
            new Round.Request(
                claims.stream()
                    .map(
                        claim ->
                            new Ending(
                                claim,
                                new Outcome.Completed("output/a.mp4", ""),
                                Duration.ofSeconds(2)))
                    .toList(),
                List.of(),
                0,
                0,
                0,
                NOW));

    assertThat(round.refused()).containsExactly(claims.get(0));
    assertThat(table.all("SELECT id, status, claim, result_data FROM jobs"))
        .containsExactly("1|failed|null|null", "2|completed|null|output/a.mp4");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 1"))
        .contains("The table refused", "trigger", "output/a.mp4");
  }

  @Test
  void a_row_that_takes_no_end_at_all_is_let_go_or_left_and_holds_up_no_other() throws Exception {
    table.insert("noop", null);
    table.insert("noop", null);
    List<Claim> claims = claim(2);
    table.run(
        "CREATE TRIGGER frozen BEFORE UPDATE ON jobs WHEN NEW.id = 1"
            + " BEGIN SELECT RAISE(ABORT, 'frozen'); END");

    Ending first = new Ending(claims.get(0), new Outcome.Failed("no"), Duration.ZERO);
    Ending second = new Ending(claims.get(1), new Outcome.Failed("no"), Duration.ZERO);
    store.exchange(new Round.Request(List.of(first, second), List.of(), 0, 0, 0, NOW));

    assertThat(table.all("SELECT id, status FROM jobs"))
        .containsExactly("1|processing", "2|failed");
  }

  @Test
  void a_row_whose_claim_the_table_refuses_is_left_alone_for_a_minute() throws Exception {
    for (int i = 0; i < 40; i++) {
      table.insert("noop", null);
    }
    table.run(
        "CREATE TRIGGER not_those BEFORE UPDATE OF status ON jobs WHEN NEW.id < 36"
            + " BEGIN SELECT RAISE(ABORT, 'not those'); END");

    assertThat(claim(3)).as("so many are refused in one round at the most").isEmpty();
    assertThat(ids(claim(3))).containsExactly(36L, 37L, 38L);
    table.run("DROP TRIGGER not_those");
    assertThat(ids(claim(3))).containsExactly(39L, 40L);
    steady = steady.plusSeconds(61);
    assertThat(ids(claim(2))).containsExactly(1L, 2L);
  }

  @Test
  void a_trigger_that_rolls_all_back_is_a_setback_and_no_end() throws Exception {
    table.insert("noop", null);
    table.run(
        "CREATE TRIGGER back BEFORE UPDATE OF status ON jobs"
            + " BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END");

    assertThatThrownBy(() -> claim(1))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(StoreException.Kind.FOR_NOW);
              assertThat(e.sentence()).contains("all of it", "trigger");
            });
  }

  @Test
  void a_copied_and_a_renumbered_row_are_freed_by_the_worker_whose_claim_they_have()
      throws Exception {
    long id = table.insert("noop", null);
    long other = table.insert("noop", null);
    List<Claim> claims = claim(2);
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at)"
            + " VALUES (2, 'p', 'o', 'accepted', 'm', '2026-05-04 12:00:00')",
        "INSERT INTO job_needs (job_id, needs_id) VALUES (1, 2)",
        "CREATE TEMP TABLE copy AS SELECT * FROM jobs WHERE id = " + id,
        "UPDATE temp.copy SET id = 50",
        "INSERT INTO jobs SELECT * FROM temp.copy",
        "UPDATE jobs SET id = 99 WHERE id = " + other);

    List<String> lines = store.rescue(worker -> Presence.ALIVE, NOW);

    assertThat(lines).as("the work on what was job 2 is still under way").isEmpty();
    assertThat(store.takenBack(claims)).containsExactly(claims.get(1));
    end(claims.get(1), new Outcome.TakenBack());
    lines = store.rescue(worker -> Presence.ALIVE, NOW);

    assertThat(lines)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Freed job 50,"),
            line -> assertThat(line).startsWith("Freed job 99,"));
    assertThat(table.all("SELECT id, status, claim IS NULL, attempts FROM jobs ORDER BY id"))
        .containsExactly("1|processing|0|1", "50|queued|1|0", "99|queued|1|0");
    assertThat(table.one("SELECT job_id FROM paid_calls")).isEqualTo("99");
    assertThat(table.all("SELECT job_id, needs_id FROM job_needs")).containsExactly("1|99");
    assertThat(store.rescue(worker -> Presence.ALIVE, NOW)).isEmpty();
    end(claims.get(0), new Outcome.Completed(null, ""));
    assertThat(table.one("SELECT status FROM jobs WHERE id = 1")).isEqualTo("completed");
  }

  @Test
  void a_row_that_ends_and_is_taken_anew_at_once_is_still_held() throws Exception {
    table.insert("noop", null);
    Claim first = claim(1).get(0);
    table.run("UPDATE jobs SET status = 'queued', claim = NULL");
    claim(1);
    end(first, new Outcome.Failed("no"));

    assertThat(store.rescue(worker -> Presence.ALIVE, NOW)).isEmpty();
  }

  @Test
  void a_later_time_of_a_step_that_a_person_sets_while_it_is_taken_stands() throws Exception {
    String due = "2026-05-04 11:59:00";
    for (int i = 0; i < 2; i++) {
      table.insert("noop", null);
    }
    table.run("UPDATE jobs SET status = 'waiting_remote', attempts = 1, run_at = '" + due + "'");
    store.changedByOthers();
    List<Claim> steps =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 0, 2, NOW)).remote();
    assertThat(ids(steps)).containsExactlyInAnyOrder(1L, 2L);
    table.run("UPDATE jobs SET run_at = '2027-01-01 00:00:00' WHERE id = 1");

    for (Claim step : steps) {
      end(step, new Outcome.Waiting(NOW.plusSeconds(5), Double.NaN, "under way"));
    }

    assertThat(table.all("SELECT run_at FROM jobs ORDER BY id"))
        .satisfiesExactly(
            time -> assertThat(time).startsWith("2027-01-01 00:00:00"),
            time -> assertThat(time).startsWith("2026-05-04 12:00:05"));
  }

  @Test
  void a_later_time_that_a_person_sets_while_a_step_goes_over_to_children_stands()
      throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, run_at) VALUES"
            + " (1, 'many', 'waiting_remote', '2026-05-04 11:00:00'),"
            + " (2, 'many', 'waiting_remote', '2026-05-04 11:00:00')");
    store.changedByOthers();
    store.nextDue();
    List<Claim> steps =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 0, 2, NOW)).remote();
    table.run("UPDATE jobs SET run_at = '2026-05-05 12:00:00.000000' WHERE id = 1");
    for (Claim step : steps) {
      end(
          step,
          new Outcome.WaitingForChildren(
              List.of(), List.of(), List.of(), "waiting_for_children", Double.NaN, "", 0));
    }

    assertThat(table.all("SELECT id, status, run_at FROM jobs"))
        .containsExactly(
            "1|waiting_for_children|2026-05-05 12:00:00.000000", "2|waiting_for_children|null");
  }

  @Test
  void the_time_of_a_step_that_was_taken_by_a_clock_that_was_ahead_is_no_persons()
      throws Exception {
    table.insert("noop", null);
    table.run(
        "UPDATE jobs SET status = 'waiting_remote', attempts = 1, run_at = '2026-05-05 11:59:00'");
    store.changedByOthers();
    Instant ahead = NOW.plus(Duration.ofDays(1));
    Claim step =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 0, 1, ahead)).remote().get(0);

    end(step, new Outcome.Waiting(NOW.plusSeconds(5), Double.NaN, "under way"));

    assertThat(table.one("SELECT run_at FROM jobs")).startsWith("2026-05-04 12:00:05");
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

  /** Ends a claim in a round of its own in which its end is refused, and wants so many more. */
  private Round endRefused(Claim claim, int more) throws Exception {
    table.run(
        "CREATE TRIGGER no_end BEFORE UPDATE OF status ON jobs WHEN NEW.status = 'completed'"
            + " BEGIN SELECT RAISE(ABORT, 'no end'); END");
    Ending ending = new Ending(claim, new Outcome.Completed(null, ""), Duration.ofSeconds(2));
    Round round = store.exchange(new Round.Request(List.of(ending), List.of(), more, 0, more, NOW));
    table.run("DROP TRIGGER no_end");
    return round;
  }

  @Test
  void an_aged_row_is_handed_out_once_also_where_changes_are_made_apart() throws Exception {
    table.insert("noop", null);
    Claim first = claim(1).get(0);
    table.run(
        "INSERT INTO jobs (job_type, created_at) VALUES ('noop', '2026-01-01 00:00:00')",
        "INSERT INTO jobs (job_type, priority) VALUES ('noop', 10), ('noop', 10)");
    store.limit(new Lanes(List.of(), Duration.ofMinutes(10)));

    assertThat(ids(endRefused(first, 3).claimed())).containsExactlyInAnyOrder(2L, 3L, 4L);
    assertThat(table.all("SELECT attempts FROM jobs WHERE id > 1")).containsOnly("1");
  }

  @Test
  void what_was_refused_in_a_round_that_was_undone_ends_no_later_one() throws Exception {
    table.insert("noop", null);
    table.run(
        "CREATE TRIGGER not_this BEFORE UPDATE OF status ON jobs"
            + " BEGIN SELECT RAISE(ABORT, 'not this'); END");
    assertThat(claim(1)).isEmpty();
    table.run(
        "DROP TRIGGER not_this",
        "INSERT INTO jobs (job_type) VALUES ('noop')",
        "CREATE TRIGGER back BEFORE UPDATE OF status ON jobs"
            + " BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END");
    assertThatThrownBy(() -> claim(1)).isInstanceOf(StoreException.class);
    table.run("DROP TRIGGER back");

    assertThat(ids(claim(2))).containsExactly(2L);
    assertThat(store.nextDue()).isPresent();
    steady = steady.plusMinutes(1);
    assertThat(ids(claim(2))).containsExactly(1L);
  }

  @Test
  void a_frozen_row_keeps_no_step_no_due_row_and_no_lease_of_others() throws Exception {
    for (int i = 0; i < 6; i++) {
      table.insert("noop", null);
    }
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id < 5"); // 5 and 6 are held
    claim(2);
    table.run(
        "UPDATE jobs SET status = 'waiting_remote', run_at = '2026-05-04 11:00:00' WHERE id < 3",
        "UPDATE jobs SET status = 'queued', run_at = '2026-05-04 11:00:00' WHERE id IN (3, 4)",
        "CREATE TRIGGER frozen BEFORE UPDATE ON jobs WHEN NEW.id IN (1, 3, 5)"
            + " BEGIN SELECT RAISE(ABORT, 'frozen'); END");
    store.changedByOthers();

    store.nextDue();
    Round round = store.exchange(new Round.Request(List.of(), List.of(), 0, 0, 3, NOW));
    assertThat(ids(round.remote())).containsExactly(2L);
    assertThat(table.all("SELECT id, run_at FROM jobs WHERE id IN (3, 4)"))
        .containsExactly("3|2026-05-04 11:00:00", "4|null");
    assertThat(store.nextDue().orElseThrow()).isAfter(NOW);
    store.renewLeases(NOW.plusSeconds(30));
    assertThat(table.all("SELECT id, lease_until > 1777888860000 FROM jobs WHERE id > 4"))
        .containsExactly("5|0", "6|1");
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
}
