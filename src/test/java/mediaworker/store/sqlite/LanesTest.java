package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Lanes.Limit;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.Round;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lanes and ageing, by the rows that are claimed. */
class LanesTest {

  private static final Limit GPU = new Limit("gpu", 1, Set.of("big", "huge"));
  private static final Limit CPU = new Limit("cpu", 2, Set.of("keying", Job.KEYING_LAP, "encode"));

  @TempDir Path folder;
  private SqliteJobStore store;
  private JobTable table;
  private Instant now = Instant.parse("2026-05-04T10:00:00Z");

  @BeforeEach
  void open() throws Exception {
    store = open("host-1-aaa", new Lanes(List.of(GPU, CPU), Duration.ofMinutes(10)));
    table = new JobTable(folder.resolve("jobs.db"));
  }

  private SqliteJobStore open(String name, Lanes lanes) throws Exception {
    return open(name, "machine", lanes);
  }

  private SqliteJobStore open(String name, String machine, Lanes lanes) throws Exception {
    SqliteJobStore opened =
        SqliteJobStore.open(
            SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")));
    opened.limit(lanes);
    opened.register(new WorkerId(name, machine, 1, "start"), 8, Duration.ofMinutes(1), now);
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    store.close();
  }

  private List<Claim> claim(int limit, Claim... ended) throws Exception {
    List<Ending> endings = new ArrayList<>();
    for (Claim claim : ended) {
      endings.add(new Ending(claim, new Outcome.Completed("x", ""), Duration.ofSeconds(1)));
    }
    now = now.plusSeconds(2);
    return store.exchange(new Round.Request(endings, List.of(), limit, 0, 0, now)).claimed();
  }

  private static List<Long> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.job().id()).toList();
  }

  private void rows(String... typesAndPriorities) throws Exception {
    int second = 0;
    for (String row : typesAndPriorities) {
      String[] parts = row.split(" ");
      table.run(
          String.format(
              "INSERT INTO jobs (job_type, priority, created_at) VALUES ('%s', %s,"
                  + " '2026-05-04 11:59:%02d.000000')",
              parts[0], parts.length > 1 ? parts[1] : "0", second++));
    }
  }

  @Test
  void a_full_lane_keeps_nobody_waiting_behind_it() throws Exception {
    rows("big", "big", "big", "huge", "noop", "encode", "noop");

    List<Claim> first = claim(3);
    assertThat(ids(first)).containsExactly(1L, 5L, 6L);
    assertThat(table.all("SELECT id FROM jobs WHERE lane = 'gpu' AND status = 'queued'"))
        .containsExactly("2", "3", "4");
    assertThat(ids(claim(3))).containsExactly(7L);
    // The lane's next one in order, as soon as it has a place.
    List<Claim> second = claim(3, first.get(0));
    assertThat(ids(second)).containsExactly(2L);
    assertThat(table.one("SELECT lane FROM jobs WHERE id = 2")).isNull();
    assertThat(ids(claim(3, second.get(0)))).containsExactly(3L);
  }

  /**
   * A row of low priority that is set aside for the full lane of job 1, and a new one each time.
   */
  private List<Long> afterEachOther(boolean setAside, String olderType) throws Exception {
    rows("big 10");
    List<Claim> running = claim(3);
    rows(olderType + " 0");
    table.run("UPDATE jobs SET created_at = '2026-05-01 11:00:00.000000' WHERE id = 2");
    assertThat(claim(3)).isEmpty();
    assertThat(table.one("SELECT lane FROM jobs WHERE id = 2")).isEqualTo("gpu");
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows("big 10");
      if (setAside) {
        assertThat(claim(3)).isEmpty();
      }
      running = claim(3, running.get(0));
      taken.addAll(ids(running));
    }
    return taken;
  }

  @Test
  void a_row_that_is_set_aside_for_a_full_lane_ages_too() throws Exception {
    assertThat(afterEachOther(true, "big")).containsExactly(2L, 3L, 4L);
  }

  @Test
  void so_it_does_beside_newer_ones_that_find_a_place_at_once() throws Exception {
    assertThat(afterEachOther(false, "huge")).containsExactly(2L, 3L, 4L);
  }

  @Test
  void a_young_row_that_is_set_aside_waits_for_those_of_higher_priority() throws Exception {
    rows("big 10");
    List<Claim> running = claim(3);
    rows("big 0", "big 10");
    assertThat(claim(3)).isEmpty();
    assertThat(ids(claim(3, running.get(0)))).containsExactly(3L);
  }

  @Test
  void keying_stays_before_what_is_old_in_its_lane() throws Exception {
    rows("encode", "encode");
    List<Claim> running = claim(3);
    rows("encode 0", "encode 9", "keying 0");
    table.run("UPDATE jobs SET created_at = '2026-05-01 11:00:00.000000' WHERE id = 3");
    assertThat(claim(3)).isEmpty();
    assertThat(ids(claim(3, running.get(0)))).containsExactly(5L);
  }

  @Test
  void a_long_queue_behind_a_full_lane_is_set_aside_in_parts_without_a_rest() throws Exception {
    rows("big");
    List<Claim> running = claim(1);
    table.run(
        "INSERT INTO jobs (job_type) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            + " WHERE i < 5000) SELECT 'big' FROM n",
        "INSERT INTO jobs (job_type) VALUES ('noop')");

    int rounds = 0;
    List<Claim> found = List.of();
    do {
      long before = setAside();
      found = claim(3);
      rounds++;
      assertThat(setAside() - before).isLessThanOrEqualTo(2_256);
      if (found.isEmpty()) {
        assertThat(store.nextDue()).as("goes on at once").hasValue(Instant.EPOCH);
      }
    } while (found.isEmpty());
    assertThat(ids(found)).containsExactly(5002L);
    assertThat(rounds).isEqualTo(3);
    assertThat(store.nextDue()).isEmpty();
    assertThat(claim(0)).isEmpty();
    assertThat(ids(claim(3, running.get(0)))).containsExactly(2L);
  }

  private long setAside() throws Exception {
    return Long.parseLong(table.one("SELECT count(*) FROM jobs WHERE lane IS NOT NULL"));
  }

  @Test
  void age_counts_on_after_the_clock_was_put_back() throws Exception {
    now = now.plus(Duration.ofDays(1));
    rows("noop 9");
    List<Claim> running = claim(1);
    now = now.minus(Duration.ofDays(1));
    rows("noop 1", "noop 0");
    table.run("UPDATE jobs SET created_at = '2026-05-01 11:00:00.000000' WHERE id = 3");
    assertThat(ids(claim(1, running.get(0)))).containsExactly(3L);
  }

  @Test
  void nothing_new_is_taken_in_a_paused_lane_and_nobody_waits_behind_it() throws Exception {
    rows("encode 9", "keying 8", "big", "encode", "noop");
    table.run(
        "INSERT INTO jobs (job_type, status, result_data) VALUES ('x', 'keying_queued', 'a.mp4')",
        "INSERT INTO jobs (job_type, status) VALUES ('encode', 'waiting_remote')",
        "INSERT INTO pauses (scope, name) VALUES ('lane', 'cpu')");

    assertThat(ids(claim(8))).containsExactlyInAnyOrder(3L, 5L, 7L);
    assertThat(claim(8)).isEmpty();
    assertThat(store.hasWorkLeft(now)).isFalse();
    table.run("DELETE FROM pauses");
    assertThat(store.hasWorkLeft(now)).isTrue();
    assertThat(claim(8)).hasSize(1); // the lane's second place is taken by what was fetched
  }

  @Test
  void rows_that_were_set_aside_stay_where_they_are_while_their_lane_is_paused() throws Exception {
    rows("big", "big");
    Claim running = claim(2).get(0);
    assertThat(table.all("SELECT id FROM jobs WHERE lane = 'gpu'")).containsExactly("2");
    table.run("INSERT INTO pauses (scope, name) VALUES ('lane', 'gpu')");

    assertThat(claim(2, running)).isEmpty();
    table.run("DELETE FROM pauses");
    assertThat(ids(claim(2))).containsExactly(2L);
  }

  @Test
  void a_lane_of_all_but_some_kinds_is_paused_for_all_but_those() throws Exception {
    store.close();
    store =
        open(
            "host-2-bbb",
            new Lanes(
                List.of(new Limit("not keying", 2, Set.of("keying", Job.KEYING_LAP), true)),
                Duration.ZERO));
    rows("keying", "noop");
    table.run("INSERT INTO pauses (scope, name) VALUES ('lane', 'not keying')");

    assertThat(ids(claim(8))).containsExactly(1L);
  }

  @Test
  void people_see_how_lanes_are_used() throws Exception {
    rows("encode", "encode", "encode", "big", "noop");
    claim(3);
    table.run("INSERT INTO pauses (scope, name) VALUES ('lane', 'gpu')");
    try (SqliteJobDesk desk =
        SqliteJobDesk.open(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")),
            0)) {
      QueueState state = desk.state(10);

      assertThat(state.lanes(state.workers()))
          .containsExactly(
              new QueueState.LaneUse("cpu", 2, 2, 1, false),
              new QueueState.LaneUse("gpu", 1, 1, 0, true));
      assertThat(state.lanesOf("encode", state.workers()))
          .extracting(QueueState.LaneUse::isShut)
          .containsExactly(true);
      assertThat(state.lanesOf("noop", state.workers())).isEmpty();
    }
    assertThat(
            table.all("SELECT value ->> 'lane', value ->> 'places' FROM workers, json_each(lanes)"))
        .containsExactly("gpu|1", "cpu|2");
  }

  @Test
  void rows_that_are_set_aside_keep_their_place_in_the_order() throws Exception {
    rows("big 5", "big 1");
    Claim running = claim(1).get(0);
    assertThat(claim(1)).isEmpty();
    rows("noop 3", "big 3", "noop 0");

    assertThat(ids(claim(3, running))).containsExactly(3L, 4L, 5L);
    assertThat(table.one("SELECT lane FROM jobs WHERE id = 2")).isEqualTo("gpu");
  }

  @Test
  void ten_thousand_rows_of_a_full_lane_are_stepped_over_once() throws Exception {
    table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
            + " INSERT INTO jobs (job_type, created_at) SELECT 'big', '2026-05-04 11:00:00' FROM n",
        "INSERT INTO jobs (job_type, created_at) VALUES ('noop', '2026-05-04 11:30:00'),"
            + " ('noop', '2026-05-04 11:30:01')");

    Claim running = claim(2).get(0);
    assertThat(running.job().id()).isEqualTo(1);
    List<Claim> behind = claim(1);
    while (behind.isEmpty() && store.nextDue().equals(Optional.of(Instant.EPOCH))) {
      behind = claim(1); // as the loop does, which goes on at once
    }
    assertThat(ids(behind)).containsExactly(10_001L);
    assertThat(ids(claim(1))).containsExactly(10_002L);
    assertThat(table.one("SELECT count(*) FROM jobs WHERE lane IS NULL AND status = 'queued'"))
        .isEqualTo("0");
    assertThat(ids(claim(1, running))).containsExactly(2L);
    // From then on a claim looks at no row that it does not take.
    assertThat(
            String.join(
                "\n",
                table.all(
                    "EXPLAIN QUERY PLAN SELECT id FROM jobs INDEXED BY jobs_aside WHERE claim IS"
                        + " NULL AND run_at IS NULL AND lane IS NOT NULL AND ((status = 'queued'"
                        + " AND depends_on IS NULL) OR status IN ('keying_queued',"
                        + " 'waiting_remote') OR (needs_met IS NOT NULL AND status IN ('queued',"
                        + " 'waiting_for_children', 'stitching'))) AND lane = 'gpu' ORDER BY (CASE"
                        + " WHEN status = 'keying_queued' OR job_type = 'keying' THEN 2 WHEN status"
                        + " = 'waiting_remote' OR status = 'waiting_for_children' OR status ="
                        + " 'stitching' THEN 1 ELSE 0 END) DESC, priority DESC, created_at, id LIMIT 3")))
        .contains("jobs_aside (lane=?)")
        .doesNotContain("TEMP B-TREE");
  }

  @Test
  void keying_comes_first_within_its_lane_and_has_threads_of_its_own() throws Exception {
    store.close();
    store =
        open(
            "host-2-bbb",
            new Lanes(
                List.of(new Limit("not keying", 2, Set.of("keying", Job.KEYING_LAP), true)),
                Duration.ZERO));
    rows("noop", "noop", "noop", "keying");

    assertThat(ids(claim(3))).containsExactly(4L, 1L, 2L);
    rows("keying");
    assertThat(ids(claim(3))).containsExactly(5L);
  }

  @Test
  void reservations_ahead_count_for_their_lane() throws Exception {
    rows("big", "big", "noop");

    Round round =
        store.exchange(new Round.Request(List.of(), List.of(), 1, 5, 0, now.plusSeconds(1)));

    assertThat(ids(round.claimed())).containsExactly(1L);
    assertThat(ids(round.reserved())).containsExactly(3L);
  }

  @Test
  void rows_set_aside_by_one_worker_are_taken_by_another_that_has_no_such_lane() throws Exception {
    rows("big", "big");
    assertThat(ids(claim(2))).containsExactly(1L);

    SqliteJobStore other = open("host-3-ccc", Lanes.NONE);
    assertThat(ids(other.exchange(new Round.Request(List.of(), List.of(), 2, 0, 0, now)).claimed()))
        .containsExactly(2L);
    other.close();
  }

  @Test
  void a_row_of_low_priority_that_has_waited_long_goes_before_newer_ones() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, priority, created_at) VALUES"
            + " ('noop', 0, '2026-05-04 11:00:00'), ('noop', 0, '2026-05-04 11:55:00'),"
            + " ('noop', 5, '2026-05-04 11:59:00'), ('noop', 5, '2026-05-04 11:59:30'),"
            + " ('keying', 0, '2026-05-04 11:59:30')");

    // An hour counts for six steps; ten minutes for one.
    assertThat(ids(claim(2))).containsExactly(5L, 1L);
    assertThat(ids(claim(5))).containsExactly(3L, 4L, 2L);
  }

  @Test
  void a_low_priority_that_has_not_waited_so_long_stays_behind() throws Exception {
    table.run(
        "INSERT INTO jobs (job_type, priority, created_at) VALUES"
            + " ('noop', 0, '2026-05-04 11:30:00'), ('noop', 5, '2026-05-04 11:59:00')");

    assertThat(ids(claim(1))).containsExactly(2L);
  }

  @Test
  void a_worker_that_registers_again_gives_no_token_twice() throws Exception {
    rows("noop", "noop");
    String first = claim(1).get(0).token();
    WorkerId self = new WorkerId("host-1-aaa", "machine", 1, "start");
    store.register(self, 4, Duration.ofMinutes(1), now);
    store.limit(new Lanes(List.of(GPU), Duration.ZERO));

    assertThat(claim(1).get(0).token()).isNotEqualTo(first);
  }

  @Test
  void other_limits_hold_from_the_next_claim_on_and_leave_alone_what_runs() throws Exception {
    rows("encode", "encode", "encode", "encode", "noop");
    List<Claim> two = claim(5);
    assertThat(ids(two)).containsExactly(1L, 2L, 5L);

    store.limit(new Lanes(List.of(new Limit("cpu", 1, CPU.kinds())), Duration.ZERO));
    assertThat(claim(5, two.get(0))).isEmpty();
    List<Claim> third = claim(5, two.get(1));
    assertThat(ids(third)).containsExactly(3L);

    store.limit(new Lanes(List.of(new Limit("cpu", 3, CPU.kinds())), Duration.ZERO));
    assertThat(ids(claim(5))).containsExactly(4L);
  }

  @Test
  void workers_of_one_machine_share_its_lanes() throws Exception {
    Limit threads = new Limit("not keying", 1, Set.of("keying"), true);
    try (SqliteJobStore second =
        open("host-2-bbb", new Lanes(List.of(GPU, CPU, threads), Duration.ZERO))) {
      rows("encode", "encode", "encode", "big", "big", "noop");
      assertThat(ids(claim(2))).containsExactly(1L, 2L);

      // Its own threads are its own: one that is not keying may run there.
      List<Claim> others = other(second, 4);
      assertThat(ids(others)).containsExactly(4L);
      assertThat(ids(claim(4))).containsExactly(6L);

      assertThat(other(second, 4, others.get(0)).get(0).job().id()).isEqualTo(5L);
    }
  }

  @Test
  void workers_of_other_machines_have_lanes_of_their_own() throws Exception {
    try (SqliteJobStore second =
        open("else-1-ccc", "elsewhere", new Lanes(List.of(GPU), Duration.ZERO))) {
      rows("big", "big");
      assertThat(ids(claim(2))).containsExactly(1L);
      assertThat(ids(other(second, 2))).containsExactly(2L);
    }
  }

  private List<Claim> other(SqliteJobStore worker, int limit, Claim... ended) throws Exception {
    List<Ending> endings = new ArrayList<>();
    for (Claim claim : ended) {
      endings.add(new Ending(claim, new Outcome.Completed("x", ""), Duration.ofSeconds(1)));
    }
    now = now.plusSeconds(2);
    return worker.exchange(new Round.Request(endings, List.of(), limit, 0, 0, now)).claimed();
  }
}
