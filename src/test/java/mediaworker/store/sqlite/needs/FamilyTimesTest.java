package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Submission;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import org.junit.jupiter.api.Test;

/** Parents and pipelines that wait for their time. */
class FamilyTimesTest extends FamiliesFixture {

  @Test
  void a_time_that_is_set_on_a_waiting_parent_is_waited_for_and_no_longer() throws Exception {
    List<Claim> both = family();
    table.run("UPDATE jobs SET run_at = '2026-05-04T13:00' WHERE id = 1");
    Ending failed = end(both.get(1), new Outcome.Failed("refused"));

    assertThat(round(done(both.get(0), "a"), failed)).isEmpty();
    now = Instant.parse("2026-05-04T11:00:00Z");
    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(1L);
  }

  private long pipeline(UnaryOperator<JobDraft> change) throws Exception {
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.fixed(now, ZoneId.of("Europe/Berlin")),
            0)) {
      return ((Submission.Queued)
              desk.submit(
                  new Pipeline(
                          JobDraft.of(Pipeline.TYPE, "{}"),
                          List.of(child("a"), child("b"), child("c", "a", "b")))
                      .with(change)))
          .id();
    }
  }

  @Test
  void no_step_of_a_pipeline_that_is_put_off_begins_before_its_time() throws Exception {
    Instant time = now.plusSeconds(600);
    long id = pipeline(parent -> parent.withRunAt(time).withMaxAttempts(7));
    assertThat(round()).isEmpty();
    // What one of them needs is given up, which it goes on without: not before the time either.
    table.run("UPDATE jobs SET on_need_failed = 'run_anyway' WHERE step = 'c'");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE step IN ('a', 'b')");
    assertThat(round()).isEmpty();
    assertThat(rows())
        .containsExactly(
            id + "|-|waiting_for_children", "2|a|cancelled", "3|b|cancelled", "4|c|queued");

    now = time;
    List<Claim> last = round();
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(last.get(0).job().maxAttempts()).isEqualTo(7);
    List<Claim> parent = round(done(last.get(0), "c.png"));
    assertThat(parent).extracting(claim -> claim.job().id()).containsExactly(id);
    assertThat(
            table.all(
                "SELECT DISTINCT run_at FROM jobs WHERE run_at IS NOT NULL AND id <> 2"
                    + " AND id <> 3"))
        .isEmpty();
  }

  @Test
  void all_steps_of_a_pipeline_that_was_put_off_run_in_their_order_at_its_time() throws Exception {
    Instant time = now.plusSeconds(600);
    pipeline(parent -> parent.withRunAt(time));
    assertThat(round()).isEmpty();
    now = time;
    List<Claim> both = round();
    assertThat(both).extracting(claim -> claim.job().id()).containsExactly(2L, 3L);
    List<Claim> last = round(done(both.get(0), "a.png"), done(both.get(1), "b.png"));
    if (last.isEmpty()) { // its own time is looked at in the round after
      last = round();
    }
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(round(done(last.get(0), "c.png")))
        .extracting(claim -> claim.job().id())
        .containsExactly(1L);
  }

  @Test
  void a_time_that_is_set_while_a_parents_step_ends_is_waited_for() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    Claim parent = round().get(0);
    table.run("UPDATE jobs SET run_at = '2026-05-04 13:00:00' WHERE id = 1");
    store.changedByOthers();
    assertThat(store.nextDue()).isEmpty();

    Claim part = round(end(parent, wait(List.of(), child("a")))).get(0);

    assertThat(part.job().id()).isEqualTo(2);
    assertThat(store.nextDue()).contains(Instant.parse("2026-05-04T11:00:00Z"));
    assertThat(round(done(part, "x"))).isEmpty();
    now = Instant.parse("2026-05-04T11:00:00Z");
    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(1L);
  }
}
