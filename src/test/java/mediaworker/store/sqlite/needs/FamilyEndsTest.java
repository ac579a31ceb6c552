package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Outcome;
import org.junit.jupiter.api.Test;

/**
 * What becomes of children with their parent, and of a parent with what a person is asked about.
 */
class FamilyEndsTest extends FamiliesFixture {

  @Test
  void children_of_a_parent_with_a_time_that_cannot_be_read_end_with_it() throws Exception {
    List<Claim> both = family();
    assertThat(store.nextDue()).isEmpty();
    table.run("UPDATE jobs SET run_at = 'tomorrow' WHERE id = 1");
    round(); // has seen that somebody has committed, and not yet what
    assertThat(store.changedByOthers()).isTrue();

    assertThat(round()).isEmpty();

    assertThat(parent()).startsWith("failed 1 \"run_at\" is not a time");
    assertThat(rows()).contains("2|a|cancelled", "3|b|cancelled", "4|c|cancelled");
    assertThat(store.takenBack(both)).containsExactlyInAnyOrderElementsOf(both);
  }

  @Test
  void what_failed_runs_again_and_only_that() throws Exception {
    List<Claim> both = family();
    Claim parent =
        round(end(both.get(0), new Outcome.Failed("no luck")), done(both.get(1), "b")).get(0);
    round(end(parent, new Outcome.Failed("a part of it failed")));

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    parent = round().get(0);
    List<Claim> again = round(end(parent, wait(List.of(2L, 4L))));

    assertThat(again).extracting(claim -> claim.job().id()).containsExactly(2L);
    List<Claim> last = round(done(again.get(0), "a"));
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(round(done(last.get(0), "c"))).extracting(c -> c.job().id()).containsExactly(1L);
  }

  @Test
  void children_of_a_cancelled_parent_are_cancelled_and_what_has_ended_stays() throws Exception {
    List<Claim> both = family();
    round(done(both.get(0), "a"));
    store.changedByOthers();

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(rows())
        .containsExactly("1|-|cancelled", "2|a|completed", "3|b|cancelled", "4|c|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 3"))
        .isEqualTo("Job 1, which it is a part of, was given up.");
    assertThat(store.changedByOthers()).isTrue();
    assertThat(store.takenBack(List.of(both.get(1)))).containsExactly(both.get(1));
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void children_of_a_deleted_parent_go_with_it_but_for_what_has_ended() throws Exception {
    List<Claim> both = family();
    round(done(both.get(0), "a"));

    table.run("DELETE FROM jobs WHERE id = 1");
    round();

    assertThat(rows()).containsExactly("2|a|completed");
    assertThat(store.takenBack(List.of(both.get(1)))).containsExactly(both.get(1));
    assertThat(table.all("SELECT * FROM job_needs")).isEmpty();
  }

  @Test
  void what_a_person_is_asked_about_is_not_dropped_with_its_parent() throws Exception {
    List<Claim> both = family();
    round(end(both.get(0), new Outcome.Undecided("It is not known whether it was paid.")));

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(rows())
        .containsExactly("1|-|cancelled", "2|a|needs_decision", "3|b|cancelled", "4|c|cancelled");
    String told = "SELECT error_message FROM jobs WHERE id = 2";
    assertThat(table.one(told))
        .isEqualTo(
            "Job 1, which it is a part of, was given up: --adopt and --resubmit end this job alone,"
                + " --drop gives it up too. It is not known whether it was paid.");
    table.run("UPDATE jobs SET updated_at = updated_at WHERE id = 1");
    round();
    assertThat(table.one(told)).containsOnlyOnce("given up:");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    Claim parent = round().get(0);
    round(
        end(
            parent,
            new Outcome.WaitingForChildren(
                List.of(), List.of(), List.of(2L), "waiting_for_children", Double.NaN, "", 0)));
    assertThat(rows()).contains("1|-|waiting_for_children", "2|a|needs_decision");
    assertThat(table.one(told)).isEqualTo("It is not known whether it was paid.");
  }

  @Test
  void a_long_question_keeps_its_beginning_and_its_end_when_its_parent_is_given_up()
      throws Exception {
    List<Claim> both = family();
    String asked =
        "It is not known whether it was paid." + " Look.".repeat(65) + " Reason: a reset.";
    round(end(both.get(0), new Outcome.Undecided(asked)));

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 2"))
        .hasSizeLessThanOrEqualTo(500)
        .startsWith("Job 1, which it is a part of, was given up: --adopt and --resubmit")
        .contains("--drop gives it up too. It is not known whether it was paid. Look.")
        .contains(" … ")
        .endsWith("Look. Reason: a reset.");
  }

  @Test
  void nor_with_a_parent_that_is_deleted() throws Exception {
    List<Claim> both = family();
    round(end(both.get(0), new Outcome.Undecided("It is not known whether it was paid.")));

    table.run("DELETE FROM jobs WHERE id = 1");
    round();
    assertThat(rows()).containsExactly("2|a|needs_decision");
  }

  @Test
  void grandchildren_go_with_a_cancelled_parent_too() throws Exception {
    List<Claim> both = family();
    List<Claim> grandchild = round(end(both.get(0), wait(List.of(), child("x"))));
    assertThat(grandchild).hasSize(1);

    table.run("UPDATE jobs SET status = 'failed' WHERE id = 1");
    round();
    round();

    assertThat(rows())
        .containsExactly(
            "1|-|failed", "2|a|cancelled", "3|b|cancelled", "4|c|cancelled", "5|x|cancelled");
  }
}
