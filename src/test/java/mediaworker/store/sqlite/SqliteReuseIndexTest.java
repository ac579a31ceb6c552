package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Presence;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.ReuseIndex.Beginning;
import mediaworker.jobs.ReuseIndex.Found;
import mediaworker.jobs.Round;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what of equal jobs, also after a worker has died at any step. */
class SqliteReuseIndexTest {

  private static final String EQUAL = "f1";

  @TempDir Path folder;
  private SqliteJobStore store;
  private JobTable table;
  private ReuseIndex index;
  private Instant now = Instant.parse("2026-05-04T10:00:00Z");

  @BeforeEach
  void open() throws Exception {
    store = open("host-1-aaa");
    table = new JobTable(folder.resolve("jobs.db"));
    table.run(
        "INSERT INTO jobs (id, job_type, reuse) VALUES (1, 'a', 1), (2, 'a', 1), (3, 'a', 0)");
    index = store.reuse();
  }

  private SqliteJobStore open(String name) throws Exception {
    SqliteJobStore opened =
        SqliteJobStore.open(
            SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")));
    opened.register(new WorkerId(name, "machine", 1, "start"), 8, Duration.ofMinutes(1), now);
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    store.close();
  }

  private List<Claim> claim(SqliteJobStore worker, int limit) throws Exception {
    now = now.plusSeconds(2);
    return worker.exchange(new Round.Request(List.of(), List.of(), limit, 0, 0, now)).claimed();
  }

  private Beginning begin(Claim claim) throws Exception {
    return index.begin(claim, EQUAL, Set.of());
  }

  @Test
  void a_claim_says_whether_its_row_may_reuse() throws Exception {
    assertThat(claim(store, 3))
        .extracting(claim -> claim.job().reuse())
        .containsExactly(true, true, false);
  }

  @Test
  void the_second_is_told_of_the_first_and_woken_when_that_has_made_it() throws Exception {
    List<Claim> claims = claim(store, 2);
    assertThat(begin(claims.get(0))).isEqualTo(new Beginning.Anew());
    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.UnderWay(1));
    table.run(
        "UPDATE jobs SET status = 'queued', claim = NULL, run_at = '2099-01-01 00:00:00',"
            + " waits_for = 'job 1' WHERE id = 2");

    index.keep(claims.get(0), null, "made", null);

    assertThat(table.one("SELECT run_at FROM jobs WHERE id = 2")).isNull();
    Claim again = claim(store, 1).get(0);
    assertThat(begin(again)).isEqualTo(new Beginning.Done(new Found(1, "made", List.of())));
    index.keep(again, null, "mine", 1L);
    assertThat(table.one("SELECT reused_from FROM jobs WHERE id = 2")).isEqualTo("1");
  }

  @Test
  void what_was_made_from_other_files_than_it_began_with_is_kept_for_nobody() throws Exception {
    List<Claim> claims = claim(store, 2);
    begin(claims.get(0));
    index.keep(claims.get(0), "another", "made", null);

    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.Anew());
  }

  @Test
  void what_was_made_only_in_part_is_kept_for_nobody() throws Exception {
    List<Claim> claims = claim(store, 2);
    begin(claims.get(0));
    table.run(
        "INSERT INTO paid_calls (job_id, step, provider, model, operation, marker, state,"
            + " intended_at) VALUES (1, 0, 'kling', 'm', 'ANIMATION', 'mw-1', 'failed',"
            + " '2026-01-01 00:00:00')");
    index.keep(claims.get(0), null, "made", null);

    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.Anew());
  }

  @Test
  void nobody_waits_at_the_end_for_an_equal_job_that_a_person_has_to_decide_about()
      throws Exception {
    claim(store, 3);
    table.run(
        "UPDATE jobs SET claim = NULL, status = 'needs_decision' WHERE id = 1",
        "UPDATE jobs SET claim = NULL, status = 'queued', run_at = '2026-01-01 00:00:00',"
            + " waits_for = 'job 1' WHERE id = 2",
        "UPDATE jobs SET claim = NULL, status = 'completed' WHERE id = 3");
    assertThat(store.hasWorkLeft(now)).isFalse();
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 1");
    assertThat(store.hasWorkLeft(now)).isTrue();
  }

  @Test
  void what_was_found_useless_is_not_offered_again() throws Exception {
    List<Claim> claims = claim(store, 2);
    begin(claims.get(0));
    index.keep(claims.get(0), null, "made", null);

    assertThat(index.begin(claims.get(1), EQUAL, Set.of(1L))).isEqualTo(new Beginning.Anew());
    assertThat(begin(claims.get(1))).isInstanceOf(Beginning.Done.class);
  }

  @Test
  void a_job_whose_worker_died_at_work_keeps_nobody_waiting() throws Exception {
    begin(claim(store, 1).get(0));
    try (SqliteJobStore second = open("host-2-bbb")) {
      assertThat(second.rescue(worker -> Presence.GONE, now)).isNotEmpty();
      table.run("UPDATE jobs SET run_at = '2099-01-01 00:00:00' WHERE id = 1");

      assertThat(begin(claim(second, 1).get(0))).isEqualTo(new Beginning.Anew());
    }
  }

  @Test
  void a_job_that_has_paid_is_waited_for_whatever_became_of_its_worker() throws Exception {
    List<Claim> claims = claim(store, 2);
    begin(claims.get(0));
    table.run(
        "UPDATE jobs SET status = 'queued', claim = NULL WHERE id = 1",
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at)"
            + " VALUES (1, 'kling', 'x', 'accepted', 'm', '2026-05-04')");

    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.UnderWay(1));
    table.run("UPDATE paid_calls SET state = 'failed'");
    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.Anew());
  }

  @Test
  void a_job_that_failed_leaves_the_work_to_the_next() throws Exception {
    List<Claim> claims = claim(store, 2);
    begin(claims.get(0));
    index.leave(claims.get(0));

    assertThat(begin(claims.get(1))).isEqualTo(new Beginning.Anew());
  }

  @Test
  void a_claim_that_was_lost_writes_nothing() throws Exception {
    Claim lost = claim(store, 1).get(0);
    begin(lost);
    table.run("UPDATE jobs SET claim = 'other' WHERE id = 1");

    index.keep(lost, null, "made", null);
    index.leave(lost);

    assertThat(table.all("SELECT job_id, made FROM reusable_outputs")).containsExactly("1|null");
    assertThat(begin(lost)).isEqualTo(new Beginning.Lost());
  }

  @Test
  void what_a_job_has_made_goes_with_its_row() throws Exception {
    Claim first = claim(store, 1).get(0);
    begin(first);
    index.keep(first, null, "made", null);
    table.run("DELETE FROM jobs WHERE id = 1");

    assertThat(table.all("SELECT * FROM reusable_outputs")).isEmpty();
  }
}
