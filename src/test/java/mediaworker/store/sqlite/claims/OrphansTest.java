package mediaworker.store.sqlite.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Round;
import mediaworker.store.sqlite.JobStoreFixture;
import mediaworker.store.sqlite.SqliteJobStore;
import org.junit.jupiter.api.Test;

/** Rows that dead workers held, and what they have kept. */
class OrphansTest extends JobStoreFixture {

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

    Map<Long, String> lines = store.rescue(worker -> Presence.ALIVE, NOW);

    assertThat(lines).as("the work on what was job 2 is still under way").isEmpty();
    assertThat(store.takenBack(claims)).containsExactly(claims.get(1));
    end(claims.get(1), new Outcome.TakenBack());
    lines = store.rescue(worker -> Presence.ALIVE, NOW);

    assertThat(lines).containsOnlyKeys(50L, 99L);
    assertThat(lines.get(50L)).startsWith("Freed job 50,");
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
}
