package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobStoreFixture;
import org.junit.jupiter.api.Test;

/** Checks, indexes and triggers of the table that refuse what a worker writes. */
class RefusalsTest extends JobStoreFixture {

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
}
