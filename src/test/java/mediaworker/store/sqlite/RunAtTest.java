package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that wait for their time, and times that people set. */
class RunAtTest extends JobStoreFixture {

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
  void a_far_time_is_a_time_like_any_other() throws Exception {
    table.run("INSERT INTO jobs (job_type, run_at) VALUES ('noop', '9999-12-31 00:00:00.000000')");
    claim(1);

    assertThat(store.nextDue().orElseThrow()).isAfter(Instant.parse("9999-12-30T00:00:00Z"));
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
}
