package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parents, children and needs that would wait for each other. */
class FamilyCirclesTest extends FamiliesFixture {

  /** Two parents of another program, with parts of which each needs the other's parent. */
  private void crossed(String status) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, depends_on) VALUES"
            + " (201, 'many', '"
            + status
            + "', NULL, NULL), (202, 'many', '"
            + status
            + "', NULL, NULL),"
            + " (203, 'noop', 'queued', 201, '[202]'), (204, 'noop', 'queued', 202, '[201]')");
  }

  @Test
  void parts_that_wait_for_each_others_parents_are_a_circle() throws Exception {
    crossed("waiting_for_children");

    Claim second = round().get(0);

    assertThat(second.job().id()).isEqualTo(202);
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 204"))
        .isEqualTo(
            "It depends on itself: 204 → 201 → 203 → 202 → 204. Correct \"depends_on\" and set the"
                + " status to 'queued' again.");
    assertThat(round(end(second, new Outcome.Failed("a part of it failed"))))
        .extracting(claim -> claim.job().id())
        .containsExactly(201L);
    assertThat(rows())
        .containsExactly("201|-|processing", "202|-|failed", "203|-|failed", "204|-|failed");
  }

  @Test
  void a_parent_that_closes_a_circle_fails_with_its_parts() throws Exception {
    crossed("draft");
    assertThat(round()).isEmpty();
    table.run("UPDATE jobs SET status = 'waiting_for_children' WHERE id IN (201, 202)");

    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(201L);

    assertThat(rows())
        .containsExactly("201|-|processing", "202|-|failed", "203|-|failed", "204|-|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 202"))
        .isEqualTo(
            "It waits for itself: 202 → 204 → 201 → 203 → 202. Correct \"depends_on\" of these"
                + " jobs and set the status to 'queued' again.");
  }

  @Test
  void a_parent_cannot_be_a_part_of_itself() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id) VALUES"
            + " (110, 'many', 'waiting_for_children', 111),"
            + " (111, 'many', 'waiting_for_children', 110),"
            + " (112, 'many', 'stitching', 112), (113, 'noop', 'queued', 110)");

    assertThat(round()).isEmpty();

    assertThat(rows())
        .containsExactly("110|-|failed", "111|-|failed", "112|-|failed", "113|-|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 110"))
        .isEqualTo(
            "It is a part of itself: 110 → 111 → 110. Correct \"parent_job_id\" and set the"
                + " status to 'queued' again.");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 112"))
        .startsWith("It is a part of itself: 112 → 112. Correct");
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void a_row_put_under_a_parent_that_it_waits_for_is_not_waited_for() throws Exception {
    List<Claim> both = family();
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (20, 'noop', '[1]')");
    round();

    table.run("UPDATE jobs SET parent_job_id = 1 WHERE id = 20");
    round();

    assertThat(rows())
        .containsExactly(
            "1|-|waiting_for_children",
            "2|a|processing",
            "3|b|processing",
            "4|c|waiting_for_jobs",
            "20|-|waiting_for_jobs");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo("does not wait for job 20, which waits for it");
    Claim third = round(done(both.get(0), "a"), done(both.get(1), "b")).get(0);
    Claim parent = round(done(third, "c")).get(0);
    assertThat(parent.job().id()).isEqualTo(1);
    assertThat(round(done(parent, "whole")))
        .extracting(claim -> claim.job().id())
        .containsExactly(20L);
  }

  /** What is put under the parent: the far end of a chain that begins at it, and all of it. */
  @ParameterizedTest
  @ValueSource(strings = {"id = 40", "id IN (29, 40)", "id >= 20"})
  void a_long_chain_behind_a_parent_is_not_waited_for_either(String which) throws Exception {
    List<Claim> both = family();
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (20, 'noop', '[1]')");
    for (int id = 21; id <= 40; id++) {
      table.run(
          "INSERT INTO jobs (id, job_type, depends_on) VALUES (%d, 'noop', '[%d]')"
              .formatted(id, id - 1));
    }
    round();

    table.run("UPDATE jobs SET parent_job_id = 1 WHERE " + which);
    round();

    assertThat(table.one("SELECT status FROM jobs WHERE id = 1")).isEqualTo("waiting_for_children");
    assertThat(
            table.all("SELECT needs_id FROM job_needs WHERE job_id = 1 AND met = 0 AND part = 1"))
        .containsExactlyInAnyOrder("2", "3", "4");
    Claim third = round(done(both.get(0), "a"), done(both.get(1), "b")).get(0);
    assertThat(round(done(third, "c")).get(0).job().id()).isEqualTo(1);
  }

  @Test
  void of_a_long_circle_the_beginning_and_the_end_are_told() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (1, 'noop', '[30]')");
    for (int id = 2; id <= 30; id++) {
      table.run(
          "INSERT INTO jobs (id, job_type, depends_on) VALUES (%d, 'noop', '[%d]')"
              .formatted(id, id - 1));
    }
    round();

    assertThat(table.all("SELECT error_message FROM jobs WHERE status = 'failed'"))
        .anySatisfy(
            told ->
                assertThat(told)
                    .matches("It depends on itself: (\\d+ → ){10}… → \\d+ → \\d+\\. .*"));
  }

  @Test
  void a_parent_goes_on_though_what_it_is_a_part_of_is_put_under_it() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    Claim inner = round(end(round().get(0), wait(List.of(), child("inner")))).get(0);
    Claim leaf = round(end(inner, wait(List.of(), child("leaf")))).get(0);

    table.run("UPDATE jobs SET parent_job_id = 2 WHERE id = 1");
    assertThat(round()).isEmpty();

    assertThat(rows())
        .containsExactly(
            "1|-|waiting_for_children", "2|inner|waiting_for_children", "3|leaf|processing");
    Claim innerAgain = round(done(leaf, "x")).get(0);
    assertThat(innerAgain.job().id()).isEqualTo(2);
    assertThat(round(done(innerAgain, "x")))
        .extracting(claim -> claim.job().id())
        .containsExactly(1L);
  }

  @Test
  void a_child_that_is_put_under_a_parent_that_it_waits_for_fails() throws Exception {
    family();
    table.run(
        "INSERT INTO jobs (id, job_type, depends_on) VALUES (50, 'noop', '[1]')",
        "INSERT INTO jobs (id, job_type, parent_job_id, depends_on) VALUES"
            + " (51, 'noop', 1, '[50]')");
    round();

    assertThat(told(51)).startsWith("failed: It depends on itself: 51 → 50 → 1 → 51.");
    assertThat(told(1)).isEqualTo("waiting_for_children");
  }
}
